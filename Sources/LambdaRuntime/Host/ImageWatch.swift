import DockerEngine
import HostLink
import LambdaModel
import Logging

/// Restarts functions whose image has another id than before: after `docker build`, the same name means another image.
actor ImageWatch {
    private let context: SupervisorContext
    private let registry: FunctionRegistry
    /// The newest ids, by the functions' names; empty for an image that the engine does not have.
    private var known: [String: String] = [:]

    /// The time between two looks. An engine may report no event when a name moves to another image.
    private static let pause = Duration.seconds(5)

    init(_ context: SupervisorContext, _ registry: FunctionRegistry) {
        (self.context, self.registry) = (context, registry)
    }

    /// Watches until the task is cancelled.
    func follow() async {
        let events = Task { await self.followEvents() }
        while !Task.isCancelled {
            await check()
            try? await context.timing.sleep(for: Self.pause)
        }
        events.cancel()
    }

    private func followEvents() async {
        do throws(EngineError) {
            for try await event in context.engine.events(filters: ["type": ["image"]], since: nil)
            where ["tag", "load", "import", "pull", "create"].contains(event.action) {
                await check()
            }
        } catch {
            // The engine is away, or reports no such events: the looks go on.
            context.logger.info("the engine's events of images have ended: \(error)")
        }
    }

    /// Compares the images of all functions whose code is in them.
    private func check() async {
        for settings in registry.manifest.functions where settings.isContainerImage && settings.watch != .off {
            // What a build makes restarts the function when the build has ended well.
            guard !context.builds.isBuilding(settings.name), let supervisor = registry.supervisor(settings.name),
                let newest = await newestID(of: settings.image)
            else { continue }
            let ids = Set(await supervisor.containersInUse.compactMap(\.container.code.image))
            let before = known.updateValue(newest, forKey: settings.name) ?? ids.first
            guard let before, before != newest, !newest.isEmpty, ids != [newest] else { continue }
            await Self.restart(supervisor, "image \(settings.image) changed")
        }
    }

    /// The id that an image's name has now, empty if the engine has none; nil if the engine does not answer.
    private func newestID(of image: String) async -> String? {
        do throws(EngineError) {
            return try await context.engine.imageInspect(image)?.id ?? ""
        } catch {
            return nil
        }
    }

    /// Restarts a function with the new image, which may have fixed what kept the function from starting.
    private static func restart(_ supervisor: isolated FunctionSupervisor, _ text: String) {
        if case .failed(let reason) = supervisor.state, [.image, .container].contains(reason.kind),
            supervisor.context.keepsStandby
        {
            supervisor.log("\(text): started again")
            supervisor.start()
        } else {
            _ = supervisor.filesChanged(text)
        }
    }
}
