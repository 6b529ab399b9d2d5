import NIOHTTP1

extension HTTPParserError {
    /// The message for a client whose bytes NIO's parser refuses.
    var words: String {
        if self == .headerOverflow { return "the head of the request is too large" }
        // The parser pauses only at the first line of HTTP/2.
        if self == .paused { return "HTTP/2 is not spoken here: use HTTP/1.1" }
        return "this is not an HTTP request" + (reason.map { ": \($0)" } ?? "")
    }

    /// Nil if the parser does not say more than that.
    private var reason: String? {
        switch self {
        case .invalidMethod: KnownMethods.problem
        case .invalidURL: "its target is not valid"
        case .invalidVersion: "its version is neither HTTP/1.1 nor HTTP/1.0"
        case .invalidHeaderToken: "a header is not valid"
        case .unexpectedContentLength: "it has two Content-Length"
        case .invalidContentLength:
            "its Content-Length is not a number, or it has both Transfer-Encoding and Content-Length"
        case .invalidChunkSize: "the size of a chunk is not valid"
        case .lfExpected, .strictModeAssertion: "a line does not end with CR LF"
        // Three causes, which the parser distinguishes, but NIO does not.
        case .unknown:
            "it has both Transfer-Encoding and Content-Length, or a Transfer-Encoding that does not end with chunked, or a "
                + "line does not end with CR LF"
        default: nil
        }
    }
}
