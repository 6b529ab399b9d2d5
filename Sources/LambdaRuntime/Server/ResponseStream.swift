import NIOHTTP1
import Synchronization

/// A response that goes out in parts, in AWS's event stream encoding. It begins with the first part, so that a call that
/// could not be made is answered with an error.
final class ResponseStream: Sendable {
    /// The request id in the response's head.
    let requestID: String
    /// How fast the client takes the response.
    let pace = StreamPace()
    private let exchange: ServerExchange
    private let traceID: String
    private let state = Mutex((hasBegun: false, hasEnded: false))

    init(_ exchange: ServerExchange, requestID: String, traceID: String) {
        (self.exchange, self.requestID, self.traceID) = (exchange, requestID, traceID)
    }

    /// Whether the head has been sent.
    var hasBegun: Bool { state.withLock { $0.hasBegun } }

    /// Sends a part.
    func add(_ bytes: [UInt8]) {
        guard !bytes.isEmpty, !state.withLock({ $0.hasEnded }) else { return }
        begin()
        exchange.send(EventStream.chunk(bytes))
    }

    /// Ends the response, see ``EventStream/complete(error:log:)``.
    func finish(error: (code: String, details: String)?, log: String?) {
        begin()
        state.withLock { $0.hasEnded = true }
        exchange.send(EventStream.complete(error: error, log: log))
        exchange.finish()
    }

    private func begin() {
        let begins = state.withLock { state in
            defer { state.hasBegun = true }
            return !state.hasBegun
        }
        guard begins else { return }
        let headers: HTTPHeaders = [
            "Content-Type": EventStream.contentType, ServerHeader.executedVersion.rawValue: "$LATEST",
            ServerHeader.requestID.rawValue: requestID,
            ServerHeader.traceID.rawValue: traceID,
        ]
        exchange.begin(HTTPResponseHead(version: .http1_1, status: .ok, headers: headers), at: pace)
    }
}
