import Foundation
import LambdaModel

/// Checks lamdeck's own folders, and the programs that it calls.
struct FolderCheck: Sendable {
    let folders: LamdeckFolders
    let functions: [FunctionSettings]
    let environment: [String: String]

    func run() -> [Finding] {
        var findings: [Finding] = []
        let wanted = [
            ("XDG_CACHE_HOME", folders.cache), ("XDG_STATE_HOME", folders.state),
        ]
        for (variable, folder) in wanted where !Self.canWrite(folder) {
            findings.append(
                Finding(
                    .folders, .fix, "\(folder) cannot be written to",
                    fix: "make it writable, or set \(variable) to a writable folder"))
        }
        if findings.isEmpty { findings.append(Finding(.folders, .ok, wanted.map(\.1).joined(separator: ", "))) }
        if let space = DiskSpace(of: folders.cache) {
            findings.append(
                space.finding("lamdeck's cache", fix: "\(folders.cache) can be deleted while no function is running"))
        }
        let zips = functions.filter { settings in
            settings.sources.contains { if case .zip = $0 { true } else { false } }
        }
        if !zips.isEmpty { findings.append(unzip(zips.map(\.name))) }
        return findings
    }

    private func unzip(_ functions: [String]) -> Finding {
        let places = (environment["PATH"] ?? "").split(separator: ":")
        if let place = places.first(where: { access($0 + "/unzip", X_OK) == 0 }) {
            return Finding(.tools, .ok, "\(place)/unzip")
        }
        return Finding(
            .tools, .fix, "unzip is missing, but the zips of \(functions.joined(separator: ", ")) need it",
            fix: "install the package unzip")
    }

    /// Whether a folder is writable, or can be created in its nearest existing parent.
    private static func canWrite(_ folder: String) -> Bool { access(DiskSpace.nearest(folder), W_OK) == 0 }
}

/// The free space on a disk.
struct DiskSpace: Hashable, Sendable {
    /// Bytes available to this user.
    let free: Int64

    /// Below this, one or two images fill the disk.
    static let little: Int64 = 2 << 30

    /// The disk of a path, or of its nearest existing parent; nil if the system does not say.
    init?(of path: String) {
        var status = statvfs()
        guard statvfs(Self.nearest(path), &status) == 0 else { return nil }
        free = Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
    }

    init(free: Int64) { self.free = free }

    /// Whether nothing more can be written to the disk of a path, not even by root; false if unknown.
    static func isFull(_ path: String) -> Bool {
        var status = statvfs()
        guard statvfs(path, &status) == 0, status.f_blocks > 0 else { return false }
        let (unit, root, others) = (UInt64(status.f_frsize), UInt64(status.f_bfree), UInt64(status.f_bavail))
        // ext4 reserves 16 MB for itself out of root's share.
        return others * unit < 256 << 10 && root * unit < 32 << 20
    }

    /// - Parameter place: what is on the disk, for the message.
    func finding(_ place: String, fix: String) -> Finding {
        let gigabytes = Double(free * 10 / (1 << 30)) / 10
        let message = "\(gigabytes) GB free for \(place)"
        return free < Self.little ? Finding(.disk, .fix, message, fix: fix) : Finding(.disk, .ok, message)
    }

    static func nearest(_ path: String) -> String {
        var path = path
        while access(path, F_OK) != 0, path != "/", !path.isEmpty {
            path = (path as NSString).deletingLastPathComponent
        }
        return path.isEmpty ? "/" : path
    }
}
