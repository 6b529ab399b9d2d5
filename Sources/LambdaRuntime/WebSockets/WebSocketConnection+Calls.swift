import Foundation
import Gateway
import LambdaModel
import NIOCore

extension WebSocketConnection {
    /// Who has the connection.
    struct Client: Sendable {
        let session: WebSocketSession
        /// `Sec-WebSocket-Key`.
        let key: String
        let caller: IncomingCall.Caller

        var id: String { session.connectionID }
    }

    /// Makes a call, and hands its outcome over on the loop.
    func call(
        _ kind: WebSocketCall.Kind, _ route: APIRoute, _ event: [UInt8],
        then done: @escaping @Sendable (WebSocketConnection, FunctionOutcome) -> Void
    ) {
        var call = WebSocketCall(
            kind: kind, route: route, event: event, caller: client.caller,
            traceID: TraceHeader.make(at: Date().timeIntervalSince1970))
        if kind == .connect {
            // The handshake's authorizer belongs to this call.
            (call.requestID, call.traceID) = (client.session.request.requestID, client.session.request.traceID)
        }
        let (connection, calls, loop) = (NIOLoopBound(self, eventLoop: loop), connections.calls, loop)
        connections.run { [call] in
            let outcome = await calls.call(call)
            let isCutOff = Task.isCancelled
            // A shutdown that waits for the call waits for what follows from it, too.
            try? await loop.submit {
                if isCutOff { connection.value.dropWaitingMessages() }
                done(connection.value, outcome)
            }.get()
        }
    }

    /// Writes into the log what is wrong with a function's response.
    func report(_ problem: String, _ route: APIRoute) {
        let calls = connections.calls
        connections.run {
            await calls.report("the response to \(route.key.path) is not valid: \(problem)", of: route.function)
        }
    }
}
