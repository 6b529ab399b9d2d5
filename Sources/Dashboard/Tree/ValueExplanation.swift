import LambdaModel
import Support

/// One line that explains a value: what a machine wrote, in words.
struct ValueExplanation: Hashable, Sendable {
    /// The explanation.
    let text: String
    /// The colour that the value names, as an xterm palette index, to be shown before the text; nil for other values.
    private(set) var swatch: UInt8?

    /// The most bytes of a value; a longer one is not explained.
    static let longestValue = 1 << 16

    /// Nil if there is nothing to explain.
    ///
    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - secondsFromUTC: seconds that local time is ahead of UTC.
    init?(_ value: TreeValue, now: Double, secondsFromUTC: Int) {
        let moment = MomentText(now: now, secondsFromUTC: secondsFromUTC)
        let key = value.key.map(MemberKey.init)
        guard value.source.utf8.count <= Self.longestValue else { return nil }
        let explained: String?
        if let content = value.content {
            if let colour = ColourValue(content, isNamed: key?.isColour ?? false) {
                (text, swatch) = (colour.label, colour.index)
                return
            }
            explained = Self.string(content, key, moment)
        } else {
            explained = Self.number(value.source, key, moment)
        }
        guard let explained else { return nil }
        text = explained
    }

    // MARK: Numbers

    private static func number(_ text: String, _ key: MemberKey?, _ moment: MomentText) -> String? {
        guard text.utf8.count <= 40, let number = Double(text), number.isFinite else { return nil }
        if let key {
            if key.words.suffix(2) == ["status", "code"] || key.words == ["status"] || key.words == ["statuscode"] {
                return Int(exactly: number).flatMap { FunctionStatus($0) }?.label
            }
            if key.isSize {
                return Int(exactly: number).flatMap { $0 >= 1024 ? ByteCount.text($0) : nil }
            }
            // `atMs` can be a moment, too: no length of time is that long.
            if let unit = key.secondsPerUnit, number * unit < 1e9 {
                let seconds = number * unit
                guard seconds >= 1, unit < 1 || seconds >= 60 else { return nil }
                return seconds < 3600 ? TimeSpan.short(seconds) : TimeSpan.long(Int(seconds))
            }
        }
        return epoch(number, key?.isTime ?? false, moment)
    }

    /// Seconds, milliseconds, microseconds or nanoseconds since 1970. Without a key that says so, a number is only taken for
    /// a moment if it is at most ten years from now.
    private static func epoch(_ number: Double, _ isTime: Bool, _ moment: MomentText) -> String? {
        let range = isTime ? 1e8...4.2e9 : (moment.now - 3.2e8)...(moment.now + 3.2e8)
        guard let unit = [1, 1e3, 1e6, 1e9].first(where: { range.contains(number / $0) }) else { return nil }
        return moment.text(number / unit)
    }

    // MARK: Strings

    private static func string(_ text: String, _ key: MemberKey?, _ moment: MomentText) -> String? {
        guard text.utf8.count >= 8 else { return nil }
        if let reading = MomentText.reading(text), let words = moment.text(reading.seconds) {
            if text.utf8.count == 10 { return moment.distance(reading.seconds) }
            return reading.isWithoutZone ? words + ", if it is UTC" : words
        }
        let isDigits = text.utf8.allSatisfy { $0.isASCIIDigit || $0 == UInt8(ascii: ".") }
        if isDigits { return key?.isTime == true ? Double(text).flatMap { epoch($0, true, moment) } : nil }
        return WebTokenExplanation.text(text, moment) ?? ResourceExplanation.text(text)
            ?? IdentifierExplanation.text(text, key, moment) ?? URLExplanation.text(text) ?? base64(text)
    }

    /// Base64 by its content. Without padding or signs, a text that decodes to other bytes is a word or an id.
    private static func base64(_ text: String) -> String? {
        if let content = StringContent(text.utf8) {
            switch content.form {
            case .json, .text: return content.isBase64 ? decoded(text) : nil
            case .image, .binary: return "base64: \(content.label)"
            }
        }
        guard text.utf8.count >= 16, text.utf8.count % 4 == 0, text.utf8.contains(where: { "=+/".utf8.contains($0) }),
            !text.hasPrefix("/"), let bytes = Base64Text.decoded(text.utf8)
        else { return nil }
        let start = bytes.prefix(4).map { Hex.text($0, digits: 2) }.joined(separator: " ")
        let kind = bytes.starts(with: [0x1F, 0x8B]) ? "gzip, " : ""
        return "base64: \(ByteCount.text(bytes.count)), \(kind)starts with \(start)"
    }

    private static func decoded(_ text: String) -> String? {
        let content =
            text.hasPrefix("data:") ? text.firstIndex(of: ",").map { text[$0...].dropFirst() } ?? "" : text[...]
        guard let bytes = Base64Text.decoded(content.utf8) else { return nil }
        let start = String(decoding: bytes.prefix(160), as: UTF8.self).split(whereSeparator: \.isNewline).first ?? ""
        return "base64: \(ByteCount.text(bytes.count)), \(String(start).fitted(60))"
    }
}

extension MemberKey {
    /// Whether the value is a colour.
    var isColour: Bool { words.contains { ["color", "colour", "background", "foreground"].contains($0) } }

    /// Seconds of one unit of the value; nil if the key names none: `timeoutMs`, `durationSeconds`.
    var secondsPerUnit: Double? {
        switch words.last {
        case "ms", "millis", "milliseconds": 1e-3
        case "seconds", "secs": 1
        default: nil
        }
    }
}

/// A colour as in CSS: `#rgb`, `#rrggbb`, both also with transparency.
private struct ColourValue {
    let label: String
    /// The nearest colour of the xterm palette.
    let index: UInt8

    /// - Parameter isNamed: whether the key says that it is a colour. If not, `#123` can be anything.
    init?(_ text: String, isNamed: Bool) {
        guard text.utf8.first == UInt8(ascii: "#") else { return nil }
        let digits = text.utf8.dropFirst().compactMap(\.hexDigitValue)
        guard digits.count == text.utf8.count - 1 else { return nil }
        let isShort = digits.count == 3 || digits.count == 4
        guard isShort || digits.count == 6 || digits.count == 8,
            isNamed || !isShort || digits.contains(where: { $0 > 9 })
        else { return nil }
        let parts = (0..<3).map { isShort ? Int(digits[$0]) * 17 : Int(digits[2 * $0]) * 16 + Int(digits[2 * $0 + 1]) }
        label = "colour: red \(parts[0]), green \(parts[1]), blue \(parts[2])"
        // The cube of the palette has the levels 0, 95, 135, 175, 215 and 255.
        let levels = parts.map { $0 < 48 ? 0 : $0 < 115 ? 1 : ($0 - 35) / 40 }
        index = UInt8(16 + 36 * levels[0] + 6 * levels[1] + levels[2])
    }
}
