import DockerEngine
import LambdaModel

extension FunctionSupervisor {
    /// Starts the function. What is left without a lamdeck has to have the function's port itself: a container that has
    /// not, because its lamdeck died or the settings changed, is replaced.
    ///
    /// - Returns: a task that ends when it is replaced; nil if it is not.
    func beginStart() -> Task<Void, Never>? {
        guard context.publishesPort, state.isServing, let current, current.ownPort != settings.resolvedPort,
            current.owner.map({ ProcessMark.isDead($0, isRunning: true) }) ?? true
        else {
            start()
            return nil
        }
        return beginRestart(.asked)
    }

    /// Leaves a function that serves to nobody: a container that publishes the function's port itself takes the place
    /// of all others. Where it cannot be made, the container that served is left, and the answer says where.
    func handOver() async -> String? {
        guard context.keepsStandby, state.isServing, let old = current else { return nil }
        await closeDoor()
        carryOut(pool: pool.end())
        for container in retired.values { discard(container) }
        guard old.ownPort != settings.resolvedPort else { return nil }
        let launch = ContainerLaunch(
            settings: settings, endpoint: prepared.endpoint, context: context, publishesPort: true)
        do throws(FailureReason) {
            _ = try await launch.run { _ in }
        } catch {
            let place = old.publishedPort.map { "at port \($0) instead of its own" } ?? "but cannot be reached"
            return "\(settings.name) still runs \(place): \(error.summary)"
        }
        // Its death is told while the function counts as serving: it is no end of the function.
        ending.insert(old.id)
        defer { ending.insert(old.id) }
        do throws(EngineError) {
            try await end(old.id, old)
        } catch {
            return "\(settings.name) runs; its old container \(old.name) could not be removed: \(error)"
        }
        return nil
    }
}
