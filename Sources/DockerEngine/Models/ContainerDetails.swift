/// A port of a container, and its address on the engine's machine if it is published.
public struct ContainerPort: Sendable, Hashable {
    /// The port in the container.
    public var containerPort: Int
    /// `tcp`, `udp` or `sctp`.
    public var transport: String
    /// The address on the engine's machine; nil if the port is not published, or not yet.
    public var hostIP: String?
    /// The port on the engine's machine; nil likewise.
    public var hostPort: Int?
}

/// A mount as the engine reports it.
public struct ContainerMount: Sendable, Hashable {
    /// `bind`, `volume`, `tmpfs`.
    public var type: String
    /// The folder on the engine's machine; empty for tmpfs.
    public var source: String
    /// The path in the container.
    public var target: String
    /// Whether the container may write to it.
    public var isWritable: Bool
}

/// A container in full (`GET /containers/{id}/json`).
public struct ContainerDetails: Sendable, Hashable {
    /// The container's state.
    public struct State: Sendable, Hashable {
        /// The engine's word: `created`, `running`, `paused`, `restarting`, `removing`, `exited`, `dead`.
        public var status: String
        /// Whether its first process runs.
        public var isRunning: Bool
        /// The last exit code; 0 if it has none.
        public var exitCode: Int
        /// Whether the kernel killed it for exceeding its memory limit. Stays false while the container's first process
        /// survives the kill.
        public var wasOutOfMemory: Bool
        /// Why it could not be started, in the engine's words; empty if there was no error.
        public var error: String
        /// When it was started last; nil if it never was.
        public var startedAt: EngineTimestamp?
        /// When it ended; nil while it runs, and if it never ran.
        public var finishedAt: EngineTimestamp?
    }

    /// 64 hexadecimal digits.
    public var id: String
    /// Without the leading slash that the engine adds.
    public var name: String
    /// The image's reference as given when the container was created.
    public var image: String
    /// `sha256:…`
    public var imageID: String
    /// RFC 3339.
    public var created: String
    /// The container's state.
    public var state: State
    /// Its ports, by number.
    public var ports: [ContainerPort]
    /// Its labels, including the image's.
    public var labels: [String: String]
    /// Its mounts.
    public var mounts: [ContainerMount]
    /// Its address in the engine's network; nil while it has none.
    public var networkIP: String?
    /// Its environment variables, each `NAME=value`, including the image's. They may hold secrets.
    public var environment: [String]
    /// The signal of `docker stop`, such as `SIGQUIT` or `3`; nil for the engine's default, SIGTERM.
    public var stopSignal: String?

    /// The value of one of its environment variables.
    public func variable(_ name: String) -> String? {
        environment.first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
    }

    /// The published TCP port for a port of the container.
    public func published(_ containerPort: Int) -> ContainerPort? {
        ports.first { $0.containerPort == containerPort && $0.transport == "tcp" && $0.hostPort != nil }
    }
}

/// A container in a list (`GET /containers/json`).
public struct ContainerSummary: Sendable, Hashable {
    /// 64 hexadecimal digits.
    public var id: String
    /// Without slashes. More than one only if the container has links.
    public var names: [String]
    /// The image's reference as given when the container was created.
    public var image: String
    /// `sha256:…`
    public var imageID: String
    /// Seconds since 1970.
    public var created: Int64
    /// See ``ContainerDetails/State/status``.
    public var state: String
    /// In words, such as `Up 2 minutes`.
    public var status: String
    /// Its ports, by number.
    public var ports: [ContainerPort]
    /// Its labels, including the image's.
    public var labels: [String: String]
}
