import Foundation
import LambdaModel
import LambdaRuntime
import Logging
import Support
import Synchronization

/// lamdeck's own log: a file, since the screen belongs to curses and standard error to messages.
enum FileLog {
    /// The file's path.
    static func path(_ environment: [String: String]) -> String {
        LamdeckFolders(environment: environment).state + "/lamdeck.log"
    }

    /// Makes the file's folder.
    static func makeFolder(_ environment: [String: String]) {
        let folder = (path(environment) as NSString).deletingLastPathComponent
        try? FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// A logger that appends to the file; if the file cannot be opened, one that writes nothing.
    static func logger(_ environment: [String: String]) -> Logger {
        let path = path(environment)
        makeFolder(environment)
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
        if size > 4 << 20 {
            try? FileManager.default.removeItem(atPath: path + ".old")
            try? FileManager.default.moveItem(atPath: path, toPath: path + ".old")
        }
        let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { return Logger(label: "lamdeck") { _ in SwiftLogNoOpLogHandler() } }
        return Logger(label: "lamdeck") { _ in FileLogHandler(file: file) }
    }
}

/// Writes one line a record.
private struct FileLogHandler: LogHandler {
    let file: Int32
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let time = ISO8601.text(Date().timeIntervalSince1970)
        let line = Array("\(time) \(event.level) \(PlainText.line("\(event.message)"))\n".utf8)
        // One write a line: the kernel keeps lines of several processes apart.
        _ = line.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
    }
}
