/// Reads the `mappings` of a source map: segments of numbers in base 64 (VLQ), separated by commas, with a semicolon
/// after each line of the generated file (ECMA-426, mappings structure).
struct MappingReader {
    /// A piece of the generated file. All numbers are from 0.
    struct Segment: Hashable {
        var line: Int
        var column: Int
        /// Its place in a source; nil if it belongs to none.
        var original: Original?
    }

    /// A place in a source.
    struct Original: Hashable {
        var source: Int
        var line: Int
        var column: Int
    }

    private let bytes: [UInt8]
    private var index = 0
    private var line = 0
    private var column = 0
    private var original = Original(source: 0, line: 0, column: 0)
    private var name = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next segment; nil at the end.
    mutating func next() throws(SourceMap.Failure) -> Segment? {
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: ";"):
                line += 1
                column = 0
                index += 1
            case UInt8(ascii: ","): index += 1
            default: return try segment()
            }
        }
        return nil
    }

    private mutating func segment() throws(SourceMap.Failure) -> Segment {
        try add(to: \.column)
        guard !isAtEnd else { return Segment(line: line, column: column) }
        try add(to: \.original.source)
        guard !isAtEnd else { throw Self.broken }
        try add(to: \.original.line)
        guard !isAtEnd else { throw Self.broken }
        try add(to: \.original.column)
        if !isAtEnd { try add(to: \.name) }
        guard isAtEnd else { throw Self.broken }
        return Segment(line: line, column: column, original: original)
    }

    private var isAtEnd: Bool {
        index >= bytes.count || bytes[index] == UInt8(ascii: ",") || bytes[index] == UInt8(ascii: ";")
    }

    private static let broken = SourceMap.Failure("its mappings are broken")

    private mutating func add(to field: WritableKeyPath<Self, Int>) throws(SourceMap.Failure) {
        let sum = self[keyPath: field] + (try number())
        guard (0...Int(Int32.max)).contains(sum) else { throw Self.broken }
        self[keyPath: field] = sum
    }

    /// A number: five bits a digit, the lowest first. The sixth bit says that more digits follow, and the lowest bit of
    /// the number is its sign.
    private mutating func number() throws(SourceMap.Failure) -> Int {
        var value = 0
        var shift = 0
        while true {
            guard index < bytes.count, shift <= 30, case let digit = Self.digits[Int(bytes[index])], digit >= 0 else {
                throw Self.broken
            }
            index += 1
            value |= Int(digit & 31) << shift
            if digit & 32 == 0 { break }
            shift += 5
        }
        return value & 1 == 0 ? value >> 1 : -(value >> 1)
    }

    /// The value of each byte as a digit of base 64 (RFC 4648, table 1); -1 for other bytes.
    private static let digits: [Int8] = {
        var table = [Int8](repeating: -1, count: 256)
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for (value, byte) in alphabet.utf8.enumerated() { table[Int(byte)] = Int8(value) }
        return table
    }()
}
