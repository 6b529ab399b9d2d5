import Gateway
import LambdaModel
import NIOHTTP1

/// Writes the responses of a front.
enum FrontReply {
    /// The header that says why a request was refused, or what is wrong with a function's response. AWS does not send it.
    static let problem = "x-lamdeck-problem"

    /// Sends a response. A response to HEAD, and one that has no content by its status, goes without its body.
    static func write(_ response: WebResponse, _ exchange: ServerExchange, closes: Bool = false) {
        exchange.answer(
            head(response, length: response.body.count, closes: closes),
            hasBody(response, exchange) ? response.body : [])
    }

    /// Refuses a request that is for no place here, and closes its connection.
    static func refuse(_ refusal: ServerRefusal, _ exchange: ServerExchange) {
        let fields = [HTTPField("content-type", "application/json"), HTTPField(problem, line(refusal.message))]
        write(
            WebResponse(status: refusal.status, fields: fields, body: refusal.reply.body ?? []), exchange, closes: true)
    }

    /// Begins a response whose body is sent in parts.
    ///
    /// - Returns: whether it has a body. One without is complete: a client would take more bytes for the next response
    ///   (RFC 9112, 6.3).
    static func begin(_ response: WebResponse, _ exchange: ServerExchange, at pace: StreamPace) -> Bool {
        guard hasBody(response, exchange) else {
            write(response, exchange)
            return false
        }
        exchange.begin(head(response, length: nil, closes: false), at: pace)
        return true
    }

    private static func hasBody(_ response: WebResponse, _ exchange: ServerExchange) -> Bool {
        exchange.head.method != .HEAD && response.mayHaveBody
    }

    /// Text for a header: visible ASCII, in one line, shortened.
    static func line(_ text: String) -> String {
        text.unicodeScalars.prefix(500).reduce(into: "") { line, scalar in
            if (" "..."~").contains(scalar) {
                line.unicodeScalars.append(scalar)
            } else {
                line += inASCII[scalar] ?? "?"
            }
        }
    }

    /// The signs that lamdeck's own messages use.
    private static let inASCII: [Unicode.Scalar: String] = [
        "‘": "'", "’": "'", "“": "\"", "”": "\"", "…": "...", "→": "->", "–": "-", "—": "-", "·": "-",
    ]

    /// - Parameter length: bytes of the body; nil if they are not known.
    private static func head(_ response: WebResponse, length: Int?, closes: Bool) -> HTTPResponseHead {
        var headers = HTTPHeaders(response.fields.map { ($0.name, $0.value) })
        if let length, response.mayHaveBody { headers.add(name: "content-length", value: "\(length)") }
        if closes { headers.add(name: "connection", value: "close") }
        return HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: response.status), headers: headers)
    }
}

extension WebResponse {
    /// The response with the ids of its request, and the reason if something is wrong.
    func identified(_ format: EventFormat, requestID: String, traceID: String, problem: String? = nil) -> WebResponse {
        var response = self
        switch format {
        case .functionURL: response.add("x-amzn-requestid", requestID)
        case .http1, .http2: response.add("apigw-requestid", requestID)
        case .rest, .websocket: response.add("x-amzn-requestid", requestID)
        case .alb, .albMultiValue: break
        }
        if format == .functionURL || format == .rest { response.add("x-amzn-trace-id", traceID) }
        if let problem { response.add(FrontReply.problem, FrontReply.line(problem)) }
        return response
    }

    /// Adds a field, unless the function has sent one of that name.
    private mutating func add(_ name: String, _ value: String) {
        if fields.first(name) == nil { fields.append(HTTPField(name, value)) }
    }
}
