import LambdaModel

@testable import Dashboard

/// HTTP calls for tests, as the host reports them.
extension InvocationResult {
    /// A call that a request made.
    ///
    /// - Parameter event: the event; nil for one of a function URL with the request's method and target.
    static func http(
        _ method: String = "GET", _ target: String = "/orders/7", _ response: String, function: String = "orders",
        format: EventFormat = .http2, api: String? = "api", event: String? = nil, agent: String? = "curl/8.5.0",
        id: String = "188a90c3-8f3b-4c56-9a5e-0242ac110002", at seconds: Double = 0, milliseconds: Double = 2.4,
        verdict: Verdict = .ok, error: InvocationError? = nil
    ) -> InvocationResult {
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        let plain =
            #"{"version":"2.0","rawPath":"\#(parts[0])","rawQueryString":"\#(parts.count > 1 ? parts[1] : "")","#
            + #""headers":{"accept":"*/*","host":"127.0.0.1:8000"},"requestContext":{"http":{"method":"\#(method)"}}}"#
        var request = InvocationRequest(function: function, event: "", payload: Array((event ?? plain).utf8))
        request.http = HTTPCall(format: format, method: method, target: target, api: api)
        request.origin = CallOrigin(address: "127.0.0.1:51234", userAgent: agent, port: 8000)
        var result = InvocationResult(
            request: request, reply: .answered(status: 200, body: Array(response.utf8)), verdict: verdict, error: error,
            startedAt: Model.start + seconds, seconds: milliseconds / 1000, isCold: false, requestID: id)
        result.handlerMilliseconds = milliseconds
        result.peakMemory = 41 << 20
        return result
    }
}

extension FunctionInfo {
    /// `orders` with routes of an HTTP API and of a REST API.
    static var routed: FunctionInfo {
        var info = FunctionInfo.sample("orders", "python3.13", 9002)
        info.routes = [
            FunctionRoute(api: "api", kind: .http, format: .http2, key: "GET /orders/{id}", port: 8000),
            FunctionRoute(api: "api", kind: .http, format: .http2, key: "POST /orders", port: 8000),
            FunctionRoute(api: "admin", kind: .rest, format: .rest, key: "ANY /{proxy+}", port: 8001),
        ]
        return info
    }
}

extension Model {
    /// A deck with `orders`, to which routes of two APIs lead.
    static func httpDeck(_ state: RunState = .ready) -> Model {
        var model = Model.deck(
            Size(width: 120, height: 36), functions: [.routed, .sample("stock", "nodejs22", 9001)],
            events: ["cart.json", "get-order.json"])
        model.setState(state, of: "orders")
        return model
    }

    /// A call by HTTP has ended: the host reports it, and the history has it under a number.
    mutating func serve(_ result: InvocationResult) {
        notify(.outsideInvocation(InvocationSummary(result)))
    }

    /// Shows a call by HTTP in the inspector, as the history has it.
    @discardableResult
    mutating func inspect(_ result: InvocationResult, row: Int64 = 17) -> [Effect] {
        let stored = StoredResponse(
            row: HistoryRow(id: row, summary: InvocationSummary(result)), result: result,
            content: ResponseContent(result))
        return act(.loaded(function: result.request.function, .request(result.requestID ?? ""), stored))
    }

    /// A deck whose inspector shows a call by HTTP.
    static func inspecting(_ result: InvocationResult) -> Model {
        var model = Model.httpDeck()
        model.serve(result)
        model.type("3j")
        model.inspect(result)
        model.type("4")
        return model
    }
}
