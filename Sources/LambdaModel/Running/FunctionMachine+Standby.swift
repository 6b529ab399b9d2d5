/// Restarts, and the containers beside the one that serves.
extension FunctionMachine {
    // MARK: Restarts

    mutating func beginRestart(_ cause: RestartCause) {
        (restart.failure, launches.failure) = (nil, nil)
        guard state.isServing else { return restartInPlace(cause) }
        let look = restart.begin(cause)
        actions.append(wanted.spare ? .readCode(look) : .tryLaunch(look))
    }

    mutating func codeRead(_ look: RestartLook, _ code: Container.Code?) {
        guard let cause = restart.end(look) else { return }
        guard state.isServing else { return restartInPlace(cause) }
        if let code {
            if case .saved = cause, let serving = containers.serving, isFit(serving, code) { return announce(cause) }
            if let spare = containers.spare, isFit(spare, code) { return switchOver(to: spare, cause) }
        }
        // The old container serves until a spare is ready that has the code as it is now.
        restart.due = cause
        if let spare = containers.spare { discard(spare.id) }
        launches.deaths = 0
        fill()
    }

    private func isFit(_ record: ContainerRecord<Container>, _ code: Container.Code) -> Bool {
        record.isUncalled(with: code) && !record.isStale(for: wanted)
    }

    mutating func trialEnded(_ look: RestartLook, _ reason: FailureReason?) {
        guard let cause = restart.end(look) else { return }
        if state.isServing, let reason { return reportFailedRestart(reason) }
        // A call may have begun during the trial.
        if case .saved(let text) = cause, containers.hasRunningCall {
            restart.afterCalls = text
        } else {
            restartInPlace(cause)
        }
    }

    mutating func filesChanged(_ text: String) {
        // The change may have fixed what kept the function from starting.
        if case .failed(let reason) = state, reason.kind == .settings, wanted.keepsStandby {
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
        guard let cause = restart.due, launches.count(.spare) == 0 else { return }
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
        let text = "it was not restarted, and its container still runs: \(reason.summary)"
        restart.failure = FailureReason(reason.kind, text, lastLines: reason.lastLines)
        actions.append(.log(text))
        if wanted.keepsStandby { actions.append(.notify(text)) }
    }

    private mutating func switchOver(to spare: ContainerRecord<Container>, _ cause: RestartCause) {
        launches.deaths = 0
        for record in containers.with(.serving, .worker) { retire(record) }
        promote(spare)
        announce(cause)
    }

    mutating func announce(_ cause: RestartCause) {
        switch cause {
        case .asked: actions.append(.log("restarted"))
        case .saved(let text): actions += [.log("restarted: \(text)"), .announceSave(text)]
        }
    }

    /// Another container serves from now on.
    private mutating func promote(_ record: ContainerRecord<Container>) {
        containers.update(record.id) { $0.role = .serving }
        state = refreshedState()
        actions += [.follow(record.id, tail: nil), .promote(record.id)]
        deferMaintenance()
    }

    /// Lets a container finish its calls while another one serves.
    private mutating func retire(_ record: ContainerRecord<Container>) {
        containers.update(record.id) { $0.role = .retired }
        if let call = record.call { actions.append(.freePlace(call)) }
        // lamdeck can listen at the function's port once the container is gone.
        if record.callsInFlight == 0, record.container.ownPort != nil { discard(record.id) }
    }

    // MARK: Containers that can take no more calls

    /// Lets another container take the place of one that serves. Returns whether there was one.
    mutating func takeOver(from id: String, _ text: String?, _ code: Container.Code?) -> Bool {
        if let code, let spare = containers.spare, !isFit(spare, code) { discard(spare.id) }
        guard containers.serving?.id == id, state.isServing, let next = containers.spare ?? containers.workers.first
        else { return false }
        discard(id)
        promote(next)
        if let text { actions.append(.log("\(text)\nanother container took over")) }
        return true
    }

    mutating func unusable(_ id: String, _ text: String?, _ code: Container.Code?) {
        guard let record = containers[id] else { return }
        switch record.role {
        case .retired: discard(id)
        case .worker, .spare: standbyEnded(record)
        case .serving where state.isServing:
            if takeOver(from: id, text, code) { return }
            if let text { actions.append(.log(text)) }
            restartInPlace(.asked)
        case .serving, .leaving, .gone: break
        }
    }

    /// A container ended that is not the first one.
    mutating func lost(_ record: ContainerRecord<Container>, _ death: ContainerDeath) {
        if record.callsInFlight > 0 { actions.append(.log("\(death.summary)\nanother container still serves")) }
        if record.role == .retired { discard(record.id) } else { standbyEnded(record) }
    }

    private mutating func standbyEnded(_ record: ContainerRecord<Container>) {
        // One that another process ended, or that was called, says nothing about the next one.
        if record.signal == nil, !record.wasCalled { launches.deaths += 1 }
        discard(record.id)
        fill()
        tellIfGivenUp()
    }

    // MARK: Launches of workers and spares

    mutating func launched(standby container: Container, _ role: ContainerRole) {
        launches.failure = nil
        let isWanted =
            role == .worker
            ? containers.workers.count < wanted.workers : wanted.spare && containers.spare == nil
        if isWanted, state.isServing, container.specHash == wanted.specHash {
            containers.insert(container, role)
            if role == .worker { actions.append(.follow(container.id, tail: nil)) }
        } else {
            removeUnwanted(container)
        }
        fill()
    }

    mutating func launchFailed(standby role: ContainerRole, _ reason: FailureReason, _ isOfContainer: Bool) {
        if isOfContainer {
            launches.deaths += 1
            fill()
            tellIfGivenUp()
        } else if restart.due == nil, launches.failure?.summary != reason.summary {
            // The next restart tries again.
            actions.append(.notify("has no \(role.rawValue) container: \(reason.summary)"))
        }
        launches.failure = reason
    }

    private mutating func tellIfGivenUp() {
        guard launches.hasGivenUp, restart.due == nil else { return }
        actions.append(.notify("its spare containers exit by themselves; it has none until a restart"))
    }

    mutating func take(_ next: WantedContainers) {
        let before = wanted
        wanted = next
        if next.specHash != before.specHash {
            // The settings may have fixed what made containers exit. Workers are as old as the container beside them.
            launches.deaths = 0
            if let spare = containers.spare { discard(spare.id) }
            for launch in launches.abandonStandby() { actions.append(.cancelLaunch(launch)) }
        }
        fill()
    }

    /// Launches workers and a spare that are missing, and lets go of those that are too many.
    mutating func fill() {
        guard wanted.keepsStandby, state.isServing, !isHostEnding else { return }
        for record in containers.workers.dropFirst(wanted.workers) { retire(record) }
        if !wanted.spare, let spare = containers.spare { discard(spare.id) }
        if !maintenance.isPending { discardIdleRetired() }
        guard !launches.hasGivenUp else { return }
        let missing = wanted.workers - containers.workers.count - launches.count(.worker)
        for _ in 0..<max(0, missing) { launch(.worker) }
        if wanted.spare, containers.spare == nil, launches.count(.spare) == 0 { launch(.spare) }
    }

    private mutating func launch(_ role: ContainerRole) {
        actions.append(.launch(launches.begin(role), role))
    }

    /// Lets go of all containers but the one that serves.
    mutating func dropStandby() {
        for record in containers.with(.worker, .spare) { discard(record.id) }
        for launch in launches.abandonStandby() { actions.append(.cancelLaunch(launch)) }
        launches.deaths = 0
    }

    mutating func leaveOnlyServing() {
        isHostEnding = true
        dropStandby()
        for record in containers.with(.retired) { discard(record.id) }
    }

    // MARK: Calls and maintenance

    mutating func free(_ call: CallTicket) {
        if let record = containers.running(call) { containers.update(record.id) { $0.call = nil } }
    }

    mutating func callAnswered(_ call: CallTicket) {
        free(call)
        restartAfterCalls()
        if maintenance.mayRun, load.running == 0 { maintain() }
        if !state.isServing { actions.append(.closePortIfIdle) }
    }

    mutating func callComplete(_ id: String) {
        containers.complete(in: id)
        guard let record = containers[id], record.role == .retired, record.callsInFlight == 0 else { return }
        if !maintenance.isPending || record.container.ownPort != nil { discard(id) }
    }

    mutating func deferMaintenance() {
        guard wanted.keepsStandby else { return }
        actions.append(.scheduleMaintenance(maintenance.begin()))
    }

    mutating func mayMaintain(_ period: MaintenancePeriod) {
        guard maintenance.isPending(period) else { return }
        maintenance.allow()
        if load.running == 0 { maintain() }
    }

    mutating func maintain() {
        maintenance.end()
        discardIdleRetired()
        fill()
    }

    private mutating func discardIdleRetired() {
        for record in containers.with(.retired) where record.callsInFlight == 0 { discard(record.id) }
    }
}
