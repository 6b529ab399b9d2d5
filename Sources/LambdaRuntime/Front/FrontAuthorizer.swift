import Gateway
import JSONText
import LambdaModel
import Support

/// Asks the authorizer of a route about a request.
struct FrontAuthorizer: Sendable {
    let service: any LambdaService
    /// How long an HTTP API waits for an authorizer's function.
    let limit: Duration
    let api: ServedAPI
    let route: APIRoute
    let answer: FrontAnswer
    /// The connection that a handshake asks for; nil for other requests.
    let session: WebSocketSession?

    private var request: WebRequest { answer.request }

    /// What the request's event gets from the authorizer: the text of a JSON object; nil for nothing. Throws if the
    /// request is denied.
    func context(at place: RequestPlace) async throws(AuthorizerDenial) -> String? {
        guard let name = route.authorizer, let authorizer = api.authorizers[name] else { return nil }
        let begin = ContinuousClock.now
        let grant: AuthorizerGrant
        switch authorizer {
        case .success(.tokens(let tokens)): grant = try await check(tokens, place)
        case .success(.function(let function)): grant = try await ask(function, place)
        case .failure(let problem):
            throw AuthorizerDenial(failure: "the authorizer \"\(name)\": \(problem)", by: api.settings.kind)
        }
        let latency = ContinuousClock.now - begin
        return grant.authorizer(for: place.format, latencyMilliseconds: Int(latency.seconds * 1_000))
    }

    // MARK: Tokens

    private func check(
        _ authorizer: JWTAuthorizer, _ place: RequestPlace
    ) async throws(AuthorizerDenial) -> AuthorizerGrant {
        let token = try authorizer.token(of: request, at: place, scopes: route.scopes)
        let keys: JWKS
        do throws(AuthorizerSettingsProblem) {
            keys = try await api.keys.find(for: authorizer, token)
        } catch {
            throw authorizer.unavailable(error.description, scopes: route.scopes)
        }
        return try authorizer.decide(token, keys: keys, scopes: route.scopes, at: request.time)
    }

    // MARK: Functions

    private func ask(
        _ authorizer: LambdaAuthorizer, _ place: RequestPlace
    ) async throws(AuthorizerDenial) -> AuthorizerGrant {
        let call: LambdaAuthorizer.Call
        switch authorizer.step(for: request, at: place) {
        case .refuse(let denial): throw denial
        case .ask(let asked): call = asked
        }
        if let key = call.cacheKey, let kept = api.answer(for: key, at: request.time) {
            return try authorizer.decide(kept, for: call)
        }
        let generation = api.generation
        let given = try await response(of: authorizer, to: call, place)
        let read = try authorizer.answer(given)
        if let key = call.cacheKey {
            api.keep(read, for: key, at: request.time, seconds: authorizer.resultSeconds, if: generation)
        }
        return try authorizer.decide(read, for: call)
    }

    /// Calls the authorizer's function.
    private func response(
        of authorizer: LambdaAuthorizer, to call: LambdaAuthorizer.Call, _ place: RequestPlace
    ) async throws(AuthorizerDenial) -> [UInt8] {
        let event: [UInt8]
        do throws(JSONError) {
            event = try authorizer.event(for: call) { format in
                var place = place
                place.format = format
                return session.map(WebSocketEvent.connect) ?? RequestEvent.json(of: request, at: place) ?? []
            }
        } catch {
            throw authorizer.failed("has no event: \(error)")
        }
        var incoming = IncomingCall(
            function: call.function, payload: event, traceID: request.traceID, caller: answer.exchange.caller)
        incoming.authorizes = IncomingCall.Authorized(requestID: request.requestID, function: route.function)
        incoming.requestID = RequestID.make()
        let limit = api.settings.kind == .http ? limit : nil
        guard let given = await service.invoke(incoming, within: limit) else {
            throw authorizer.failed("has not answered within \(Decimals.text((limit ?? .zero).seconds, 1)) s")
        }
        switch given {
        case .noSuchFunction:
            throw authorizer.failed("calls the function \(call.function), which functions.json does not have")
        case .waitsForItself(let message): throw authorizer.failed("cannot be called: \(message)")
        case .busy(let waiting): throw authorizer.failed("cannot be called: \(waiting) calls of it are waiting")
        case .result(let result):
            switch result.verdict {
            case .ok: return result.body
            case .functionError: throw authorizer.raised(type: result.error?.type, message: result.error?.message)
            case .timeout, .crashed, .outOfMemory, .initFailed, .responseTooLarge, .unreachable, .cancelled:
                throw authorizer.failed("failed: \(result.error?.summary ?? result.verdict.label)")
            }
        }
    }
}
