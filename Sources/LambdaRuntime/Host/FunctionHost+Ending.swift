import DockerEngine
import LambdaModel
import OrderedCollections

extension FunctionHost {
    /// What becomes of functions that run when their host ends.
    public enum Ending: Sendable {
        /// They are stopped.
        case stopping
        /// They are left as they are.
        case leaving
        /// They are left running, each by a container that has the function's port itself.
        case handingOver
    }

    /// Ends as it is asked to, and closes the connections. Goes on to its end in a cancelled task too: no container may
    /// stay behind.
    ///
    /// - Parameter names: the functions that are stopped or handed over; nil for all. The others run on: a host also knows
    ///   those that another process started.
    /// - Returns: what could not be handed over or ended, and why, a line each.
    @discardableResult
    public nonisolated func shutDown(_ ending: Ending, _ names: [String]? = nil) async -> [String] {
        // What was asked for before is known to the supervisors then, and stopped with them.
        await requests.add { Task { await self.close(ending, names.map(Set.init)) } }.value.value
    }

    private func close(_ ending: Ending, _ names: Set<String>?) async -> [String] {
        let dropped = await finishEvents()
        let endpoint = endpoint
        context?.end.begin()
        stopWatching()
        control?.cancel()
        await closeEndpoint()
        for adoption in adoptions.values { adoption.cancel() }
        var all: [(supervisor: FunctionSupervisor, ending: Ending)] = []
        for (name, supervisor) in supervisors {
            all.append((supervisor, names?.contains(name) ?? true ? ending : .leaving))
        }
        all += former.values.map { ($0, ending) }
        for (supervisor, ending) in all where ending == .stopping { await supervisor.stop() }
        let problems = await withTaskGroup(of: String?.self) { group in
            for (supervisor, ending) in all {
                group.addTask {
                    _ = await supervisor.state { ending == .stopping ? !$0.isTransient : $0 != .stopping }
                    let problem = ending == .handingOver ? await HandOver.carryOut(for: supervisor) : nil
                    await supervisor.detach()
                    // Calls that were cut off are recorded in a moment.
                    if ending == .stopping {
                        await supervisor.wait(atMost: .seconds(10)) { !$0.machine.containers.hasUnfinishedCall }
                    }
                    return problem
                }
            }
            return await group.reduce(into: [String]()) { all, one in if let one { all.append(one) } }
        }
        if purpose == .deck, ending != .leaving { await removeLeftovers(all: ending == .stopping) }
        if ending == .stopping {
            // Those that were cut off are over in a moment, and belong into the history.
            await endpoint?.settleEvents()
            await door?.settleEvents()
        }
        await door?.shutDown()
        context?.mark.withdraw()
        await history?.flush()
        await world.emulator.shutdown()
        await context?.engine.shutdown()
        return problems.sorted() + dropped
    }

    /// Lets events run that were answered with 202. Says how many had not ended in time.
    private func finishEvents() async -> [String] {
        async let first = endpoint?.finishEvents() ?? 0
        async let second = door?.finishEvents() ?? 0
        let count = await first + second
        guard count > 0 else { return [] }
        let calls = count == 1 ? "1 asynchronous call was" : "\(count) asynchronous calls were"
        return ["\(calls) answered with 202 and then dropped, because lamdeck exited"]
    }
}
