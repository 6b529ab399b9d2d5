import LambdaModel

/// Finds runtime processes that exit while no call runs, such as that of Node.js after an unhandled promise rejection.
/// The emulator does not report that. It answers the next call, which did nothing wrong, with the error.
enum RuntimeWatch {
    /// Checks a container's runtime for a while, because the function wrote something between two calls: a process that
    /// exits writes its last output before that.
    static func watch(_ id: String, of supervisor: isolated FunctionSupervisor) async {
        guard let record = supervisor.machine.containers[id], !record.isRuntimeWatched else { return }
        supervisor.handle(.noted(id, .runtimeWatched(true)))
        defer { supervisor.handle(.noted(id, .runtimeWatched(false))) }
        for pause in [0.02, 0.1, 0.4, 1.0] {
            guard (try? await supervisor.context.timing.sleep(for: .seconds(pause))) != nil else { return }
            guard supervisor.machine.containers.takesCalls(id) else { return }
            if await replaceIfExited(id, of: supervisor) { return }
        }
    }

    /// Checks the runtimes of all containers that serve.
    static func checkAll(of supervisor: isolated FunctionSupervisor) async {
        for record in supervisor.machine.containers.with(.serving, .worker) {
            _ = await replaceIfExited(record.id, of: supervisor)
        }
    }

    /// Replaces a container if its runtime process exited between calls, so that the next call uses another one.
    ///
    /// - Returns: whether it did.
    static func replaceIfExited(_ id: String, of supervisor: isolated FunctionSupervisor) async -> Bool {
        if supervisor.machine.containers[id]?.isGivenUp == true {
            // Another task is already replacing it: this one waits for that.
            await supervisor.wait { $0.machine.containers[id]?.isGivenUp != true }
            return !supervisor.machine.containers.takesCalls(id)
        }
        guard let container = exited(id, supervisor) else { return false }
        supervisor.handle(.noted(id, .givenUp(true)))
        defer { supervisor.handle(.noted(id, .givenUp(false))) }
        var last = LastWords([])
        // The engine reads a process's last output a moment after its end.
        for pause in [0.05, 0.2, 0.5] where last.reason == nil {
            try? await supervisor.context.timing.sleep(for: .seconds(pause))
            last = await ContainerLogTail.lastWords(of: id, supervisor.context.engine)
        }
        guard exited(id, supervisor) != nil else { return false }
        let reason = last.reason.map { InvocationError(lastLineOfRuntime: $0)?.summary ?? $0 } ?? last.processExit
        let text = "the runtime process exited between invocations" + (reason.map { ": \($0.prefix(300))" } ?? "")
        supervisor.log(text)
        supervisor.notify(text)
        await supervisor.replace(container)
        return true
    }

    /// The container, if it takes calls, its runtime exited, and lamdeck has no call in it.
    private static func exited(_ id: String, _ supervisor: isolated FunctionSupervisor) -> FunctionContainer? {
        guard let record = supervisor.machine.containers[id], supervisor.machine.containers.takesCalls(id),
            record.container.serving.hasLostRuntime, record.calls.isEmpty
        else { return nil }
        return record.container
    }
}
