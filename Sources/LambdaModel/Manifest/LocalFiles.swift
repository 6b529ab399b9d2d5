#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The file system of this machine.
public struct LocalFiles: ManifestFiles {
    /// Makes one; it holds nothing.
    public init() {}

    /// Looks at `path`, following symbolic links.
    public func kind(of path: String) -> FileKind? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: realPath(path))
        switch attributes?[.type] as? FileAttributeType {
        case .typeRegular: return .file
        case .typeDirectory: return .folder
        // A link that is still one after all links were followed leads nowhere.
        case .typeSymbolicLink, .none: return nil
        case .some: return .other
        }
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
