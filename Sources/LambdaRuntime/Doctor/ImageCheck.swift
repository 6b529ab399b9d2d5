import DockerEngine
import Foundation
import LambdaModel
import Support

/// Checks the images of the functions: whether they exist, how old they are, and whether their registry has newer ones.
struct ImageCheck: Sendable {
    let engine: any Engine
    let functions: [FunctionSettings]
    let info: EngineInfo
    /// The time limit for a registry. All are asked at the same time.
    var timeout = Duration.seconds(2)
    var now = Date().timeIntervalSince1970

    func run() async -> [Finding] {
        var seen: Set<String> = []
        let images = functions.map(\.image).filter { seen.insert($0).inserted }
        return await withTaskGroup(of: (Int, Finding).self) { group in
            for (place, image) in images.enumerated() {
                group.addTask { (place, await check(image)) }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func check(_ image: String) async -> Finding {
        async let newest = newest(image)
        let details: ImageDetails?
        do throws(EngineError) {
            details = try await engine.imageInspect(image)
        } catch {
            _ = await newest
            return Finding(.image, .fix, "\(image): \(error)")
        }
        let digest = await newest
        let users = functions.filter { $0.image == image }
        guard let details else {
            return Self.missing(image, isToBeHad: digest != nil, holdsCode: users.allSatisfy(\.isContainerImage))
        }
        let wanting = users.filter { $0.architecture.map { $0.engineName != details.architecture } ?? false }
        if !wanting.isEmpty {
            return Finding(
                .image, .fix,
                "\(image) is for \(details.architecture), but \(wanting.map(\.name).joined(separator: ", ")) needs another",
                fix: "docker image rm \(ShellText.quoted(image)); the next start pulls the right one")
        }
        return Self.found(image, details, digest: digest, now: now)
    }

    /// The digest that the registry has for an image now; nil if it does not answer in time, or with an error.
    private func newest(_ image: String) async -> String? {
        do throws(EngineError) {
            return try await engine.registryDigest(image, within: timeout)
        } catch {
            return nil
        }
    }

    /// - Parameter holdsCode: whether the code of its functions is in it, so that the user builds it.
    static func missing(_ image: String, isToBeHad: Bool, holdsCode: Bool = false) -> Finding {
        if isToBeHad { return Finding(.image, .note, "\(image) is not on this machine yet; the first start pulls it") }
        if holdsCode {
            return Finding(
                .image, .fix, "\(image) is not on this machine, and its registry did not offer it within two seconds",
                fix: "docker build -t \(ShellText.quoted(image)) ., or let \"build\" in functions.json do that")
        }
        return Finding(
            .image, .fix, "\(image) is not on this machine, and its registry did not offer it within two seconds",
            fix:
                "check the name and the network, or name a mirror with \(ManifestLoader.registryVariable) or \"registry\""
        )
    }

    static func found(_ image: String, _ details: ImageDetails, digest: String?, now: Double) -> Finding {
        var message = image
        if let made = EngineTimestamp(details.created) { message += ", " + age(now - Double(made.seconds)) }
        guard let digest else {
            if details.repoDigests.isEmpty { return Finding(.image, .ok, message + ", made on this machine") }
            return Finding(
                .image, .ok, message + "; its registry does not answer, so a newer one may exist")
        }
        if details.repoDigests.contains(where: { $0.hasSuffix("@" + digest) }) {
            return Finding(.image, .ok, message + ", the registry's newest")
        }
        return Finding(
            .image, .fix, message + "; the registry has a newer one",
            fix: "docker pull \(ShellText.quoted(image))")
    }

    private static func age(_ seconds: Double) -> String {
        let days = Int(max(0, seconds) / 86_400)
        return days == 0 ? "built today" : days == 1 ? "built yesterday" : "built \(days) days ago"
    }
}
