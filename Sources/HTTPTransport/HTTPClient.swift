import NIOCore
import NIOPosix

/// An HTTP/1.1 client for nearby servers: an engine's socket, a container's emulator.
///
/// Connections are reused, and one event loop serves all of them. If a reused connection turns out to be closed, an
/// idempotent request is sent once more on a new one. Cancelling a task ends its request at once.
public final class HTTPClient: Sendable {
    private let loop: any EventLoop
    private let pool: NIOLoopBoundBox<ConnectionPool>

    /// Opens no connection.
    public init(on loop: any EventLoop, settings: HTTPClientSettings = HTTPClientSettings()) {
        self.loop = loop
        pool = .makeBoxSendingValue(ConnectionPool(loop: loop, settings: settings), eventLoop: loop)
    }

    deinit {
        let pool = pool
        loop.execute { pool.value.shutDown() }
    }

    /// Sends a request and returns the whole answer, whatever its status.
    ///
    /// - Parameters:
    ///   - limit: how long it may take in total, from the wait for a connection to the last byte of the answer.
    ///   - maximum: the most bytes of the answer's body.
    public func send(
        _ request: HTTPRequest, to server: HTTPServer, within limit: Duration?, maximum: Int
    ) async throws(HTTPFailure) -> HTTPResponse {
        let attempt = Attempt(request, to: server, goal: .response(limit: maximum), on: loop)
        guard case .response(let response) = try await perform(attempt, within: limit) else { throw .cancelled }
        return response
    }

    /// Sends a request on a separate connection, and returns with the head of the answer.
    ///
    /// - Parameter limit: how long the head may take; the body has no limit.
    public func open(
        _ request: HTTPRequest, to server: HTTPServer, within limit: Duration?
    ) async throws(HTTPFailure) -> HTTPStream {
        let attempt = Attempt(request, to: server, goal: .stream, on: loop)
        guard case .stream(let stream) = try await perform(attempt, within: limit) else { throw .cancelled }
        return stream
    }

    /// Ends the running requests to a server that is gone. Without this they would wait for their whole limits if its
    /// network went first, since no reset arrives then. Answers that have arrived are taken first.
    public func serverEnded(_ server: HTTPServer) {
        onLoop { $0.serverEnded(server, after: .milliseconds(250)) }
    }

    /// Ends every request with `cancelled` and closes the connections; no request works after it.
    public func shutDown() async {
        try? await loop.submit { [pool] in pool.value.shutDown() }.get()
    }

    private func perform(_ attempt: Attempt, within limit: Duration?) async throws(HTTPFailure) -> Attempt.Answer {
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                onLoop { $0.begin(attempt, within: limit, continuation) }
            }
        } onCancel: {
            onLoop { $0.stop(attempt, .cancelled) }
        }
        return try outcome.get()
    }

    private func onLoop(_ body: @escaping @Sendable (ConnectionPool) -> Void) {
        if loop.inEventLoop {
            body(pool.value)
        } else {
            loop.execute { [pool] in body(pool.value) }
        }
    }
}
