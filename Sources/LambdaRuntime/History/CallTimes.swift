import Foundation

/// When lamdeck processes called the containers of a project: a file next to the history, to which each process
/// appends. A process that reads a container's log learns from it that a call is a lamdeck's, before that lamdeck has
/// recorded the outcome.
struct CallTimes: Sendable {
    let path: String

    /// The most bytes of the file: old times are not needed.
    private static let most = 64 << 10
    /// The log's time of a call's start can be late by so many seconds.
    private static let slack = 0.1

    /// Records that a call of a container begins now.
    func begin(in container: String) { append("B", container) }

    /// Records that a call of a container was answered.
    func end(in container: String) { append("E", container) }

    private func append(_ word: String, _ container: String) {
        var file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        if file < 0, errno == ENOENT {
            try? LamdeckFolders.make((path as NSString).deletingLastPathComponent)
            file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        }
        guard file >= 0 else { return }
        defer { close(file) }
        if lseek(file, 0, SEEK_END) > Self.most { ftruncate(file, 0) }
        // One write per line: the kernel does not mix those of several processes.
        let line = Array("\(word) \(container.prefix(64)) \(Date().timeIntervalSince1970)\n".utf8)
        _ = line.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    }

    /// Whether a lamdeck called a container at a time, as far as the file still shows it.
    ///
    /// - Parameter time: seconds since 1970.
    func hasCall(of container: String, at time: Double) -> Bool {
        guard let text = KernelFile.text(path) else { return false }
        var begin: Double?
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 3, words[1] == container.prefix(64), let moment = Double(words[2]) else { continue }
            if words[0] == "B" {
                begin = moment
            } else if let start = begin {
                if (start...(max(start, moment) + Self.slack)).contains(time) { return true }
                begin = nil
            }
        }
        return begin.map { time >= $0 } ?? false
    }
}
