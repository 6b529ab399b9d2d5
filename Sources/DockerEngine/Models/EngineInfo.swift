/// What is known of an engine after connecting (`/_ping`, `/version`, `/info`).
public struct EngineInfo: Sendable, Hashable {
    /// The engine's own version, such as `28.2.2`.
    public var serverVersion: String
    /// The API version that is spoken from now on.
    public var apiVersion: APIVersion
    /// The newest API version that the engine offers.
    public var newestAPIVersion: APIVersion
    /// `linux`, or `windows`.
    public var operatingSystem: String
    /// The machine's architecture as images name it: `amd64`, `arm64`.
    public var architecture: String
    /// 1 or 2, or `nil` where the engine does not say.
    public var cgroupVersion: Int?
    /// The host's name.
    public var name: String
    /// Whether it is Podman, speaking Docker's API.
    public var isPodman: Bool
    /// Whether it runs without root: bind mounts then have the user's permissions.
    public var isRootless: Bool
    /// The machine's processors, where the engine says so.
    public var processors: Int?
    /// The machine's memory in bytes, where the engine says so.
    public var memoryBytes: Int64?
    /// Whether it can limit a container's memory, where it says so.
    public var limitsMemory: Bool?
    /// Where it keeps images and containers, on its own machine.
    public var dataFolder: String?
}
