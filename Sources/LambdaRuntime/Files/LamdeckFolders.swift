import Foundation

/// Where lamdeck keeps what is not the project's: XDG's folders, or what stands for them.
public struct LamdeckFolders: Sendable {
    /// Unpacked zips and merged layers; can be deleted while nothing runs.
    public let cache: String
    /// The log file.
    public let state: String
    /// Locks between lamdeck processes of one user.
    public let runtime: String

    /// Reads `XDG_CACHE_HOME`, `XDG_STATE_HOME`, `XDG_RUNTIME_DIR` and `HOME`.
    public init(environment: [String: String]) {
        func absolute(_ name: String) -> String? {
            environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        let home = absolute("HOME") ?? NSHomeDirectory()
        cache = (absolute("XDG_CACHE_HOME") ?? home + "/.cache") + "/lamdeck"
        state = (absolute("XDG_STATE_HOME") ?? home + "/.local/state") + "/lamdeck"
        runtime =
            absolute("XDG_RUNTIME_DIR").map { $0 + "/lamdeck" }
            ?? NSTemporaryDirectory().trimmingSuffix("/") + "/lamdeck-\(getuid())"
    }

    /// Makes a folder that only this user may look into, with those above it.
    static func make(_ path: String) throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
