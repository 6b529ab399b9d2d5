/// What an engine reports when lamdeck connects (`/_ping`, `/version`, `/info`).
public struct EngineInfo: Sendable, Hashable {
    /// The engine's own version, such as `28.2.2`.
    public var serverVersion: String
    /// The API version that lamdeck uses from now on.
    public var apiVersion: APIVersion
    /// The newest API version that the engine offers.
    public var newestAPIVersion: APIVersion
    /// `linux`, or `windows`.
    public var operatingSystem: String
    /// The machine's architecture as images name it: `amd64`, `arm64`.
    public var architecture: String
    /// 1 or 2; nil if the engine does not say.
    public var cgroupVersion: Int?
    /// The host's name.
    public var name: String
    /// Whether the engine is Podman, which speaks Docker's API.
    public var isPodman: Bool
    /// Whether it runs without root: bind mounts then have the user's permissions.
    public var isRootless: Bool
    /// The machine's processors; nil if the engine does not say.
    public var processors: Int?
    /// The machine's memory in bytes; nil if the engine does not say.
    public var memoryBytes: Int64?
    /// Whether it can limit a container's memory; nil if it does not say.
    public var limitsMemory: Bool?
    /// The folder for images and containers, on the engine's machine.
    public var dataFolder: String?
}
