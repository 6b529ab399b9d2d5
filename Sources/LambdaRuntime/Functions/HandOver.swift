import DockerEngine
import LambdaModel

/// Functions that keep running when their host ends.
enum HandOver {
    /// Starts a function. A container that runs without a lamdeck must publish the function's port itself. One that
    /// does not, because its lamdeck died or the settings changed, is replaced.
    ///
    /// - Returns: a task that ends when the container is replaced; nil if it is not.
    static func beginStart(of supervisor: isolated FunctionSupervisor) -> Task<Void, Never>? {
        guard supervisor.context.publishesPort, supervisor.state.isServing, let container = supervisor.serving,
            container.ownPort != supervisor.settings.resolvedPort,
            container.owner.map({ OwnerMark.isDead($0, isRunning: true) }) ?? true
        else {
            supervisor.start()
            return nil
        }
        return supervisor.beginRestart(.asked)
    }

    /// Leaves a serving function without a host: a container that publishes the function's port itself replaces all
    /// others. If it cannot be made, the container that served is left.
    ///
    /// - Returns: a message if the function is not at its own port, or if its old container could not be removed;
    ///   otherwise nil.
    static func perform(for supervisor: isolated FunctionSupervisor) async -> String? {
        let (context, settings) = (supervisor.context, supervisor.settings)
        guard context.keepsStandby, supervisor.state.isServing, let old = supervisor.serving else { return nil }
        await supervisor.port.close()
        supervisor.handle(.handOver)
        guard old.ownPort != settings.resolvedPort else { return nil }
        let launch = ContainerLaunch(
            settings: settings, endpoint: supervisor.prepared.endpoint, context: context, publishesPort: true)
        do throws(FailureReason) {
            _ = try await launch.run { _ in }
        } catch {
            let place = old.publishedPort.map { "at port \($0) instead of its own" } ?? "but cannot be reached"
            return "\(settings.name) still runs \(place): \(error.summary)"
        }
        let name = supervisor.machine.containers[old.id]?.name ?? old.name
        supervisor.handle(.noted(old.id, .handedOver))
        do throws(EngineError) {
            try await supervisor.end(old)
        } catch {
            return "\(settings.name) runs; its old container \(name) could not be removed: \(error)"
        }
        return nil
    }
}
