import Gateway
import LambdaModel

/// Carries out a request to an API: finds its route, asks its authorizer, and calls its function.
struct FrontRoute: Sendable {
    let service: any LambdaService
    let options: ServerOptions
    let api: ServedAPI
    var answer: FrontAnswer
    /// The connection that a handshake asks for; nil for other requests.
    var session: WebSocketSession?

    private var request: WebRequest { answer.request }

    /// Returns when the request is answered, or when the result of its call is known.
    mutating func run() async {
        let route: APIRoute
        var place: RequestPlace
        switch api.routes.find(method: request.method, path: request.rawPath) {
        case .found(let found, let parameters):
            route = found
            place = RequestPlace(found, of: api.settings, parameters: parameters, region: options.region)
        case .noRoute:
            return answer.send(.notFound, problem: noRoute)
        case .wrongMethod(let allowed):
            let methods = allowed.joined(separator: ", ")
            return answer.send(
                .notFound, problem: "the routes of this path take \(methods), and not \(request.method.prefix(40))")
        }
        answer.format = place.format
        guard await authorize(route, &place) else { return }
        await FrontCall(
            service: service, options: options, answer: answer, place: place, isStreamed: false,
            timeout: route.timeout(in: api.settings.kind)
        ).run()
    }

    /// Why there is no route: perhaps since the path begins with the stage, as at the URL that API Gateway gives an API.
    private var noRoute: String {
        let path = request.rawPath
        let problem = "no route has the path \(path.prefix(200))"
        let stage = "/\(api.settings.stage)"
        guard api.settings.kind != .alb, path == stage || path.hasPrefix("\(stage)/") else { return problem }
        let rest = path.dropFirst(stage.count)
        return "\(problem); URLs here have no stage: \(rest.isEmpty ? "/" : rest.prefix(200))"
    }

    /// Asks the authorizer, and adds what the event gets from it.
    ///
    /// - Returns: false if the request is denied, and so answered.
    func authorize(_ route: APIRoute, _ place: inout RequestPlace) async -> Bool {
        let authorizer = FrontAuthorizer(
            service: service, limit: options.limits.authorizer, api: api, route: route, answer: answer, session: session
        )
        do throws(AuthorizerDenial) {
            place.authorizer = try await authorizer.context(at: place)
        } catch {
            let line = "\(request.label): denied with \(error.response.status): \(error.reason)"
            await service.log(line, of: route.function)
            answer.send(error.response, problem: error.reason)
            return false
        }
        return answer.addContext(of: route.context ?? api.settings.context, to: &place)
    }
}
