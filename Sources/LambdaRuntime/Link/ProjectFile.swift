import Foundation
import HostLink
import LambdaModel
import Support

/// A file of a project that a client on another machine edits.
struct ProjectFile: Sendable {
    /// The most bytes of such a file.
    static let maximumBytes = 8 << 20

    private let path: String
    /// Why the file must not be touched; nil if it may.
    private let refusal: String?

    /// A file by its absolute path, or by its path in the manifest's folder. It must be the manifest or in the manifest's folder, or in one of its functions'
    /// code, layers or folders of events.
    init(_ path: String, of manifest: Manifest) {
        let whole = path.hasPrefix("/") ? path : manifest.folder + "/" + path
        let real = URL(fileURLWithPath: whole).resolvingSymlinksInPath().standardizedFileURL.path
        self.path = real
        let roots =
            [manifest.folder]
            + manifest.functions.flatMap { settings in
                settings.sources.map(\.path) + settings.eventFolderPaths
                    + [settings.environmentFile].compactMap(\.self)
            }
        let isInside = roots.contains { root in
            let folder = URL(fileURLWithPath: root).resolvingSymlinksInPath().standardizedFileURL.path
            return real == folder || real.hasPrefix(folder + "/")
        }
        refusal = isInside ? nil : "\(path) is not a file of this project"
    }

    /// Reads the file.
    func read() -> HostReply {
        if let refusal { return .problems([refusal]) }
        do {
            let data = try Data(contentsOf: URL(fileURLWithPath: path))
            guard data.count <= Self.maximumBytes else {
                return .problems(["\(path) is too large to edit over the link (\(data.count >> 20) MB)"])
            }
            return .file(WireBytes(Array(data)))
        } catch {
            return .problems(["\(path) cannot be read: \(error.localizedDescription)"])
        }
    }

    /// Replaces the content: a symbolic link stays one, and the file keeps its mode.
    ///
    /// - Parameter before: what the content must still be.
    func write(_ content: [UInt8], replacing before: [UInt8]) -> HostReply {
        if let refusal { return .problems([refusal]) }
        do {
            let url = URL(fileURLWithPath: path)
            let now = try Data(contentsOf: url)
            guard Array(now) == before else { return .problems(["\(path) has changed on the other machine"]) }
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
            try Data(content).write(to: url, options: .atomic)
            if let mode { try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path) }
            return .problems([])
        } catch {
            return .problems(["\(path) cannot be written: \(error.localizedDescription)"])
        }
    }
}
