import NIOCore

/// One request on its way to an answer. All but its constants is touched on the client's event loop alone.
final class Attempt: Sendable {
    /// What a request is for.
    enum Goal: Sendable {
        /// A whole answer of at most so many bytes.
        case response(limit: Int)
        /// An answer that is read as it comes.
        case stream
    }

    enum Answer: Sendable {
        case response(HTTPResponse)
        case stream(HTTPStream)
    }

    typealias Outcome = Result<Answer, HTTPFailure>

    enum Phase {
        /// It waits, for a connection to be made or to be free.
        case waiting
        case running(Connection)
        /// The head of its stream has not come yet.
        case opening(any Channel)
        case ended
    }

    struct State {
        var phase = Phase.waiting
        var timer: Scheduled<Void>?
        var continuation: CheckedContinuation<Outcome, Never>?
        /// Whether it found a kept connection closed and was sent again.
        var isSecond = false
    }

    let request: HTTPRequest
    let server: HTTPServer
    let goal: Goal
    private let box: NIOLoopBoundBox<State>

    init(_ request: HTTPRequest, to server: HTTPServer, goal: Goal, on loop: any EventLoop) {
        (self.request, self.server, self.goal) = (request, server, goal)
        box = .makeBoxSendingValue(State(), eventLoop: loop)
    }

    var state: State {
        get { box.value }
        _modify { yield &box.value }
    }

    var hasEnded: Bool {
        if case .ended = state.phase { true } else { false }
    }

    /// Tells who waits, once. Returns what it was doing.
    func end(_ outcome: Outcome) -> Phase {
        let phase = state.phase
        state.phase = .ended
        state.timer?.cancel()
        state.timer = nil
        state.continuation.take()?.resume(returning: outcome)
        return phase
    }
}

/// A connection of the pool. Touched on the client's event loop alone.
final class Connection {
    let channel: any Channel
    let exchange: ResponseExchange
    let command: RunningCommand?
    /// Whether it has served a request before.
    var isKept = false
    /// Ends it when it was not used for long.
    var timer: Scheduled<Void>?

    init(_ channel: any Channel, _ exchange: ResponseExchange, _ command: RunningCommand?) {
        (self.channel, self.exchange, self.command) = (channel, exchange, command)
    }
}
