import DockerEngine
import HostLink
import LambdaModel
import Logging

/// What the machine asks for.
extension FunctionSupervisor {
    func perform(_ action: FunctionAction) {
        switch action {
        case .launch(let launch, let role):
            tasks.launches[launch] = Task {
                await ContainerLauncher.launch(launch, role, for: self)
                tasks.launches[launch] = nil
                publish()
            }
        case .cancelLaunch(let launch): tasks.launches[launch]?.cancel()
        case .remove(let id):
            guard let container = machine.containers[id]?.container else { return }
            tasks.removals[id] = Task { await remove(container) }
        case .readCode(let check): beginCheck(check) { .codeRead(check, await ContainerLauncher.settledCode(of: $0)) }
        case .tryLaunch(let check): beginCheck(check) { .trialEnded(check, await ContainerLauncher.tryLaunch(for: $0)) }
        case .cancelTrial(let check): tasks.checks[check]?.cancel()
        case .follow(let id): machine.containers[id].map { follow($0.container) }
        case .observe(let id): machine.containers[id].map { EnvironmentNews.observe($0.container, for: self) }
        case .initialise(let id): machine.containers[id]?.container.serving.initialise()
        case .promote(let id):
            let before = tasks.renaming
            tasks.renaming = Task {
                await before?.value
                await ContainerPromotion.rename(id, of: self)
            }
        case .freePlace(let call): queue.leave(call)
        case .openPort: Task { await openPort() }
        case .closePortIfIdle: if port.wantedPort != nil { Task { await closePortIfIdle() } }
        case .scheduleMaintenance(let period):
            tasks.maintenance.begin(period, context.timing) { await self.handle($0) }
        case .reportPull: reportPull()
        case .log(let text): log(text)
        case .notify(let text): notify(text)
        case .reportSave(let text): context.report(.saved(function: settings.name, text))
        }
    }

    private func beginCheck(
        _ check: RestartCheck,
        _ result: @escaping @Sendable (FunctionSupervisor) async -> FunctionEvent<FunctionContainer>
    ) {
        tasks.newestCheck = check
        tasks.checks[check] = Task {
            handle(await result(self))
            tasks.checks[check] = nil
        }
    }

    // MARK: Containers

    private func remove(_ container: FunctionContainer) async {
        // The init of the container that serves instead of a dead one is first: calls wait for it.
        if case .exited? = machine.containers[container.id]?.end {
            await wait(atMost: .milliseconds(300)) { $0.machine.containers.serving?.initialisation != .running }
        }
        do throws(EngineError) {
            try await end(container)
            handle(.removed(container.id))
        } catch {
            handle(.removalFailed(container.id, "\(error)"))
        }
        tasks.removals[container.id] = nil
        publish()
    }

    /// Removes a container, when its last output has been read.
    func end(_ container: FunctionContainer) async throws(EngineError) {
        if context.logs != nil {
            await container.serving.shutDown()
            container.log.beginEnd()
            // The log goes with the container. The container may be dead already.
            try? await context.engine.killContainer(container.id)
            await container.log.finishFollowing(within: .seconds(1))
        }
        // Even if it could not be removed, it takes no more calls, and those that it has must end.
        defer { container.serving.containerEnded(machine.containers[container.id]?.end) }
        try await ContainerRemoval.remove(container.id, context.engine)
    }

    // MARK: The port

    /// Listens for a function that serves. If that is not possible, the user is told, the function goes on, and its port
    /// is opened as soon as it is free.
    func openPort() async { _ = await port.open(for: self, keepsTrying: true) }

    /// Listens for a function that starts.
    ///
    /// - Returns: why that is not possible; nil if it is.
    func listen() async -> FailureReason? { await port.open(for: self) }

    /// Stops listening if the function does not run and no call waits: another program may use the port.
    private func closePortIfIdle() async {
        await port.close { await self.state.isResting && self.queue.load == (0, 0) }
    }
}
