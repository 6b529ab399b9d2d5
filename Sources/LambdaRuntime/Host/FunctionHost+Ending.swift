import DockerEngine
import HostLink
import LambdaModel

/// How a host ends.
extension FunctionHost {
    /// Ends as it is asked to, and closes the connections. It goes on to its end in a cancelled task too: no container may
    /// stay behind.
    func close(_ ending: HostEnding, _ names: Set<String>?) async -> [String] {
        let dropped = await finishEvents()
        if let parts {
            parts.context.end.begin()
            await parts.watch?.end()
            await parts.listeners?.closeControl()
            await parts.listeners?.closeEndpoint()
            await parts.session.stopAdopting()
        }
        let problems = await endFunctions(ending, names)
        if let parts {
            if setup.options.isResident, ending != .leaving {
                await parts.session.removeLeftovers(all: ending == .stopping)
            }
            if ending == .stopping {
                // Calls that were cut off are over in a moment, and belong into the history.
                await parts.listeners?.settleEvents()
                await parts.door?.settleEvents()
            }
            await parts.door?.shutDown()
            parts.context.mark.withdraw()
        }
        await history?.flush()
        await setup.world.emulator.shutdown()
        await parts?.context.engine.shutdown()
        return problems + dropped
    }

    private func endFunctions(_ ending: HostEnding, _ names: Set<String>?) async -> [String] {
        let functions = registry.supervisors.map { name, supervisor in
            (supervisor, names?.contains(name) ?? true ? ending : .leaving)
        }
        let all = functions + registry.former.map { ($0, ending) }
        for (supervisor, ending) in all where ending == .stopping { await supervisor.stop() }
        let problems = await withTaskGroup(of: String?.self) { group in
            for (supervisor, ending) in all {
                group.addTask { await Self.end(supervisor, ending) }
            }
            return await group.reduce(into: [String]()) { all, one in if let one { all.append(one) } }
        }
        return problems.sorted()
    }

    private static func end(_ supervisor: FunctionSupervisor, _ ending: HostEnding) async -> String? {
        _ = await supervisor.state { ending == .stopping ? !$0.isTransient : $0 != .stopping }
        let problem = ending == .handingOver ? await HandOver.carryOut(for: supervisor) : nil
        await supervisor.detach()
        // Calls that were cut off are recorded in a moment.
        if ending == .stopping {
            await supervisor.wait(atMost: .seconds(10)) { !$0.machine.containers.hasUnfinishedCall }
        }
        return problem
    }

    /// Lets events run that were answered with 202.
    ///
    /// - Returns: how many had not ended in time, in words.
    private func finishEvents() async -> [String] {
        async let first = parts?.listeners?.finishEvents() ?? 0
        async let second = parts?.door?.finishEvents() ?? 0
        let count = await first + second
        guard count > 0 else { return [] }
        let calls = count == 1 ? "1 asynchronous call was" : "\(count) asynchronous calls were"
        return ["\(calls) answered with 202 and then dropped, because lamdeck exited"]
    }
}
