/// Decides when a host in the background ends by itself: when no function or call runs and no client is attached. Pure:
/// its owner updates the counts and measures the time.
struct HostLifetime: Hashable, Sendable {
    /// The connected clients.
    var clients = 0
    /// The functions that run, or start or stop.
    var running: Set<String> = []
    /// The calls that are not complete.
    var calls = 0
    /// Whether the host ends by itself.
    var endsWhenIdle = true
    /// Whether any client has connected yet. The client that started the host needs some time to connect.
    var hadClient = false

    /// Whether nothing needs the host.
    var isIdle: Bool { endsWhenIdle && clients == 0 && running.isEmpty && calls == 0 }

    /// How long the host stays idle before it ends. In this time, the next command of a script or the client that
    /// started the host can connect.
    var patience: Duration { hadClient ? .seconds(2) : .seconds(20) }
}
