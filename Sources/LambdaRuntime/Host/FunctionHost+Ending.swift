import DockerEngine
import HostLink
import LambdaModel

/// How a host ends.
extension FunctionHost {
    /// Ends the functions as requested, and closes the connections. A cancelled task does all of this too: no container
    /// may be left over.
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
                // Calls that were cut off end in a moment, and belong in the history.
                await parts.listeners?.settleEvents()
                await parts.server?.settleEvents()
            }
            await parts.server?.shutDown()
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
        let problem = ending == .handingOver ? await HandOver.perform(for: supervisor) : nil
        await supervisor.detach()
        // Calls that were cut off are recorded in a moment.
        if ending == .stopping {
            await supervisor.wait(atMost: .seconds(10)) { !$0.machine.containers.hasUnfinishedCall }
        }
        return problem
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
