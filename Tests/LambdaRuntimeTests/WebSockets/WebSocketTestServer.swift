import Gateway
import LambdaModel
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

@testable import LambdaRuntime

/// A listener whose requests are handshakes or of the Management API. Its functions are closures of the test.
final class WebSocketTestServer: Sendable {
    let calls: ScriptedCalls
    let connections: WebSocketConnections

    /// - Parameter answering: the routes that have a route response.
    init(
        _ routes: [String] = ["$connect", "$disconnect", "$default"], limits: WebSocketMachine.Limits = .patient,
        most: Int = 1_000, answering: Set<String> = [], function: @escaping ScriptedCalls.Function = { _ in .ok }
    ) throws {
        calls = ScriptedCalls(function)
        var settings = APISettings(name: "chat", kind: .websocket, resolvedPort: 1)
        settings.routes = routes.map { key in
            var route = APIRoute(key: RouteKey(method: nil, path: key), function: "f")
            route.hasRouteResponse = answering.contains(key)
            return route
        }
        connections = try WebSocketConnections(settings, calls: calls, limits: limits, most: most)
    }

    /// Listens while `body` runs.
    static func with<Value: Sendable>(
        _ server: WebSocketTestServer, _ body: (Int) async throws -> Value
    ) async throws -> Value {
        let listener = try await server.listen()
        defer { listener.close(promise: nil) }
        let value = try await body(listener.localAddress?.port ?? 0)
        await server.connections.shutDown(within: .seconds(5))
        return value
    }

    private func listen() async throws -> any Channel {
        let registry = ConnectionRegistry(limit: 1_000)
        return try await ServerBootstrap(group: CallLoop.shared.group)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    let watcher = ConnectionGuard(limits: .with { _ in }, registry: registry, refusal: nil)
                    try pipeline.addHandler(ByteWatch(watcher))
                    try pipeline.addHandler(HTTPResponseEncoder())
                    try pipeline.addHandler(
                        ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes)))
                    try pipeline.addHandler(HTTPServerPipelineHandler())
                    try pipeline.addHandler(watcher)
                    try pipeline.addHandler(
                        ServerConnection { exchange in
                            Task(executorPreference: CallLoop.shared) { await self.respond(exchange) }
                        })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    private func respond(_ exchange: ServerExchange) async {
        let head = exchange.head
        let request = WebRequest(
            method: head.method.rawValue, target: head.uri,
            fields: head.headers.map { HTTPField($0.name, $0.value) }, port: exchange.ends.port, time: 1_700_000_000,
            requestID: "r", traceID: "Root=1-0-0")
        switch ManagementRequest.read(request, stage: "prod") {
        case .request(let management):
            guard case .whole(let body)? = try? await exchange.body(limit: 1 << 20, announced: nil) else { return }
            write(await connections.answer(management, body: body), exchange)
        case .refused(let response): write(response, exchange)
        case .other:
            let caller = IncomingCall.Caller(address: exchange.ends.remote, userAgent: nil, port: exchange.ends.port)
            let handshake: WebSocketHandshake
            do throws(HandshakeProblem) {
                handshake = try WebSocketHandshake(request)
            } catch {
                return write(error.response, exchange)
            }
            var session = connections.session(of: request)
            session.place.authorizer = #"{"principalId": "me"}"#
            let opening = await connections.open(session, handshake, on: exchange.channel, caller: caller)
            switch opening {
            case .opened: break
            case .left: calls.clientLeft()
            case .refused(var response, let problem):
                response.fields += problem.map { [HTTPField("x-lamdeck-problem", $0)] } ?? []
                write(response, exchange)
            }
        }
    }

    private func write(_ response: WebResponse, _ exchange: ServerExchange) {
        var headers = HTTPHeaders(response.fields.map { ($0.name, $0.value) })
        headers.add(name: "content-length", value: "\(response.body.count)")
        headers.add(name: "connection", value: "close")
        exchange.answer(
            HTTPResponseHead(
                version: .http1_1, status: HTTPResponseStatus(statusCode: response.status), headers: headers),
            response.body)
    }
}

/// Functions that a test scripts; records their calls.
final class ScriptedCalls: WebSocketCalls {
    typealias Function = @Sendable (WebSocketCall) async -> FunctionOutcome

    private struct State {
        var calls: [WebSocketCall] = []
        /// How many calls of a kind there are. Conditions look at it after each call, on a thread that all tests share.
        var counts: [WebSocketCall.Kind: Int] = [:]
        var reports: [String] = []
        var left = 0
        var waiting: [(isEnough: @Sendable (State) -> Bool, wake: CheckedContinuation<Void, Never>)] = []
    }

    private let function: Function
    private let state = Mutex(State())

    init(_ function: @escaping Function) { self.function = function }

    func call(_ call: WebSocketCall) async -> FunctionOutcome {
        note {
            $0.calls.append(call)
            $0.counts[call.kind, default: 0] += 1
        }
        return await function(call)
    }

    func report(_ message: String, of function: String) async { note { $0.reports.append(message) } }

    /// The calls of a kind so far.
    func calls(_ kind: WebSocketCall.Kind) -> [WebSocketCall] {
        state.withLock { $0.calls.filter { $0.kind == kind } }
    }

    /// Returns when there are so many calls of a kind.
    func has(_ count: Int, _ kind: WebSocketCall.Kind) async {
        await wait { $0.counts[kind, default: 0] >= count }
    }

    /// A client has left before its handshake was answered.
    func clientLeft() { note { $0.left += 1 } }

    /// Returns when a client has left before its handshake was answered.
    func hasLeft() async { await wait { $0.left > 0 } }

    /// The first message for the user.
    func report() async -> String {
        await wait { !$0.reports.isEmpty }
        return state.withLock { $0.reports[0] }
    }

    private func wait(until isEnough: @escaping @Sendable (State) -> Bool) async {
        await withCheckedContinuation { wake in note { $0.waiting.append((isEnough, wake)) } }
    }

    private func note(_ change: (inout State) -> Void) {
        let woken = state.withLock { state in
            change(&state)
            let now = state
            defer { state.waiting.removeAll { $0.isEnough(now) } }
            return now.waiting.filter { $0.isEnough(now) }.map(\.wake)
        }
        for one in woken { one.resume() }
    }
}

extension FunctionOutcome {
    /// An answer with status 200.
    static let ok = FunctionOutcome.answer(#"{"statusCode": 200}"#)

    /// An answer.
    static func answer(_ json: String) -> FunctionOutcome { .responded(Array(json.utf8)) }
}

extension WebSocketMachine.Limits {
    /// Limits for a client that runs next to a thousand other tests.
    static var patient: WebSocketMachine.Limits {
        var limits = WebSocketMachine.Limits()
        (limits.closingSeconds, limits.endingSeconds) = (300, 300)
        return limits
    }
}
