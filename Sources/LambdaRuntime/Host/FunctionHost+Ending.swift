import DockerEngine
import LambdaModel
import OrderedCollections

/// How a host ends.
extension FunctionHost {
    /// Stops all functions and closes the connections; once. A cancelled task does all of this too: no container may be
    /// left over.
    func close() async -> [String] {
        if let ending { return await ending.value }
        let task = Task { await endAll() }
        ending = task
        return await task.value
    }

    private func endAll() async -> [String] {
        let dropped = await finishEvents()
        if let parts {
            parts.context.end.begin()
            await parts.watch?.end()
            await parts.context.builds.end()
            await endListeners(parts)
        }
        await endFunctions()
        if let parts {
            await parts.context.ways.end()
            await parts.session.removeOwnContainers()
            // Calls that were cut off end in a moment, and belong in the history.
            await parts.listeners?.settleEvents()
            await parts.server?.settleEvents()
            await parts.server?.shutDown()
        }
        await history?.flush()
        await setup.world.emulator.shutdown()
        await parts?.context.engine.shutdown()
        // From now on, other processes may remove what is left.
        if setup.owner == nil { parts?.context.owner.lease.release() }
        return dropped
    }

    /// Closes the endpoint and the APIs while their functions still serve, for `$disconnect`, which may send messages by
    /// the Management API. Connections of all kinds have the same time to end.
    private func endListeners(_ parts: HostParts) async {
        let limit = ServerLimits().shutdown
        let begin = ContinuousClock.now
        await registry.apis.end(within: limit)
        await parts.listeners?.closeEndpoint(within: max(.zero, limit - (ContinuousClock.now - begin)))
    }

    private func endFunctions() async {
        let all = Array(registry.supervisors.values) + registry.former
        for supervisor in all { await supervisor.stop() }
        await withDiscardingTaskGroup { group in
            for supervisor in all { group.addTask { await Self.end(supervisor) } }
        }
    }

    private static func end(_ supervisor: FunctionSupervisor) async {
        _ = await supervisor.state { !$0.isTransient }
        await supervisor.detach()
        // Calls that were cut off are recorded in a moment.
        await supervisor.wait(atMost: .seconds(10)) { !$0.machine.containers.hasUnfinishedCall }
    }

    /// Waits for the asynchronous calls that were answered with 202.
    ///
    /// - Returns: a message with the number of calls that did not end in time.
    private func finishEvents() async -> [String] {
        async let first = parts?.listeners?.finishEvents() ?? 0
        async let second = parts?.server?.finishEvents() ?? 0
        let count = await first + second
        guard count > 0 else { return [] }
        let calls = count == 1 ? "1 asynchronous call was" : "\(count) asynchronous calls were"
        return ["\(calls) answered with 202 and then dropped, because lamdeck exited"]
    }
}
