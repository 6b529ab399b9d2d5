import DockerEngine
import LambdaModel
import Logging

/// Gives a container that took over the name of one that serves, for users who look at the engine's list.
enum ContainerPromotion {
    /// Renames a container, and tries again while it serves.
    static func rename(_ id: String, of supervisor: isolated FunctionSupervisor) async {
        let context = supervisor.context
        var pause = Duration.seconds(1)
        while let record = supervisor.machine.containers[id], record.role == .serving, !Task.isCancelled {
            let name = ContainerName.promoted(record.name)
            guard name != record.name else { return }
            let version = supervisor.engineRetry.version
            do throws(EngineError) {
                try await context.engine.renameContainer(id, to: name)
                return supervisor.handle(.noted(id, .renamed(name)))
            } catch {
                if case .notFound = error.kind { return }
                context.logger.info("\(record.name) keeps its name: \(error)")
            }
            await supervisor.engineRetry.wait(after: version, atMost: pause)
            pause = min(pause * 2, .seconds(5))
        }
    }
}
