import Gateway
import LambdaModel
import NIOHTTP1

/// Answers the requests to function URLs and APIs: makes the event, has the function called, and sends the response that
/// AWS makes of the function's.
struct FrontResponder: Sendable {
    let service: any LambdaService
    let options: ServerOptions
    let filter: BrowserRequestFilter

    /// Answers a request, unless its connection ends first.
    func respond(
        _ exchange: ServerExchange, at target: ServerListener.Target, requestID: String, traceID: String
    ) async {
        guard let place = place(of: target) else {
            return FrontReply.refuse(.unknownPath("functions.json no longer has \(Self.name(of: target))"), exchange)
        }
        do {
            try filter.checkHost(exchange.head.headers, local: exchange.ends.local)
        } catch {
            return FrontReply.refuse(error, exchange)
        }
        var answer = FrontAnswer(WebRequest(exchange, requestID: requestID, traceID: traceID), place, exchange)
        let request = answer.request
        answer.origin = place.origins.decide(
            method: request.method, fields: request.fields, routeTakesOptions: place.takesOptions(request.rawPath))
        if case .refused(let reason) = answer.origin {
            if let function = place.function(for: request) {
                let status = GatewayError.forbidden.status(as: answer.format)
                await service.log("\(request.label): refused with \(status): \(reason)", of: function)
            }
            return answer.send(.forbidden, problem: reason, closes: true)
        }
        guard await answer.readBody() else { return }
        if case .preflight(let response, let problem) = answer.origin { return answer.send(response, problem: problem) }
        switch place {
        case .url(let function, let settings): await call(function, settings, answer)
        case .api(let api) where api.settings.kind == .websocket:
            await FrontSocket(service: service, options: options, api: api, answer: answer).run()
        case .api(let api):
            var route = FrontRoute(service: service, options: options, api: api, answer: answer)
            await route.run()
        }
    }

    /// What a listener is for: `the API "shop"`.
    private static func name(of target: ServerListener.Target) -> String {
        switch target {
        case .function(let name): "the function \"\(name)\""
        case .api(let name): "the API \"\(name)\""
        case .endpoint: "the endpoint"
        }
    }

    private func place(of target: ServerListener.Target) -> FrontPlace? {
        switch target {
        case .function(let name): service.functionURL(of: name).map { .url(function: name, $0) }
        case .api(let name): service.api(name).map { .api($0) }
        case .endpoint: nil
        }
    }

    /// Calls a function for a request to its URL.
    private func call(_ function: String, _ settings: FunctionURLSettings, _ answer: FrontAnswer) async {
        var place = RequestPlace(
            format: .functionURL, function: function, apiName: function, region: options.region)
        guard answer.addContext(of: settings.context, to: &place) else { return }
        let isStreamed = settings.invokeMode == .responseStream
        await FrontCall(
            service: service, options: options, answer: answer, place: place, isStreamed: isStreamed, timeout: nil
        ).run()
    }
}
