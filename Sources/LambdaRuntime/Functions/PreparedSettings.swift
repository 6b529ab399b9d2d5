import LambdaModel
import OrderedCollections

/// A function's settings, with what is computed from them once.
struct PreparedSettings: Sendable {
    let settings: FunctionSettings
    /// The port of the manifest's endpoint; nil if there is none.
    let endpoint: Int?
    /// What they ask for.
    let wanted: WantedContainers
    /// Hides the secrets of these settings from the history. A container that was created with other settings has other
    /// secrets (``MadeWith``).
    let masking: Masking

    init(_ settings: FunctionSettings, endpoint: Int?, _ context: SupervisorContext) {
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
