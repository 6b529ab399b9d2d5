import Dispatch
import Foundation

/// Ends child processes.
extension Child {
    /// Asks a program and all its descendants to end, and kills those that do not end in time. The program shares this
    /// program's process group, so the signal cannot go to the whole group.
    ///
    /// - Parameter done: called on the main queue when all of them have ended.
    static func end(_ child: pid_t, within limit: Duration = .seconds(2), then done: @escaping @MainActor () -> Void) {
        let all = starts([child] + descendants(of: child))
        for process in all.keys {
            kill(process, SIGTERM)
            // A stopped process does not handle signals.
            kill(process, SIGCONT)
        }
        DispatchQueue.global().async {
            wait(for: all, atMost: limit)
            for process in living(all) { kill(process, SIGKILL) }
            wait(for: all, atMost: .seconds(1))
            DispatchQueue.main.async { MainActor.assumeIsolated(done) }
        }
    }

    private static func wait(for all: [pid_t: String], atMost limit: Duration) {
        let end = ContinuousClock.now + limit
        while !living(all).isEmpty, ContinuousClock.now < end { usleep(10_000) }
    }

    /// Those that have not ended. A process id may belong to another process by now, so the start times are compared.
    private static func living(_ all: [pid_t: String]) -> [pid_t] {
        all.filter { process, start in
            guard hasKernelFiles else { return kill(process, 0) == 0 }
            let fields = fields(process)
            return fields[safe: 0] != "Z" && fields[safe: 19] == start
        }.map(\.key)
    }

    private static let hasKernelFiles = access("/proc/self/stat", R_OK) == 0

    /// All descendants of a process. Empty if the system has no `/proc`.
    private static func descendants(of process: pid_t) -> [pid_t] {
        var children: [pid_t: [pid_t]] = [:]
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let one = pid_t(name), let parent = fields(one)[safe: 1].flatMap({ pid_t($0) }) else { continue }
            children[parent, default: []].append(one)
        }
        var found: [pid_t] = []
        var queue = children[process] ?? []
        while let next = queue.popLast() {
            found.append(next)
            queue += children[next] ?? []
        }
        return found
    }

    /// The start times of the processes that exist, in the kernel's unit.
    private static func starts(_ processes: [pid_t]) -> [pid_t: String] {
        processes.reduce(into: [:]) { $0[$1] = hasKernelFiles ? fields($1)[safe: 19] : "" }
    }

    /// The fields after the name in `/proc/PID/stat` (proc(5)).
    private static func fields(_ process: pid_t) -> [String] {
        guard let data = FileManager.default.contents(atPath: "/proc/\(process)/stat"),
            let end = data.lastIndex(of: UInt8(ascii: ")"))
        else { return [] }
        return String(decoding: data[(end + 1)...], as: UTF8.self).split(separator: " ").map(String.init)
    }
}

extension Array {
    fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
