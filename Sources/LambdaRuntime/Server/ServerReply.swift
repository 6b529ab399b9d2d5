import JSONText

/// A response of the server.
struct ServerReply {
    var status: Int
    /// In addition to `content-type` and `content-length`.
    var headers: [(ServerHeader, String)] = []
    /// JSON text; nil for none.
    var body: [UInt8]?
    /// Whether to close the connection after it.
    var closes = false
}

/// A refused request, in Lambda's format: `{"Type","Message","message"}` with the name of the exception in
/// `x-amzn-ErrorType`. SDKs read `message`, the older ones `Message`.
struct ServerRefusal: Error {
    var status: Int
    /// Lambda's name of the exception.
    var exception: String
    /// The side at fault: `User` or `Service`.
    var type = "User"
    var message: String
    /// Only `TooManyRequestsException` has one.
    var reason: String?
    /// In addition to the exception's name.
    var headers: [(ServerHeader, String)] = []
    /// Whether to close the connection after it, so that the rest of the request is not read.
    var closes = false

    var reply: ServerReply {
        var writer = JSONWriter()
        writer.object { writer in
            if let reason { writer.member("Reason", reason) }
            writer.member("Type", type)
            writer.member("Message", message)
            writer.member("message", message)
        }
        return ServerReply(
            status: status, headers: [(.errorType, exception)] + headers, body: writer.bytes, closes: closes)
    }

    static func forbidden(_ message: String) -> ServerRefusal {
        ServerRefusal(status: 403, exception: "AccessDeniedException", message: message, closes: true)
    }

    static func unknownPath(_ message: String) -> ServerRefusal {
        ServerRefusal(status: 404, exception: "UnknownOperationException", message: message)
    }

    static func invalidParameter(_ message: String) -> ServerRefusal {
        ServerRefusal(status: 400, exception: "InvalidParameterValueException", message: message)
    }

    static func invalidContent(_ message: String) -> ServerRefusal {
        ServerRefusal(status: 400, exception: "InvalidRequestContentException", message: message)
    }

    static func method(_ method: String, allowed: String) -> ServerRefusal {
        ServerRefusal(
            status: 405, exception: "MethodNotAllowedException",
            message: "\(method) is not supported here; allowed: \(allowed)", headers: [(.allow, allowed)])
    }

    static func noFunction(_ arn: String, hint: String?) -> ServerRefusal {
        let suggestion = hint.map { ". Did you mean \"\($0)\"?" } ?? ""
        return ServerRefusal(
            status: 404, exception: "ResourceNotFoundException", message: "Function not found: \(arn)\(suggestion)")
    }

    static func tooLarge(_ bytes: Int, kind: String, limit: Int) -> ServerRefusal {
        ServerRefusal(
            status: 413, exception: "RequestTooLargeException",
            message: "\(bytes) byte payload is too large for the \(kind) invocation type (limit \(limit) bytes)",
            closes: true)
    }

    static func tooMany(_ message: String) -> ServerRefusal {
        ServerRefusal(
            status: 429, exception: "TooManyRequestsException", message: message,
            reason: "ReservedFunctionConcurrentInvocationLimitExceeded", headers: [(.retryAfter, "1")])
    }

    static func service(_ message: String) -> ServerRefusal {
        ServerRefusal(status: 500, exception: "ServiceException", type: "Service", message: message)
    }
}

/// The headers that the server reads and writes.
enum ServerHeader: String {
    case allow = "Allow"
    case clientContext = "X-Amz-Client-Context"
    case cognitoIdentity = "X-Amz-Cognito-Identity"
    case errorType = "x-amzn-ErrorType"
    case executedVersion = "X-Amz-Executed-Version"
    case functionError = "X-Amz-Function-Error"
    case invocationType = "X-Amz-Invocation-Type"
    case logResult = "X-Amz-Log-Result"
    case logType = "X-Amz-Log-Type"
    case requestID = "x-amzn-RequestId"
    case retryAfter = "Retry-After"
    case identity = "X-Lamdeck-Function"
    case tenantID = "X-Amz-Tenant-Id"
    case traceID = "X-Amzn-Trace-Id"
}
