import DockerEngine
import LambdaModel

extension FunctionSupervisor {
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
            let place = old.publishedPort.map { "at port \($0), and not at its own" } ?? "and nobody reaches it"
            return "\(settings.name) runs on \(place): \(error.summary)"
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
