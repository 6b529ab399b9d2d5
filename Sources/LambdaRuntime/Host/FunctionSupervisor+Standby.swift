import DockerEngine
import LambdaModel
import Logging

/// What is not urgent waits until a call that follows a start or restart has had the machine to itself.
struct Breath {
    var timer: Task<Void, Never>
    /// Whether it ends when no call runs.
    var mayEnd = false
}

/// The containers beside the one that serves.
extension FunctionSupervisor {
    /// Brings the pool in line with the state.
    func settlePool() {
        guard context.keepsStandby else { return }
        if state.isServing {
            gate.limit = 1 + pool.workers.count
            breathe()
        } else {
            dueRestart = nil
            carryOut(pool: pool.end())
            gate.limit = 1
            if !state.isTransient { Task { await closeDoorIfIdle() } }
        }
    }

    private func breathe() {
        breath?.timer.cancel()
        breath = Breath(
            timer: Task {
                guard (try? await context.timing.sleep(for: .milliseconds(150))) != nil else { return }
                breath?.mayEnd = true
                endBreathIfIdle()
                guard (try? await context.timing.sleep(for: .seconds(2))) != nil else { return }
                endBreath()
            })
    }

    func endBreathIfIdle() {
        if breath?.mayEnd == true, gate.holders.isEmpty { endBreath() }
    }

    private func endBreath() {
        breath?.timer.cancel()
        breath = nil
        for container in retired.values where uses[container.id] == nil { discard(container) }
        fillPool()
    }

    /// Asks for what is missing beside the container that serves. Of what is made while the host ends, nobody would
    /// take care.
    func fillPool() {
        guard context.keepsStandby, state.isServing, !context.end.hasBegun else { return }
        let before = pool.containers
        let actions = pool.want(workers: settings.concurrency - 1, spare: settings.spare)
        // Those that are too many may have calls.
        for id in before where !pool.containers.contains(id) {
            if let container = standby.removeValue(forKey: id) { retire(container) }
        }
        carryOut(pool: actions)
        gate.limit = 1 + pool.workers.count
        for container in retired.values where uses[container.id] == nil && breath == nil { discard(container) }
    }

    func carryOut(pool actions: [StandbyPool.Action]) {
        for action in actions {
            switch action {
            case .launch(let number, let role):
                standbyLaunches[number] = Task { await self.launchStandby(number, role) }
            case .cancelLaunch(let number):
                standbyLaunches[number]?.cancel()
            case .remove(let id):
                // One that has been retired goes later.
                if let container = standby.removeValue(forKey: id) { discard(container) }
            }
        }
    }

    private func launchStandby(_ number: Int, _ role: StandbyPool.Role) async {
        let launch = ContainerLaunch(
            settings: settings, endpoint: prepared.endpoint, context: context,
            standing: role == .worker ? .worker : .spare, publishesPort: false)
        do throws(FailureReason) {
            let givenUp = FailureReason(.container, "it is no longer needed")
            let container = try await context.spareSlots.hold(cancelled: givenUp) { () async throws(FailureReason) in
                try await launch.run { progress in
                    if await self.dueRestart != nil { await self.tellOfPull(progress) }
                }
            }
            spareFailure = nil
            standby[container.id] = container
            let isOld = container.isStale(for: prepared)
            if isOld { pool.launchEnded(number) }
            carryOut(pool: isOld ? [.remove(container: container.id)] : pool.launched(number, container: container.id))
            if pool.workers.contains(container.id) { follow(container, tail: nil) }
            fillPool()
            // Its death may have been told before this function knew the container for its own.
            let details = try? await context.engine.inspectContainer(container.id)
            if let details, !details.state.isRunning { standbyDied(container.id) }
        } catch {
            context.logger.info("\(settings.name) has no \(role): \(error.summary)")
            if Task.isCancelled {
                pool.launchEnded(number)
            } else if error.didRun || error == ContainerLaunch.removed {
                // Its removal is not news: `lamdeck down` in another terminal removes the container that serves too.
                spareFailure = error
                carryOut(pool: pool.launchDied(number))
                tellIfGivenUp()
            } else {
                pool.launchEnded(number)
                couldNotBeMade(role, error)
            }
        }
        await restartIfDue()
        standbyLaunches[number] = nil
    }

    /// A container of the pool ended, or can take no more calls.
    func standbyDied(_ id: String) {
        let isItsOwn = signals[id] == nil && standby[id]?.wasCalled != true
        signals[id] = nil
        let (wasHere, actions) = pool.died(container: id, isItsOwn: isItsOwn)
        guard wasHere else { return }
        carryOut(pool: actions)
        gate.limit = 1 + pool.workers.count
        tellIfGivenUp()
    }

    /// No container could be made, for a reason that may be gone later: the next restart tries again.
    private func couldNotBeMade(_ role: StandbyPool.Role, _ reason: FailureReason) {
        if dueRestart == nil, spareFailure?.summary != reason.summary {
            context.report(
                .notice("\(settings.name) has no \(role) container: \(reason.summary)", of: settings.name))
        }
        spareFailure = reason
    }

    private func tellIfGivenUp() {
        guard pool.hasGivenUp, dueRestart == nil else { return }
        context.report(
            .notice(
                "\(settings.name): its spare containers exit by themselves; it has none until a restart",
                of: settings.name))
    }

    // MARK: Calls

    /// Notes that a call runs in a container: of those that are free, the one that was called longest ago. Nil if none is.
    func place(_ ticket: InvocationGate.Ticket) -> ServingContainer? {
        guard let container = freeContainer else { return nil }
        places[ticket] = container.id
        busy[container.id] = container
        uses[container.id, default: 0] += 1
        return container
    }

    /// A container that serves and has no call: the emulator dies of two at once.
    var freeContainer: ServingContainer? {
        guard let current, state.isServing else { return nil }
        let taken = Set(places.values)
        let all = [current] + pool.workers.compactMap { standby[$0] }
        return all.filter { !taken.contains($0.id) }.min { $0.lastCall < $1.lastCall }
    }

    /// Notes that nothing more is asked about a call in this container.
    func release(_ container: ServingContainer) {
        let left = uses[container.id, default: 1] - 1
        uses[container.id] = left > 0 ? left : nil
        guard left <= 0 else { return }
        ends[container.id] = nil
        busy[container.id] = nil
        if removals[container.id] == nil, machine.container != container.id { ending.remove(container.id) }
        if let old = retired[container.id], breath == nil || old.ownPort != nil { discard(old) }
    }

    /// The containers whose memory is the function's: the one that serves, and those beside it.
    func containersInUse() -> [String] {
        state.isServing ? [containerID].compactMap { $0 } + pool.containers : []
    }
}
