/// Documents from a seed: the same ones on each run, so that a failure can be repeated.
struct RandomJSON {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A document with random spaces and line breaks, and the same tokens without any.
    mutating func document() -> (source: String, compact: String) {
        var tokens: [String] = []
        value(depth: 0, into: &tokens)
        let source = tokens.reduce(into: space()) { $0 += $1 + space() }
        return (source, tokens.joined())
    }

    private mutating func value(depth: Int, into tokens: inout [String]) {
        switch pick(depth < 6 ? 8 : 5) {
        case 0: tokens.append(string())
        case 1: tokens.append(number())
        case 2: tokens.append(["true", "false"][pick(2)])
        case 3: tokens.append("null")
        case 4: tokens.append(["{}", "[]"][pick(2)])
        case 5, 6:
            list("{", "}", depth: depth, into: &tokens) { generator, tokens in
                tokens.append(generator.string())
                tokens.append(":")
            }
        default:
            list("[", "]", depth: depth, into: &tokens) { _, _ in }
        }
    }

    private mutating func list(
        _ open: String, _ close: String, depth: Int, into tokens: inout [String],
        before: (inout RandomJSON, inout [String]) -> Void
    ) {
        tokens.append(open)
        for index in 0..<(1 + pick(5)) {
            if index > 0 { tokens.append(",") }
            before(&self, &tokens)
            value(depth: depth + 1, into: &tokens)
        }
        tokens.append(close)
    }

    private mutating func string() -> String {
        let pieces = [
            "a", "B", "é", "日", "😀", "{", "}", "[", ",", ":", " ", "/", "\\\"", "\\\\", "\\/", "\\b", "\\n", "\\t",
            "\\u00e9", "\\uD83D\\uDE00", "\\ud800", "\\udc00", "\\u0000", "\u{7F}", "\u{2028}",
        ]
        return "\"" + (0..<pick(8)).map { _ in pieces[pick(pieces.count)] }.joined() + "\""
    }

    private mutating func number() -> String {
        let whole = ["0", "7", "10", "123456789012345678901234567890"][pick(4)]
        let fraction = ["", ".0", ".50", ".000123"][pick(4)]
        let exponent = ["", "e2", "E-3", "e+00", "E400"][pick(5)]
        return ["", "-"][pick(2)] + whole + fraction + exponent
    }

    private mutating func space() -> String { ["", "", " ", "\n", "\r\n", "\t  ", "\r"][pick(7)] }

    /// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
    private mutating func pick(_ count: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(count))
    }
}
