/// The sequences that set a terminal's colours and attributes (ECMA-48, SGR): `ESC [ numbers m`.
public enum SGR {
    /// A colour, whichever way it was written.
    public enum Colour: Hashable, Sendable {
        /// One of the palette: 0 to 255.
        case indexed(Int)
        /// Red, green and blue, 0 to 255 each if the writer keeps to that.
        case rgb(Int, Int, Int)
    }

    /// One thing that a sequence sets.
    public struct Attribute: Hashable, Sendable {
        /// What it sets: 0 resets all, 31 makes text red.
        public var code: Int
        /// The number after a colon: the kind of line in `4:3`. Nil if there is none.
        public var detail: Int?
        /// The colour, of the codes that set one. Nil for the others, and if the sequence names none that there is.
        public var colour: Colour?
        /// How it was written, with the numbers of its colour.
        public var text: String
    }

    /// Text in an attribute, which ends with it: `31` for red.
    public static func text(_ text: String, code: String) -> String { "\u{1B}[\(code)m\(text)\u{1B}[0m" }

    /// The index after the sequence that begins at `start`; nil if none begins there.
    public static func end(of bytes: [UInt8], at start: Int) -> Int? {
        guard bytes[start] == 0x1B, start + 1 < bytes.count, bytes[start + 1] == UInt8(ascii: "[") else { return nil }
        var index = start + 2
        while index < bytes.count, (0x30...0x3B).contains(bytes[index]) { index += 1 }
        return index < bytes.count && bytes[index] == UInt8(ascii: "m") ? index + 1 : nil
    }

    /// What a sequence sets.
    ///
    /// - Parameter numbers: what is between `ESC [` and `m`: digits, `;` and `:`. A colour that breaks off ends it.
    public static func attributes(_ numbers: ArraySlice<UInt8>) -> [Attribute] {
        let parameters = numbers.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map(
            Parameter.init)
        var attributes: [Attribute] = []
        var index = 0
        while index < parameters.count {
            let parameter = parameters[index]
            index += 1
            var attribute = Attribute(
                code: parameter.numbers[0], detail: parameter.numbers.dropFirst().first,
                colour: colour(of: parameter.numbers[0]), text: parameter.text)
            if [38, 48, 58].contains(attribute.code) {
                if parameter.numbers.count > 1 {
                    // `38:5:208`, and `38:2::1:2:3` with a colour space in front, which writers leave out.
                    let own = Array(parameter.numbers.dropFirst())
                    attribute.colour = extended(own.count > 4 && own[0] == 2 ? [2] + own[2...4] : own)?.colour
                } else {
                    // `38;5;208`: what most write.
                    let rest = parameters[index...].prefix(4)
                    let found = extended(rest.map { $0.numbers[0] })
                    guard found != nil || ![2, 5].contains(rest.first?.numbers[0]) else { return attributes }
                    attribute.colour = found?.colour
                    let count = found?.count ?? 0
                    attribute.text = ([parameter.text] + rest.prefix(count).map(\.text)).joined(separator: ";")
                    index += count
                }
            }
            attributes.append(attribute)
        }
        return attributes
    }

    /// A number, with those that follow it after colons.
    private struct Parameter {
        let text: String
        let numbers: [Int]

        init(_ bytes: ArraySlice<UInt8>) {
            text = String(decoding: bytes, as: UTF8.self)
            numbers = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map { digits in
                digits.reduce(0) { min($0 * 10 + Int($1 & 0x0F), 9999) }
            }
        }
    }

    /// The colour of a code that is one by itself.
    private static func colour(of code: Int) -> Colour? {
        switch code {
        case 30...37: .indexed(code - 30)
        case 40...47: .indexed(code - 40)
        case 90...97: .indexed(code - 90 + 8)
        case 100...107: .indexed(code - 100 + 8)
        default: nil
        }
    }

    /// The colour that numbers begin with, and how many of them are its own: `5` and an index, or `2` and three parts.
    private static func extended(_ numbers: [Int]) -> (colour: Colour, count: Int)? {
        switch numbers.first {
        case 5 where numbers.count >= 2: (.indexed(min(numbers[1], 255)), 2)
        case 2 where numbers.count >= 4: (.rgb(numbers[1], numbers[2], numbers[3]), 4)
        default: nil
        }
    }
}
