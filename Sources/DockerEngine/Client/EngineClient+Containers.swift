import Support

extension EngineClient {
    /// Creates a container and does not start it.
    ///
    /// - Parameters:
    ///   - name: unique on the engine; if nil, the engine invents one.
    ///   - platform: such as `linux/arm64`; if nil, the image's.
    /// - Throws: kind `notFound` if the image is missing, `conflict` if the name is taken, `api` if the engine
    ///   refuses the specification, as for a bind mount whose source is missing.
    public func createContainer(
        name: String? = nil, _ spec: ContainerSpec, platform: String? = nil
    ) async throws(EngineError) -> CreatedContainer {
        var query: [(name: String, value: String)] = []
        if let name {
            query.append((name: "name", value: name))
        }
        if let platform {
            query.append((name: "platform", value: platform))
        }
        let operation = "create container \(name ?? "of \(spec.image)")"
        let request = try EngineRequest(.post, "/containers/create", query: query, operation: operation)
            .with(body: WireContainerSpec(spec))
        let created = try await connection.change(request).decode(
            WireCreated.self, operation: operation, endpoint: endpoint)
        return CreatedContainer(id: created.id, warnings: created.warnings ?? [])
    }

    /// Starts a container. Does nothing if it already runs.
    ///
    /// - Throws: kind `api` if it cannot start, as when a port is in use; the container then stays `created`.
    public func startContainer(_ id: String) async throws(EngineError) {
        try await connection.change(.container(.post, id, "/start", "start container"))
    }

    /// Sends a signal.
    ///
    /// - Parameter signal: by name, such as `SIGKILL`.
    /// - Throws: kind `conflict` if the container does not run.
    public func killContainer(_ id: String, signal: String = "SIGKILL") async throws(EngineError) {
        try await connection.change(
            .container(.post, id, "/kill", query: [(name: "signal", value: signal)], "kill container"))
    }

    /// Gives a container another name.
    ///
    /// - Throws: kind `notFound`; `conflict` if the name is taken.
    public func renameContainer(_ id: String, to name: String) async throws(EngineError) {
        try await connection.change(
            .container(.post, id, "/rename", query: [(name: "name", value: name)], "rename container"))
    }

    /// Removes a container.
    ///
    /// - Parameters:
    ///   - force: kills it first if it runs.
    ///   - volumes: removes its anonymous volumes as well.
    /// - Throws: kind `notFound`; `conflict` if it runs or is already being removed.
    public func removeContainer(_ id: String, force: Bool, volumes: Bool = true) async throws(EngineError) {
        let query = [(name: "force", value: "\(force)"), (name: "v", value: "\(volumes)")]
        try await connection.change(.container(.delete, id, "", query: query, "remove container"))
    }

    /// Waits without a time limit until a container does not run, and returns its exit code.
    ///
    /// - Throws: kind `notFound`; `api` if the engine cannot say.
    public func waitContainer(_ id: String) async throws(EngineError) -> Int {
        let query = [(name: "condition", value: "not-running")]
        let request = EngineRequest.container(.post, id, "/wait", query: query, "wait for container")
        let waited: WireWaited = try await connection.wait(request)
        if let message = waited.error?.message, !message.isEmpty {
            throw EngineError(.api(status: 200, message: message), operation: request.operation, endpoint: endpoint)
        }
        return waited.statusCode
    }

    /// A container in full.
    public func inspectContainer(_ id: String) async throws(EngineError) -> ContainerDetails {
        let container: WireContainer = try await connection.get(.container(.get, id, "/json", "inspect container"))
        return container.details
    }

    /// Containers, the newest first.
    ///
    /// - Parameters:
    ///   - all: includes those that do not run.
    ///   - labels: each `name` or `name=value`; lists only containers that have all of them.
    public func listContainers(all: Bool, labels: [String] = []) async throws(EngineError) -> [ContainerSummary] {
        var query = [(name: "all", value: "\(all)")]
        if !labels.isEmpty {
            query.append((name: "filters", value: EngineRequest.filters(["label": labels])))
        }
        let containers: [WireContainerSummary] = try await connection.get(
            EngineRequest(.get, "/containers/json", query: query, operation: "list the containers"))
        return containers.map(\.summary)
    }

    /// What a container uses now.
    ///
    /// - Parameter oneShot: takes one sample; otherwise the engine takes two, a second apart.
    public func stats(_ id: String, oneShot: Bool = true) async throws(EngineError) -> ContainerStats {
        let query = [(name: "stream", value: "false"), (name: "one-shot", value: "\(oneShot)")]
        let stats: WireStats = try await connection.get(
            .container(.get, id, "/stats", query: query, "read the stats of container"))
        return stats.stats
    }
}
