import Support

extension EngineClient {
    /// Runs a command in a container that runs, and waits for its end. Its output is not read.
    ///
    /// - Returns: the exit code.
    /// - Throws: kind `notFound`; `conflict` if the container does not run.
    public func exec(_ id: String, command: [String]) async throws(EngineError) -> Int {
        let request = try EngineRequest.container(.post, id, "/exec", "run a command in container")
            .with(body: WireExec(command: command))
        let made = try await connection.change(request).decode(
            WireCreated.self, operation: request.operation, endpoint: endpoint)
        let path = "/exec/\(PercentCoding.encoded(made.id))"
        let start = try EngineRequest(.post, "\(path)/start", operation: request.operation)
            .with(body: WireExecStart(isDetached: false))
        // The answer ends with the command.
        _ = try await connection.change(start)
        let state: WireExecState = try await connection.get(
            EngineRequest(.get, "\(path)/json", operation: request.operation))
        return state.exitCode ?? -1
    }
}

/// The body of `POST /containers/{id}/exec`.
private struct WireExec: Encodable {
    var command: [String]
    /// Without an output, the engine does not wait for the command.
    var attachesOutput = true

    enum CodingKeys: String, CodingKey {
        case command = "Cmd"
        case attachesOutput = "AttachStdout"
    }
}

/// The body of `POST /exec/{id}/start`.
private struct WireExecStart: Encodable {
    var isDetached: Bool

    enum CodingKeys: String, CodingKey {
        case isDetached = "Detach"
    }
}

/// The answer to `GET /exec/{id}/json`.
private struct WireExecState: Decodable {
    var exitCode: Int?

    enum CodingKeys: String, CodingKey {
        case exitCode = "ExitCode"
    }
}
