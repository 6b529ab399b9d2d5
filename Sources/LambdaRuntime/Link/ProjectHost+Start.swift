import Foundation
import HostLink
import LambdaModel
import Logging

/// How a host begins and ends as a process.
extension ProjectHost {
    /// What became of a host that was started.
    public enum Outcome: Sendable {
        /// It hosted the project, and has ended; what could not be ended, one line each.
        case ended([String])
        /// Another host answers at the address.
        case anotherRuns
    }

    /// Hosts a project until the host ends. Cancelling the task stops its functions and ends it.
    ///
    /// - Parameter onReady: called when clients can attach.
    public static func run(
        _ setup: Setup, onReady: @Sendable () -> Void
    ) async throws(FailureReason) -> Outcome {
        try await run(setup) { (_: ProjectHost) in onReady() }
    }

    static func run(
        _ setup: Setup, onReady: @Sendable (ProjectHost) -> Void
    ) async throws(FailureReason) -> Outcome {
        _ = try RuntimeChoice(setup.engine.environment)
        let address = HostAddress(ProjectIdentity(manifest: setup.manifest), in: setup.folder)
        guard let place = try await HostPlace.take(address, program: setup.program) else { return .anotherRuns }
        let host = ProjectHost(setup, place)
        do {
            try await host.begin()
        } catch {
            place.lease.release()
            throw FailureReason(.settings, "the host cannot listen at \(address): \(error)")
        }
        onReady(host)
        return await withTaskCancellationHandler {
            .ended(await host.waitForEnd())
        } onCancel: {
            Task { _ = await host.end() }
        }
    }
}
