import Foundation

/// The folders for lamdeck's own files: XDG's, or their defaults.
public struct LamdeckFolders: Sendable {
    /// Unpacked zips and merged layers; can be deleted while no function is running.
    public let cache: String
    /// The log file.
    public let state: String
    /// The user's configuration. lamdeck only reads it.
    public let configuration: String

    /// Reads `XDG_CACHE_HOME`, `XDG_STATE_HOME`, `XDG_CONFIG_HOME` and `HOME`.
    public init(environment: [String: String]) {
        func absolute(_ name: String) -> String? {
            environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        let home = absolute("HOME") ?? NSHomeDirectory()
        cache = (absolute("XDG_CACHE_HOME") ?? home + "/.cache") + "/lamdeck"
        state = (absolute("XDG_STATE_HOME") ?? home + "/.local/state") + "/lamdeck"
        configuration = (absolute("XDG_CONFIG_HOME") ?? home + "/.config") + "/lamdeck"
    }

    /// The user's settings of the deck.
    public var configurationFile: String { configuration + "/config.json" }

    /// All folders that lamdeck writes to.
    var all: [String] { [cache, state] }

    /// Creates a folder that only this user can read, and its parents.
    static func make(_ path: String) throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
}

/// Why a folder cannot be used.
struct FolderRefusal: Error, CustomStringConvertible {
    let description: String
}

extension LamdeckFolders {
    /// Refuses a folder in a shared place that another user created or can write to: its content might not be this
    /// user's.
    static func checkOwned(_ path: String, user: uid_t = geteuid()) throws(FolderRefusal) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            throw FolderRefusal(description: "\(path) cannot be created: \(String(cString: strerror(errno)))")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw FolderRefusal(description: "\(path) is not a folder; remove it")
        }
        guard status.st_uid == user else {
            throw FolderRefusal(description: "\(path) belongs to another user (\(status.st_uid)); have it removed")
        }
        guard status.st_mode & 0o022 == 0 else {
            throw FolderRefusal(description: "other users can write to \(path); run chmod 700 on it")
        }
    }
}
