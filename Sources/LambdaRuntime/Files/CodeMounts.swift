import Foundation
import LambdaModel
import Subprocess

/// The folders that a container mounts for one function.
struct CodeMounts: Hashable, Sendable {
    /// The folder for `/var/task`; nil if the code is in the image.
    var task: String?
    /// The folder for `/opt`; nil without layers.
    var opt: String?
    /// The targets of links in code and layers that lead outside of them.
    var links: [LinkMount] = []
    /// Links that lead to nothing in the container: one sentence each.
    var strays: [String] = []
    /// The files of `/opt/extensions`, sorted.
    var extensions: [String] = []
}

extension CodeMounts {
    /// The identities of the folders at these paths now. A container keeps the folder that it was given, even if
    /// another one is created at the path or a link is changed.
    var identity: [FolderIdentity?] {
        ([task, opt].compactMap { $0 } + links.map(\.source)).map { FolderIdentity(of: $0) }
    }
}

/// Identifies a folder independently of its path.
struct FolderIdentity: Hashable, Sendable {
    private let device: UInt64
    private let inode: UInt64

    /// The folder at a path; nil if there is none.
    init?(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }
}

/// Prepares folders for mounting from the manifest's code and layers: each zip is unpacked once per content, and
/// several layers are merged once per content.
struct CodeMountMaker: Sendable {
    let cache: String

    /// The folders of a function; creates those that are missing.
    func mounts(code: CodeSource?, layers: [CodeSource]) async throws(FailureReason) -> CodeMounts {
        var task: String?
        if let code { task = try await folder(of: code, what: "code") }
        var folders: [String] = []
        for layer in layers { folders.append(try await folder(of: layer, what: "layer")) }
        // Listing a link to a folder would find nothing.
        let opt = folders.count > 1 ? try merged(folders.map { LocalFiles().realPath($0) }) : folders.first
        let outside = OutsideLinks(code: code, layers: layers)
        return CodeMounts(
            task: task, opt: opt, links: outside.mounts, strays: outside.strays,
            extensions: opt.map(Self.extensions) ?? [])
    }

    /// The extensions in a folder for `/opt`. A file with a certain name disables them (the emulator's source,
    /// `extensions/extensions.go`).
    private static func extensions(in opt: String) -> [String] {
        guard !FileManager.default.fileExists(atPath: "\(opt)/disable-extensions-jwigqn8j") else { return [] }
        let folder = "\(opt)/extensions"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }

    private func folder(of source: CodeSource, what: String) async throws(FailureReason) -> String {
        switch source {
        case .folder(let path):
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
                throw FailureReason(.settings, "the \(what) folder \(path) does not exist")
            }
            return path
        case .zip(let path):
            return try await unpacked(path, what: what)
        }
    }

    // MARK: Zips

    private func unpacked(_ zip: String, what: String) async throws(FailureReason) -> String {
        let digest: String
        do {
            digest = try Self.digest(ofFile: zip)
        } catch {
            throw FailureReason(.settings, "the \(what) zip \(zip) cannot be read: \(Self.message(error))")
        }
        let target = "\(cache)/zip/\(digest)"
        if FileManager.default.fileExists(atPath: target) { return target }
        let unfinished: String
        do {
            unfinished = try Self.makeUnfinished(target)
        } catch {
            throw FailureReason(.settings, "cannot write to \(cache): \(Self.message(error))")
        }
        defer { try? FileManager.default.removeItem(atPath: unfinished) }
        try await unzip(zip, into: unfinished)
        return try Self.settle(unfinished, at: target)
    }

    private func unzip(_ zip: String, into folder: String) async throws(FailureReason) {
        let outcome: (isGood: Bool, message: String)
        do {
            // `-P` keeps unzip from prompting for a password; only encrypted archives use it.
            let result = try await Subprocess.run(
                .name("unzip"), arguments: ["-q", "-o", "-P", "none", zip, "-d", folder], output: .discarded,
                error: .string(limit: 1 << 16))
            let message = result.standardError.split(separator: "\n").prefix(3).joined(separator: " ")
            // 1 is for warnings, such as about Windows backslashes, but also for skipped files (unzip(1)).
            let isWarning = result.terminationStatus == .exited(1) && !message.contains("skipping:")
            outcome = (result.terminationStatus.isSuccess || isWarning, message)
        } catch {
            throw FailureReason(
                .settings, "\(zip) cannot be unpacked: unzip could not run; install the package unzip")
        }
        guard outcome.isGood else { throw FailureReason(.settings, "\(zip) cannot be unpacked: \(outcome.message)") }
    }

    private static func digest(ofFile path: String) throws -> String {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? file.close() }
        var digest = Digest()
        while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty { digest.update(Array(piece)) }
        return digest.finish()
    }

    // MARK: Layers

    /// One folder with the files of several; later ones replace earlier ones, as Lambda unpacks layers.
    private func merged(_ folders: [String]) throws(FailureReason) -> String {
        do {
            let target = "\(cache)/opt/\(try Self.fingerprint(folders))"
            if FileManager.default.fileExists(atPath: target) { return target }
            let unfinished = try Self.makeUnfinished(target)
            defer { try? FileManager.default.removeItem(atPath: unfinished) }
            for folder in folders { try Self.copy(folder, over: unfinished) }
            return try Self.settle(unfinished, at: target)
        } catch let reason as FailureReason {
            throw reason
        } catch {
            throw FailureReason(.settings, "the layers cannot be merged: \(Self.message(error))")
        }
    }

    /// Text that changes when any file in the folders changes.
    private static func fingerprint(_ folders: [String]) throws -> String {
        var digest = Digest()
        for folder in folders {
            digest.update(Array("\(folder)\n".utf8))
            for path in try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() {
                let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/" + path)
                let time = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
                let size = (attributes[.size] as? Int) ?? 0
                let mode = (attributes[.posixPermissions] as? Int) ?? 0
                digest.update(Array("\(path)\n\(time) \(size) \(mode)\n".utf8))
            }
        }
        return digest.finish()
    }

    private static func copy(_ folder: String, over target: String) throws {
        let files = FileManager.default
        for path in try files.subpathsOfDirectory(atPath: folder).sorted() {
            let (from, to) = (folder + "/" + path, target + "/" + path)
            // Do not follow links: the targets of an earlier layer's links must not be written to.
            let attributes = try files.attributesOfItem(atPath: from)
            let isFolder = attributes[.type] as? FileAttributeType == .typeDirectory
            let old = try? files.attributesOfItem(atPath: to)[.type] as? FileAttributeType
            if isFolder, old == .typeDirectory { continue }
            if old != nil { try files.removeItem(atPath: to) }
            if isFolder {
                // Keep its mode whatever the umask, but make it writable for the next files.
                let mode = (attributes[.posixPermissions] as? Int ?? 0o755) | 0o700
                try files.createDirectory(atPath: to, withIntermediateDirectories: true)
                try files.setAttributes([.posixPermissions: mode], ofItemAtPath: to)
            } else {
                try files.copyItem(atPath: from, toPath: to)
            }
        }
    }

    /// Creates a folder to fill and then `settle`. Its name is unique, and the container can read it: its root has no
    /// capabilities and so only the permissions of others.
    static func makeUnfinished(_ target: String) throws -> String {
        let path = "\(target).\(UUID().uuidString)"
        try LamdeckFolders.make(path)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return path
    }

    /// Renames a finished folder to its final name; if another process was faster, its folder is used.
    static func settle(_ unfinished: String, at target: String) throws(FailureReason) -> String {
        if rename(unfinished, target) == 0 || FileManager.default.fileExists(atPath: target) { return target }
        throw FailureReason(.settings, "cannot write to \(target): \(String(cString: strerror(errno)))")
    }

    private static func message(_ error: any Error) -> String {
        (error as NSError).localizedDescription
    }
}
