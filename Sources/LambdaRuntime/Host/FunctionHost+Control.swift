import LambdaModel
import Logging

/// What other lamdeck processes may ask of this one.
extension FunctionHost {
    /// Lets them ask, until the host ends.
    func openControl(_ mark: ProcessMark) -> Task<Void, Never> {
        let (id, logger) = (mark.id, logger)
        let restart = { @Sendable [weak self] (name: String) in
            guard let self else { return "it is shutting down" as String? }
            return await self.restartForAnother(name)
        }
        return Task { await ControlSocket.serve(id, onProblem: { logger.warning("\($0)") }, restart: restart) }
    }

    /// Restarts a function that runs; the reason where it cannot.
    private func restartForAnother(_ name: String) async -> String? {
        guard manifest.function(named: name) != nil else { return "it has no function \(name)" }
        guard await state(of: name).isServing else { return "\(name) is not running" }
        await restart(name)
        if let reason = await restartFailure(name) { return reason.summary }
        if case .failed(let reason) = await settled(name) { return reason.description }
        return nil
    }
}
