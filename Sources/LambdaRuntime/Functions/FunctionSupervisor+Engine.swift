import DockerEngine
import LambdaModel

/// What the engine reports about the function's containers.
extension FunctionSupervisor {
    /// Whether a container that was made for this function is unknown to it. False while the function makes a container,
    /// because it may be this one.
    func hasForgotten(_ id: String) -> Bool { !machine.has(id) && tasks.launches.isEmpty }

    /// Reads a container's log, unless a reader does already.
    func follow(_ container: FunctionContainer) {
        let id = container.id
        observe(container)
        container.log.follow(
            context, container, of: settings,
            ContainerLog.Listeners(
                onCall: { [weak self] in Task { await self?.handle(.noted(id, .calledOutside)) } },
                onOutputBetweenCalls: { [weak self] in
                    Task { if let self { await RuntimeWatch.watch(id, of: self) } }
                }))
    }

    /// Handles the news of a container's execution environment.
    func observe(_ container: FunctionContainer) {
        let id = container.id
        container.serving.observe { [weak self] news in Task { await self?.handle(news, of: id) } }
    }

    /// There is news of a container's execution environment.
    private func handle(_ news: ServingNews, of id: String) async {
        switch news {
        case .initEnded(let report):
            initEnded(id, report.failure)
        case .initIsSlow:
            guard machine.containers[id]?.role.takesCalls == true else { return }
            let text = "init has taken 10 s: Lambda ends it here, and begins it again within the first call's timeout"
            log(text)
            notify(text)
        case .blocked(let reason):
            let text = "\(reason). The emulator in the image serves from now on"
            log(text)
            notify(text)
            handle(.wayChanged)
        case .spent: if let record = machine.containers[id], record.role.isPresent { await replace(record.container) }
        }
    }

    /// The init of a container is over.
    func initEnded(_ id: String, _ failure: InitFailure?) {
        guard let record = machine.containers[id], record.role.isPresent, !record.hasFailedInit else { return }
        let reason = failure.map {
            FailureReason(.container, "init failed: \($0.error.summary)", lastLines: $0.error.trace, didRun: true)
        }
        // A spare's failure is told when it serves.
        if let reason, record.role != .spare {
            log(reason.summary)
            notify(reason.summary)
        }
        handle(.initEnded(id, reason))
    }

    /// The engine may do what it could not do before.
    func engineMayDoMore() {
        engineRetry.signal()
        handle(.engineCanDoMore)
    }

    /// The engine was asked for all containers, and these run.
    func containersListed(_ running: Set<String>) async {
        for record in machine.containers.with(.serving, .worker) { follow(record.container) }
        let missing = machine.containers.all.filter { $0.role.isPresent && !running.contains($0.id) }
        for record in missing where record.role != .serving { await containerDied(record.id, exitCode: nil) }
        engineMayDoMore()
        for record in missing where record.role == .serving { await containerDied(record.id, exitCode: nil) }
    }

    /// A container ended. Without an exit code, the engine is asked whether it did.
    ///
    /// - Parameter time: when it ended, in seconds by the engine's clock.
    func containerDied(_ id: String, exitCode: Int?, at time: Double? = nil) async {
        guard let record = machine.containers[id] else { return }
        // lamdeck removes it: how it ends is not news.
        guard record.role.isPresent else { return record.container.serving.containerEnded(record.end) }
        let inquiry = ContainerInquiry(
            engine: context.engine, timing: context.timing, memorySize: settings.memorySize)
        let details = try? await context.engine.inspectContainer(id)
        // A paused container lives, and one may have been made since the engine listed them.
        if exitCode == nil, details?.state.isRunning == true { return }
        let signal = machine.containers[id]?.signal
        var death = await inquiry.death(of: id, exitCode: exitCode, at: time, signal: signal, details)
        if case .failed(let end, let reason) = death, let now = machine.containers[id], now.isIdleRuntime {
            let text = Self.exitBetweenCalls(reason)
            death = .failed(end, FailureReason(reason.kind, text, lastLines: [], didRun: true))
            notify(text)
        }
        handle(.noted(id, .exited(death.end)))
        record.container.serving.containerEnded(death.end)
        let code = machine.containers.spare == nil ? nil : await ContainerLauncher.currentCode(of: self)
        handle(.ended(id, death, code: code))
    }

    /// The text about a runtime that exited while no call ran, with its last words.
    private static func exitBetweenCalls(_ reason: FailureReason) -> String {
        let last = reason.lastLines.last { InvocationError(lastLineOfRuntime: $0) != nil } ?? reason.lastLines.last
        let words = last.map { InvocationError(lastLineOfRuntime: $0)?.summary ?? $0 } ?? reason.summary
        return "the runtime process exited between invocations: \(words.prefix(300))"
    }

    /// Gives the function another container in place of one that can take no more calls.
    ///
    /// - Parameter text: why, for the log; nil if the user knows.
    func replace(_ container: FunctionContainer, _ text: String? = nil) async {
        let isServing = serving?.id == container.id
        let code = isServing && machine.containers.spare != nil ? await ContainerLauncher.currentCode(of: self) : nil
        handle(.unusable(container.id, text, code: code))
    }

    /// Another process paused all processes of a container, or lets them go on.
    func containerPaused(_ id: String, _ isPaused: Bool) {
        guard let record = machine.containers[id], record.role.isPresent else { return }
        let text =
            isPaused
            ? "its container \(record.name) was paused from outside lamdeck: calls wait until `docker unpause "
                + "\(record.name)`" : "its container \(record.name) was unpaused"
        log(text)
        if isPaused { notify(text) }
    }

    /// The containers whose memory is the function's: the one that serves, and those beside it.
    var containersInUse: [FunctionContainer] {
        state.isServing ? machine.containers.with(.serving, .worker, .spare).map(\.container) : []
    }
}
