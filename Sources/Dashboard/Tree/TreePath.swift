import Support

/// The way from the outermost value to another one.
struct TreePath: Hashable, Sendable {
    /// One step of the way.
    enum Step: Hashable, Sendable {
        /// To the member with a key.
        case key(String)
        /// To the element at a position.
        case index(Int)
        /// To a part of an array.
        case slice(Range<Int>)
        /// Into the JSON that a string holds.
        case json(isBase64: Bool)
    }

    /// The steps from the outermost value.
    var steps: [Step]

    /// As a filter for jq: `.body | fromjson | .items[2].sku` (jq 1.8 Manual: Basic filters, "Convert to/from JSON",
    /// "Format strings and escaping").
    var jq: String {
        var (text, part) = ("", "")
        for step in steps {
            switch step {
            case .key(let key):
                let isWord = Self.isWord(key)
                if isWord { part += "." + key } else { part += (part.isEmpty ? "." : "") + "[\(Self.quoted(key))]" }
            case .index(let index): part += (part.isEmpty ? "." : "") + "[\(index)]"
            case .slice(let range): part += (part.isEmpty ? "." : "") + "[\(range.lowerBound):\(range.upperBound)]"
            case .json(let isBase64):
                text += (part.isEmpty ? "." : part) + (isBase64 ? " | @base64d | fromjson | " : " | fromjson | ")
                part = ""
            }
        }
        return text + (part.isEmpty ? "." : part)
    }

    /// Whether a key needs no quotes: letters, digits and `_`, not a digit first.
    private static func isWord(_ key: String) -> Bool {
        guard let first = key.utf8.first, !first.isASCIIDigit else { return false }
        return key.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") }
    }

    /// A key as a JSON string.
    private static func quoted(_ key: String) -> String {
        var result = "\""
        for scalar in key.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.isControl: result += "\\u" + Hex.text(scalar.value, digits: 4)
            case _: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
