import LambdaModel

/// The function's port, at which lamdeck listens for it: callers keep their address whichever container serves.
extension FunctionSupervisor {
    /// Whether the function is reached at its port.
    var isOpen: Bool { [openPort, current?.ownPort].contains(settings.resolvedPort) }

    /// Listens before the function starts, or says why that cannot be.
    func openDoorToStart() async throws(FailureReason) {
        if let reason = await inTurn({ await $0.listen() }) { throw reason }
    }

    /// Listens for a function that serves; that it cannot be is news, and costs nothing else.
    func openDoor() async {
        guard let reason = await inTurn({ await $0.listen() }) else { return }
        notify(reason.summary)
    }

    /// Listens no more.
    func closeDoor() async {
        _ = await inTurn { supervisor in
            await supervisor.listenNoMore()
            return nil
        }
    }

    /// Listens no more where the function stands still and nobody waits for it: another process may start it.
    func closeDoorIfIdle() async {
        _ = await inTurn { supervisor in
            if supervisor.standsStill { await supervisor.listenNoMore() }
            return nil
        }
    }

    private var standsStill: Bool {
        switch state {
        case .stopped, .failed: gate.holders.isEmpty && gate.waitingCount == 0
        case .pulling, .starting, .ready, .busy, .restarting, .stopping: false
        }
    }

    private func listen() async -> FailureReason? {
        let port = settings.resolvedPort
        // A container that another process left running may have the port itself: it keeps it until the first restart.
        guard let door = context.door, openPort != port, current?.ownPort != port else { return nil }
        await listenNoMore()
        do {
            try await door.open(.function(settings.name, port: port))
            openPort = port
            return nil
        } catch {
            guard case .portInUse = error else { return FailureReason(.container, "\(error)") }
            let sign = await context.emulator.doorSign(port: port)
            if sign == DoorSign.text(project: context.project, function: settings.name) { return nil }
            return await PortOwner.refusal(of: settings, context.engine, sign: sign)
        }
    }

    private func listenNoMore() async {
        guard let port = openPort else { return }
        openPort = nil
        await context.door?.close(.function(settings.name, port: port))
    }

    /// Opens and closes the door one after the other.
    private func inTurn(
        _ work: @escaping @Sendable (isolated FunctionSupervisor) async -> FailureReason?
    ) async -> FailureReason? {
        let before = doorWork
        let mine = Task {
            _ = await before?.value
            return await work(self)
        }
        doorWork = mine
        return await mine.value
    }
}
