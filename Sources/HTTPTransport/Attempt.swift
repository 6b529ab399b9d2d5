import NIOCore

/// One request that has no answer yet. Its state is used only on the client's event loop.
final class Attempt: Sendable {
    /// What the caller wants.
    enum Goal: Sendable {
        /// A whole answer of at most so many bytes.
        case response(limit: Int)
        /// An answer that is read while it arrives.
        case stream
    }

    enum Answer: Sendable {
        case response(HTTPResponse)
        case stream(HTTPStream)
    }

    typealias Outcome = Result<Answer, HTTPFailure>

    enum Phase {
        /// It waits for a new connection or for one that becomes free.
        case waiting
        case running(Connection)
        /// The head of its stream has not arrived yet.
        case opening(any Channel)
        case ended
    }

    struct State {
        var phase = Phase.waiting
        var timer: Scheduled<Void>?
        var continuation: CheckedContinuation<Outcome, Never>?
        /// Whether a reused connection was closed and the request was sent again.
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

    /// Ends the request and resumes the caller, if that has not happened yet. Returns the previous phase.
    func end(_ outcome: Outcome) -> Phase {
        let phase = state.phase
        state.phase = .ended
        state.timer?.cancel()
        state.timer = nil
        state.continuation.take()?.resume(returning: outcome)
        return phase
    }
}

/// A connection of the pool. Used only on the client's event loop.
final class Connection {
    let channel: any Channel
    let exchange: ResponseExchange
    let command: RunningCommand?
    /// Whether it has served a request before.
    var isReused = false
    /// Closes it after the idle limit.
    var timer: Scheduled<Void>?

    init(_ channel: any Channel, _ exchange: ResponseExchange, _ command: RunningCommand?) {
        (self.channel, self.exchange, self.command) = (channel, exchange, command)
    }
}
