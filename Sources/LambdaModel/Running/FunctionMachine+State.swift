/// Requests, launches of the container that serves, and its end.
extension FunctionMachine {
    // MARK: Requests

    mutating func start() {
        guard !isHostEnding else { return }
        switch state {
        case .stopped, .failed: begin(.starting)
        case .stopping:
            departure.startsAgain = true
            state = .restarting
        case .pulling, .starting, .ready, .busy, .restarting: break
        }
    }

    mutating func stop() {
        stops += 1
        note = nil
        for look in restart.abandonLooks() { actions.append(.cancelTrial(look)) }
        restart.afterCalls = nil
        for record in containers.with(.retired) { discard(record.id) }
        switch state {
        case .stopped, .stopping: departure.startsAgain = false
        case .failed: state = .stopped
        case .pulling, .starting:
            state = .stopping
            cancelServingLaunch()
        case .restarting:
            state = .stopping
            if departure.startsAgain { departure.startsAgain = false } else { cancelServingLaunch() }
        case .ready, .busy: removeServing(.stopping)
        }
    }

    /// Removes the serving container and launches another one. A launch that is under way is as good as new: the emulator
    /// loads the code at the first call (LAMBDA facts, point 2).
    mutating func restartInPlace(_ cause: RestartCause) {
        restart.due = nil
        guard !isHostEnding else { return }
        if case .saved = cause { announce(cause) }
        switch state {
        case .stopped, .failed: begin(.starting)
        case .ready, .busy:
            departure.startsAgain = true
            removeServing(.restarting)
        case .stopping:
            departure.startsAgain = true
            state = .restarting
        case .pulling, .starting, .restarting: break
        }
    }

    private mutating func cancelServingLaunch() {
        if let launch = launches.serving { actions.append(.cancelLaunch(launch)) }
    }

    private mutating func begin(_ next: RunState) {
        note = nil
        departure.startsAgain = false
        state = next
        actions.append(.launch(launches.begin(.serving), .serving))
    }

    private mutating func removeServing(_ next: RunState) {
        state = next
        guard let id = containers.serving?.id else { return goOn() }
        departure.container = id
        discard(id)
    }

    /// Nothing is left of the last container: the function starts again if that was asked for.
    private mutating func goOn() {
        if departure.startsAgain { begin(.restarting) } else { state = .stopped }
    }

    // MARK: Launches

    mutating func pulling(_ launch: LaunchID, _ progress: PullState) {
        guard launch == launches.serving else {
            let isAwaited = restart.due != nil && launches.roles[launch] != nil
            if isAwaited, progress == PullState() { actions.append(.reportPull) }
            return
        }
        guard !departure.startsAgain else { return }
        switch state {
        case .starting, .pulling, .restarting: state = .pulling(progress)
        case .stopped, .ready, .busy, .stopping, .failed: break
        }
    }

    mutating func pulled(_ launch: LaunchID) {
        guard launch == launches.serving, case .pulling = state else { return }
        state = .starting
    }

    mutating func launched(_ launch: LaunchID, _ container: Container) {
        guard let role = launches.end(launch) else { return removeUnwanted(container) }
        guard role == .serving else { return launched(standby: container, role) }
        switch state {
        case .starting, .pulling, .restarting:
            departure.startsAgain = false
            serve(container, tail: nil)
        case .stopping:
            departure.container = container.id
            removeUnwanted(container)
        case .stopped, .ready, .busy, .failed: removeUnwanted(container)
        }
    }

    mutating func launchFailed(_ launch: LaunchID, _ reason: FailureReason, _ isOfContainer: Bool) {
        guard let role = launches.end(launch) else { return }
        guard role == .serving else { return launchFailed(standby: role, reason, isOfContainer) }
        actions.append(.log(reason.description))
        if departure.startsAgain || state == .stopping { goOn() } else { state = .failed(reason) }
    }

    mutating func launchCancelled(_ launch: LaunchID) {
        guard let role = launches.end(launch) else { return }
        if role == .serving { goOn() }
    }

    mutating func found(_ container: Container) {
        if containers.serving?.id == container.id { return actions.append(.follow(container.id, tail: nil)) }
        if containers[container.id]?.role == .leaving { return }
        switch state {
        case .stopped, .failed:
            note = nil
            serve(container, tail: 1000)
            actions.append(.openPort)
        case .pulling, .starting, .ready, .busy, .restarting, .stopping: break
        }
    }

    private mutating func serve(_ container: Container, tail: Int?) {
        containers.insert(container, .serving)
        refreshLoad()
        actions.append(.follow(container.id, tail: tail))
        deferMaintenance()
    }

    func refreshedState() -> RunState { load.running > 0 ? .busy(queued: load.waiting) : .ready }

    private mutating func refreshLoad() { state = refreshedState() }

    mutating func take(running: Int, waiting: Int) {
        load = (running, waiting)
        if state.isServing { refreshLoad() }
    }

    // MARK: Ends

    mutating func exited(_ id: String, _ end: InvocationEvidence.ContainerEnd) {
        guard containers[id]?.role.isPresent ?? false else { return }
        containers.update(id) { $0.end = $0.end ?? end }
    }

    mutating func ended(_ id: String, _ death: ContainerDeath, _ code: Container.Code?) {
        guard let record = containers[id], record.role.isPresent else { return }
        exited(id, death.end)
        guard record.role == .serving else { return lost(record, death) }
        switch death {
        case .failed(_, let reason):
            if takeOver(from: id, reason.description, code) { return }
            state = .failed(reason)
        case .stoppedOutside(_, let text):
            // A container that another process stopped while it was idle was stopped on purpose.
            if record.callsInFlight > 0, takeOver(from: id, death.summary, code) { return }
            state = .stopped
            note = text
        }
        discard(id)
    }

    mutating func signalled(_ id: String, _ signal: OutsideSignal) {
        containers.update(id) { record in
            // The last signal that can end it counts: one that changes nothing may follow.
            guard record.role.isPresent, record.signal?.number != 9 else { return }
            record.signal = signal
        }
    }

    mutating func removed(_ id: String) {
        let record = containers[id]
        guard record?.role == .leaving else { return }
        containers.removed(id)
        if departure.container == id {
            departure.container = nil
            goOn()
        } else if record?.container.ownPort != nil, state.isServing {
            actions.append(.openPort)
        }
    }

    mutating func removalFailed(_ id: String, _ text: String) {
        guard containers[id]?.role == .leaving else { return }
        containers.removed(id)
        guard departure.container == id else { return actions.append(.logFailedRemoval(id, text)) }
        departure.container = nil
        departure.startsAgain = false
        // It may still be there, and the user has to know.
        state = .failed(FailureReason(.engine, "its container could not be removed: \(text)"))
    }

    /// Removes a container, whatever it does.
    mutating func discard(_ id: String) {
        guard let record = containers[id], record.role.isPresent else { return }
        containers.update(id) {
            $0.role = .leaving
            $0.end = $0.end ?? .stopped
        }
        actions.append(.remove(id))
    }

    /// Removes a container that nothing needs any more.
    mutating func removeUnwanted(_ container: Container) {
        containers.insert(container, .spare)
        discard(container.id)
    }
}
