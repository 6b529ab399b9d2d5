import HTTPTransport

extension EngineClient {
    /// Connects to the standard input of a container that was created with one (`POST /containers/{id}/attach`).
    ///
    /// - Throws: kind `notFound`; `protocolViolation` if the engine does not hand the connection over.
    public func attachInput(_ id: String) async throws(EngineError) -> ContainerInput {
        var request = EngineRequest.container(
            .post, id, "/attach", query: [(name: "stream", value: "true"), (name: "stdin", value: "true")],
            "write to container")
        request.upgrades = true
        let stream = try await connection.open(request.headWithin(limits.change))
        guard stream.status == 101 else {
            throw EngineError(
                .protocolViolation("HTTP status \(stream.status) instead of 101"), operation: request.operation,
                endpoint: endpoint)
        }
        return ContainerInput(stream: stream, request: request, connection: connection)
    }
}

/// A container's standard input. It closes when the last reference is gone.
public final class ContainerInput: Sendable {
    private let stream: HTTPStream
    private let request: EngineRequest
    private let connection: EngineConnection

    init(stream: HTTPStream, request: EngineRequest, connection: EngineConnection) {
        (self.stream, self.request, self.connection) = (stream, request, connection)
    }

    /// Writes bytes; returns when the system has taken them.
    public func write(_ bytes: some Sequence<UInt8> & Sendable) async throws(EngineError) {
        do throws(HTTPFailure) {
            try await stream.write(bytes)
        } catch {
            throw connection.failure(error, of: request)
        }
    }

    /// Ends the input: the process in the container reads end of file after the last byte.
    public func finish() async throws(EngineError) {
        do throws(HTTPFailure) {
            try await stream.closeOutput()
        } catch {
            throw connection.failure(error, of: request)
        }
    }
}
