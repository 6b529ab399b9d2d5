import Foundation
import LambdaModel

/// What is on disk is what answers: a call looks at the files before it is sent.
extension FunctionSupervisor {
    /// Returns when all that was saved before is in the container that will answer. Throws if the function's files are
    /// not there: what answered until then has the code of before.
    func takeSavesIn() async throws {
        guard context.keepsStandby, settings.watch != .off, state.isServing else { return }
        let begin = context.timing.now
        while let missing = missingFile {
            // A build may be making them anew.
            guard context.timing.now - begin < .seconds(2) else {
                throw FailureReason(
                    .settings,
                    "\(missing) does not exist; the call was not sent, because the container runs the previous code")
            }
            try await context.timing.sleep(for: .milliseconds(25))
        }
        // Most calls find nothing, and lose no time by a change of threads.
        if !context.saves.isCaughtUp(settings.name) { await context.saves.catchUp(settings.name) }
        // Without a spare, another call of a function with several containers may have to end first.
        while pendingChange != nil, !Task.isCancelled { try await context.timing.sleep(for: .milliseconds(10)) }
    }

    private var missingFile: String? {
        if access(settings.code.path, F_OK) != 0 { return settings.code.path }
        return settings.layers.first { access($0.path, F_OK) != 0 }?.path
    }
}
