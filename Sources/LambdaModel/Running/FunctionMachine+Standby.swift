/// Restarts, deaths, and the containers beside the one that serves.
extension FunctionMachine {
    // MARK: Restarts

    mutating func beginRestart(_ cause: RestartCause) {
        restart.failure = nil
        launches.note(nil)
        guard state.isServing else { return restartInPlace(cause) }
        actions.append(restart.begin(cause, hasSpare: wanted.spare))
    }

    mutating func codeRead(_ check: RestartCheck, _ code: Container.Code?) {
        guard let cause = restart.end(check) else { return }
        guard state.isServing else { return restartInPlace(cause) }
        switch PendingRestart.decide(cause, code, containers, wanted) {
        case .nothing: actions += cause.announcement
        case .switchOver(let spare):
            launches.forgetDeaths()
            for record in containers.with(.serving, .worker) { actions += containers.retire(record) }
            promote(spare)
            actions += cause.announcement
        case .wait:
            // The old container serves until then.
            restart.due = cause
            actions += containers.discardAll(.spare)
            launches.forgetDeaths()
            fill()
        }
    }

    mutating func trialEnded(_ check: RestartCheck, _ reason: FailureReason?) {
        guard let cause = restart.end(check) else { return }
        if state.isServing, let reason { return reportFailedRestart(reason) }
        // A call may have begun during the trial.
        if case .saved(let text) = cause, containers.hasRunningCall {
            restart.afterCalls = text
        } else {
            restartInPlace(cause)
        }
    }

    /// Starts the runtime of the spare with the code as it is now, so that it has initialised when the save is over.
    mutating func saveBegan() {
        dropEarlySpare()
        guard state.isServing, wanted.initialisesEarly, !restart.isPending, let spare = containers.spare,
            spare.container.canInitialise, !spare.isReleased, !spare.wasCalled, spare.end == nil
        else { return }
        containers.update(spare.id) {
            $0.isReleased = true
            $0.isEarly = true
            $0.initialisation = .running
        }
        actions += [.observe(spare.id), .initialise(spare.id)]
    }

    /// Throws a spare away that may have loaded code from the middle of a save.
    mutating func dropEarlySpare() {
        guard let spare = containers.spare, spare.isEarly else { return }
        actions += containers.discard(spare.id)
        fill()
    }

    mutating func filesChanged(_ text: String) {
        if case .failed(let reason) = state, reason.kind == .settings, wanted.keepsStandby {
            // The change may have fixed what kept the function from starting.
            actions.append(.log("\(text): started again"))
            return start()
        }
        guard state.isServing else { return }
        if wanted.spare || !containers.hasRunningCall {
            beginRestart(.saved(text))
        } else {
            restart.afterCalls = text
        }
    }

    private mutating func restartAfterCalls() {
        guard let text = restart.afterCalls, !containers.hasRunningCall else { return }
        restart.afterCalls = nil
        if state.isServing { beginRestart(.saved(text)) }
    }

    /// Carries out a restart that waited for a spare, once there is one or there will be none.
    mutating func restartIfDue() {
        guard let cause = restart.due, !launches.isSpareComing else { return }
        restart.due = nil
        if containers.spare != nil {
            beginRestart(cause)
        } else if let reason = launches.failure {
            reportFailedRestart(reason)
        } else {
            restartInPlace(cause)
        }
    }

    private mutating func reportFailedRestart(_ reason: FailureReason) {
        let text = restart.fail(reason)
        actions.append(.log(text))
        if wanted.keepsStandby { actions.append(.notify(text)) }
    }

    /// Another container serves from now on.
    private mutating func promote(_ record: ContainerRecord<Container>) {
        containers.update(record.id) {
            $0.role = .serving
            $0.isEarly = false
        }
        cycle.serve(record.initialisation)
        actions += [.follow(record.id), .promote(record.id)]
        if case .failed(let reason) = record.initialisation {
            actions += [.log(reason.summary), .notify(reason.summary)]
        }
        initialise(record.id)
        if wanted.keepsStandby { actions.append(maintenance.begin()) }
    }

    // MARK: The init

    /// Starts the runtime of a container that will take calls, if that is wanted before the first call.
    mutating func initialise(_ id: String) {
        guard wanted.initialisesEarly, let record = containers[id], record.container.canInitialise, !record.isReleased,
            !record.wasCalled
        else { return }
        containers.update(id) {
            $0.isReleased = true
            $0.initialisation = .running
        }
        if record.role == .serving { cycle.serve(.running) }
        actions.append(.initialise(id))
    }

    mutating func initEnded(_ id: String, _ reason: FailureReason?) {
        guard let record = containers[id], record.role.isPresent, !record.hasFailedInit else { return }
        let next = reason.map { Initialisation.failed($0) } ?? .none
        containers.update(id) { $0.initialisation = next }
        switch record.role {
        case .serving:
            if reason == nil { launches.forgetDeaths() }
            if state.isServing { cycle.serve(next) }
        case .worker: if reason != nil { standbyEnded(record) }
        case .spare, .retired, .leaving, .gone: break
        }
    }

    /// New containers serve in another way, because those of the way so far cannot serve.
    mutating func changeWay() {
        actions += containers.discardAll(.spare, .worker) + launches.abandonStandby()
        launches.forgetDeaths()
        if state.isServing { restartInPlace(.asked) }
    }

    // MARK: Containers that ended or can take no more calls

    mutating func ended(_ id: String, _ death: ContainerDeath, _ code: Container.Code?) {
        guard let record = containers[id], record.role.isPresent else { return }
        containers.update(id) { $0.note(.exited(death.end)) }
        guard record.role == .serving else {
            if record.role == .spare, record.isEarly, case .failed(_, let reason) = death {
                // The code may be the reason, which is told when this container serves.
                if record.hasFailedInit { return }
                if record.initialisation == .running { return initEnded(id, reason) }
            }
            if record.callsInFlight > 0 { actions.append(.log("\(death.summary)\nanother container still serves")) }
            if record.role == .retired { actions += containers.discard(id) } else { standbyEnded(record) }
            return
        }
        switch death {
        // A failed init does not begin again by itself.
        case .failed where record.hasFailedInit: return
        case .failed(_, let reason) where record.initialisation == .running: return initEnded(id, reason)
        case .failed(_, let reason):
            if record.isReleased, !record.wasCalled { launches.noteDeath() }
            // The result of a call says how its runtime ended.
            let text = record.container.canInitialise && !record.calls.isEmpty ? reason.summary : reason.description
            if !launches.hasGivenUp, takeOver(from: id, text, code) { return }
            // A runtime that ends is replaced, as on Lambda.
            if record.container.canInitialise, wanted.keepsStandby, !launches.hasGivenUp {
                actions.append(.log(text))
                return restartInPlace(.asked)
            }
        // A container that another process stopped while it was idle was stopped on purpose.
        case .stoppedOutside:
            if record.callsInFlight > 0, takeOver(from: id, death.summary, code) { return }
        }
        cycle.end(death)
        actions += containers.discard(id)
    }

    mutating func unusable(_ id: String, _ text: String?, _ code: Container.Code?) {
        guard let record = containers[id] else { return }
        switch record.role {
        case .retired: actions += containers.discard(id)
        case .worker, .spare: standbyEnded(record)
        case .serving where state.isServing:
            if takeOver(from: id, text, code) { return }
            if let text { actions.append(.log(text)) }
            restartInPlace(.asked)
        case .serving, .leaving, .gone: break
        }
    }

    /// Replaces the container that serves by another one. Returns whether there was one.
    private mutating func takeOver(from id: String, _ text: String?, _ code: Container.Code?) -> Bool {
        if let code, containers.spare?.isFit(for: wanted, code) == false { actions += containers.discardAll(.spare) }
        guard containers.serving?.id == id, state.isServing, let next = containers.spare ?? containers.workers.first
        else { return false }
        actions += containers.discard(id)
        promote(next)
        if let text { actions.append(.log("\(text)\nanother container took over")) }
        return true
    }

    private mutating func standbyEnded(_ record: ContainerRecord<Container>) {
        // If another process ended the container, or it was called, its end says nothing about the next one.
        let saysNothing = record.signal != nil || record.wasCalled
        actions += containers.discard(record.id)
        saysNothing ? fill() : noteStandbyDeath()
    }

    /// A worker or spare exited before it was called.
    mutating func noteStandbyDeath() {
        launches.noteDeath()
        fill()
        guard launches.hasGivenUp, restart.due == nil else { return }
        actions.append(.notify("its spare containers exit by themselves; it has none until a restart"))
    }

    // MARK: Workers and spares

    mutating func apply(_ next: WantedContainers) {
        let before = wanted
        wanted = next
        if next.specHash != before.specHash {
            // The settings may have fixed what made containers exit. Workers are as old as the container beside them.
            launches.forgetDeaths()
            actions += containers.discardAll(.spare) + launches.abandonStandby()
        }
        fill()
    }

    /// Launches missing workers and a missing spare, and retires or removes surplus containers.
    mutating func fill() {
        guard wanted.keepsStandby, state.isServing, !isHostEnding else { return }
        for record in containers.workers.dropFirst(wanted.workers) { actions += containers.retire(record) }
        if !wanted.spare { actions += containers.discardAll(.spare) }
        if !maintenance.isPending { actions += containers.discardIdle(.retired) }
        actions += launches.fill(containers, wanted)
    }

    /// Removes workers and spares, and gives their launches up.
    mutating func dropStandby() {
        actions += containers.discardAll(.worker, .spare) + launches.abandonStandby()
        launches.forgetDeaths()
    }

    // MARK: Calls and maintenance

    mutating func callAnswered(_ call: CallTicket) {
        containers.free(call)
        restartAfterCalls()
        if maintenance.mayRun, cycle.load.running == 0 { maintain() }
        if !state.isServing { actions.append(.closePortIfIdle) }
    }

    mutating func maintain() {
        maintenance.end()
        actions += containers.discardIdle(.retired)
        fill()
    }
}
