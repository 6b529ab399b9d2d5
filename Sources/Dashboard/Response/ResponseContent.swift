import JSONText
import LambdaModel
import Support

/// A parsed body. Parsing megabytes takes time, so callers do it off the main actor.
public enum ResponseContent: Sendable {
    /// JSON text.
    case json(JSONContent)
    /// Text that is not JSON, by lines.
    case text([String])
    /// Neither: the bytes.
    case binary([UInt8])
    /// No bytes.
    case empty
    /// The response of an HTTP call.
    indirect case web(WebContent)

    /// Reads the response of a call.
    ///
    /// - Parameter isWhole: whether the result has the whole response. A part says nothing about its shape.
    public init(_ result: InvocationResult, isWhole: Bool = true) {
        let content = ResponseContent(result.sentResponse)
        guard let http = result.request.http, isWhole, result.partialResponse.isEmpty, result.droppedBytes == 0,
            let response = result.webResponse
        else {
            self = content
            return
        }
        self = .web(WebContent(response, http, raw: content))
    }

    /// Reads a body: JSON if it parses, otherwise text if it is UTF-8 without controls, otherwise bytes.
    public init(_ body: [UInt8]) {
        guard !body.isEmpty else {
            self = .empty
            return
        }
        if let document = try? JSONDocument(body) {
            self = .json(JSONContent(document))
        } else if let lines = Self.lines(body) {
            self = .text(lines)
        } else {
            self = .binary(body)
        }
    }

    /// The HTTP status that the client got; for other calls the status in it, if it is an object with one.
    var functionStatus: FunctionStatus? {
        if case .web(let web) = self { return web.status }
        guard case .json(let json) = self, let status = json.document.root["statusCode"] else { return nil }
        return (status.int ?? status.string.flatMap { $0.utf8.count == 3 ? Int($0) : nil }).flatMap {
            FunctionStatus($0)
        }
    }

    /// Whether bytes are the beginning of text.
    static func isText(prefix bytes: [UInt8]) -> Bool {
        // The last character may be cut, which takes three bytes at most.
        (0...3).contains { String(validating: bytes.dropLast($0), as: UTF8.self).map(isPrintable) ?? false }
    }

    private static func isPrintable(_ text: String) -> Bool {
        !text.unicodeScalars.contains { $0.isControl && !"\n\r\t\u{1B}".unicodeScalars.contains($0) }
    }

    /// Bytes as lines of text; nil if they are not text.
    static func lines(_ bytes: [UInt8]) -> [String]? {
        guard let text = String(validating: bytes, as: UTF8.self), isPrintable(text) else { return nil }
        var lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
        if lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map(String.init)
    }
}

/// JSON as a tree, with the content of its `body`.
public struct JSONContent: Sendable {
    /// The JSON.
    public let document: JSONDocument
    let tree: JSONTree
    let embedded: EmbeddedBody?

    init(_ document: JSONDocument) {
        self.document = document
        embedded = EmbeddedBody(document.root)
        tree = JSONTree(document, body: embedded)
    }
}

/// The content of the string `body` in a response for API Gateway, a load balancer or CloudFront: an object with
/// `statusCode` (`status` for CloudFront). The body is base64 if `isBase64Encoded` is true (for CloudFront, if
/// `bodyEncoding` is `base64`).
struct EmbeddedBody: Sendable {
    /// The tape index of the string.
    let node: Int
    /// What it holds.
    let content: StringContent

    /// Nil if there is no such string, or if it shows itself best.
    init?(_ root: JSONNode) {
        guard root.kind == .object, root["statusCode"] != nil || root["status"] != nil, let body = root["body"],
            let text = body.string
        else { return nil }
        let isBase64 = root["isBase64Encoded"]?.bool ?? (root["bodyEncoding"]?.string == "base64")
        guard let content = StringContent(body: Array(text.utf8), isBase64: isBase64) else { return nil }
        node = body.index
        self.content = content
    }
}
