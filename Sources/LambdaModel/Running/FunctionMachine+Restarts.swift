/// Restarts, inits, and containers that ended.
extension FunctionMachine {
    // MARK: Restarts

    mutating func beginRestart(_ cause: RestartCause) {
        restart.failure = nil
        pool.launches.note(nil)
        guard state.isServing else { return restartInPlace(cause) }
        actions.append(restart.begin(cause, hasSpare: wanted.spare))
    }

    mutating func codeRead(_ check: RestartCheck, _ code: Container.Code?) {
        guard let cause = restart.end(check) else { return }
        guard state.isServing else { return restartInPlace(cause) }
        switch PendingRestart.decide(cause, code, containers, wanted) {
        case .nothing: actions += cause.announcement
        case .switchOver(let spare):
            pool.launches.forgetDeaths()
            for record in containers.with(.serving, .worker) { actions += pool.containers.retire(record) }
            promote(spare)
            actions += cause.announcement
        case .wait:
            // The old container serves until then.
            restart.due = cause
            actions += pool.containers.discardAll(.spare)
            pool.launches.forgetDeaths()
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
        actions += pool.dropEarlySpare(isServing: state.isServing)
        startSpareEarly()
    }

    mutating func startSpareEarly() {
        if state.isServing, !restart.isPending { actions += pool.startSpareEarly() }
    }

    mutating func filesChanged(_ text: String) {
        if case .failed(let reason) = state, reason.kind == .settings || reason.kind == .build, wanted.keepsStandby {
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
        guard !containers.hasRunningCall, let text = restart.afterCalls.take() else { return }
        if state.isServing { beginRestart(.saved(text)) }
    }

    /// Carries out a restart that waited for a spare, once there is one or there will be none.
    mutating func restartIfDue() {
        guard !pool.launches.isSpareComing, let cause = restart.due.take() else { return }
        if containers.spare != nil {
            beginRestart(cause)
        } else if let reason = pool.launches.failure {
            reportFailedRestart(reason)
        } else {
            restartInPlace(cause)
        }
    }

    private mutating func reportFailedRestart(_ reason: FailureReason) {
        actions += restart.fail(reason, notifies: wanted.keepsStandby)
    }

    /// New containers serve in another way, because those of the way so far cannot serve.
    mutating func changeWay() {
        actions += pool.dropStandby()
        if state.isServing { restartInPlace(.asked) }
    }

    /// Another container serves from now on.
    private mutating func promote(_ record: ContainerRecord<Container>) {
        pool.containers.update(record.id) {
            $0.role = .serving
            $0.isEarly = false
        }
        cycle.serve(record.initialisation)
        actions += [.follow(record.id), .promote(record.id)]
        if case .failed(let reason) = record.initialisation {
            actions += [.log(reason.summary), .notify(reason.summary)]
        }
        beginServing(record.id)
    }

    // MARK: The init

    /// Starts the runtime of the container that serves from now on, and defers what is not urgent.
    mutating func beginServing(_ id: String) {
        let initialisation = pool.initialise(id)
        if !initialisation.isEmpty { cycle.serve(.running) }
        actions += initialisation
        if wanted.keepsStandby { actions.append(pool.maintenance.begin()) }
    }

    mutating func initEnded(_ id: String, _ reason: FailureReason?) {
        guard let record = containers[id], record.role.isPresent, !record.hasFailedInit else { return }
        let next = reason.map { Initialisation.failed($0) } ?? .none
        pool.containers.update(id) { $0.initialisation = next }
        switch record.role {
        case .serving:
            if reason == nil { pool.launches.forgetDeaths() }
            if state.isServing { cycle.serve(next) }
        case .worker: if reason != nil { standbyEnded(record) }
        case .spare, .retired, .leaving, .gone: break
        }
    }

    // MARK: Containers that ended or can take no more calls

    mutating func ended(_ id: String, _ death: ContainerDeath, _ code: Container.Code?) {
        guard let record = containers[id], record.role.isPresent else { return }
        pool.containers.update(id) { $0.note(.exited(death.end)) }
        switch pool.respond(to: death, of: record) {
        case .nothing: break
        case .failInit(let reason): initEnded(id, reason)
        case .replace(let text, let launches):
            if takeOver(from: id, text, code) { return }
            guard launches else { return end(id, death) }
            actions.append(.log(text))
            restartInPlace(.asked)
        case .end: end(id, death)
        case .goOn:
            if record.callsInFlight > 0 { actions.append(.log("\(death.summary)\nanother container still serves")) }
            if record.role == .retired { actions += pool.containers.discard(id) } else { standbyEnded(record) }
        }
    }

    /// The function ends with its container.
    private mutating func end(_ id: String, _ death: ContainerDeath) {
        cycle.end(death)
        actions += pool.containers.discard(id)
    }

    mutating func unusable(_ id: String, _ text: String?, _ code: Container.Code?) {
        guard let record = containers[id] else { return }
        switch record.role {
        case .retired: actions += pool.containers.discard(id)
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
        if let code, containers.spare?.isFit(for: wanted, code) == false {
            actions += pool.containers.discardAll(.spare)
        }
        guard containers.serving?.id == id, state.isServing, let next = containers.spare ?? containers.workers.first
        else { return false }
        actions += pool.containers.discard(id)
        promote(next)
        if let text { actions.append(.log("\(text)\nanother container took over")) }
        return true
    }

    private mutating func standbyEnded(_ record: ContainerRecord<Container>) {
        actions += pool.standbyEnded(record, isServing: state.isServing, isAwaited: restart.waitsForSpare)
    }

    // MARK: Calls and maintenance

    mutating func fill() { actions += pool.fill(isServing: state.isServing) }

    mutating func callAnswered(_ call: CallTicket) {
        pool.containers.free(call)
        restartAfterCalls()
        if pool.maintenance.mayRun, cycle.load.running == 0 { maintain() }
        if !state.isServing { actions.append(.closePortIfIdle) }
    }

    mutating func maintain() { actions += pool.maintain(isServing: state.isServing) }
}
