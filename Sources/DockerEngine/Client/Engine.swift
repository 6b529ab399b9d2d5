/// What the program asks of a Docker engine. ``EngineClient`` is the real one; tests have one that follows a script.
///
/// All calls throw ``EngineError``; cancelling a task ends its request at once. What each call means, and which kinds
/// of errors it throws, is written at ``EngineClient``.
public protocol Engine: Sendable {
    /// Where the engine is.
    var endpoint: EngineEndpoint { get }
    /// The result of the last ``connect()``; nil before it.
    var info: EngineInfo? { get }
    /// Whether the engine is Podman, as far as it has answered at all.
    var isPodman: Bool { get }

    /// Asks for the engine's version and agrees on an API version.
    func connect() async throws(EngineError) -> EngineInfo
    /// Whether the engine answers, and nothing more.
    func ping() async throws(EngineError)
    /// Ends every request with an error of kind `cancelled` and closes the connections. No call works after it.
    func shutdown() async

    /// Makes a container, and does not start it.
    func createContainer(
        name: String?, _ spec: ContainerSpec, platform: String?
    ) async throws(EngineError) -> CreatedContainer
    /// Starts a container; one that runs is left alone.
    func startContainer(_ id: String) async throws(EngineError)
    /// Sends a signal, by name.
    func killContainer(_ id: String, signal: String) async throws(EngineError)
    /// Connects to the standard input of a container that was created with one.
    func attachInput(_ id: String) async throws(EngineError) -> ContainerInput
    /// Runs a command in a container, and returns its exit code.
    func exec(_ id: String, command: [String]) async throws(EngineError) -> Int
    /// Gives a container another name.
    func renameContainer(_ id: String, to name: String) async throws(EngineError)
    /// Removes a container.
    func removeContainer(_ id: String, force: Bool, volumes: Bool) async throws(EngineError)
    /// Waits, however long, until a container does not run, and returns its exit code.
    func waitContainer(_ id: String) async throws(EngineError) -> Int
    /// A container in full.
    func inspectContainer(_ id: String) async throws(EngineError) -> ContainerDetails
    /// A file of a container as a tar archive, or `nil` if the path does not exist.
    func archive(of path: String, in container: String) async throws(EngineError) -> [UInt8]?
    /// Containers, the newest first.
    func listContainers(all: Bool, labels: [String]) async throws(EngineError) -> [ContainerSummary]
    /// What a container uses now.
    func stats(_ id: String, oneShot: Bool) async throws(EngineError) -> ContainerStats
    /// A container's output in batches of lines.
    func logs(
        _ id: String, follow: Bool, since: EngineTimestamp?, until: EngineTimestamp?, tail: Int?, timestamps: Bool,
        maximumLineBytes: Int
    ) -> EngineStream<[LogLine]>
    /// What happens in the engine.
    func events(
        filters: [String: [String]], since: EngineTimestamp?, until: EngineTimestamp?
    ) -> EngineStream<EngineEvent>

    /// An image, or `nil` if the engine does not have it.
    func imageInspect(_ reference: String) async throws(EngineError) -> ImageDetails?
    /// The digest of what an image's registry has under its name now.
    func registryDigest(_ reference: String, within limit: Duration) async throws(EngineError) -> String
    /// Pulls an image, and reports the progress; the sequence ends when the engine has the image.
    func pullImage(_ reference: String, platform: String?) -> EngineStream<PullProgress>
    /// A network, or `nil` if the engine does not have it.
    func networkInspect(_ name: String) async throws(EngineError) -> NetworkDetails?
}

extension EngineClient: Engine {}

/// The usual forms: what is left out has the value that ``EngineClient`` gives it.
extension Engine {
    /// Ends a container's processes.
    public func killContainer(_ id: String) async throws(EngineError) {
        try await killContainer(id, signal: "SIGKILL")
    }

    /// Removes a container with its anonymous volumes.
    public func removeContainer(_ id: String, force: Bool) async throws(EngineError) {
        try await removeContainer(id, force: force, volumes: true)
    }

    /// All containers that run, or all that are there.
    public func listContainers(all: Bool) async throws(EngineError) -> [ContainerSummary] {
        try await listContainers(all: all, labels: [])
    }

    /// What a container uses now, by one sample.
    public func stats(_ id: String) async throws(EngineError) -> ContainerStats {
        try await stats(id, oneShot: true)
    }

    /// A container's output in batches of lines; overlong lines are cut.
    public func logs(
        _ id: String, follow: Bool, since: EngineTimestamp? = nil, until: EngineTimestamp? = nil, tail: Int? = nil,
        timestamps: Bool = false
    ) -> EngineStream<[LogLine]> {
        logs(
            id, follow: follow, since: since, until: until, tail: tail, timestamps: timestamps,
            maximumLineBytes: LogLineSplitter.defaultMaximumLineBytes)
    }

    /// What happens in the engine from a moment on, without an end.
    public func events(filters: [String: [String]], since: EngineTimestamp?) -> EngineStream<EngineEvent> {
        events(filters: filters, since: since, until: nil)
    }
}
