import LambdaModel

/// What a request to the Runtime API asks for (AWS Lambda's developer guide, "Lambda runtime API", "Extensions API",
/// "Telemetry API").
enum RuntimeRoute: Hashable {
    case next
    case response(requestID: String)
    case error(requestID: String)
    case initError
    case restoreNext
    case restoreError
    case ping
    case register
    case extensionNext
    case extensionInitError
    case extensionExitError
    case subscribe(TelemetryAPI)

    private static let nextPath = "/2018-06-01/runtime/invocation/next"
    private static let responsePrefix = "/2018-06-01/runtime/invocation/"
    private static let responseSuffix = "/response"

    /// Reads a request line; nil for one that the Runtime API does not have.
    init?(method: String, path: String) {
        // The two requests of each call, without a split.
        if path == Self.nextPath, method == "GET" {
            self = .next
            return
        }
        if method == "POST", path.utf8.starts(with: Self.responsePrefix.utf8), path.hasSuffix(Self.responseSuffix) {
            let id = path.utf8.dropFirst(Self.responsePrefix.utf8.count).dropLast(Self.responseSuffix.utf8.count)
            if !id.isEmpty, !id.contains(UInt8(ascii: "/")), !id.contains(UInt8(ascii: "?")) {
                self = .response(requestID: String(Substring(id)))
                return
            }
        }
        self.init(method: method, rare: path)
    }

    private init?(method: String, rare path: String) {
        let end = path.firstIndex(of: "?") ?? path.endIndex
        let parts = path[..<end].split(separator: "/").map { String($0) }
        switch (method, parts.first, Array(parts.dropFirst())) {
        case ("GET", "2018-06-01", ["runtime", "invocation", "next"]): self = .next
        case ("POST", "2018-06-01", let rest)
        where rest.count == 4 && rest.starts(with: ["runtime", "invocation"]) && rest[3] == "response":
            self = .response(requestID: rest[2])
        case ("POST", "2018-06-01", let rest)
        where rest.count == 4 && rest.starts(with: ["runtime", "invocation"]) && rest[3] == "error":
            self = .error(requestID: rest[2])
        case ("POST", "2018-06-01", ["runtime", "init", "error"]): self = .initError
        case ("GET", "2018-06-01", ["runtime", "restore", "next"]): self = .restoreNext
        case ("POST", "2018-06-01", ["runtime", "restore", "error"]): self = .restoreError
        case ("GET", "2018-06-01", ["ping"]), ("GET", "ping", []): self = .ping
        case ("POST", "2020-01-01", ["extension", "register"]): self = .register
        case ("GET", "2020-01-01", ["extension", "event", "next"]): self = .extensionNext
        case ("POST", "2020-01-01", ["extension", "init", "error"]): self = .extensionInitError
        case ("POST", "2020-01-01", ["extension", "exit", "error"]): self = .extensionExitError
        case ("PUT", "2022-07-01", ["telemetry"]): self = .subscribe(.telemetry)
        case ("PUT", "2020-08-15", ["logs"]): self = .subscribe(.logs)
        default: return nil
        }
    }

    /// The most bytes of the request's body.
    var bodyLimit: Int {
        switch self {
        // The call knows the limit of its response.
        case .response: .max
        case .error, .initError, .restoreError, .extensionInitError, .extensionExitError: 8 << 20
        case .next, .restoreNext, .ping, .register, .extensionNext, .subscribe: 1 << 20
        }
    }
}

/// The headers of the Runtime API, in the spelling of AWS's documentation.
enum RuntimeHeader {
    static let requestID = "Lambda-Runtime-Aws-Request-Id"
    static let invocationID = "Lambda-Runtime-Invocation-Id"
    static let deadline = "Lambda-Runtime-Deadline-Ms"
    static let arn = "Lambda-Runtime-Invoked-Function-Arn"
    static let traceID = "Lambda-Runtime-Trace-Id"
    static let clientContext = "Lambda-Runtime-Client-Context"
    static let cognitoIdentity = "Lambda-Runtime-Cognito-Identity"
    static let tenantID = "Lambda-Runtime-Aws-Tenant-Id"
    static let errorType = "Lambda-Runtime-Function-Error-Type"
    /// In the trailers of a streamed response: the error's JSON in base64.
    static let errorBody = "Lambda-Runtime-Function-Error-Body"
    static let responseMode = "Lambda-Runtime-Function-Response-Mode"
    static let extensionName = "Lambda-Extension-Name"
    static let extensionID = "Lambda-Extension-Identifier"
    static let extensionEventID = "Lambda-Extension-Event-Identifier"
    static let extensionErrorType = "Lambda-Extension-Function-Error-Type"
    static let acceptFeature = "Lambda-Extension-Accept-Feature"
}
