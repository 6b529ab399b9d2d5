import Gateway
import LambdaModel

/// Where a request arrived: at a function's URL, or at an API.
enum FrontPlace: Sendable {
    /// The URL of a function.
    case url(function: String, FunctionURLSettings)
    /// An API.
    case api(ServedAPI)

    /// Which pages of other origins may send requests; nil for none.
    var cors: CORSSettings? {
        switch self {
        case .url(_, let settings): settings.cors
        case .api(let api): api.settings.cors
        }
    }

    /// The form of the errors that the service sends itself.
    var errorFormat: EventFormat {
        switch self {
        case .url: .functionURL
        case .api(let api): api.settings.format(of: nil)
        }
    }

    /// The name of the API; nil for a function URL.
    var api: String? {
        switch self {
        case .url: nil
        case .api(let api): api.settings.name
        }
    }

    /// The most bytes of a request's body: 6 MB (AWS Lambda quotas, function URLs), 10 MB (API Gateway quotas, payload
    /// size), 1 MB (Lambda functions as targets of a load balancer).
    var bodyLimit: Int {
        switch self {
        case .url: 6 << 20
        case .api(let api): api.settings.kind == .alb ? 1 << 20 : 10 << 20
        }
    }

    /// How the place is called in functions.json.
    var setting: String {
        switch self {
        case .url: "\"url\""
        case .api(let api): api.settings.name == "api" ? "\"api\"" : "\"api\" \(api.settings.name)"
        }
    }
}

extension APISettings {
    /// The form of the events of a route; nil for the API's own.
    func format(of route: APIRoute?) -> EventFormat {
        switch kind {
        case .http: (route?.payloadVersion ?? payloadVersion) == .v1 ? .http1 : .http2
        case .rest: .rest
        case .alb: multiValueHeaders ? .albMultiValue : .alb
        case .websocket: .websocket
        }
    }

    /// How long a request may wait for the function: 30 s (quotas of HTTP APIs, maximum integration timeout), 29 s (quotas
    /// of REST APIs, integration timeout), or as the route says. Nil for a load balancer, whose own limit is longer than
    /// that of most functions.
    func timeout(of route: APIRoute) -> Duration? {
        if let own = route.timeoutMilliseconds { return .milliseconds(own) }
        return switch kind {
        case .http: .seconds(30)
        case .rest, .websocket: .seconds(29)
        case .alb: nil
        }
    }
}
