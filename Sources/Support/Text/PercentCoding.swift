/// Percent-encoding of URLs (RFC 3986, section 2.1).
public enum PercentCoding {
    /// Text with all encoded but unreserved characters (letters, digits, `-._~`) and those in `kept`.
    public static func encoded(_ text: String, keeping kept: String = "") -> String {
        var result = ""
        for byte in text.utf8 {
            if byte.isASCIIAlphanumeric || "-._~".utf8.contains(byte) || kept.utf8.contains(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += "%" + Hex.text(byte, digits: 2, isUppercase: true)
            }
        }
        return result
    }

    /// The bytes that text stands for; nil if a `%` has no two digits after it.
    public static func decoded(_ text: some Sequence<UInt8>) -> [UInt8]? { decode(Array(text)) { nil } }

    /// The bytes that text stands for, in which a `%` without two digits after it stays.
    public static func decodedLoosely(_ text: some Sequence<UInt8>) -> [UInt8] {
        decode(Array(text)) { UInt8(ascii: "%") } ?? []
    }

    /// A name or value of a query or of a form, in which `+` is a blank (URL Standard,
    /// `application/x-www-form-urlencoded`). Bytes that are not UTF-8 become U+FFFD.
    public static func decodedForm(_ text: some Sequence<UInt8>) -> String {
        let blank = UInt8(ascii: " ")
        return String(decoding: decodedLoosely(text.map { $0 == UInt8(ascii: "+") ? blank : $0 }), as: UTF8.self)
    }

    /// - Parameter broken: what a `%` without two digits is; nil if the text means nothing then.
    private static func decode(_ bytes: [UInt8], broken: () -> UInt8?) -> [UInt8]? {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] != UInt8(ascii: "%") {
                result.append(bytes[index])
            } else if index + 2 < bytes.count, let high = bytes[index + 1].hexDigitValue,
                let low = bytes[index + 2].hexDigitValue
            {
                result.append(high << 4 | low)
                index += 2
            } else {
                guard let byte = broken() else { return nil }
                result.append(byte)
            }
            index += 1
        }
        return result
    }
}
