import JSONText
import LambdaModel
import Support

/// The response of an HTTP call as its client got it.
public struct WebContent: Sendable {
    /// The response; the reason if the function's response has a wrong shape.
    let response: Result<WebResponse, ResponseShapeProblem>
    /// The status that the client got.
    let status: FunctionStatus?
    /// Whether the client got another response, since the function took too long.
    let isTimedOut: Bool
    /// The body.
    let body: WebBody
    /// What the function returned.
    let raw: ResponseContent

    init(_ response: Result<WebResponse, ResponseShapeProblem>, _ http: HTTPCall, raw: ResponseContent) {
        self.response = response
        self.raw = raw
        isTimedOut = http.isTimedOut
        let timeout = isTimedOut ? GatewayError.timeout.status(as: http.format) : nil
        switch response {
        case .success(let response):
            status = FunctionStatus(timeout ?? response.status)
            body = WebBody(response)
        case .failure:
            status = FunctionStatus(timeout ?? GatewayError.malformedResponse.status(as: http.format))
            body = WebBody()
        }
    }

    /// What is wrong with the shape; nil if nothing is.
    var problem: ResponseShapeProblem? { if case .failure(let problem) = response { problem } else { nil } }
}

/// The body of an HTTP response, read as its media type says.
struct WebBody: Sendable {
    /// JSON, text, or nothing that has lines.
    private(set) var content = ResponseContent.empty
    /// Lines before it: its type and size, or that it is not what its type says.
    private(set) var remarks: [ResponsePage.Line] = []

    /// No body.
    init() {}

    /// The body of a response.
    init(_ response: WebResponse) {
        guard !response.body.isEmpty else {
            remarks = [ResponsePage.Line("(empty body)", Style(.dim))]
            return
        }
        let type = MediaType(response.fields.first("content-type") ?? "")
        let coding = response.fields.first("content-encoding")?.lowercased() ?? "identity"
        guard coding == "identity" else {
            let parts = [type.essence, coding, ByteCount.text(response.body.count)].filter { !$0.isEmpty }
            remarks = [Self.name(parts.joined(separator: ", "))]
            return
        }
        switch type.kind {
        case .json: readJSON(response.body, type)
        case .text: readText(response.body, type)
        case .form: readForm(response.body, type)
        case .image, .binary: nameBytes(response.body, type)
        case .unknown:
            content = ResponseContent(response.body)
            if case .binary = content { nameBytes(response.body, type) }
        }
    }

    private mutating func readJSON(_ bytes: [UInt8], _ type: MediaType) {
        do {
            content = .json(JSONContent(try JSONDocument(bytes)))
        } catch {
            let words = "the content type is \(type.essence), but the body is not JSON: \(error)"
            remarks = [ResponsePage.Line("! " + words, Style(.warning))]
            readText(bytes, type)
        }
    }

    private mutating func readText(_ bytes: [UInt8], _ type: MediaType) {
        let lines = ResponseContent.lines(bytes) ?? (type.isLatin ? ResponseContent.lines(Self.fromLatin(bytes)) : nil)
        if let lines { content = .text(lines) } else { nameBytes(bytes, type) }
    }

    /// The fields of a form, decoded (URL Standard, `application/x-www-form-urlencoded`).
    private mutating func readForm(_ bytes: [UInt8], _ type: MediaType) {
        guard ResponseContent.lines(bytes) != nil else { return nameBytes(bytes, type) }
        remarks += String(decoding: bytes, as: UTF8.self).split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = PercentCoding.decodedForm(parts[0].utf8)
            let value = parts.count > 1 ? PercentCoding.decodedForm(parts[1].utf8) : ""
            return ResponsePage.Line([(name, Style(.key)), (" = ", Style(.punctuation)), (value, Style(.string))])
        }
    }

    /// An image, and other bytes, by type and size: `image/png 64×64, 12.3 KB`.
    private mutating func nameBytes(_ bytes: [UInt8], _ type: MediaType) {
        content = .empty
        let image = ImageInfo(bytes)
        var name = type.essence.isEmpty ? image.map(\.format) ?? "binary" : type.essence
        if let image, let width = image.width, let height = image.height { name += " \(width)×\(height)" }
        remarks.append(Self.name("\(name), \(ByteCount.text(bytes.count))"))
        guard type.kind == .image, image == nil else { return }
        let isText = Base64Text.decoded(bytes.prefix(bytes.count / 4 * 4)).flatMap(ImageInfo.init) != nil
        let reason = isText ? "base64 text: isBase64Encoded is not true" : "no image of a known format"
        remarks.append(ResponsePage.Line("! the body is \(reason)", Style(.warning)))
    }

    private static func name(_ text: String) -> ResponsePage.Line { ResponsePage.Line(text, Style(.text)) }

    /// Text in ISO 8859-1 as UTF-8.
    private static func fromLatin(_ bytes: [UInt8]) -> [UInt8] {
        Array(String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })).utf8)
    }
}

/// A media type (RFC 9110, section 8.3.1).
struct MediaType: Hashable, Sendable {
    /// How a body of the type is shown.
    enum Kind: Hashable, Sendable {
        case json, text, form, image, binary
        /// The type does not say it.
        case unknown
    }

    /// Type and subtype in small letters; empty for none.
    let essence: String
    /// Whether the text is in ISO 8859-1.
    let isLatin: Bool

    /// Reads the value of a field.
    init(_ text: String) {
        essence = BinaryMedia.essence(text)
        let parameters = text.lowercased().split(separator: ";").dropFirst().map { part in
            part.filter { !$0.isWhitespace && $0 != "\"" }
        }
        let charsets = ["charset=iso-8859-1", "charset=latin1", "charset=windows-1252"]
        isLatin = parameters.contains { charsets.contains($0) }
    }

    private static let text: Set = [
        "application/xml", "application/javascript", "application/ecmascript", "application/x-javascript",
        "application/yaml", "application/x-yaml", "application/toml", "application/graphql", "application/sql",
        "application/x-ndjson", "application/x-sh",
    ]
    private static let binary: Set = [
        "application/octet-stream", "application/pdf", "application/zip", "application/gzip", "application/wasm",
        "application/x-tar", "application/x-protobuf", "application/protobuf", "application/grpc",
    ]

    /// How a body is shown.
    var kind: Kind {
        if essence == "application/json" || essence == "text/json" || essence.hasSuffix("+json") { return .json }
        if essence == "application/x-www-form-urlencoded" { return .form }
        if essence.hasPrefix("image/") { return .image }
        if essence.hasPrefix("text/") || essence.hasSuffix("+xml") || Self.text.contains(essence) { return .text }
        let isMedia = ["audio/", "video/", "font/"].contains { essence.hasPrefix($0) }
        return isMedia || Self.binary.contains(essence) ? .binary : .unknown
    }

    /// The usual ending of a file with such a body.
    var fileEnding: String {
        switch essence {
        case "text/html": return "html"
        case "text/css": return "css"
        case "text/csv": return "csv"
        case "text/javascript", "application/javascript": return "js"
        case "image/jpeg": return "jpg"
        case "image/svg+xml": return "svg"
        case "image/png", "image/gif", "image/webp", "application/pdf", "application/zip":
            return String(essence.split(separator: "/").last ?? "bin")
        default: break
        }
        return switch kind {
        case .json: "json"
        case .text: essence.hasSuffix("xml") ? "xml" : "txt"
        case .form: "txt"
        case .image, .binary, .unknown: "bin"
        }
    }
}
