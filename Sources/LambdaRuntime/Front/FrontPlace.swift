import Gateway
import LambdaModel

/// The place at which a request arrived.
enum FrontPlace: Sendable {
    /// The URL of a function.
    case url(function: String, FunctionURLSettings)
    /// An API.
    case api(ServedAPI)

    /// Which web pages may send requests.
    var origins: OriginPolicy {
        switch self {
        case .url(let function, let settings): OriginPolicy(cors: settings.cors, place: .functionURL(function))
        case .api(let api): OriginPolicy(cors: api.settings.cors, place: .api(api.settings.name, api.settings.kind))
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
}

extension FrontPlace {
    /// The function that a request would reach; nil if no route takes it.
    func function(for request: WebRequest) -> String? {
        switch self {
        case .url(let function, _): function
        case .api(let api): api.routes.find(method: request.method, path: request.rawPath).route?.function
        }
    }

    /// Whether a route of an API takes `OPTIONS` requests for a path.
    func takesOptions(_ path: Substring) -> Bool {
        switch self {
        case .url: true
        case .api(let api): api.routes.find(method: "OPTIONS", path: path).route != nil
        }
    }
}

extension APIRoute {
    /// How long an API of that kind waits for the function; nil if it always waits.
    func timeout(in kind: APISettings.Kind) -> Duration? {
        (timeoutMilliseconds ?? kind.timeoutMilliseconds).map { .milliseconds($0) }
    }
}
