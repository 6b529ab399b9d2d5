import DockerEngine
import HostLink
import LambdaModel

/// The image of a function, for a launch.
struct FunctionImage: Sendable {
    private let settings: FunctionSettings
    private let engine: any Engine

    init(_ settings: FunctionSettings, _ engine: any Engine) { (self.settings, self.engine) = (settings, engine) }

    /// Pulls the image if the engine does not have it, and reports the progress. Throws if the image is for another
    /// architecture.
    ///
    /// - Returns: the image.
    func ensure(
        _ report: @Sendable (ContainerLaunch.Progress) async -> Void
    ) async throws(FailureReason) -> ImageDetails {
        if let image = try await inspect() {
            try check(image)
            return image
        }
        await report(.pulling(PullState()))
        do throws(EngineError) {
            let platform = settings.architecture?.platform
            for try await progress in engine.pullImage(settings.image, platform: platform) {
                await report(
                    .pulling(
                        PullState(
                            bytes: Int(progress.bytesDone), totalBytes: Int(progress.bytesTotal),
                            layers: progress.layersDone, totalLayers: progress.layersTotal)))
            }
        } catch {
            throw FailureReason(error.isEngineAway ? .engine : .image, pullFailure(error))
        }
        guard let image = try await inspect() else {
            throw FailureReason(.image, "the engine pulled \(settings.image) but does not have it")
        }
        try check(image)
        await report(.pulled)
        return image
    }

    private func inspect() async throws(FailureReason) -> ImageDetails? {
        do {
            return try await engine.imageInspect(settings.image)
        } catch {
            throw FailureReason(.engine, "\(error)")
        }
    }

    private func check(_ image: ImageDetails) throws(FailureReason) {
        guard let wanted = settings.architecture, image.architecture != wanted.engineName else { return }
        throw FailureReason(
            .image,
            "the image \(settings.image) on this machine is for \(image.architecture), but the function needs "
                + "\(wanted.rawValue): remove the image, so that lamdeck pulls the right one, or change \"architecture\""
        )
    }

    private func pullFailure(_ error: EngineError) -> String {
        let image = settings.image
        if settings.isContainerImage, !error.isEngineAway {
            let advice =
                settings.build.map { "its \"build\" has not made it: `\($0.command)` must give it this name" }
                ?? "build it, or let \"build\" in functions.json do that, as in \"docker build -t \(image) .\""
            return "the image \(image) is not on this machine, and no registry offers it: \(advice) "
                + "(\(error.plainMessage))"
        }
        let offline = ["no such host", "i/o timeout", "dial tcp", "server misbehaving", "network is unreachable"]
        let message = error.engineMessage ?? "\(error)"
        guard offline.contains(where: message.contains) else { return "\(error)" }
        return "the image \(image) is not on this machine, and its registry cannot be reached (\(message)); "
            + "name a mirror with LAMDECK_REGISTRY or \"registry\""
    }
}

extension Architecture {
    /// The platform for the engine.
    var platform: String { "linux/" + engineName }

    /// The name of the architecture in images and engines.
    var engineName: String {
        switch self {
        case .x86_64: "amd64"
        case .arm64: "arm64"
        }
    }
}
