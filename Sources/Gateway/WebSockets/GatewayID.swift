/// The ids that API Gateway gives to connections, messages and requests of a WebSocket API: 11 bytes in base64 for URLs,
/// as `Kf2bqd9WywMCEng=`.
public enum GatewayID {
    private static let letters = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".unicodeScalars)
    /// 88 bits in letters of 6 bits.
    private static let count = 15

    /// A new id.
    public static func make(using generator: inout some RandomNumberGenerator) -> String {
        var id = String.UnicodeScalarView()
        for position in 0..<count {
            // Of the last letter only four bits are left.
            let bits = UInt8.random(in: 0..<64, using: &generator)
            id.append(letters[Int(position == count - 1 ? bits & 0b11_1100 : bits)])
        }
        return String(id) + "="
    }

    /// A new id of the system's random numbers.
    public static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        return make(using: &generator)
    }

    /// Whether text has the form of an id.
    public static func isValid(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        return scalars.count == count + 1 && scalars.last == "=" && scalars.dropLast().allSatisfy(letters.contains)
    }
}
