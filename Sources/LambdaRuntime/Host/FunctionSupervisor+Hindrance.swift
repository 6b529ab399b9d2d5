import DockerEngine
import LambdaModel

/// What serves is not given up before it is known that another container can be made.
extension FunctionSupervisor {
    /// Makes a container as the next one would be, and removes it: only the engine knows what it refuses. Nil if nothing is
    /// in the way.
    func hindrance() async -> FailureReason? {
        let trial = Task { await tryLaunch() }
        self.trial = trial
        return await trial.value
    }

    private func tryLaunch() async -> FailureReason? {
        // While the old container has the port, no other one can publish it.
        let launch = ContainerLaunch(
            settings: settings, endpoint: prepared.endpoint, context: context, standing: .spare,
            publishesPort: context.publishesPort && current?.ownPort != settings.resolvedPort)
        do throws(FailureReason) {
            let made = try await launch.run { await self.tellOfPull($0) }
            let engine = context.engine
            // A cancelled task asks the engine for nothing.
            await Task { try? await ContainerRemoval.remove(made.id, engine) }.value
            return nil
        } catch {
            // What is given up is no hindrance: whoever gave it up knows what comes next.
            return Task.isCancelled ? nil : error
        }
    }

    /// Says that a restart waits for an image.
    func tellOfPull(_ progress: ContainerLaunch.Progress) {
        guard case .pulling(let state) = progress, state == PullState() else { return }
        let words = "the image \(settings.image) is not on this machine: pulling it first"
        log(words)
        if !context.keepsStandby { notify(words) }
    }

    func restartWithoutSpare(_ cause: RestartCause, _ hindrance: FailureReason?) {
        if state.isServing, let hindrance { return tellThatItRunsOn(hindrance) }
        // A call may have begun during the look.
        if case .saved(let words) = cause, !places.isEmpty { pendingChange = words } else { restartInPlace(cause) }
    }

    /// Says that a restart did not take place. Who asked for it by a command is told by ``runsOnBecause``.
    func tellThatItRunsOn(_ reason: FailureReason) {
        let words = "it was not restarted, and its container still runs: \(reason.summary)"
        runsOnBecause = FailureReason(reason.kind, words, lastLines: reason.lastLines)
        log(words)
        if context.keepsStandby { notify(words) }
    }
}
