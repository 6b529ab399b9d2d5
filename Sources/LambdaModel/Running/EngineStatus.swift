/// Whether there is a container engine to work with.
public enum EngineStatus: Hashable, Sendable {
    /// lamdeck is looking for it.
    case connecting
    /// Connected; its name and version, such as `docker 28.2`.
    case connected(String)
    /// Not available, and why. lamdeck retries by itself.
    case unavailable(String)

    /// Whether functions can be started.
    public var isConnected: Bool {
        if case .connected = self { true } else { false }
    }
}
