import DockerEngine
import Foundation
import LambdaModel
import Support

/// The entry point of a container that waits: a shell that reads its environment from standard input, and then starts
/// what the image would have started. If lamdeck ends, the input ends, and the shell exits.
///
/// Every base image has `/bin/sh` and `/lambda-entrypoint.sh` (RUNTIME facts, point 2.1).
enum WaitingShell {
    /// The line that ends a block of variables.
    private static let go = "."
    /// Begins the lines that the shell writes about extensions and about the runtime's exit.
    static let mark = String(UnicodeScalar(LogMarker.shellMark))

    private static let read = """
        go=; while IFS= read -r l; do [ "$l" = . ] && go=1 && break; export "$l"; done; [ "$go" ] || exit 0
        """

    /// Runs the file that a `provided` runtime needs: in the code, in a layer, or in the image (the emulator's source,
    /// `rie/run.go`).
    private static let bootstrap = """
        boot() { for b in /var/task/bootstrap /opt/bootstrap /var/runtime/bootstrap; do [ -f "$b" ] && exec "$b"; done; \
        echo "there is no bootstrap in /var/task or /opt" >&2; exit 127; }
        """

    /// Writes a mark into both outputs for each request id that it reads. The process is not a child of the runtime,
    /// which might wait for it.
    private static let marks = """
        marks() { ( ( while IFS= read -r l <&3; do printf 'END RequestId: %s\\n' "$l"
        printf 'REPORT RequestId: %s\\n' "$l" >&2; done ) & ); exec 3<&-; }
        """

    /// Passes signals on to the runtime: Node.js opens its inspector at `SIGUSR1`, and Java writes its threads at
    /// `SIGQUIT`.
    private static let forward = """
        forward() { for s in HUP INT QUIT USR1 USR2; do trap "kill -$s $p 2>/dev/null" $s; done; }
        """

    /// Starts the runtime and reports its exit code: the engine knows of an exit 100 ms later. A runtime that is asked
    /// to end is not reported: then another process ends the container. The container ends a moment after the report,
    /// because the engine needs the processor for that, and so does the init of the container that serves instead.
    private static let reported = """
        marks
        run "$@" & p=$!
        asked=; trap 'asked=1; kill -TERM $p 2>/dev/null' TERM
        forward
        wait $p 2>/dev/null; c=$?
        while kill -0 $p 2>/dev/null; do wait $p 2>/dev/null; c=$?; done
        [ "$asked" ] || { printf '\\036 %s\\n' "$c"; [ "$c" -ge 128 ] || sleep 0.1 2>/dev/null; }
        exit $c
        """

    /// Starts each extension with its output marked, and waits until lamdeck has seen all of them register. The shell
    /// outlives the runtime, so that extensions can end in order.
    private static let extensions = """
        for e in /opt/extensions/*; do [ -f "$e" ] || continue; n=${e##*/}
        ( unset AWS_LAMBDA_LOG_GROUP_NAME AWS_LAMBDA_LOG_STREAM_NAME AWS_EXECUTION_ENV LAMBDA_TASK_ROOT _HANDLER
        { "$e" 3<&- 2>&1; printf '\\036%s\\n' "$?"; } | while IFS= read -r l || [ "$l" ]; do printf '\\036%s %s\\n' "$n" "$l"; done
        ) 3<&- &
        done
        IFS= read -r l <&3 && [ "$l" = . ] || exit 0
        marks
        run "$@" & p=$!
        trap 'kill -TERM $p 2>/dev/null' TERM
        forward
        wait $p 2>/dev/null; c=$?
        while kill -0 $p 2>/dev/null; do wait $p 2>/dev/null; c=$?; done
        printf '\\036 %s\\n' "$c"
        wait
        exit $c
        """

    /// What the shell starts.
    enum Program: Hashable {
        /// The runtime of a base image.
        case runtime(handler: String, isProvided: Bool)
        /// The words of a command.
        case command([String])

        fileprivate var run: String {
            switch self {
            case .runtime(_, isProvided: true): "\(WaitingShell.bootstrap)\nrun() { boot; }"
            case .runtime(_, isProvided: false): "run() { exec /lambda-entrypoint.sh \"$@\"; }"
            case .command: "run() { exec \"$@\"; }"
            }
        }

        fileprivate var words: [String] {
            switch self {
            case .runtime(_, isProvided: true): []
            case .runtime(let handler, isProvided: false): [handler]
            case .command(let words): words
            }
        }
    }

    /// Makes a container that waits.
    ///
    /// - Parameter hasExtensions: whether files are in `/opt/extensions`.
    static func shape(_ spec: inout ContainerSpec, _ program: Program, hasExtensions: Bool) {
        let end = hasExtensions ? extensions : reported
        let script = [read, program.run, marks, forward, "exec 3<&0 </dev/null", end].joined(separator: "\n")
        spec.entrypoint = ["/bin/sh", "-c", script, "sh"]
        spec.command = program.words
        spec.hasInput = true
        spec.hasInit = true
    }

    /// What starts the processes.
    ///
    /// - Parameter variables: without line breaks in their values.
    static func release(_ variables: [(name: String, value: String)]) -> [UInt8] {
        Array((variables.map { "\($0.name)=\($0.value)" } + [go, ""]).joined(separator: "\n").utf8)
    }

    /// What starts the runtime after the extensions.
    static let startRuntime = Array("\(go)\n".utf8)

    /// What writes the marks of a call, see ``mark(in:)``.
    static func mark(_ requestID: String) -> [UInt8] { Array("\(requestID)\n".utf8) }

    /// The call that a mark belongs to, and the output that it was written to.
    static func mark(in record: LogRecord) -> (requestID: String, output: LogRecord.Source)? {
        guard record.source == .marker else { return nil }
        let marks: [(String, LogRecord.Source)] = [
            ("END RequestId: ", .output), ("REPORT RequestId: ", .errorOutput),
        ]
        for (beginning, output) in marks where record.text.hasPrefix(beginning) {
            return (String(record.text.dropFirst(beginning.count)), output)
        }
        return nil
    }

    /// A line that the shell wrote.
    enum Line: Hashable {
        /// An extension's output.
        case output(of: String, String)
        /// An extension ended, with this exit code.
        case extensionEnded(String, Int)
        /// The runtime ended, with this exit code.
        case runtimeEnded(Int)
    }

    /// Reads a line of the container's log; nil for one that the shell did not write.
    static func line(_ text: String) -> Line? {
        guard text.utf8.first == 0x1E else { return nil }
        let rest = text.dropFirst()
        guard let space = rest.firstIndex(of: " ") else { return nil }
        let (name, line) = (String(rest[..<space]), rest[rest.index(after: space)...])
        guard LogMarker.isName(name.utf8) else { return nil }
        if name.isEmpty { return Int(line).map { .runtimeEnded($0) } }
        if line.hasPrefix(mark) { return Int(line.dropFirst()).map { .extensionEnded(name, $0) } }
        return .output(of: name, String(line))
    }
}
