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

    /// How long to wait for another host that is ending.
    private static let patience = Duration.seconds(40)

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
        guard let lease = try await lease(of: address, setup) else { return .anotherRuns }
        let host = ProjectHost(setup, HostPlace(address, lease))
        do {
            try await host.begin()
        } catch {
            lease.release()
            throw FailureReason(.settings, "the host cannot listen at \(address): \(error)")
        }
        onReady(host)
        return await withTaskCancellationHandler {
            .ended(await host.waitForEnd())
        } onCancel: {
            Task { _ = await host.end() }
        }
    }

    /// Takes the lease of a project, once an earlier host has ended; nil if another host answers.
    private static func lease(of address: HostAddress, _ setup: Setup) async throws(FailureReason) -> Lease? {
        let begin = ContinuousClock.now
        while true {
            do throws(FolderRefusal) {
                if let lease = try Lease.take(address.name, in: address.folder) { return lease }
            } catch {
                throw FailureReason(.settings, error.description)
            }
            do throws(LinkFailure) {
                let other = try await LinkClient.connect(to: address, program: setup.program)
                other.close()
                return nil
            } catch {
                if case .otherVersion = error { return nil }
            }
            guard ContinuousClock.now - begin < patience else {
                throw FailureReason(
                    .settings, "another host of this project holds \(address.folder.path) but does not answer")
            }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }
}
