import JSONText
import LambdaModel
import Support

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

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

    /// The HTTP status in it, if it is an object with one.
    var functionStatus: FunctionStatus? {
        guard case .json(let json) = self, let status = json.document.root["statusCode"] else { return nil }
        return (status.int ?? status.string.flatMap { $0.utf8.count == 3 ? Int($0) : nil }).flatMap {
            FunctionStatus($0)
        }
    }

    /// Bytes as lines of text; nil if they are not text.
    static func lines(_ bytes: [UInt8]) -> [String]? {
        guard let text = String(validating: bytes, as: UTF8.self),
            !text.unicodeScalars.contains(where: {
                $0.isControl && !"\n\r\t\u{1B}".unicodeScalars.contains($0)
            })
        else { return nil }
        var lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
        if lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map(String.init)
    }
}

/// JSON with the positions of its lines, and the content of its `body`.
public struct JSONContent: Sendable {
    /// The JSON.
    public let document: JSONDocument
    let layout: JSONLayout
    let embedded: EmbeddedBody?

    init(_ document: JSONDocument) {
        self.document = document
        layout = JSONLayout(document)
        embedded = EmbeddedBody(document.root)
    }
}

/// The content of the string `body` in a response for API Gateway, a load balancer or CloudFront: an object with
/// `statusCode` (`status` for CloudFront). The body is base64 if `isBase64Encoded` is true (for CloudFront, if
/// `bodyEncoding` is `base64`).
struct EmbeddedBody: Sendable {
    enum Content: Sendable {
        case json(JSONDocument, JSONLayout)
        /// Text that was base64.
        case text([String])
        /// Neither JSON nor text, but base64.
        case binary([UInt8])
    }

    /// The tape index of the string.
    let node: Int
    let isBase64: Bool
    let content: Content

    init?(_ root: JSONNode) {
        guard root.kind == .object, root["statusCode"] != nil || root["status"] != nil, let body = root["body"],
            let text = body.string
        else { return nil }
        node = body.index
        isBase64 = root["isBase64Encoded"]?.bool ?? (root["bodyEncoding"]?.string == "base64")
        guard isBase64 else {
            guard let json = Self.json(Array(text.utf8)) else { return nil }
            content = json
            return
        }
        guard !text.isEmpty, let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters) else { return nil }
        let bytes = Array(data)
        content = Self.json(bytes) ?? ResponseContent.lines(bytes).map(Content.text) ?? .binary(bytes)
    }

    /// Objects and lists only; opening a number or a word would not show more.
    private static func json(_ bytes: [UInt8]) -> Content? {
        guard let first = bytes.first(where: { !" \t\r\n".utf8.contains($0) }), first == 0x7B || first == 0x5B,
            let document = try? JSONDocument(bytes)
        else { return nil }
        return .json(document, JSONLayout(document))
    }

    /// A short description.
    var label: String {
        switch content {
        case .json: isBase64 ? "json, from base64" : "json"
        case .text: "text, from base64"
        case .binary(let bytes): "base64, \(ByteCount.text(bytes.count)), binary"
        }
    }

    /// The number of its lines when it is open.
    var lineCount: Int {
        switch content {
        case .json(_, let layout): layout.lineCount
        case .text(let lines): lines.count
        case .binary: 0
        }
    }
}
