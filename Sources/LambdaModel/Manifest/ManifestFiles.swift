/// What a path leads to, symbolic links followed.
public enum FileKind: Sendable, Hashable {
    case file
    case folder
    /// A device, socket or pipe.
    case other
}

/// What changes when a file is written.
public struct FileStamp: Sendable, Hashable {
    /// Bytes.
    public var size: Int
    /// When it was last written: seconds since 1970.
    public var modified: Double

    /// A stamp; zeros for a file of which nothing is known.
    public init(size: Int = 0, modified: Double = 0) { (self.size, self.modified) = (size, modified) }
}

/// What is at a path.
public struct FileStatus: Sendable, Hashable {
    /// What the path leads to.
    public var kind: FileKind
    /// Whether the path itself is a symbolic link.
    public var isLink: Bool
    /// The stamp of what it leads to.
    public var stamp: FileStamp

    /// What is at a path.
    public init(kind: FileKind, isLink: Bool = false, stamp: FileStamp = FileStamp()) {
        (self.kind, self.isLink, self.stamp) = (kind, isLink, stamp)
    }
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
    /// What is at `path`; nil if its ``kind(of:)`` is nil.
    func status(of path: String) -> FileStatus?
    /// The bytes of a file.
    func read(_ path: String) throws(FileError) -> [UInt8]
    /// The names of the items in a folder, in any order.
    func names(inFolder path: String) throws(FileError) -> [String]
    /// `path` without symbolic links; `path` itself if nothing is there.
    func realPath(_ path: String) -> String
}

extension ManifestFiles {
    /// The kind alone, for file systems that know no more.
    public func status(of path: String) -> FileStatus? { kind(of: path).map { FileStatus(kind: $0) } }
}
