import Support

/// An image by its first bytes: format and size in pixels. Sources: the PNG specification (signature and IHDR), GIF89a,
/// JPEG (ITU T.81, marker segments), "WebP Container Specification", SVG 1.1.
struct ImageInfo: Hashable, Sendable {
    /// The format's usual name.
    let format: String
    /// Pixels across; nil if the size is not known.
    private(set) var width: Int?
    /// Pixels down; nil if the size is not known.
    private(set) var height: Int?

    /// Reads the start of an image; nil for other bytes.
    init?(_ bytes: [UInt8]) {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            format = "PNG"
            if bytes.count >= 24 { set(Self.big(bytes, 16, 4), Self.big(bytes, 20, 4)) }
        } else if bytes.starts(with: "GIF87a".utf8) || bytes.starts(with: "GIF89a".utf8) {
            format = "GIF"
            if bytes.count >= 10 { set(Self.little(bytes, 6, 2), Self.little(bytes, 8, 2)) }
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            format = "JPEG"
            if let size = Self.jpegSize(bytes) { set(size.0, size.1) }
        } else if bytes.count >= 16, bytes.starts(with: "RIFF".utf8), bytes[8...].starts(with: "WEBPVP8".utf8) {
            format = "WebP"
            if let size = Self.webPSize(bytes) { set(size.0, size.1) }
        } else if let tag = Self.svgTag(bytes) {
            format = "SVG"
            if let size = Self.svgSize(tag) { set(size.0, size.1) }
        } else {
            return nil
        }
    }

    private mutating func set(_ width: Int, _ height: Int) { (self.width, self.height) = (width, height) }

    /// `PNG image, 64×64`
    var label: String {
        guard let width, let height else { return "\(format) image" }
        return "\(format) image, \(width)×\(height)"
    }

    private static func big(_ bytes: [UInt8], _ at: Int, _ count: Int) -> Int {
        bytes[at..<at + count].reduce(0) { $0 << 8 | Int($1) }
    }

    private static func little(_ bytes: [UInt8], _ at: Int, _ count: Int) -> Int {
        bytes[at..<at + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// The size in the first frame header. All other segments are passed by their length.
    private static func jpegSize(_ bytes: [UInt8]) -> (Int, Int)? {
        var at = 2
        while at + 9 <= bytes.count, bytes[at] == 0xFF {
            let marker = bytes[at + 1]
            if marker == 0xFF {
                at += 1
                continue
            }
            // Start of frame; the other markers of this range are tables.
            if 0xC0...0xCF ~= marker, ![0xC4, 0xC8, 0xCC].contains(marker) {
                return (big(bytes, at + 7, 2), big(bytes, at + 5, 2))
            }
            at += 2 + big(bytes, at + 2, 2)
        }
        return nil
    }

    private static func webPSize(_ bytes: [UInt8]) -> (Int, Int)? {
        switch bytes[15] {
        case UInt8(ascii: " ") where bytes.count >= 30:
            (little(bytes, 26, 2) & 0x3FFF, little(bytes, 28, 2) & 0x3FFF)
        case UInt8(ascii: "L") where bytes.count >= 25:
            (little(bytes, 21, 4) & 0x3FFF + 1, little(bytes, 21, 4) >> 14 & 0x3FFF + 1)
        case UInt8(ascii: "X") where bytes.count >= 30:
            (little(bytes, 24, 3) + 1, little(bytes, 27, 3) + 1)
        default: nil
        }
    }

    /// The attributes of the outermost element; nil if it is not `svg`.
    private static func svgTag(_ bytes: [UInt8]) -> String? {
        let start = bytes.prefix(2048)
        guard start.first(where: { $0 > 0x20 }) == UInt8(ascii: "<") else { return nil }
        let text = String(decoding: start, as: UTF8.self)
        guard let tag = text.range(of: "<svg"), let end = text[tag.upperBound...].firstIndex(of: ">") else {
            return nil
        }
        let before = text[..<tag.lowerBound].trimmingPrefix { $0.isWhitespace }
        guard before.isEmpty || before.hasPrefix("<?xml") || before.hasPrefix("<!") else { return nil }
        return String(text[tag.upperBound..<end])
    }

    private static func svgSize(_ tag: String) -> (Int, Int)? {
        func attribute(_ name: String) -> Substring? {
            guard let start = tag.range(of: " \(name)=\"") else { return nil }
            return tag[start.upperBound...].prefix { $0 != "\"" }
        }
        func pixels(_ text: Substring?) -> Int? {
            guard let text else { return nil }
            return Double(text.hasSuffix("px") ? text.dropLast(2) : text).flatMap { Int(exactly: $0.rounded()) }
        }
        if let width = pixels(attribute("width")), let height = pixels(attribute("height")) { return (width, height) }
        let box = attribute("viewBox")?.split { $0 == " " || $0 == "," } ?? []
        guard box.count == 4, let width = pixels(box[2]), let height = pixels(box[3]) else { return nil }
        return (width, height)
    }
}

extension StringProtocol {
    /// The first place of a text, found by its bytes.
    fileprivate func range(of text: String) -> Range<Index>? { firstRange(of: text) }
}
