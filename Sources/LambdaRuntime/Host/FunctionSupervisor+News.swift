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
            follow(container, tail: nil)
        }
    }

    /// Reads a container's log.
    func follow(_ container: ServingContainer, tail: Int?) {
        container.follow(context, function: settings, tail: tail)
        watchRuntime(of: container)
    }

    /// Whether it has a container, whatever for.
    func has(_ id: String) -> Bool {
        machine.container == id || standby[id] != nil || retired[id] != nil
    }

    /// What the engine could not do before, it may do now.
    func engineMayDoMore() {
        engineRetry.ring()
        fillPool()
    }

    /// The engine was asked for all containers, and these are there.
    func lookedAround(_ there: Set<String>) async {
        followAgain()
        for id in pool.containers + busy.keys where id != machine.container && !there.contains(id) {
            await containerDied(id, exitCode: nil)
        }
        engineMayDoMore()
        guard machine.state.isServing, let id = machine.container, !there.contains(id) else { return }
        await containerDied(id, exitCode: nil)
    }

    /// A container of this function ended. Without an exit code, the engine is asked.
    ///
    /// - Parameter time: when it ended, in seconds by the engine's clock.
    func containerDied(_ id: String, exitCode: Int?, at time: Double? = nil) async {
        // What lamdeck ends itself is no news.
        guard !ending.contains(id), has(id) || busy[id] != nil else { return endCalls(of: id) }
        let details = try? await context.engine.inspectContainer(id)
        // A paused one is alive, and one may have been made since the list of containers was.
        if exitCode == nil, details?.state.isRunning == true { return }
        let code = exitCode ?? details?.state.exitCode
        let death: Death
        if let signal = signals[id], signal.explains(exitCode: code, at: time, stopSignal: details?.stopSignal) {
            death = .stoppedOutside(.exited(code: code ?? 137, outOfMemory: false), "stopped from outside lamdeck")
        } else {
            death = await self.death(of: id, exitCode, details)
        }
        noteEnd(of: id, death.end)
        endCalls(of: id)
        guard id == machine.container, machine.state.isServing else { return lost(id, death) }
        switch death {
        case .failed(_, let reason):
            if await takeOver(from: id, reason.description) { return }
            carryOut(machine.died(container: id, reason))
        case .stoppedOutside(_, let words):
            if uses[id] != nil, await takeOver(from: id, death.words) { return }
            carryOut(machine.stoppedOutside(container: id, words))
        }
    }

    /// How a container ended, and what that means for the function.
    private enum Death {
        /// It ended by itself.
        case failed(InvocationEvidence.ContainerEnd, FailureReason)
        /// Another process ended it.
        case stoppedOutside(InvocationEvidence.ContainerEnd, String)

        var end: InvocationEvidence.ContainerEnd {
            switch self {
            case .failed(let end, _), .stoppedOutside(let end, _): end
            }
        }

        var words: String {
            switch self {
            case .failed(_, let reason): reason.summary
            case .stoppedOutside(_, let words): words.hasPrefix("its") ? words : "its container was \(words)"
            }
        }
    }

    private func death(of id: String, _ exitCode: Int?, _ details: ContainerDetails?) async -> Death {
        guard let details else {
            let end = exitCode.map { InvocationEvidence.ContainerEnd.exited(code: $0, outOfMemory: false) }
            return .stoppedOutside(end ?? .removed, "its container was removed from outside lamdeck")
        }
        let (code, isFull) = (exitCode ?? details.state.exitCode, details.state.wasOutOfMemory)
        let reason = ContainerDeath.reason(
            exitCode: code, wasOutOfMemory: isFull, memorySize: settings.memorySize, await lastWords(of: id))
        return .failed(.exited(code: code, outOfMemory: isFull), reason)
    }

    /// Notes how a container ended that has calls: one that is broken off asks for it.
    func noteEnd(of id: String, _ end: InvocationEvidence.ContainerEnd) {
        if uses[id] != nil, ends[id] == nil { ends[id] = end }
    }

    /// Ends the calls of a container that is gone.
    func endCalls(of id: String) {
        if let container = busy[id] { context.emulator.containerEnded(at: container.emulator) }
    }

    /// A container ended that is not the first one. Its call gets its verdict from how it ended; the log tells it too.
    private func lost(_ id: String, _ death: Death) {
        if uses[id] != nil, standby[id] != nil || retired[id] != nil {
            log("\(death.words)\nanother container still serves")
        }
        standbyDied(id)
    }

    /// Another process sent a signal to a container of this function. If the container dies of it, that is no failure.
    func containerKilled(_ id: String, _ signal: OutsideSignal) {
        // One that stands by may have taken over when its death is told.
        guard !ending.contains(id), has(id) else { return }
        // The last one that can end it: a signal that changes nothing may follow.
        if let known = signals[id], known.number == 9 { return }
        signals[id] = signal
    }

    /// Another process stopped all that runs in a container, or lets it go on.
    func containerPaused(_ id: String, _ isPaused: Bool) {
        guard !ending.contains(id), has(id), let name = known(id)?.name else { return }
        let words =
            isPaused
            ? "its container \(name) was paused from outside lamdeck: calls wait until `docker unpause \(name)`"
            : "its container \(name) was unpaused"
        log(words)
        if isPaused { notify(words) }
    }

    /// The container with an address in the engine's network, if another process calls it now.
    func calledElsewhere(at address: String) -> String? {
        let all = [current].compactMap { $0 } + standby.values + retired.values
        guard let container = all.first(where: { $0.address == address }), !places.values.contains(container.id),
            CallLock.isHeld(container: container.id)
        else { return nil }
        return container.id
    }

    /// A container of this function by its id.
    func known(_ id: String) -> ServingContainer? {
        current?.id == id ? current : standby[id] ?? retired[id]
    }

    /// The engine was away and is there again: what ended with it is started again, as the user had it.
    ///
    /// - Parameter goneSince: when the connection to it broke. An engine that shuts down ends its containers first.
    func engineCameBack(goneSince: ContinuousClock.Instant) {
        guard let servedUntil, servedUntil >= goneSince - .seconds(20) else { return }
        switch state {
        case .stopped, .failed:
            log("its container ended with the engine; the engine is back: started again")
            start()
        case .pulling, .starting, .ready, .busy, .restarting, .stopping: break
        }
    }
}
