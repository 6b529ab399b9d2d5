import LambdaModel

extension FunctionSupervisor {
    /// Records a call that was sent. The record is in the store's queue when this returns, so that a caller who has the
    /// result finds it in the history. The store makes the hash of the code, which reads the function's files.
    func keep(_ result: InvocationResult, on container: ServingContainer, _ prepared: PreparedSettings) {
        let settings = prepared.settings
        context.history?.record(
            result, spec: container.spec, masking: prepared.masking.adding(container.madeWith.masking(settings)),
            codeHash: {
                container.codeHash(isLoadedAnew: result.isCold) {
                    CodeHash.of(code: settings.code, layers: settings.layers)
                }
            })
    }
}
