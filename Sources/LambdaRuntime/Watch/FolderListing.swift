import Foundation

/// What a name in a folder is, links not followed.
enum EntryKind: Sendable {
    case file
    case folder
    case link
}

/// The file system queries of a watch. They make no objects: a tree may have 50,000 files.
enum FolderListing {
    /// The names in a folder with their kinds, in no order; empty if it cannot be read. Names that are not UTF-8 are
    /// left out.
    static func entries(of folder: String) -> [(name: String, kind: EntryKind)] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var found: [(name: String, kind: EntryKind)] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let name, name != ".", name != ".." else { continue }
            switch Int32(entry.pointee.d_type) {
            case Int32(DT_DIR): found.append((name, .folder))
            case Int32(DT_LNK): found.append((name, .link))
            case Int32(DT_REG): found.append((name, .file))
            default:
                // Some file systems do not say.
                if let kind = kind(of: folder + "/" + name) { found.append((name, kind)) }
            }
        }
        return found
    }

    /// What is at a path; nil if nothing is there, and for devices, pipes and sockets.
    static func kind(of path: String) -> EntryKind? { status(of: path).flatMap(kind) }

    /// The state of what is at a path, links not followed.
    static func status(of path: String) -> stat? {
        var status = stat()
        return lstat(path, &status) == 0 ? status : nil
    }

    static func kind(_ status: stat) -> EntryKind? {
        switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        case S_IFLNK: .link
        default: nil
        }
    }

    /// The target of a link as it is written; nil if there is no link.
    static func target(of link: String) -> String? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(PATH_MAX)) { buffer in
            let count = buffer.withMemoryRebound(to: CChar.self) { readlink(link, $0.baseAddress!, $0.count) }
            return count > 0 ? String(validating: buffer[..<count], as: UTF8.self) : nil
        }
    }
}

/// The way that a path takes through folders and links to what it leads to.
struct PathWay: Sendable {
    /// Each folder on the way, by its real path, with the name that is looked up in it. A change of any of these names
    /// may make the path lead elsewhere.
    private(set) var steps: [(folder: String, name: String)] = []
    /// What the path leads to, without links; nil if it leads to nothing.
    private(set) var end: (path: String, kind: EntryKind)?

    init(_ path: String) {
        var current = ""
        var pending = Array(path.split(separator: "/").reversed())
        var links = 0
        var kind = EntryKind.folder
        while let part = pending.popLast() {
            if part == "." { continue }
            if part == ".." {
                current = String(current.prefix(upTo: current.lastIndex(of: "/") ?? current.startIndex))
                continue
            }
            steps.append((current.isEmpty ? "/" : current, String(part)))
            let next = "\(current)/\(part)"
            guard let found = FolderListing.kind(of: next) else { return }
            switch found {
            case .folder:
                current = next
            case .file:
                guard pending.isEmpty else { return }
                current = next
                kind = .file
            case .link:
                links += 1
                // As many as Linux follows: path_resolution(7).
                guard links <= 40, let target = FolderListing.target(of: next) else { return }
                if target.hasPrefix("/") { current = "" }
                pending += target.split(separator: "/").reversed()
            }
        }
        end = (current.isEmpty ? "/" : current, kind)
    }
}

extension PathWay {
    /// The folder that the path leads to, or the last folder on its way.
    var lastFolder: String {
        if let end, end.kind == .folder { return end.path }
        return steps.last?.folder ?? "/"
    }
}

extension PathWay: Equatable {
    static func == (left: PathWay, right: PathWay) -> Bool {
        left.steps.elementsEqual(right.steps, by: ==) && left.end?.path == right.end?.path
            && left.end?.kind == right.end?.kind
    }
}
