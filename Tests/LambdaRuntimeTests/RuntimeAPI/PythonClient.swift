import Foundation
import LambdaModel
import Subprocess

@testable import LambdaRuntime

/// AWS's runtime client for Python. pip installs it into a folder that later runs of the tests use again.
enum PythonClient {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    struct Installed: Sendable {
        /// The interpreter.
        let python: String
        /// The folder with the modules.
        let folder: String
    }

    /// The versions of the stand-in images (`Tests/BaseImages/foundation.sh`).
    private static let packages = ["awslambdaric==4.2.2", "simplejson==4.3.0", "snapshot-restore-py==1.0.0"]

    private static let installation = Task { try await install() }

    static func installed() async throws -> Installed { try await installation.value }

    /// Another run of the tests may install at the same time, so a new folder gets its name when it is complete.
    private static let script = """
        set -e
        parent=$1; shift
        python=python3
        "$python" -m pip --version >/dev/null 2>&1 || python=/usr/bin/python3
        "$python" -m pip --version >/dev/null || { echo "neither python3 nor /usr/bin/python3 has pip" >&2; exit 1; }
        folder=$parent/$("$python" -c 'import sysconfig; print(sysconfig.get_config_var("SOABI"))')
        works() {
            [ -d "$folder" ] || return 1
            PYTHONPATH=$folder "$python" -c 'import awslambdaric.bootstrap, runtime_client, simplejson' >/dev/null 2>&1
        }
        if ! works; then
            mkdir -p "$parent"
            new=$(mktemp -d "$parent/new.XXXXXX")
            trap 'rm -rf "$new"' EXIT
            "$python" -m pip --disable-pip-version-check --quiet install --no-deps --only-binary :all: \\
                --target "$new" "$@" >&2
            if ! works; then
                rm -rf "$folder"
                "$python" -c 'import os, sys; os.rename(*sys.argv[1:])' "$new" "$folder" 2>/dev/null || true
            fi
            works || { echo "the installed client cannot be imported" >&2; exit 1; }
        fi
        echo "$python"
        echo "$folder"
        """

    private static func install() async throws -> Installed {
        let parent = FileManager.default.temporaryDirectory.appendingPathComponent("lamdeck-python-client-4.2.2").path
        let result = try await Subprocess.run(
            .name("sh"), arguments: Arguments(["-c", script, "sh", parent] + packages),
            output: .string(limit: 1 << 16), error: .string(limit: 1 << 20))
        let lines = result.standardOutput.split(separator: "\n").map(String.init)
        guard result.terminationStatus.isSuccess, lines.count == 2 else {
            throw Failure(
                description: "AWS's runtime client for Python could not be installed. The tests need Linux, python3 "
                    + "with pip, and PyPI: \(result.standardError)")
        }
        return Installed(python: lines[0], folder: lines[1])
    }
}

/// A process of AWS's runtime client for Python with a function of this file.
struct PythonRuntime: Sendable {
    struct End: Sendable {
        let exit: RuntimeExit
        /// What the process wrote.
        let output: String
    }

    private let process: Task<End, any Error>

    /// Starts the process while `body` runs.
    ///
    /// - Parameters:
    ///   - handler: `app.handler`, or `broken.handler`, which cannot be imported.
    ///   - isWatched: whether the server learns at once that the process has ended. Otherwise it must ask.
    static func with(
        _ place: RuntimePlace, handler: String = "app.handler", isWatched: Bool = true,
        _ body: (PythonRuntime) async throws -> Void
    ) async throws {
        let client = try await PythonClient.installed()
        let code = FileManager.default.temporaryDirectory
            .appendingPathComponent("lamdeck-python-code-\(UUID().uuidString.prefix(8))").path
        try FileManager.default.createDirectory(atPath: code, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: code) }
        try app.write(toFile: code + "/app.py", atomically: true, encoding: .utf8)
        try broken.write(toFile: code + "/broken.py", atomically: true, encoding: .utf8)
        let process = Task {
            let end = try await run(client, code, handler, address: place.address)
            if isWatched { place.server.exited(end.exit) }
            return end
        }
        place.server.update { outside in outside.exit = { try? await process.value.exit } }
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(PythonRuntime(process: process))) } catch { outcome = .failure(error) }
        // This kills the process.
        process.cancel()
        _ = await process.result
        try outcome.get()
    }

    /// Waits for the end of the process.
    func end() async throws -> End { try await process.value }

    private static func run(
        _ client: PythonClient.Installed, _ code: String, _ handler: String, address: String
    ) async throws -> End {
        let environment = Environment.inherit.updating([
            "AWS_LAMBDA_RUNTIME_API": address, "LAMBDA_TASK_ROOT": code, "PYTHONPATH": "\(code):\(client.folder)",
            "AWS_LAMBDA_INITIALIZATION_TYPE": nil, "AWS_LAMBDA_MAX_CONCURRENCY": nil, "AWS_LAMBDA_LOG_FORMAT": nil,
        ])
        let result = try await Subprocess.run(
            .name("sh"),
            arguments: Arguments([
                "-c", "cd \"$1\" && shift && exec \"$@\"", "sh", code, client.python, "-m", "awslambdaric", handler,
            ]), environment: environment, output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        let exit: RuntimeExit =
            switch result.terminationStatus {
            case .exited(let code): .code(Int(code))
            case .signaled(let number): .signal(Int(number))
            }
        return End(exit: exit, output: result.standardOutput + result.standardError)
    }

    private static let broken = "import nothing_has_this_name\n"

    /// `ports` are the local ports of the process's connections to the Runtime API.
    private static let app = """
        import os

        def ports():
            api = int(os.environ["AWS_LAMBDA_RUNTIME_API"].rpartition(":")[2])
            mine = set()
            for name in os.listdir("/proc/self/fd"):
                try: mine.add(os.readlink("/proc/self/fd/" + name))
                except OSError: pass
            with open("/proc/self/net/tcp") as table: lines = [line.split() for line in table][1:]
            # The kernel may list a socket twice if others are opened while the table is read.
            return sorted({int(line[1].rpartition(":")[2], 16) for line in lines
                           if int(line[2].rpartition(":")[2], 16) == api and f"socket:[{line[9]}]" in mine})

        def handler(event, context):
            do = event["do"]
            if do == "raise": raise ValueError("boom")
            if do == "exit": os._exit(3)
            if do == "ports": return ports()
            if do == "large": return "x" * event["count"]
            if do == "context":
                client = context.client_context
                return {
                    "id": context.aws_request_id, "arn": context.invoked_function_arn,
                    "left": context.get_remaining_time_in_millis(), "custom": client.custom,
                    "title": client.client.app_title, "identity": context.identity.cognito_identity_id,
                    "pool": context.identity.cognito_identity_pool_id, "tenant": context.tenant_id,
                    "trace": os.environ.get("_X_AMZN_TRACE_ID"),
                }
            if do == "nothing":
                return [context.client_context, context.identity.cognito_identity_id, context.tenant_id]
            return event
        """
}
