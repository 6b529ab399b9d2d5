import DockerEngine
import LambdaModel
import Logging

/// What the machine asks for.
extension FunctionSupervisor {
    func carryOut(_ action: FunctionAction) {
        switch action {
        case .launch(let launch, let role):
            tasks.launches[launch] = Task {
                if role == .serving { await self.launch(launch) } else { await self.launchStandby(launch, role) }
                tasks.launches[launch] = nil
            }
        case .cancelLaunch(let launch): tasks.launches[launch]?.cancel()
        case .remove(let id):
            guard let container = machine.containers[id]?.container else { return }
            tasks.removals[id] = Task { await remove(container) }
        case .readCode(let look): beginLook(look) { .codeRead(look, await $0.settledCode()) }
        case .tryLaunch(let look): beginLook(look) { .trialEnded(look, await $0.tryLaunch()) }
        case .cancelTrial(let look): tasks.looks[look]?.cancel()
        case .follow(let id, let tail): machine.containers[id].map { follow($0.container, tail: tail) }
        case .promote(let id): promote(id)
        case .freePlace(let call): queue.leave(call)
        case .openPort: Task { await openPort() }
        case .closePortIfIdle: if port.openPort != nil { Task { await closePortIfIdle() } }
        case .scheduleMaintenance(let period): scheduleMaintenance(period)
        case .reportPull: reportPull()
        case .logFailedRemoval(let id, let text):
            log("the container \(machine.containers[id]?.name ?? id) could not be removed: \(text)")
        case .log(let text): log(text)
        case .notify(let text): notify(text)
        case .announceSave(let text): context.report(.saved(function: settings.name, text))
        }
    }

    private func beginLook(
        _ look: RestartLook,
        _ result: @escaping @Sendable (FunctionSupervisor) async -> FunctionEvent<FunctionContainer>
    ) {
        tasks.newestLook = look
        tasks.looks[look] = Task {
            handle(await result(self))
            tasks.looks[look] = nil
        }
    }

    // MARK: Launches

    private func launch(_ launch: LaunchID) async {
        let attempt = ContainerLaunch(
            settings: settings, endpoint: prepared.endpoint, context: context, publishesPort: context.publishesPort)
        do throws(FailureReason) {
            if let reason = await listen() { throw reason }
            await launched(launch, try await attempt.run { await self.note($0, launch) })
        } catch {
            failed(launch, error)
        }
    }

    private func launchStandby(_ launch: LaunchID, _ role: ContainerRole) async {
        let attempt = ContainerLaunch(
            settings: settings, endpoint: prepared.endpoint, context: context,
            standing: role == .worker ? .worker : .spare, publishesPort: false)
        let cancelled = FailureReason(.container, "it is no longer needed")
        do throws(FailureReason) {
            let container = try await context.spareSlots.hold(cancelled: cancelled) { () async throws(FailureReason) in
                try await attempt.run { await self.note($0, launch) }
            }
            await launched(launch, container)
        } catch {
            context.logger.info("\(settings.name) has no \(role.rawValue): \(error.summary)")
            failed(launch, error)
        }
    }

    private func launched(_ launch: LaunchID, _ container: FunctionContainer) async {
        handle(.launched(launch, container))
        // Its death may have been reported before the machine knew the container.
        let details = try? await context.engine.inspectContainer(container.id)
        if let details, !details.state.isRunning {
            await containerDied(container.id, exitCode: details.state.exitCode)
        }
    }

    private func failed(_ launch: LaunchID, _ reason: FailureReason) {
        if Task.isCancelled { return handle(.launchCancelled(launch)) }
        let isOfContainer = reason.didRun || reason == ContainerLaunch.removed
        handle(.launchFailed(launch, reason, isOfContainer: isOfContainer))
    }

    private func note(_ progress: ContainerLaunch.Progress, _ launch: LaunchID) {
        switch progress {
        case .pulling(let state): handle(.pulling(launch, state))
        case .pulled: handle(.pulled(launch))
        }
    }

    /// Creates a container as the next one would be, and removes it: only the engine knows what it refuses.
    ///
    /// - Returns: why that failed; nil if it did not, or if it was cancelled.
    private func tryLaunch() async -> FailureReason? {
        // While the old container has the port, no other one can publish it.
        let attempt = ContainerLaunch(
            settings: settings, endpoint: prepared.endpoint, context: context, standing: .spare,
            publishesPort: context.publishesPort && serving?.ownPort != settings.resolvedPort)
        do throws(FailureReason) {
            let container = try await attempt.run { progress in
                if case .pulling(PullState()) = progress { await self.reportPull() }
            }
            let engine = context.engine
            // A cancelled task asks the engine for nothing.
            await Task { try? await ContainerRemoval.remove(container.id, engine) }.value
            return nil
        } catch {
            return Task.isCancelled ? nil : error
        }
    }

    /// What a container would get mounted now; nil if that cannot be made, which a launch will report.
    func currentCode() async -> FunctionContainer.Code? {
        let mounts = try? await context.mounts.mounts(code: settings.code, layers: settings.layers)
        return mounts.map { FunctionContainer.Code($0) }
    }

    /// What a container would get mounted with the settings as they are when this returns.
    private func settledCode() async -> FunctionContainer.Code? {
        while true {
            let before = settings
            let code = await currentCode()
            if settings.code == before.code, settings.layers == before.layers { return code }
        }
    }

    // MARK: Containers

    private func remove(_ container: FunctionContainer) async {
        do throws(EngineError) {
            try await end(container)
            handle(.removed(container.id))
        } catch {
            handle(.removalFailed(container.id, "\(error)"))
        }
        tasks.removals[container.id] = nil
    }

    /// Removes a container, when its last output has been read.
    func end(_ container: FunctionContainer) async throws(EngineError) {
        if context.inbox != nil {
            container.log.beginEnd()
            // The log goes with the container. It does not matter if that is dead already.
            try? await context.engine.killContainer(container.id)
            await container.log.finishFollowing(within: .seconds(1))
        }
        try await ContainerRemoval.remove(container.id, context.engine)
        context.emulator.containerEnded(at: container.emulator)
    }

    /// Gives a container that took over the name of one that serves, by which other processes find it.
    private func promote(_ id: String) {
        guard let name = machine.containers[id]?.name, Standing.promoted(name) != name else { return }
        let before = tasks.renaming
        tasks.renaming = Task {
            await before?.value
            await rename(id, to: Standing.promoted(name))
        }
    }

    /// Renames a container, and tries again while it serves. Until then, others know it by its function having no other
    /// that serves (`Standing.serving(among:)`).
    private func rename(_ id: String, to name: String) async {
        var pause = Duration.seconds(1)
        while serving?.id == id, !Task.isCancelled {
            let rings = engineRetry.rings
            do throws(EngineError) {
                try await context.engine.renameContainer(id, to: name)
                return handle(.renamed(id, name))
            } catch {
                if case .notFound = error.kind { return }
                context.logger.info("\(id) keeps its name: \(error)")
            }
            await engineRetry.wait(after: rings, atMost: pause)
            pause = min(pause * 2, .seconds(5))
        }
    }

    private func scheduleMaintenance(_ period: MaintenancePeriod) {
        tasks.maintenance?.cancel()
        tasks.maintenance = Task {
            guard (try? await context.timing.sleep(for: .milliseconds(150))) != nil else { return }
            handle(.mayMaintain(period))
            guard (try? await context.timing.sleep(for: .seconds(2))) != nil else { return }
            handle(.mustMaintain(period))
        }
    }

    // MARK: The port

    /// Whether the function is reached at its port.
    var isOpen: Bool { [port.openPort, serving?.ownPort].contains(settings.resolvedPort) }

    /// Listens for a function that serves. If that is not possible, the user is told, and the function goes on.
    func openPort() async {
        if let reason = await listen() { notify(reason.summary) }
    }

    private func listen() async -> FailureReason? {
        await port.open {
            let settings = await self.settings
            return PortKeeper.Wish(
                settings: settings, isPublished: await self.serving?.ownPort == settings.resolvedPort)
        }
    }

    /// Stops listening if the function does not run and no call waits: another process may start it.
    private func closePortIfIdle() async {
        await port.close {
            let load = self.queue.load
            return await self.state.isResting && load.running == 0 && load.waiting == 0
        }
    }
}
