import LambdaModel

/// Handles the news of the execution environments in a function's containers.
enum EnvironmentNews {
    /// Handles the news of a container's execution environment from now on.
    static func observe(_ container: FunctionContainer, for supervisor: isolated FunctionSupervisor) {
        let (id, saves, name) = (container.id, supervisor.context.saves, supervisor.settings.name)
        let isWatched = supervisor.context.keepsStandby && supervisor.settings.watch != .off
        container.serving.observe(
            { [weak supervisor] news in Task { if let supervisor { await handle(news, of: id, for: supervisor) } } },
            isOvertaken: { isWatched && saves.isBehind(name) })
    }

    /// There is news of a container's execution environment.
    private static func handle(
        _ news: ServingNews, of id: String, for supervisor: isolated FunctionSupervisor
    ) async {
        switch news {
        case .initEnded(let report): initEnded(id, report.failure, for: supervisor)
        case .initIsSlow:
            guard supervisor.machine.containers[id]?.role.takesCalls == true else { return }
            var text = "init has taken 10 s: Lambda ends it here, and begins it again within the first call's timeout"
            if supervisor.settings.isContainerImage { text += "; \(RuntimeClientAdvice.silent)" }
            supervisor.log(text)
            supervisor.notify(text)
        case .blocked(let reason):
            let text = "\(reason). The emulator in the image serves from now on"
            supervisor.log(text)
            supervisor.notify(text)
            supervisor.handle(.wayChanged)
        case .mayHaveEnded:
            if supervisor.machine.containers[id]?.role.takesCalls == true { supervisor.handle(.deathSuspected) }
        case .runtimeEnded(let code): await runtimeEnded(id, code, for: supervisor)
        case .spent:
            guard let record = supervisor.machine.containers[id], record.role.isPresent else { return }
            await supervisor.replace(record.container)
        }
    }

    /// The init of a container is over.
    static func initEnded(_ id: String, _ failure: InitFailure?, for supervisor: isolated FunctionSupervisor) {
        guard let record = supervisor.machine.containers[id], record.role.isPresent, !record.hasFailedInit else {
            return
        }
        let isImage = supervisor.settings.isContainerImage
        let reason = failure.map {
            let advice = if case .exited = $0, isImage { ": \(RuntimeClientAdvice.ended)" } else { "" }
            return FailureReason(
                .container, "init failed: \($0.error.summary)\(advice)", lastLines: $0.error.trace, didRun: true)
        }
        // A spare's failure is reported when it serves.
        if let reason, record.role != .spare {
            // A call that waits for the init reports the reason itself, and the line would divide its lines.
            if record.calls.isEmpty { supervisor.log(reason.summary) }
            supervisor.notify(reason.summary)
        }
        supervisor.handle(.initEnded(id, reason))
    }

    /// The runtime of a container ended between two calls, and extensions keep the container running. The container is
    /// replaced and removed as if it had ended, too.
    private static func runtimeEnded(_ id: String, _ code: Int, for supervisor: isolated FunctionSupervisor) async {
        let last = await ContainerLogTail.lastWords(of: id, supervisor.context.engine)
        guard let record = supervisor.machine.containers[id], record.role.isPresent, record.end == nil else { return }
        let lines = last.lines.filter { WaitingShell.line($0) == nil }
        let status = ExtensionExit.status(code)
        let text = ContainerExit.betweenCalls(FailureReason(.container, status, lastLines: lines))
        if record.role.takesCalls { supervisor.notify(text) }
        let reason = FailureReason(.container, text, didRun: true)
        await ContainerReports.ended(id, .failed(.exited(code: code, outOfMemory: false), reason), of: supervisor)
    }
}
