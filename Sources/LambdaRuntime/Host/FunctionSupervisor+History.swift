import LambdaModel

extension FunctionSupervisor {
    /// Keeps a call that was sent, behind the caller's back: the hash of the code takes a look at its files.
    func keep(_ result: InvocationResult, on container: ServingContainer, _ prepared: PreparedSettings) {
        guard let history = context.history else { return }
        let before = keeping
        keeping = Task.detached(priority: .utility) {
            // One after the other: the history is in the order of the calls' ends.
            await before?.value
            let settings = prepared.settings
            let code = container.codeHash(isLoadedAnew: result.isCold) {
                CodeHash.of(code: settings.code, layers: settings.layers)
            }
            history.record(
                result, spec: container.spec, codeHash: code, masking: prepared.masking.adding(container.masking))
        }
    }
}
