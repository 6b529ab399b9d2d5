#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The file system of this machine.
public struct LocalFiles: ManifestFiles {
    /// Makes one; it holds nothing.
    public init() {}

    /// Looks at `path`, following symbolic links.
    public func kind(of path: String) -> FileKind? { status(of: path)?.kind }

    /// Looks at `path` itself, and at what it leads to.
    public func status(of path: String) -> FileStatus? {
        // FileManager's attributes hold the owner's name, which takes longer to find than all else: a folder may have
        // ten thousand events.
        var status = stat()
        guard !path.utf8.contains(0), lstat(path, &status) == 0 else { return nil }
        let isLink = status.st_mode & S_IFMT == S_IFLNK
        if isLink, stat(path, &status) != 0 { return nil }
        let kind: FileKind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            default: .other
            }
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        let modified = Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        return FileStatus(kind: kind, isLink: isLink, stamp: FileStamp(size: Int(status.st_size), modified: modified))
    }

    /// Reads a whole file.
    public func read(_ path: String) throws(FileError) -> [UInt8] {
        // A pipe or device would block or never end.
        switch kind(of: path) {
        case .folder: throw FileError(path: path, reason: "is a folder")
        case .other: throw FileError(path: path, reason: "is not a regular file")
        case .file, nil: break
        }
        do {
            return Array(try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw FileError(path: path, reason: Self.reason(error))
        }
    }

    /// Lists a folder, hidden names included.
    public func names(inFolder path: String) throws(FileError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw FileError(path: path, reason: Self.reason(error))
        }
    }

    /// Follows all symbolic links of `path`.
    public func realPath(_ path: String) -> String {
        let resolved = URL(filePath: path).resolvingSymlinksInPath().path
        return resolved.count > 1 && resolved.hasSuffix("/") ? String(resolved.dropLast()) : resolved
    }

    private static func reason(_ error: any Error) -> String {
        switch (error as? CocoaError)?.code {
        case .fileReadNoSuchFile, .fileNoSuchFile: "no such file or folder"
        case .fileReadNoPermission: "permission denied"
        case .fileReadTooLarge: "too large"
        default: "cannot be read (\(error))"
        }
    }
}
