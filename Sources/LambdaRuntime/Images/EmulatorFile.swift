import DockerEngine
import Foundation
import LambdaModel

/// The Runtime Interface Emulator for images that have none. It is copied out of an image once and kept in lamdeck's cache.
struct EmulatorFile: Sendable {
    static let name = "aws-lambda-rie"
    /// Its place in AWS's base images, and in containers to which it is added.
    static let path = "/usr/local/bin/\(name)"
    /// Names a file in place of the copy.
    static let variable = "LAMDECK_EMULATOR"

    let cache: String
    /// Where base images come from.
    let registry: String
    /// lamdeck's own environment.
    let environment: [String: String]

    /// The file for an image's architecture. An image that has the emulator itself gives it.
    ///
    /// - Throws: what to do if no image on this engine has it.
    func file(
        for image: ImageDetails, named name: String, _ files: ImageFiles
    ) async throws(FailureReason) -> String {
        if let named = environment[Self.variable], !named.isEmpty {
            guard named.hasPrefix("/"), access(named, R_OK) == 0 else {
                throw FailureReason(
                    .settings,
                    "the environment variable \(Self.variable) must be the absolute path of the emulator's "
                        + "file, and \(PlainText.escaped(named)) is none that can be read")
            }
            return named
        }
        let target = "\(cache)/emulator/\(Self.name)-\(image.architecture)"
        if FileManager.default.fileExists(atPath: target) { return target }
        if let own = try await files.read(Self.path, of: image.id).flatMap(TarArchive.firstFile) {
            return try Self.store(own, at: target)
        }
        for base in baseImages {
            guard let found = try? await files.engine.imageInspect(base), found.architecture == image.architecture,
                let content = try await files.read(Self.path, of: found.id).flatMap(TarArchive.firstFile)
            else { continue }
            return try Self.store(content, at: target)
        }
        throw FailureReason(
            .image,
            "the image \(name) can be served only by the Runtime Interface Emulator, which it does not have. lamdeck "
                + "takes it out of a base image: docker pull \(baseImages[0]), or name its file with \(Self.variable)")
    }

    /// The smallest ones first.
    private var baseImages: [String] {
        let all = LambdaRuntimeIdentifier.all
        return (all.filter { $0.family == .provided } + all.filter { $0.family != .provided }).map {
            "\(registry)/\($0.image)"
        }
    }

    private static func store(_ content: [UInt8], at target: String) throws(FailureReason) -> String {
        let unfinished = "\(target).\(UUID().uuidString)"
        do {
            try LamdeckFolders.make((target as NSString).deletingLastPathComponent)
            try Data(content).write(to: URL(fileURLWithPath: unfinished))
            // A container's user has only the permissions of others.
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: unfinished)
        } catch {
            throw FailureReason(
                .settings, "the emulator cannot be copied to \(target): \((error as NSError).localizedDescription)")
        }
        guard rename(unfinished, target) == 0 else {
            throw FailureReason(.settings, "cannot write to \(target): \(String(cString: strerror(errno)))")
        }
        return target
    }
}

/// A tar archive (POSIX.1-1988 `ustar`).
enum TarArchive {
    /// The content of the first regular file; nil if there is none, or if the archive is cut off.
    static func firstFile(_ archive: [UInt8]) -> [UInt8]? {
        var start = 0
        while start + 512 <= archive.count, archive[start] != 0 {
            let digits = archive[(start + 124)..<(start + 136)].filter {
                (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0)
            }
            guard let size = Int(String(decoding: digits, as: UTF8.self), radix: 8) else { return nil }
            let content = (start + 512)..<(start + 512 + size)
            guard content.upperBound <= archive.count else { return nil }
            let kind = archive[start + 156]
            if kind == UInt8(ascii: "0") || kind == 0 { return Array(archive[content]) }
            start = content.lowerBound + (size + 511) / 512 * 512
        }
        return nil
    }
}
