import LambdaModel
import OrderedCollections

/// A function's settings with what is made of them again and again.
struct PreparedSettings: Sendable {
    let settings: FunctionSettings
    /// The port of the manifest's endpoint; nil where there is none.
    let endpoint: Int?
    /// The hash of what shapes a container: one with another hash is stale.
    let spec: String
    /// Hides the values that the environment and credentials put in from the history.
    let masking: Masking

    init(_ settings: FunctionSettings, endpoint: Int?, host: [String: String]) {
        self.settings = settings
        self.endpoint = endpoint
        spec = ContainerPlan.hash(settings, endpoint: endpoint)
        let credentials = settings.credentials == .environment ? ContainerPlan.credentialNames : []
        masking = Masking(Array(settings.environment.values) + credentials.compactMap { host[$0] })
    }
}
