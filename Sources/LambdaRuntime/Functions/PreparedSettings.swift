import LambdaModel
import OrderedCollections

/// A function's settings, with what is computed from them once.
struct PreparedSettings: Sendable {
    /// The settings in use.
    let settings: FunctionSettings
    /// The settings of the manifest.
    let ofManifest: FunctionSettings
    /// The debugger for which ``settings`` differ from those of the manifest; nil if the function is not debugged.
    let debugging: DebugSession?
    /// What lamdeck serves to the functions; nil for nothing.
    let endpoint: ServedPorts?
    /// What they ask for.
    let wanted: WantedContainers
    /// Hides the secrets of these settings from the history. A container that was created with other settings has other
    /// secrets (``MadeWith``).
    let masking: Masking

    /// - Parameter manifest: the settings of the manifest.
    init(
        _ manifest: FunctionSettings, endpoint: ServedPorts?, debugging: DebugSession? = nil,
        _ context: SupervisorContext
    ) {
        let settings = debugging.map { manifest.debugged(by: $0.plan) } ?? manifest
        (self.settings, ofManifest, self.debugging) = (settings, manifest, debugging)
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
