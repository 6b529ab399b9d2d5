import DockerEngine
import LambdaModel
import Logging

/// Launches containers for a supervisor, and reads what a new one would mount.
enum ContainerLauncher {
    /// Launches a container, and reports the outcome to the machine.
    static func launch(_ launch: LaunchID, _ role: ContainerRole, for supervisor: isolated FunctionSupervisor) async {
        do throws(FailureReason) {
            let container =
                role == .serving
                ? try await launchServing(launch, supervisor) : try await launchStandby(launch, role, supervisor)
            supervisor.handle(.launched(launch, container))
            // Its death may have been reported before the machine knew the container.
            let details = try? await supervisor.context.engine.inspectContainer(container.id)
            if let details, !details.state.isRunning {
                await ContainerReports.died(container.id, exitCode: details.state.exitCode, of: supervisor)
            }
        } catch {
            if Task.isCancelled { return supervisor.handle(.launchCancelled(launch)) }
            let isOfContainer = error.didRun || error == ContainerLaunch.removed
            supervisor.handle(.launchFailed(launch, error, isOfContainer: isOfContainer))
        }
    }

    private static func launchServing(
        _ launch: LaunchID, _ supervisor: isolated FunctionSupervisor
    ) async throws(FailureReason) -> FunctionContainer {
        let attempt = ContainerLaunch(
            settings: supervisor.settings, endpoint: supervisor.prepared.endpoint, context: supervisor.context)
        if let reason = await supervisor.listen() { throw reason }
        let isRestart = supervisor.state == .restarting
        let (builds, settings) = (supervisor.context.builds, supervisor.settings)
        if let failure = await builds.makeCode(of: settings, isReplacing: isRestart) {
            throw FailureReason(failure)
        }
        return try await attempt.run { await supervisor.note($0, launch) }
    }

    private static func launchStandby(
        _ launch: LaunchID, _ role: ContainerRole, _ supervisor: isolated FunctionSupervisor
    ) async throws(FailureReason) -> FunctionContainer {
        let (context, settings) = (supervisor.context, supervisor.settings)
        let attempt = ContainerLaunch(
            settings: settings, endpoint: supervisor.prepared.endpoint, context: context,
            role: role == .worker ? .worker : .spare)
        let cancelled = FailureReason(.container, "it is no longer needed")
        do throws(FailureReason) {
            return try await context.spareSlots.hold(cancelled: cancelled) { () async throws(FailureReason) in
                try await attempt.run { await supervisor.note($0, launch) }
            }
        } catch {
            context.logger.info("\(settings.name) has no \(role.rawValue): \(error.summary)")
            throw error
        }
    }

    /// Creates a container as the next one would be, and removes it: only the engine knows what it refuses.
    ///
    /// - Returns: why that failed; nil if it did not, or if it was cancelled.
    static func tryLaunch(for supervisor: isolated FunctionSupervisor) async -> FailureReason? {
        let (context, settings) = (supervisor.context, supervisor.settings)
        let attempt = ContainerLaunch(
            settings: settings, endpoint: supervisor.prepared.endpoint, context: context, role: .spare)
        do throws(FailureReason) {
            let container = try await attempt.run { progress in
                if case .pulling(PullState()) = progress { await supervisor.reportPull() }
            }
            let engine = context.engine
            // A cancelled task asks the engine for nothing.
            await Task { try? await ContainerRemoval.remove(container.id, engine) }.value
            return nil
        } catch {
            return Task.isCancelled ? nil : error
        }
    }

    /// What a new container would mount now; nil if that cannot be prepared, which a launch will report.
    static func currentCode(of supervisor: isolated FunctionSupervisor) async -> FunctionContainer.Code? {
        let settings = supervisor.settings
        let context = supervisor.context
        guard let mounts = try? await context.mounts.mounts(code: settings.code, layers: settings.layers) else {
            return nil
        }
        guard settings.isContainerImage else { return FunctionContainer.Code(mounts) }
        let image = try? await context.engine.imageInspect(settings.image)
        return image.map { FunctionContainer.Code(mounts, image: $0.id) }
    }

    /// What a new container would mount with the settings as they are on return.
    static func settledCode(of supervisor: isolated FunctionSupervisor) async -> FunctionContainer.Code? {
        while true {
            let before = supervisor.settings
            let code = await currentCode(of: supervisor)
            let now = supervisor.settings
            if now.sources == before.sources, now.image == before.image { return code }
        }
    }
}

extension FunctionSupervisor {
    /// A launch makes progress.
    fileprivate func note(_ progress: ContainerLaunch.Progress, _ launch: LaunchID) {
        switch progress {
        case .pulling(let state): handle(.pulling(launch, state))
        case .pulled: handle(.pulled(launch))
        }
    }
}
