import NIOCore
import NIOHTTP1

/// The handler of a pooled connection: one request at a time, each with a whole answer.
final class ResponseExchange: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    /// The result of a request.
    typealias Outcome = Result<(response: HTTPResponse, keepsConnection: Bool), HTTPFailure>

    private struct Running {
        /// The most bytes of the answer.
        let limit: Int
        let done: (Outcome) -> Void
        var response: HTTPResponse?
        var keepsConnection = false
    }

    private var running: Running?
    private var context: ChannelHandlerContext?
    private let writer = BodyWriter.requests()

    /// Sends a request; `done` is called once, unless ``drop()`` is called first.
    func send(_ request: HTTPRequest, to server: HTTPServer, limit: Int, done: @escaping (Outcome) -> Void) {
        running = Running(limit: limit, done: done)
        guard let context else { return end(.failure(.closed(inAnswer: false))) }
        writer.send(request, to: server, context)
    }

    /// Drops the running request. The connection cannot be used any more.
    func drop() {
        running = nil
        writer.stop()
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        writer.sendMore(context)
        context.fireChannelWritabilityChanged()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let limit = running?.limit else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): begin(head, limit)
        case .body(let piece):
            guard running?.response?.body.append(piece: piece, limit: limit) == true else {
                return end(.failure(.tooLarge(limit: limit)))
            }
        case .end:
            guard let running, let response = running.response else { return }
            // If the answer arrived before the whole request was sent, the connection cannot be reused.
            end(.success((response, running.keepsConnection && !writer.isBusy)))
        }
    }

    private func begin(_ head: HTTPResponseHead, _ limit: Int) {
        running?.response = HTTPResponse(status: Int(head.status.code), headers: head.headers)
        running?.keepsConnection = head.isKeepAlive
        if let announced = head.headers.first(name: "content-length").flatMap({ Int($0) }) {
            running?.response?.body.reserveCapacity(max(0, min(announced, limit)))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(.failure(.closed(inAnswer: running?.response != nil)))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(.failure(HTTPFailure(error, inAnswer: running?.response != nil)))
        context.close(promise: nil)
    }

    private func end(_ outcome: Outcome) {
        guard let running = running.take() else { return }
        writer.stop()
        running.done(outcome)
    }
}

extension HTTPFailure {
    /// The failure for an error of an established connection.
    init(_ error: any Error, inAnswer: Bool) {
        switch error {
        case HTTPParserError.invalidEOFState, ChannelError.ioOnClosedChannel, ChannelError.alreadyClosed:
            self = .closed(inAnswer: inAnswer)
        default: self = .broken(error, inAnswer: inAnswer)
        }
    }
}
