import DockerEngine
import LambdaModel

/// What the engine tells of the function's containers.
extension FunctionSupervisor {
    /// A container of this function was found that serves, made by an earlier run or another process.
    func adopt(_ container: ServingContainer) async {
        guard machine.container != container.id else { return followAgain() }
        machine.adopt(container: container.id)
        guard machine.container == container.id else { return }
        serve(container, tail: 1000)
        settlePool()
        report()
        await openDoor()
    }

    /// Whether a container that was found may become this function's.
    var mayAdopt: Bool {
        switch machine.state {
        case .stopped, .failed: true
        case .pulling, .starting, .ready, .busy, .restarting, .stopping: false
        }
    }

    /// Reads the log of the container that serves, where the reader ended with its connection.
    func followAgain() {
        for container in [current].compactMap({ $0 }) + pool.workers.compactMap({ standby[$0] }) {
            container.follow(context, function: settings, tail: nil)
        }
    }

    /// Whether it has a container, whatever for.
    func has(_ id: String) -> Bool {
        machine.container == id || standby[id] != nil || retired[id] != nil
    }

    /// The engine was asked for all containers, and these are there.
    func lookedAround(_ there: Set<String>) async {
        followAgain()
        for id in pool.containers where !there.contains(id) { standbyDied(id) }
        fillPool()
        guard machine.state.isServing, let id = machine.container, !there.contains(id) else { return }
        await containerDied(id, exitCode: nil)
    }

    /// A container of this function ended. Without an exit code, the engine is asked.
    func containerDied(_ id: String, exitCode: Int?) async {
        guard id == machine.container, machine.state.isServing else { return standbyDied(id) }
        if killed.remove(id) != nil {
            ends[id] = .exited(code: exitCode ?? 137, outOfMemory: false)
            if uses[id] != nil, await takeOver(from: id, "its container was stopped from outside lamdeck") { return }
            return carryOut(machine.stoppedOutside(container: id, "stopped from outside lamdeck"))
        }
        let details = try? await context.engine.inspectContainer(id)
        guard id == machine.container, machine.state.isServing else { return }
        // A paused one is alive, and one may have been made since the list of containers was.
        if exitCode == nil, details?.state.isRunning == true { return }
        if let details {
            let (code, isFull) = (exitCode ?? details.state.exitCode, details.state.wasOutOfMemory)
            ends[id] = .exited(code: code, outOfMemory: isFull)
            let lines = await lastLines(of: id)
            let reason = ContainerDeath.reason(
                exitCode: code, wasOutOfMemory: isFull, memorySize: settings.memorySize, lastLines: lines)
            if await takeOver(from: id, reason.description) { return }
            carryOut(machine.died(container: id, reason))
        } else {
            ends[id] = exitCode.map { .exited(code: $0, outOfMemory: false) } ?? .removed
            if uses[id] != nil, await takeOver(from: id, "its container was removed from outside lamdeck") { return }
            carryOut(machine.stoppedOutside(container: id, "its container was removed from outside lamdeck"))
        }
    }

    /// Somebody sent a signal to a container of this function: its death is theirs.
    func containerKilled(_ id: String) {
        // One that stands by may have taken over when its death is told.
        guard standby[id] != nil || (id == machine.container && machine.state.isServing) else { return }
        killed.insert(id)
    }

    /// The engine was away and is there again: what ended with it is started again, as the person had it.
    ///
    /// - Parameter goneSince: when the connection to it broke. An engine that shuts down ends its containers first.
    func engineCameBack(goneSince: ContinuousClock.Instant) {
        guard let servedUntil, servedUntil >= goneSince - .seconds(20) else { return }
        switch state {
        case .stopped, .failed:
            log("it ended with the engine, which is there again: started again")
            start()
        case .pulling, .starting, .ready, .busy, .restarting, .stopping: break
        }
    }
}
