/// Decides when a host in the background ends by itself: when nothing runs and nobody is attached. Pure: its owner counts
/// and keeps the time.
struct HostLifetime: Hashable, Sendable {
    /// The connected clients.
    var clients = 0
    /// The functions that run, or start or stop.
    var running: Set<String> = []
    /// The calls that are not complete.
    var calls = 0
    /// Whether it ends by itself at all.
    var endsWhenIdle = true
    /// Whether any client has come yet: one that has just started the host is on its way.
    var hadClient = false

    /// Whether nothing needs the host.
    var isIdle: Bool { endsWhenIdle && clients == 0 && running.isEmpty && calls == 0 }

    /// How long the host waits while it is idle: for a script that calls one command after the other, and for the client
    /// that started it.
    var patience: Duration { hadClient ? .seconds(2) : .seconds(20) }
}
