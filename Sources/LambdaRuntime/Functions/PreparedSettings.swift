import LambdaModel
import OrderedCollections

/// A function's settings, with what is computed from them once.
struct PreparedSettings: Sendable {
    let settings: FunctionSettings
    /// What lamdeck serves to the functions; nil for nothing.
    let endpoint: ServedPorts?
    /// What they ask for.
    let wanted: WantedContainers
    /// Hides the secrets of these settings from the history. A container that was created with other settings has other
    /// secrets (``MadeWith``).
    let masking: Masking

    init(_ settings: FunctionSettings, endpoint: ServedPorts?, _ context: SupervisorContext) {
        self.settings = settings
        self.endpoint = endpoint
        wanted = WantedContainers(
            specHash: ContainerPlan.hash(settings, endpoint: endpoint),
            workers: settings.concurrency - 1, spare: settings.spare, keepsStandby: context.keepsStandby,
            initialisesEarly: settings.initTiming == .early)
        let credentials = settings.credentials == .environment ? ContainerPlan.credentialNames : []
        let variables =
            settings.environment.map { ($0.key, $0.value) }
            + credentials.compactMap { name in
                context.environment[name].map { (name, $0) }
            }
        masking = Masking(variables: variables, secrets: settings.secrets, plain: settings.plain)
    }
}
