import DockerEngine
import Foundation
import LambdaModel
import Logging

/// Why a function is restarted.
enum RestartCause: Hashable, Sendable {
    /// Somebody asked for it.
    case asked
    /// Files were saved, in words.
    case saved(String)
}

/// A restart: the spare takes the container's place at once. The old one ends its call first, and nobody waits for it.
extension FunctionSupervisor {
    private var keepsSpare: Bool { context.keepsStandby && settings.spare }

    /// Gives the function a container that has not been called, with the settings and the code as they are now.
    func restart(_ cause: RestartCause = .asked) async {
        await beginRestart(cause)?.value
    }

    /// Begins a restart: whatever the function is asked for from now on comes behind it.
    ///
    /// - Returns: a task that ends when the restart is carried out or waits for a spare; nil if it is carried out.
    func beginRestart(_ cause: RestartCause) -> Task<Void, Never>? {
        (runsOnBecause, spareFailure) = (nil, nil)
        guard state.isServing else {
            restartInPlace(cause)
            return nil
        }
        restartLooks += 1
        let stopsBefore = stops
        let hasSpare = keepsSpare
        return Task {
            let mounts = hasSpare ? await settledMounts() : nil
            let hindrance = hasSpare ? nil : await hindrance()
            restartLooks -= 1
            // A stop that was asked for meanwhile is newer.
            guard stops == stopsBefore else { return }
            if hasSpare { restart(cause, mounts) } else { restartWithoutSpare(cause, hindrance) }
        }
    }

    private func restart(_ cause: RestartCause, _ mounts: CodeMounts?) {
        guard state.isServing else { return restartInPlace(cause) }
        if let mounts {
            if case .saved = cause, let current, current.isUntouched(with: mounts), !current.isStale(for: prepared) {
                return announce(cause)
            }
            if isSpareFit(mounts) { return switchOver(cause) }
        }
        // One that is fit is made first; the old container serves until then.
        dueRestart = cause
        carryOut(pool: pool.dropSpare())
        pool.tryAgain()
        fillPool()
        if !pool.isSpareComing { restartInPlace(cause) }
    }

    /// Files of the function changed: it restarts. Without a spare, the call that runs ends first.
    ///
    /// - Returns: a task that ends with a restart that takes its time.
    func filesChanged(_ words: String) -> Task<Void, Never>? {
        // What kept it from starting may have been put right.
        if case .failed(let reason) = state, reason.kind == .settings, context.keepsStandby {
            log("\(words): started again")
            start()
            return nil
        }
        guard state.isServing else { return nil }
        if keepsSpare || places.isEmpty { return beginRestart(.saved(words)) }
        pendingChange = words
        return nil
    }

    /// Restarts for a change that waited for a call to end.
    func restartForPendingChange() {
        guard let words = pendingChange, places.isEmpty else { return }
        pendingChange = nil
        if state.isServing { _ = beginRestart(.saved(words)) }
    }

    /// Restarts for what waited for a spare: there is one now, or there will be none.
    func restartIfDue() async {
        guard let cause = dueRestart, !pool.isSpareComing else { return }
        if pool.spare == nil, let reason = spareFailure {
            dueRestart = nil
            return tellThatItRunsOn(reason)
        }
        let restart = pool.spare == nil ? nil : beginRestart(cause)
        dueRestart = nil
        if let restart { await restart.value } else { restartInPlace(cause) }
    }

    /// Removes the container and makes another one.
    func restartInPlace(_ cause: RestartCause) {
        dueRestart = nil
        guard !context.end.hasBegun else { return }
        if case .saved = cause { announce(cause) }
        carryOut(machine.restart())
    }

    private func announce(_ cause: RestartCause) {
        switch cause {
        case .asked: log("restarted")
        case .saved(let words):
            log("restarted: \(words)")
            context.report(.saved(function: settings.name, words))
        }
    }

    /// What a container would get mounted now; nil if that cannot be made, which a new launch will tell.
    private func currentMounts() async -> CodeMounts? {
        try? await context.mounts.mounts(code: settings.code, layers: settings.layers)
    }

    /// What a container would get mounted by the settings as they are when this is known.
    private func settledMounts() async -> CodeMounts? {
        while true {
            let before = settings
            let mounts = await currentMounts()
            if settings.code == before.code, settings.layers == before.layers { return mounts }
        }
    }

    private func isSpareFit(_ mounts: CodeMounts) -> Bool {
        guard let spare = pool.spare.flatMap({ standby[$0] }) else { return false }
        return spare.isUntouched(with: mounts) && !spare.isStale(for: prepared)
    }

    private func switchOver(_ cause: RestartCause) {
        guard let old = current, let taken = pool.takeSpare(), let next = standby.removeValue(forKey: taken.spare),
            machine.switchOver(to: next.id) != nil
        else { return restartInPlace(cause) }
        dueRestart = nil
        serve(next, tail: nil)
        promote(next)
        for container in [old] + taken.retired.compactMap({ standby.removeValue(forKey: $0) }) { retire(container) }
        settlePool()
        announce(cause)
        reportLoad()
    }

    /// Says something of lamdeck's own in the function's log.
    func log(_ text: String) {
        let time = Date().timeIntervalSince1970
        let records = text.split(separator: "\n").map { LogRecord(time: time, source: .lamdeck, text: String($0)) }
        context.inbox?.append(records, of: settings.name)
    }

    /// Tells the user something about the function.
    func notify(_ words: String) {
        context.report(.notice("\(settings.name): \(words)", of: settings.name))
    }

    // MARK: Containers that can serve no more

    /// Another container takes the place of one that died or is to be given up. Whether there was one.
    ///
    /// - Parameter words: what became of it, for the log; nil if the user knows.
    func takeOver(from id: String, _ words: String?) async -> Bool {
        if pool.spare != nil, let mounts = await currentMounts(), !isSpareFit(mounts) {
            carryOut(pool: pool.dropSpare())
        }
        guard id == machine.container, state.isServing, let old = current, let taker = pool.takeOver(),
            let next = standby.removeValue(forKey: taker), machine.switchOver(to: next.id) != nil
        else { return false }
        serve(next, tail: nil)
        promote(next)
        discard(old)
        if let words { log("\(words)\nanother container took over") }
        settlePool()
        reportLoad()
        return true
    }

    /// Gives the function another container where one can take no more calls.
    ///
    /// - Parameter words: what became of it, for the log; nil if the user knows.
    func replace(_ container: ServingContainer, _ words: String? = nil) async {
        if retired[container.id] != nil { return discard(container) }
        if standby[container.id] != nil { return standbyDied(container.id) }
        guard state.isServing, containerID == container.id else { return }
        if await !takeOver(from: container.id, words), state.isServing, containerID == container.id {
            if let words { log(words) }
            restartInPlace(.asked)
        }
    }

    /// Lets a container end its call, while another one serves.
    func retire(_ container: ServingContainer) {
        retired[container.id] = container
        for (ticket, place) in places where place == container.id {
            places[ticket] = nil
            gate.leave(ticket)
        }
        // The door can listen at its port once it is gone.
        if uses[container.id] == nil, container.ownPort != nil { discard(container) }
    }

    /// Removes a container that serves no more, whatever it does.
    func discard(_ container: ServingContainer) {
        retired[container.id] = nil
        noteEnd(of: container.id, .stopped)
        // One removal is enough, and a second one would hide the first from who waits for it.
        guard removals[container.id] == nil else { return }
        ending.insert(container.id)
        removals[container.id] = Task {
            do throws(EngineError) {
                try await end(container.id, container)
            } catch {
                log("the container \(container.name) could not be removed: \(error)")
            }
            removals[container.id] = nil
            if container.ownPort != nil, state.isServing { await openDoor() }
        }
    }

    /// Gives a container that stood by the name of one that serves, by which other processes find it.
    func promote(_ container: ServingContainer) {
        let name = Standing.promoted(container.name)
        guard name != container.name else { return }
        let before = renaming
        renaming = Task {
            await before?.value
            await rename(container, to: name)
        }
    }

    /// Renames a container that serves, and tries again while it does. Until then, others know it by its function having no
    /// other that serves (`Standing.serving(among:)`).
    private func rename(_ container: ServingContainer, to name: String) async {
        var pause = Duration.seconds(1)
        while current?.id == container.id, !ending.contains(container.id), !Task.isCancelled {
            let rings = engineRetry.rings
            do throws(EngineError) {
                try await context.engine.renameContainer(container.id, to: name)
                return container.take(name: name)
            } catch {
                if case .notFound = error.kind { return }
                context.logger.info("\(container.name) keeps its name: \(error)")
            }
            await engineRetry.wait(after: rings, atMost: pause)
            pause = min(pause * 2, .seconds(5))
        }
    }
}
