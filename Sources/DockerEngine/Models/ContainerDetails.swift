/// A port of a container, and where it can be reached, if it can.
public struct ContainerPort: Sendable, Hashable {
    /// The port in the container.
    public var containerPort: Int
    /// `tcp`, `udp` or `sctp`.
    public var transport: String
    /// The address on the engine's machine, or `nil` if the port is not published, or not yet.
    public var hostIP: String?
    /// The port on the engine's machine, likewise.
    public var hostPort: Int?
}

/// A mount as the engine lists it.
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
    /// What it is doing.
    public struct State: Sendable, Hashable {
        /// The engine's word: `created`, `running`, `paused`, `restarting`, `removing`, `exited`, `dead`.
        public var status: String
        /// Whether its first process lives.
        public var isRunning: Bool
        /// The last exit code; 0 while it has none.
        public var exitCode: Int
        /// Whether the kernel killed it for its memory limit. Stays false while the container's first process
        /// survives the kill.
        public var wasOutOfMemory: Bool
        /// Why it could not be started, in the engine's words; empty if it could.
        public var error: String
        /// RFC 3339; `0001-01-01T00:00:00Z` if it never was.
        public var startedAt: String
        /// RFC 3339; `0001-01-01T00:00:00Z` if it never was.
        public var finishedAt: String
    }

    /// 64 hexadecimal digits.
    public var id: String
    /// Without the slash that the engine puts before it.
    public var name: String
    /// The image's reference as it was asked for.
    public var image: String
    /// `sha256:…`
    public var imageID: String
    /// RFC 3339.
    public var created: String
    /// What it is doing.
    public var state: State
    /// Its ports, by number.
    public var ports: [ContainerPort]
    /// Its labels, the image's among them.
    public var labels: [String: String]
    /// What is mounted.
    public var mounts: [ContainerMount]
    /// Its address in the engine's network, or `nil` while it has none.
    public var networkIP: String?
    /// Its variables, each `NAME=value`, the image's among them. They may hold secrets.
    public var environment: [String]
    /// What `docker stop` sends, such as `SIGQUIT` or `3`; `nil` for the engine's own, SIGTERM.
    public var stopSignal: String?

    /// The value of one of its variables.
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
    /// Without slashes; more than one only with links.
    public var names: [String]
    /// The image's reference as it was asked for.
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
    /// Its labels, the image's among them.
    public var labels: [String: String]
}
