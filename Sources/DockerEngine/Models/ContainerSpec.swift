/// Everything that defines a container (`POST /containers/create`).
public struct ContainerSpec: Sendable, Hashable {
    /// Something mounted at a path in the container.
    public enum Mount: Sendable, Hashable {
        /// A folder or file of the engine's machine. The engine refuses a missing source, because this is sent as a
        /// mount of type `bind`; the older form would create an empty folder owned by root.
        case bind(source: String, target: String, isReadOnly: Bool)
        /// Memory, owned by root. `mode` is the folder's permission bits; `isExecutable` is whether programs can be run
        /// from it (by default the engine does not allow that).
        case tmpfs(target: String, sizeBytes: Int64, mode: UInt16, isExecutable: Bool)
    }

    /// A TCP port that is reachable from the engine's machine.
    public struct PublishedPort: Sendable, Hashable {
        /// The port in the container.
        public var containerPort: Int
        /// The address to listen on.
        public var hostIP: String
        /// The port to listen on; 0 lets the engine choose one when the container starts.
        public var hostPort: Int

        /// Names the ports.
        public init(containerPort: Int, hostIP: String = "127.0.0.1", hostPort: Int = 0) {
            self.containerPort = containerPort
            self.hostIP = hostIP
            self.hostPort = hostPort
        }
    }

    /// Where the engine stores the container's output.
    public struct LogDriver: Sendable, Hashable {
        /// The driver's name.
        public var name: String
        /// Its options, as its documentation spells them.
        public var options: [String: String]

        /// Any driver. The output of only some drivers can be read back.
        public init(name: String, options: [String: String]) {
            self.name = name
            self.options = options
        }

        /// The driver that can be followed without loss, with at most `files` files of `bytes` bytes each.
        public static func jsonFile(bytes: Int, files: Int) -> LogDriver {
            LogDriver(name: "json-file", options: ["max-size": "\(bytes)", "max-file": "\(files)"])
        }
    }

    /// The image's reference or id.
    public var image: String
    /// The arguments; if nil, the image's.
    public var command: [String]?
    /// The entry point; if nil, the image's.
    public var entrypoint: [String]?
    /// The absolute path of the folder in which the command starts; if nil, the image's.
    public var workingDirectory: String?
    /// `NAME=value`, added to the image's.
    public var environment: [String] = []
    /// The container's labels.
    public var labels: [String: String] = [:]
    /// The mounts.
    public var mounts: [Mount] = []
    /// The ports to publish.
    public var publishedPorts: [PublishedPort] = []
    /// The memory limit in bytes; nil for none.
    public var memoryBytes: Int64?
    /// Memory and swap together in bytes: the same as `memoryBytes` for no swap, -1 for unlimited, nil for the engine's
    /// default of twice the memory.
    public var memoryAndSwapBytes: Int64?
    /// Whether only mounts are writable.
    public var hasReadOnlyRoot = false
    /// Capabilities to remove; `ALL` for all.
    public var droppedCapabilities: [String] = []
    /// Such as `no-new-privileges`.
    public var securityOptions: [String] = []
    /// Lines of `/etc/hosts`, `name:address`; the address may be `host-gateway`.
    public var extraHosts: [String] = []
    /// The host name, which may contain a domain; nil for the container's id.
    public var hostName: String?
    /// Such as `bridge`, `none`, or a network's name; nil for the engine's default.
    public var networkMode: String?
    /// If nil, the engine's default.
    public var logDriver: LogDriver?
    /// Whether it has a standard input that can be attached once; see ``EngineClient/attachInput(_:)``.
    public var hasInput = false
    /// Whether the engine's own init process runs the command: it forwards signals and ends zombies, and a command that
    /// a signal ends has an exit code of 128 and the signal's number.
    public var hasInit = false

    /// A container of that image with nothing else set.
    public init(image: String, command: [String]? = nil) {
        self.image = image
        self.command = command
    }
}

/// A container that was created but not started.
public struct CreatedContainer: Sendable, Hashable {
    /// 64 hexadecimal digits.
    public var id: String
    /// What the engine could not do as requested, such as a limit that the kernel does not support.
    public var warnings: [String]
}
