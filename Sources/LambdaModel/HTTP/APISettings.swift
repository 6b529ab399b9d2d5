import OrderedCollections

/// The settings of a function URL, `url` of a function in `functions.json`.
public struct FunctionURLSettings: Sendable, Hashable {
    /// Whether the response goes out in parts as the function makes them (`invokeMode`).
    public enum InvokeMode: String, Sendable, Hashable, CaseIterable {
        /// The response goes out when it is complete.
        case buffered = "BUFFERED"
        /// The response goes out in parts as the function makes them.
        case responseStream = "RESPONSE_STREAM"
    }

    /// `cors`; nil if pages of other origins may not call the function.
    public var cors: CORSSettings?
    /// `invokeMode`.
    public var invokeMode = InvokeMode.buffered
    /// The absolute path of a JSON file whose object becomes `requestContext.authorizer` of each event; nil for none.
    public var context: String?

    /// The settings of a function without the key.
    public init() {}
}

/// Which pages of other origins may send requests and read the responses (Lambda API, `Cors`; API Gateway, `CorsConfiguration`).
public struct CORSSettings: Sendable, Hashable {
    /// Whether requests may have cookies and credentials. Not allowed with the origin `*`.
    public var allowCredentials = false
    /// Header names in lower case that requests may have; `*` for all.
    public var allowHeaders: [String] = []
    /// Methods in upper case; `*` for all.
    public var allowMethods: [String] = []
    /// Origins: `http://localhost:3000`, `https://*` (any origin with that scheme), `*`.
    public var allowOrigins: [String] = []
    /// Header names that pages may read; empty of a REST API, which leaves responses to functions.
    public var exposeHeaders: [String] = []
    /// Seconds for which a browser may keep the answer to a preflight request; nil if not set.
    public var maxAge: Int?

    /// Settings that allow nothing.
    public init() {}
}

/// An API in front of functions, `api` at the top of `functions.json`.
public struct APISettings: Sendable, Hashable, Identifiable {
    /// The kind of API.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// An HTTP API of API Gateway.
        case http
        /// A REST API of API Gateway.
        case rest
        /// An Application Load Balancer.
        case alb
        /// A WebSocket API of API Gateway.
        case websocket
    }

    /// The version of the event that an HTTP API sends.
    public enum PayloadVersion: String, Sendable, Hashable, CaseIterable {
        /// The event has the members of a REST API's.
        case v1 = "1.0"
        /// The event has the members of a function URL's.
        case v2 = "2.0"
    }

    /// The name: ``usualName`` if there is only one without a name.
    public var name: String
    /// `type`.
    public var kind: Kind
    /// The loopback port as configured; nil for the next free one from 8000.
    public var port: Int?
    /// The loopback port to use.
    public var resolvedPort: Int
    /// `payloadFormatVersion` of an HTTP API's routes that name none.
    public var payloadVersion = PayloadVersion.v2
    /// The routes in the order of the file. Their keys are unique.
    public var routes: [APIRoute] = []
    /// `cors`; nil if pages of other origins may not send requests.
    public var cors: CORSSettings?
    /// The stage: `$default` of an HTTP API, otherwise `prod`, unless the manifest names one.
    public var stage: String
    /// `stageVariables`.
    public var stageVariables: OrderedDictionary<String, String> = [:]
    /// `binaryMediaTypes` of a REST API: `image/png`, `image/*`, `*/*`.
    public var binaryMediaTypes: [String] = []
    /// Whether a load balancer sends `multiValueHeaders` (`lambda.multi_value_headers.enabled`).
    public var multiValueHeaders = false
    /// `routeSelectionExpression` of a WebSocket API.
    public var routeSelectionExpression = "$request.body.action"
    /// `authorizers` by name.
    public var authorizers: OrderedDictionary<String, AuthorizerSettings> = [:]
    /// The authorizer of the routes that name none (`authorizer`); nil for none.
    public var authorizer: String?
    /// The absolute path of a JSON file whose object is merged into the authorizer context of each event.
    public var context: String?

    /// An API without routes.
    public init(name: String, kind: Kind, resolvedPort: Int) {
        self.name = name
        self.kind = kind
        self.resolvedPort = resolvedPort
        stage = kind == .http ? "$default" : "prod"
    }

    /// The name.
    public var id: String { name }

    /// The name of an API that functions.json does not name.
    public static let usualName = "api"
}

/// A route of an API.
public struct APIRoute: Sendable, Hashable {
    /// Which requests it takes.
    public var key: RouteKey
    /// The function that gets them.
    public var function: String
    /// The name of the authorizer among those of the API; nil for none.
    public var authorizer: String?
    /// `authorizationScopes` that a JWT must have at least one of.
    public var scopes: [String] = []
    /// The absolute path of a JSON file with an authorizer context; nil for that of the API.
    public var context: String?
    /// `payloadFormatVersion` of this route of an HTTP API; nil for that of the API.
    public var payloadVersion: APISettings.PayloadVersion?
    /// Whether the body of the function's response goes to the client of a WebSocket API: the route has a route response
    /// (`routeResponseSelectionExpression`).
    public var hasRouteResponse = false
    /// `timeoutInMillis`: at least 50, and at most 30,000 of an HTTP API, 900,000 of a REST API and 29,000 of a WebSocket
    /// API; nil for ``APISettings/Kind/timeoutMilliseconds``.
    public var timeoutMilliseconds: Int?

    /// A route.
    public init(key: RouteKey, function: String) {
        self.key = key
        self.function = function
    }
}

/// An authorizer of an API.
public struct AuthorizerSettings: Sendable, Hashable {
    /// What it decides by.
    public enum Kind: Sendable, Hashable {
        /// A function that gets one header's value (REST; `type: "token"`).
        case token(function: String, validation: String?)
        /// A function that gets the request (`type: "request"`).
        case request(function: String, payload: APISettings.PayloadVersion, simpleResponses: Bool)
        /// A token that was signed by an issuer (HTTP; `type: "jwt"`). `keys` is the absolute path or the URL of the
        /// issuer's JSON Web Key Set; nil for the one that the issuer's discovery document names.
        case jwt(issuer: String, audience: [String], keys: String?)
    }

    /// What it decides by.
    public var kind: Kind
    /// `identitySource`: expressions that name parts of the request, `$request.header.Authorization` (HTTP) or
    /// `method.request.header.Authorization` (REST), as written. Empty if the authorizer has none.
    public var identitySource: [String] = []
    /// `authorizerResultTtlInSeconds`, 0 to 3,600: how long a result is used again for the same identity; nil for
    /// ``APISettings/Kind/resultSeconds``.
    public var resultSeconds: Int?

    /// An authorizer.
    public init(_ kind: Kind) { self.kind = kind }

    /// The function that decides; nil if none does.
    public var function: String? {
        switch kind {
        case .token(let function, _), .request(let function, _, _): function
        case .jwt: nil
        }
    }

    /// The identity source of an authorizer of tokens that names none: of an HTTP API.
    public static let authorizationHeader = "$request.header.Authorization"
    /// The identity source of an authorizer of tokens that names none: of a REST API.
    public static let restAuthorizationHeader = "method.request.header.Authorization"
}
