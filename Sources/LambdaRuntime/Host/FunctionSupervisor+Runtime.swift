import LambdaModel

/// Runtime processes that end while no call runs, such as that of Node.js by a promise that nobody waits for. The emulator
/// says nothing of it, and answers the next call, which did nothing wrong, with the error.
extension FunctionSupervisor {
    /// Looks at a container's runtime whenever the function writes something between two calls: the last words of a process
    /// that ends come first.
    func watchRuntime(of container: ServingContainer) {
        let id = container.id
        container.onOutputBetweenCalls { [weak self] in
            Task { await self?.lookAtRuntime(of: id) }
        }
    }

    private func lookAtRuntime(of id: String) async {
        guard !runtimeLooks.contains(id) else { return }
        runtimeLooks.insert(id)
        defer { runtimeLooks.remove(id) }
        // A process that writes its last words ends a moment later.
        for pause in [0.02, 0.1, 0.4, 1.0] {
            guard (try? await context.timing.sleep(for: .seconds(pause))) != nil else { return }
            guard counts(on: id), let container = known(id) else { return }
            if await gaveUp(container) { return }
        }
    }

    /// Looks at the runtimes of all containers that serve.
    func lookAtRuntimes() async {
        for container in [current].compactMap({ $0 }) + pool.workers.compactMap({ standby[$0] }) {
            _ = await gaveUp(container)
        }
    }

    /// Gives up a container whose runtime process exited between invocations, so that the next call uses another one.
    /// Returns whether it did.
    func gaveUp(_ container: ServingContainer) async -> Bool {
        // A call that comes meanwhile waits for it too.
        if let running = givingUp[container.id] { return await running.value }
        guard hasLostRuntime(container) else { return false }
        let giving = Task { await giveUp(container) }
        givingUp[container.id] = giving
        defer { givingUp[container.id] = nil }
        return await giving.value
    }

    private func giveUp(_ container: ServingContainer) async -> Bool {
        var last = LastWords([])
        // The engine reads a process's last words a moment after its end.
        for pause in [0.05, 0.2, 0.5] where last.reason == nil {
            try? await context.timing.sleep(for: .seconds(pause))
            last = await lastWords(of: container.id)
        }
        let reason = last.reason.map { InvocationError(lastLineOfRuntime: $0)?.summary ?? $0 } ?? last.processExit
        guard hasLostRuntime(container) else { return false }
        let words = "the runtime process exited between invocations" + (reason.map { ": \($0.prefix(300))" } ?? "")
        log(words)
        notify(words)
        await replace(container)
        return true
    }

    /// Whether a container that serves lost its runtime, and has no call, of another process neither. What a command found is
    /// not its own to replace.
    private func hasLostRuntime(_ container: ServingContainer) -> Bool {
        (context.keepsStandby || container.code != nil) && container.hasLostRuntime && counts(on: container.id)
            && !places.values.contains(container.id)
            && !CallLock.isHeld(container: container.id)
    }
}
