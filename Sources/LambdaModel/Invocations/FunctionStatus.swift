import Support

/// The HTTP status in a function's response for API Gateway, a function URL or a load balancer: its `statusCode`, or, if an
/// HTTP request made the call, the status that the client gets. The status of the call itself is 200 for nearly all calls
/// and does not depend on it.
public struct FunctionStatus: Hashable, Sendable {
    /// The class of the status.
    public enum Kind: Hashable, Sendable {
        /// Below 400.
        case good
        /// 400 to 499: the function refused the request.
        case refusal
        /// 500 to 599: the function failed.
        case failure
    }

    /// The number, 100 to 599.
    public let code: Int

    /// Nil for a number that is not an HTTP status.
    public init?(_ code: Int) {
        guard 100...599 ~= code else { return nil }
        self.code = code
    }

    /// The status in a response: the `statusCode` at the top of an object. It is a whole number (`404`, `404.0`) or a
    /// string with one; API Gateway accepts both.
    ///
    /// - Parameter body: the response, which may be cut.
    public init?(response body: [UInt8]) {
        guard let code = StatusScanner(body).code() else { return nil }
        self.init(code)
    }

    /// The class of the status.
    public var kind: Kind { code < 400 ? .good : code < 500 ? .refusal : .failure }

    /// The number and its reason: `404 Not Found`.
    public var label: String { Self.reasons[code].map { "\(code) \($0)" } ?? "\(code)" }

    /// RFC 9110 and the IANA registry of HTTP status codes.
    private static let reasons: [Int: String] = [
        100: "Continue", 101: "Switching Protocols", 103: "Early Hints", 200: "OK", 201: "Created", 202: "Accepted",
        203: "Non-Authoritative Information", 204: "No Content", 205: "Reset Content", 206: "Partial Content",
        300: "Multiple Choices", 301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified",
        307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized",
        402: "Payment Required", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable",
        408: "Request Timeout", 409: "Conflict", 410: "Gone", 411: "Length Required", 412: "Precondition Failed",
        413: "Content Too Large", 414: "URI Too Long", 415: "Unsupported Media Type", 416: "Range Not Satisfiable",
        417: "Expectation Failed", 418: "I'm a Teapot", 421: "Misdirected Request", 422: "Unprocessable Content",
        423: "Locked", 424: "Failed Dependency", 425: "Too Early", 426: "Upgrade Required",
        428: "Precondition Required", 429: "Too Many Requests", 431: "Request Header Fields Too Large",
        451: "Unavailable For Legal Reasons", 500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway",
        503: "Service Unavailable", 504: "Gateway Timeout", 505: "HTTP Version Not Supported",
        507: "Insufficient Storage", 508: "Loop Detected", 511: "Network Authentication Required",
    ]
}

extension InvocationResult {
    /// The HTTP status in the function's answer; nil without an answer or a status. If an HTTP request made the call, it is
    /// that of the response that the client gets, also if the shape of the function's answer is wrong, or if it was too late.
    public var functionStatus: FunctionStatus? {
        guard case .answered(_, let body) = reply, verdict.hasFunctionsAnswer else { return nil }
        guard let http = request.http, http.format != .websocket else { return FunctionStatus(response: body) }
        if http.isTimedOut, verdict == .ok {
            return FunctionStatus(GatewayError.timeout.status(as: http.format))
        }
        switch webResponse {
        case .success(let response): return FunctionStatus(response.status)
        case .failure: return FunctionStatus(GatewayError.malformedResponse.status(as: http.format))
        case nil: return nil
        }
    }

    /// The status that the client of a call by HTTP got because the call failed. Nil if the call did not fail or
    /// was cancelled, if its client had the beginning of a streamed response, and if no HTTP request with a
    /// response made the call.
    public var statusOfFailure: FunctionStatus? {
        guard let http = request.http, http.format != .websocket, !http.isStreamed || partialResponse.isEmpty else {
            return nil
        }
        if verdict != .ok, http.isTimedOut { return FunctionStatus(GatewayError.timeout.status(as: http.format)) }
        switch verdict {
        case .ok, .cancelled: return nil
        case .functionError, .crashed, .outOfMemory, .initFailed, .responseTooLarge, .timeout:
            return FunctionStatus(GatewayError.functionFailed.status(as: http.format))
        case .unreachable: return FunctionStatus(GatewayError.unavailable.status(as: http.format))
        }
    }

    /// The HTTP response that the client gets if it still waits, or what is wrong with the function's answer. Nil if no HTTP
    /// request made the call, if the function gave no answer, or for a WebSocket API, whose responses do not answer
    /// requests.
    ///
    /// The client of a REST API without binary media types gets a body in base64 as it is; here it is decoded.
    public var webResponse: Result<WebResponse, ResponseShapeProblem>? {
        guard let http = request.http, http.format != .websocket, verdict == .ok, case .answered(_, let body) = reply
        else {
            return nil
        }
        do throws(ResponseShapeProblem) {
            // A function URL that streams passes what the function sends, without reading it as JSON.
            return .success(
                http.isStreamed
                    ? try ResponseMapping.read(stream: body, contentType: responseType)
                    : try ResponseMapping.read(body, as: http.format))
        } catch {
            return .failure(error)
        }
    }
}

extension Verdict {
    /// Whether the body of the answer is the function's own.
    public var hasFunctionsAnswer: Bool {
        switch self {
        case .ok, .functionError: true
        case .timeout, .crashed, .outOfMemory, .initFailed, .responseTooLarge, .unreachable, .cancelled: false
        }
    }
}

/// Finds a status in the bytes of a response. Every call runs this, and parsing megabytes of JSON would take too long.
private struct StatusScanner {
    private let bytes: [UInt8]
    private static let key = Array("statusCode".utf8)
    private static let longestNumber = 40

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The last status at the top level, since parsers use the last of duplicate members.
    func code() -> Int? {
        var index = afterSpace(0)
        guard index < bytes.count, bytes[index] == UInt8(ascii: "{") else { return nil }
        var (depth, isKey, found) = (0, false, Int?.none)
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                isKey = depth == 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return found }
            case UInt8(ascii: ","): isKey = depth == 1
            case UInt8(ascii: "\""):
                let end = endOfString(index)
                if isKey, bytes[(index + 1)..<end].elementsEqual(Self.key) { found = value(after: end + 1) }
                isKey = false
                index = end
            default: break
            }
            index += 1
        }
        return found
    }

    private func afterSpace(_ start: Int) -> Int {
        var index = start
        while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
        return index
    }

    /// The index of the quote that ends a string; the end of the bytes if they are cut.
    private func endOfString(_ start: Int) -> Int {
        var index = start + 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index, bytes.count)
    }

    private func value(after key: Int) -> Int? {
        var index = afterSpace(key)
        guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else { return nil }
        index = afterSpace(index + 1)
        guard index < bytes.count else { return nil }
        let isString = bytes[index] == UInt8(ascii: "\"")
        if isString { index += 1 }
        let text = bytes[index...].prefix { (isString ? "0123456789" : "0123456789.eE+-").utf8.contains($0) }
        let end = text.endIndex
        guard text.count <= Self.longestNumber, end < bytes.count else { return nil }
        if isString {
            guard text.count == 3, bytes[end] == UInt8(ascii: "\"") else { return nil }
        } else {
            guard [0x20, 0x09, 0x0A, 0x0D, 0x2C, 0x7D].contains(bytes[end]) else { return nil }
        }
        // Serializers of languages that have only floating-point numbers write a fraction of zero.
        return Double(String(decoding: text, as: UTF8.self)).flatMap(Int.init(exactly:))
    }
}

extension FunctionStatus: WireCodable {
    /// The number.
    public var wire: WireValue { code.wire }

    /// Reads a number.
    public init(wire: WireValue) throws(WireError) {
        guard let status = FunctionStatus(try Int(wire: wire)) else { throw .expected("HTTP status") }
        self = status
    }
}
