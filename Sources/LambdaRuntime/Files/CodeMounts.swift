import Foundation
import LambdaModel
import Subprocess

/// The folders that a container mounts for one function.
struct CodeMounts: Hashable, Sendable {
    /// What is at `/var/task`.
    var task: String
    /// What is at `/opt`; nil without layers.
    var opt: String?
}

/// Makes folders that can be mounted of what the manifest names: a zip is unpacked once for its content, and several
/// layers are merged once for theirs.
struct CodeMountMaker: Sendable {
    let cache: String

    /// The folders of a function, made where they are not there yet.
    func mounts(code: CodeSource, layers: [CodeSource]) async throws(FailureReason) -> CodeMounts {
        let task = try await folder(of: code, what: "code")
        var folders: [String] = []
        for layer in layers { folders.append(try await folder(of: layer, what: "layer")) }
        guard folders.count > 1 else { return CodeMounts(task: task, opt: folders.first) }
        return CodeMounts(task: task, opt: try merged(folders))
    }

    private func folder(of source: CodeSource, what: String) async throws(FailureReason) -> String {
        switch source {
        case .folder(let path):
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
                throw FailureReason(.settings, "the \(what) folder \(path) is not there")
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
            throw FailureReason(.settings, "the \(what) zip \(zip) cannot be read: \(Self.words(error))")
        }
        let target = "\(cache)/zip/\(digest)"
        if FileManager.default.fileExists(atPath: target) { return target }
        let unfinished = "\(cache)/zip/.\(digest)-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: unfinished) }
        do {
            try LamdeckFolders.make(unfinished)
        } catch {
            throw FailureReason(.settings, "cannot write to \(cache): \(Self.words(error))")
        }
        try await unzip(zip, into: unfinished)
        return try settle(unfinished, at: target)
    }

    private func unzip(_ zip: String, into folder: String) async throws(FailureReason) {
        let outcome: (isGood: Bool, words: String)
        do {
            let result = try await Subprocess.run(
                .name("unzip"), arguments: ["-q", "-o", zip, "-d", folder], output: .discarded,
                error: .string(limit: 1 << 16))
            let words = result.standardError.split(separator: "\n").prefix(3).joined(separator: " ")
            outcome = (result.terminationStatus.isSuccess, words)
        } catch {
            throw FailureReason(
                .settings, "\(zip) cannot be unpacked: the command unzip is needed (package unzip), and could not run")
        }
        guard outcome.isGood else { throw FailureReason(.settings, "\(zip) cannot be unpacked: \(outcome.words)") }
    }

    private static func digest(ofFile path: String) throws -> String {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? file.close() }
        var digest = Digest()
        while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty { digest.update(Array(piece)) }
        return digest.finish()
    }

    // MARK: Layers

    /// One folder with the files of several, a later one's in place of an earlier one's, as Lambda unpacks layers.
    private func merged(_ folders: [String]) throws(FailureReason) -> String {
        do {
            let target = "\(cache)/opt/\(try Self.fingerprint(folders))"
            if FileManager.default.fileExists(atPath: target) { return target }
            let unfinished = target + "-\(getpid())"
            defer { try? FileManager.default.removeItem(atPath: unfinished) }
            try LamdeckFolders.make(unfinished)
            for folder in folders { try Self.copy(folder, over: unfinished) }
            return try settle(unfinished, at: target)
        } catch let reason as FailureReason {
            throw reason
        } catch {
            throw FailureReason(.settings, "the layers cannot be merged: \(Self.words(error))")
        }
    }

    /// What changes when any file of the folders does.
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
            let isFolder = try files.attributesOfItem(atPath: from)[.type] as? FileAttributeType == .typeDirectory
            var wasFolder: ObjCBool = false
            let isThere = files.fileExists(atPath: to, isDirectory: &wasFolder)
            if isFolder, isThere, wasFolder.boolValue { continue }
            if isThere { try files.removeItem(atPath: to) }
            if isFolder {
                try files.createDirectory(atPath: to, withIntermediateDirectories: true)
            } else {
                try files.copyItem(atPath: from, toPath: to)
            }
        }
    }

    /// Gives a finished folder its name; where another process was quicker, that one's is as good.
    private func settle(_ unfinished: String, at target: String) throws(FailureReason) -> String {
        if rename(unfinished, target) == 0 || FileManager.default.fileExists(atPath: target) { return target }
        throw FailureReason(.settings, "cannot write to \(target): \(String(cString: strerror(errno)))")
    }

    private static func words(_ error: any Error) -> String {
        (error as NSError).localizedDescription
    }
}
