import JSONText
import LambdaModel

/// Calls and events as commands with curl.
enum CurlCommand {
    /// The call that keys act on; in the events, the selected event.
    static func copy(_ model: inout Model) -> [Effect] {
        guard let item = model.item else { return model.notify(Model.noFunction) }
        if model.focus == .events {
            guard let preview = model.preview?.content?.content, case .json(let json) = preview else {
                return model.notify("the event is not read yet")
            }
            return copy(json.document.bytes, nil, of: item, "\(item.selectedEvent ?? "the event") as curl", &model)
        }
        return CallInHand.perform(.copyCurl, on: &model)
    }

    /// A call.
    static func copy(_ result: InvocationResult, of item: FunctionItem, _ model: inout Model) -> [Effect] {
        let name = CallInHand.name(of: result) + " as curl"
        return copy(result.request.payload, result.request.http, of: item, name, &model)
    }

    private static func copy(
        _ payload: [UInt8], _ http: HTTPCall?, of item: FunctionItem, _ name: String, _ model: inout Model
    ) -> [Effect] {
        let text = request(payload, http, of: item.info) ?? invocation(payload, of: item.info)
        return model.notify("✓ copied \(name)" + SecretMark.remark(on: payload)) + [.copy(text)]
    }

    /// The HTTP request that made the event, or that would make such an event; nil if there is none.
    private static func request(_ payload: [UInt8], _ http: HTTPCall?, of info: FunctionInfo) -> String? {
        guard var request = RequestOfEvent(event: payload, format: http?.format) else { return nil }
        if let http {
            // The event does not have the target in all its letters.
            if let target = http.wholeTarget { request.target = target }
            return request.curl(to: info.origin(of: http))
        }
        return info.origin(of: request.format).map { request.curl(to: $0) }
    }

    /// A call of the function with the event.
    private static func invocation(_ payload: [UInt8], of info: FunctionInfo) -> String {
        let event = CurlBody(payload)
        let option = event.isPiped ? "--data-binary" : "-d"
        return event.input + "curl -sS \(info.url)2015-03-31/functions/function/invocations \(option) \(event.argument)"
    }
}

extension FunctionInfo {
    /// Scheme, host and port at which requests become events of such a form; nil if nothing in front of the function makes
    /// such events.
    fileprivate func origin(of format: EventFormat) -> String? {
        if let route = routes.first(where: { $0.format.isLike(format) }) { return LoopbackURL.origin(port: route.port) }
        return EventFormat.functionURL.isLike(format) ? LoopbackURL.origin(port: port) : nil
    }
}

extension EventFormat {
    /// Whether the members that say what was requested are the same in another form.
    fileprivate func isLike(_ other: EventFormat) -> Bool { family == other.family }

    private var family: Int {
        switch self {
        case .functionURL, .http2: 0
        case .http1, .rest: 1
        case .alb, .albMultiValue: 2
        case .websocket: 3
        }
    }
}
