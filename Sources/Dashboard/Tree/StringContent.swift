import JSONText
import Support

/// What a string holds that is easier to read than the string: JSON, lines of text, an image, or other bytes.
struct StringContent: Sendable {
    /// The kind of content.
    enum Form: Sendable {
        /// An object or array.
        case json(JSONDocument)
        /// Text, by lines.
        case text([String])
        /// An image, and its bytes.
        case image(ImageInfo, [UInt8])
        /// Bytes that are neither text nor an image.
        case binary([UInt8])
    }

    /// The content.
    let form: Form
    /// Whether the string is base64, or a `data:` URL with base64.
    let isBase64: Bool

    /// Longer base64 that is neither JSON nor an image is decoded only if it is text; a shorter word can decode to text by
    /// chance.
    private static let shortestBase64 = 16

    private init(_ form: Form, isBase64: Bool) { (self.form, self.isBase64) = (form, isBase64) }

    /// Finds out what a string holds; nil if the string itself shows it best.
    ///
    /// - Parameter bytes: the decoded string.
    init?(_ bytes: some Collection<UInt8>) {
        if let document = Self.json(bytes) {
            self.init(.json(document), isBase64: false)
        } else if let lines = Self.lines(bytes) {
            self.init(.text(lines), isBase64: false)
        } else if let content = Self.base64(bytes) {
            self = content
        } else {
            return nil
        }
    }

    /// The body of an HTTP response.
    ///
    /// - Parameter isBase64: whether the response says so.
    init?(body bytes: [UInt8], isBase64: Bool) {
        guard isBase64 else {
            guard let content = StringContent(bytes), !content.isBase64 else { return nil }
            self = content
            return
        }
        guard !bytes.isEmpty, let decoded = Base64Text.decoded(bytes) else { return nil }
        if let document = Self.json(decoded) {
            self.init(.json(document), isBase64: true)
        } else if let image = ImageInfo(decoded) {
            self.init(.image(image, decoded), isBase64: true)
        } else {
            self.init(ResponseContent.lines(decoded).map(Form.text) ?? .binary(decoded), isBase64: true)
        }
    }

    /// Objects and lists only; opening a number or a word would not show more.
    private static func json(_ bytes: some Collection<UInt8>) -> JSONDocument? {
        guard let first = bytes.first(where: { !" \t\r\n".utf8.contains($0) }), first == 0x7B || first == 0x5B
        else { return nil }
        return try? JSONDocument(Array(bytes))
    }

    /// Text of several lines, and HTML.
    private static func lines(_ bytes: some Collection<UInt8>) -> [String]? {
        guard bytes.contains(UInt8(ascii: "\n")) || isHTML(bytes), let lines = ResponseContent.lines(Array(bytes)),
            lines.count > 1 || isHTML(bytes)
        else { return nil }
        return lines
    }

    private static func isHTML(_ bytes: some Collection<UInt8>) -> Bool {
        let start = bytes.drop { $0 <= 0x20 }.prefix(16)
        guard start.first == UInt8(ascii: "<") else { return false }
        let word = String(decoding: start, as: UTF8.self).lowercased()
        return word.hasPrefix("<!doctype html") || word.hasPrefix("<html")
    }

    private static func base64(_ bytes: some Collection<UInt8>) -> StringContent? {
        var text = bytes[...]
        let isURL = bytes.starts(with: "data:".utf8)
        if isURL {
            guard let comma = bytes.prefix(256).firstIndex(of: UInt8(ascii: ",")),
                Array(bytes[..<comma]).suffix(7).elementsEqual(";base64".utf8)
            else { return nil }
            text = bytes[bytes.index(after: comma)...]
        }
        guard text.count >= 4, isURL || text.count % 4 == 0, let decoded = Base64Text.decoded(text) else { return nil }
        if let document = json(decoded) { return StringContent(.json(document), isBase64: true) }
        if let image = ImageInfo(decoded) { return StringContent(.image(image, decoded), isBase64: true) }
        guard text.count >= shortestBase64 else { return nil }
        if let lines = ResponseContent.lines(decoded) { return StringContent(.text(lines), isBase64: true) }
        return isURL ? StringContent(.binary(decoded), isBase64: true) : nil
    }

    /// A short description.
    var label: String {
        switch form {
        case .json: isBase64 ? "json, from base64" : "json"
        case .text(let lines):
            (Self.isHTML((lines.first ?? "").utf8.map(\.self)) ? "html" : "text") + (isBase64 ? ", from base64" : "")
        case .image(let image, let bytes): "\(image.label), \(ByteCount.text(bytes.count))"
        case .binary(let bytes): "base64, \(ByteCount.text(bytes.count)), binary"
        }
    }

    /// Lines of text; 0 for other content.
    var lineCount: Int { lines.count }

    /// Lines of text; empty for other content.
    var lines: [String] {
        switch form {
        case .text(let lines): lines
        case .json, .image, .binary: []
        }
    }

    /// Whether the content has rows below the string. An image has only a name.
    var hasRows: Bool {
        switch form {
        case .json, .text: true
        case .image, .binary: false
        }
    }

    // MARK: A quick look

    /// A longer string is not parsed to find out whether it can be opened; its first bytes decide.
    private static let longestLook = 4096

    /// What a string on the screen holds, if a short look shows it.
    enum Look: Hashable, Sendable {
        /// Only itself.
        case plain
        /// Content that opens.
        case opens
        /// An image or bytes; the text names them.
        case named(String)
    }

    /// Takes a look at a string of a document, fast enough for each string on the screen.
    static func look(_ document: JSONDocument, _ index: Int) -> Look {
        let size = document.byteCount(at: index)
        guard size > longestLook else {
            guard size >= 4, let content = StringContent(document.content(at: index)) else { return .plain }
            return content.hasRows ? .opens : .named(content.label)
        }
        let start = document.sourceBytes(at: index, limit: longestLook).dropFirst()
        if let first = start.first(where: { $0 > 0x20 }), first == 0x7B || first == 0x5B { return .opens }
        if isHTML(start) || start.indices.dropLast().contains(where: { start[$0] == 0x5C && start[$0 + 1] == 0x6E }) {
            return .opens
        }
        let isURL = start.starts(with: "data:".utf8)
        let text = isURL ? start.prefix(256).firstIndex(of: UInt8(ascii: ",")).map { start[($0 + 1)...] } : start
        guard let text, let decoded = Base64Text.decoded(text.prefix(text.count / 4 * 4)) else { return .plain }
        if let image = ImageInfo(decoded) { return .named("\(image.label), \(ByteCount.text(size / 4 * 3))") }
        let first = decoded.first
        return first == 0x7B || first == 0x5B || ResponseContent.isText(prefix: decoded) ? .opens : .plain
    }
}
