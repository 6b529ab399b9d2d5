/// Whether there is a container engine to work with.
public enum EngineStatus: Hashable, Sendable {
    /// Being looked for.
    case connecting
    /// There; its name and version, as `docker 28.2`.
    case connected(String)
    /// Not there, and why; lamdeck retries by itself.
    case unavailable(String)

    /// Whether functions can be started.
    public var isConnected: Bool {
        if case .connected = self { true } else { false }
    }
}
