import LambdaModel

/// What becomes of a function that runs in the foreground when functions.json changes.
public enum ManifestChange: Sendable, Equatable {
    /// It goes on as it is.
    case nothing
    /// It is started: it is new, or what it failed for may be put right.
    case start
    /// It gets a new container, since the one that it has was made for other settings.
    case restart

    /// What becomes of one function.
    ///
    /// - Parameters:
    ///   - state: the function's state, once its host has taken the changed manifest.
    ///   - before: the manifest of which it ran.
    ///   - after: the changed manifest, which has the function.
    public init(of settings: FunctionSettings, in state: RunState, from before: Manifest, to after: Manifest) {
        let old = before.function(named: settings.name)
        guard old != settings || before.servedPorts != after.servedPorts else {
            self = .nothing
            return
        }
        if case .failed = state {
            self = .start
            return
        }
        guard let old else {
            self = state == .stopped ? .start : .nothing
            return
        }
        // The host restarts it for its environment file, with all that changed.
        let isRestarted =
            settings.watch != .off && old.environmentFile == settings.environmentFile
            && old.fileVariables != settings.fileVariables
        let isStale =
            ContainerPlan.hash(old, endpoint: before.servedPorts)
            != ContainerPlan.hash(settings, endpoint: after.servedPorts)
        self = isStale && !isRestarted ? .restart : .nothing
    }
}
