import HTTPTransport

extension EngineClient {
    /// Connects to the standard input of a container that was created with one (`POST /containers/{id}/attach`).
    ///
    /// - Throws: kind `notFound`; `protocolViolation` if the engine does not hand the connection over.
    public func attachInput(_ id: String) async throws(EngineError) -> ContainerInput {
        var asked = EngineRequest.container(
            .post, id, "/attach", query: [(name: "stream", value: "true"), (name: "stdin", value: "true")],
            "write to container")
        asked.upgrades = true
        let request = asked
        let stream = try await connection.open(request.headWithin(limits.change))
        guard stream.status == 101 else {
            throw EngineError(
                .protocolViolation("HTTP status \(stream.status) instead of 101"), operation: request.operation,
                endpoint: endpoint)
        }
        let connection = connection
        return ContainerInput { (bytes) throws(EngineError) in
            do throws(HTTPFailure) {
                if let bytes { try await stream.write(bytes) } else { try await stream.closeOutput() }
            } catch {
                throw connection.failure(error, of: request)
            }
        }
    }
}

/// A container's standard input. It closes when the last reference is gone.
public final class ContainerInput: Sendable {
    /// Writes bytes; nil ends the input.
    public typealias Send = @Sendable (_ bytes: [UInt8]?) async throws(EngineError) -> Void

    private let send: Send

    /// An input that is written to by a function.
    public init(_ send: @escaping Send) { self.send = send }

    /// Writes bytes; returns when the system has taken them.
    public func write(_ bytes: [UInt8]) async throws(EngineError) { try await send(bytes) }

    /// Ends the input: the process in the container reads end of file after the last byte.
    public func finish() async throws(EngineError) { try await send(nil) }
}
