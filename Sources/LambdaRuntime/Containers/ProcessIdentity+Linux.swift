#if os(Linux)
    import Foundation

    extension ProcessIdentity {
        /// This process; nil if `/proc` does not say.
        static let own: ProcessIdentity? = {
            guard case .started(let start) = inspect(getpid()),
                let boot = KernelFile.text("/proc/sys/kernel/random/boot_id"),
                let namespace = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
            else { return nil }
            return ProcessIdentity(
                process: getpid(), start: start, boot: boot.trimmingCharacters(in: .whitespacesAndNewlines),
                namespace: namespace.filter(\.isNumber))
        }()

        /// Asks the system about a process number.
        @Sendable static func inspect(_ process: Int32) -> Sight {
            // A process of another user cannot be signalled but exists; `/proc` may hide it.
            guard process > 0, kill(process, 0) == 0 || errno != ESRCH else { return .none }
            guard let text = KernelFile.text("/proc/\(process)/stat") else { return .hidden }
            return sight(stat: text) ?? .hidden
        }

        /// Reads `/proc/PID/stat` (proc(5)): the state is the first field after the name in parentheses, the number of
        /// threads the eighteenth, the start time the twentieth. A process that has ended keeps its number until its
        /// parent reaps it.
        static func sight(stat text: String) -> Sight? {
            guard let end = text.lastIndex(of: ")") else { return nil }
            let fields = text[text.index(after: end)...].split(whereSeparator: \.isWhitespace)
            guard fields.count > 19, let threads = Int(fields[17]), let start = UInt64(fields[19]) else { return nil }
            // The first thread can end before the others: then the process is still running.
            let hasEnded = fields[0] == "Z" && threads < 2 || fields[0] == "X"
            return hasEnded ? Sight.none : .started(start)
        }
    }
#endif
