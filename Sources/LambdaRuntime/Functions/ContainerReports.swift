import DockerEngine
import LambdaModel

/// Handles what the engine reports about a function's containers: which ones run, deaths and pauses.
enum ContainerReports {
    /// The engine was asked for all containers, and these run.
    static func listed(_ running: Set<String>, of supervisor: isolated FunctionSupervisor) async {
        for record in supervisor.machine.containers.with(.serving, .worker) { supervisor.follow(record.container) }
        let missing = supervisor.machine.containers.all.filter { $0.role.isPresent && !running.contains($0.id) }
        for record in missing where record.role != .serving {
            await died(record.id, exitCode: nil, isLostWithEngine: true, of: supervisor)
        }
        supervisor.engineMayDoMore()
        for record in missing where record.role == .serving {
            await died(record.id, exitCode: nil, isLostWithEngine: true, of: supervisor)
        }
    }

    /// A container ended. Without an exit code, the engine is asked whether it did.
    ///
    /// - Parameters:
    ///   - time: when it ended, in seconds by the engine's clock.
    ///   - isLostWithEngine: whether it ended while the engine could not be reached.
    static func died(
        _ id: String, exitCode: Int?, at time: Double? = nil, isLostWithEngine: Bool = false,
        of supervisor: isolated FunctionSupervisor
    ) async {
        guard let record = supervisor.machine.containers[id] else { return }
        // lamdeck removes it: how it ends is not news.
        guard record.role.isPresent else { return record.container.serving.containerEnded(record.end) }
        let context = supervisor.context
        let inquiry = ContainerInquiry(
            engine: context.engine, timing: context.timing, memorySize: supervisor.settings.memorySize)
        let details = try? await context.engine.inspectContainer(id)
        // A paused container lives, and one may have been made since the engine listed them.
        if exitCode == nil, details?.state.isRunning == true { return }
        if isLostWithEngine { supervisor.handle(.noted(id, .lostWithEngine)) }
        let signal = supervisor.machine.containers[id]?.signal
        var death = await inquiry.death(of: id, exitCode: exitCode, at: time, signal: signal, details)
        if case .failed(let end, let reason) = death, let now = supervisor.machine.containers[id] {
            if now.isLostWithEngine, now.container.canInitialise {
                let text = "its container ended while the engine was away"
                death = .failed(end, FailureReason(reason.kind, text, didRun: true))
            } else if now.isIdleRuntime, now.end == nil {
                let text = ContainerExit.betweenCalls(reason)
                death = .failed(end, FailureReason(reason.kind, text, didRun: true))
                supervisor.notify(text)
            }
        }
        record.container.serving.containerEnded(death.end)
        await ended(id, death, of: supervisor)
    }

    /// The runtime of a container ended during a call with this exit code, as the container's shell reported. The engine
    /// reports the end of the container later.
    static func exited(_ id: String, code: Int, of supervisor: isolated FunctionSupervisor) async {
        guard supervisor.machine.containers[id]?.role.isPresent == true else { return }
        let reason = ContainerExit.reason(
            exitCode: code, wasOutOfMemory: false, memorySize: supervisor.settings.memorySize, LastWords([]))
        await ended(id, .failed(.exited(code: code, outOfMemory: false), reason), of: supervisor)
    }

    /// A container ended, or must be treated as if it had.
    static func ended(_ id: String, _ death: ContainerDeath, of supervisor: isolated FunctionSupervisor) async {
        // No more calls go to it.
        supervisor.handle(.noted(id, .exited(death.end)))
        supervisor.noteExpiry()
        let hasSpare = supervisor.machine.containers.spare != nil
        let code = hasSpare ? await ContainerLauncher.currentCode(of: supervisor) : nil
        supervisor.handle(.ended(id, death, code: code))
    }

    /// Another process paused all processes of a container, or lets them go on.
    static func paused(_ id: String, _ isPaused: Bool, of supervisor: isolated FunctionSupervisor) {
        guard let record = supervisor.machine.containers[id], record.role.isPresent else { return }
        let text =
            isPaused
            ? "its container \(record.name) was paused from outside lamdeck: calls wait until `docker unpause "
                + "\(record.name)`" : "its container \(record.name) was unpaused"
        supervisor.log(text)
        if isPaused { supervisor.notify(text) }
    }
}
