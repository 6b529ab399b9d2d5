import Gateway
import LambdaModel

/// A call that a connection of a WebSocket API makes.
struct WebSocketCall: Sendable {
    /// What happened on the connection: `eventType` of the event.
    enum Kind: String, Sendable, Hashable {
        case connect = "CONNECT"
        case message = "MESSAGE"
        case disconnect = "DISCONNECT"
    }

    let kind: Kind
    let route: APIRoute
    /// JSON text.
    let event: [UInt8]
    /// Who has the connection.
    let caller: IncomingCall.Caller
    /// The value of `X-Amzn-Trace-Id`.
    var traceID: String
    /// The id of the call.
    var requestID = RequestID.make()
}

/// Makes the calls of a WebSocket API's connections.
protocol WebSocketCalls: Sendable {
    /// Makes a call. If its task is cancelled, the call ends.
    func call(_ call: WebSocketCall) async -> FunctionOutcome

    /// Writes a line for the user into a function's log.
    func report(_ message: String, of function: String) async
}

/// Has the functions of a WebSocket API's routes called by the service.
struct WebSocketServiceCalls: WebSocketCalls {
    let service: any LambdaService
    /// The API's name.
    let api: String

    func call(_ call: WebSocketCall) async -> FunctionOutcome {
        var incoming = IncomingCall(
            function: call.route.function, payload: call.event, traceID: call.traceID, caller: call.caller)
        incoming.requestID = call.requestID
        incoming.http = HTTPCall(
            format: .websocket, method: call.kind.rawValue, target: call.route.key.path, api: api)
        guard let answer = await service.invoke(incoming, within: call.route.timeout(in: .websocket)) else {
            return Task.isCancelled ? .failed("the API ends") : .timedOut
        }
        return FunctionOutcome(answer, of: call.route.function)
    }

    func report(_ message: String, of function: String) async { await service.log(message, of: function) }
}

extension FunctionOutcome {
    fileprivate init(_ answer: CallAnswer, of function: String) {
        let problem = answer.problem(of: function) ?? ""
        switch answer {
        case .result(let result): self = result.verdict == .ok ? .responded(result.body) : .failed(problem)
        case .noSuchFunction: self = .failed(problem)
        case .waitsForItself, .busy: self = .throttled(problem)
        }
    }
}
