/// What a path leads to, symbolic links followed.
public enum FileKind: Sendable, Hashable {
    case file
    case folder
    /// A device, socket or pipe.
    case other
}

/// Why a file or folder could not be read.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The path that was asked for.
    public var path: String
    /// What the system said, in words: `permission denied`.
    public var reason: String

    /// Makes an error.
    public init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    /// `/a/b.json: permission denied`
    public var description: String { "\(path): \(reason)" }
}

/// The file system as far as a manifest and its events need it. Paths are absolute.
public protocol ManifestFiles: Sendable {
    /// The kind of the item at `path`; nil if nothing is there, or if lamdeck has no permission to look.
    func kind(of path: String) -> FileKind?
    /// The bytes of a file.
    func read(_ path: String) throws(FileError) -> [UInt8]
    /// The names of the items in a folder, in any order.
    func names(inFolder path: String) throws(FileError) -> [String]
    /// `path` without symbolic links; `path` itself if nothing is there.
    func realPath(_ path: String) -> String
}
