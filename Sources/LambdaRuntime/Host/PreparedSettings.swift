import LambdaModel
import OrderedCollections

/// A function's settings with what is made of them again and again.
struct PreparedSettings: Sendable {
    let settings: FunctionSettings
    /// The hash of what shapes a container: one with another hash is stale.
    let spec: String
    /// Hides the values that the environment and credentials put in from the history.
    let masking: Masking

    init(_ settings: FunctionSettings, host: [String: String]) {
        self.settings = settings
        spec = ContainerPlan.hash(settings)
        let credentials = settings.credentials == .environment ? ContainerPlan.credentialNames : []
        masking = Masking(Array(settings.environment.values) + credentials.compactMap { host[$0] })
    }
}
