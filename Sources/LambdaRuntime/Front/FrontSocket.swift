import Gateway
import LambdaModel

/// Answers the requests to a WebSocket API: handshakes, and those of the Management API (`@connections`).
struct FrontSocket: Sendable {
    let service: any LambdaService
    let options: ServerOptions
    let api: ServedAPI
    let answer: FrontAnswer

    private var request: WebRequest { answer.request }

    /// Returns when the request is answered.
    func run() async {
        let connections: WebSocketConnections
        do throws(RouteSelectionProblem) {
            connections = try api.connections(service)
        } catch {
            return answer.send(.unavailable, problem: "\"routeSelectionExpression\": \(error)")
        }
        switch ManagementRequest.read(request, stage: api.settings.stage) {
        case .request(let management):
            answer.send(await connections.answer(management, body: request.body))
        case .refused(let response): answer.send(response)
        case .other: await open(connections)
        }
    }

    private func open(_ connections: WebSocketConnections) async {
        let handshake: WebSocketHandshake
        do throws(HandshakeProblem) {
            handshake = try WebSocketHandshake(request)
        } catch {
            return answer.send(error.response, problem: error.description, closes: true)
        }
        var session = connections.session(of: request)
        if let route = connections.connectRoute {
            var place = RequestPlace(route, of: api.settings, region: options.region)
            let front = FrontRoute(service: service, options: options, api: api, answer: answer, session: session)
            guard await front.authorize(route, &place) else { return }
            session.place.authorizer = place.authorizer
        }
        let opening = await connections.open(
            session, handshake, on: answer.exchange.channel, caller: answer.exchange.caller)
        switch opening {
        case .opened, .left: break
        case .refused(let response, let problem): answer.send(response, problem: problem, closes: true)
        }
    }
}
