/// A request id in few bytes: nearly all are UUIDs.
enum RequestKey: Hashable, Sendable {
    case uuid(UInt64, UInt64)
    case other(String)

    /// The key of an id.
    init(_ id: String) {
        var (high, low, digits) = (UInt64(0), UInt64(0), 0)
        for (index, byte) in id.utf8.enumerated() {
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard byte == UInt8(ascii: "-") else { break }
                continue
            }
            guard digits < 32, let digit = Self.digit(byte) else { break }
            if digits < 16 { high = high << 4 | digit } else { low = low << 4 | digit }
            digits += 1
        }
        self = digits == 32 && id.utf8.count == 36 ? .uuid(high, low) : .other(id)
    }

    /// The id.
    var text: String {
        switch self {
        case .other(let id): return id
        case .uuid(let high, let low):
            var bytes: [UInt8] = []
            for index in 0..<32 {
                if index == 8 || index == 12 || index == 16 || index == 20 { bytes.append(UInt8(ascii: "-")) }
                let word = index < 16 ? high : low
                let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - index % 16 * 4)) & 15
                bytes.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// The value of a small hex digit, as request ids have them.
    private static func digit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case 0x30...0x39: UInt64(byte - 0x30)
        case 0x61...0x66: UInt64(byte - 0x57)
        default: nil
        }
    }
}

/// Numbers for request ids, with 16 bytes for each id and a table of numbers by hash. A dictionary would need three times
/// as much.
struct LogCallNumbers: Sendable {
    /// An id: a UUID, or 0 and the place in ``others``.
    private struct Bits: Hashable {
        var high: UInt64
        var low: UInt64

        /// Request ids are random; others are counted.
        var hash: Int { Int(truncatingIfNeeded: (high ^ low) &* 0x9E37_79B9_7F4A_7C15 >> 16) }
    }

    private var ids: [Bits] = []
    private var free: [UInt32] = []
    /// Numbers, plus 1, at the place of their hash or after it; 0 is empty.
    private var table: [UInt32] = Array(repeating: 0, count: 16)
    /// Ids that are not UUIDs.
    private var others: [String: UInt64] = [:]
    private var otherTexts: [UInt64: String] = [:]
    private var nextOther: UInt64 = 0

    /// The number of an id; nil if it has none.
    func number(of id: String) -> UInt32? {
        guard let bits = bits(of: RequestKey(id)) else { return nil }
        let place = place(of: bits)
        return table[place] == 0 ? nil : table[place] - 1
    }

    /// The id of a number.
    func id(_ number: UInt32) -> String {
        let bits = ids[Int(number)]
        return bits.high == 0 ? otherTexts[bits.low] ?? "" : RequestKey.uuid(bits.high, bits.low).text
    }

    /// Gives a number to an id that has none.
    mutating func insert(_ id: String) -> UInt32 {
        let key = RequestKey(id)
        let bits: Bits
        if case .uuid(let high, let low) = key, high != 0 {
            bits = Bits(high: high, low: low)
        } else {
            bits = Bits(high: 0, low: nextOther)
            others[id] = nextOther
            otherTexts[nextOther] = id
            nextOther += 1
        }
        if (ids.count - free.count + 1) * 4 > table.count * 3 { grow() }
        let number = free.popLast() ?? UInt32(ids.count)
        if Int(number) == ids.count { ids.append(bits) } else { ids[Int(number)] = bits }
        table[place(of: bits)] = number + 1
        return number
    }

    /// Takes the number from an id.
    mutating func remove(_ number: UInt32) {
        let bits = ids[Int(number)]
        if bits.high == 0, let text = otherTexts.removeValue(forKey: bits.low) { others[text] = nil }
        free.append(number)
        // What was placed after this one, because of it, moves up.
        let mask = table.count - 1
        var (hole, next) = (place(of: bits), place(of: bits))
        while true {
            next = (next + 1) & mask
            guard table[next] != 0 else { break }
            let home = ids[Int(table[next] - 1)].hash & mask
            if (next - home) & mask < (next - hole) & mask { continue }
            table[hole] = table[next]
            hole = next
        }
        table[hole] = 0
    }

    private func bits(of key: RequestKey) -> Bits? {
        if case .uuid(let high, let low) = key, high != 0 { return Bits(high: high, low: low) }
        return others[key.text].map { Bits(high: 0, low: $0) }
    }

    /// The place of an id, or the empty place for it.
    private func place(of bits: Bits) -> Int {
        let mask = table.count - 1
        var place = bits.hash & mask
        while table[place] != 0, ids[Int(table[place] - 1)] != bits { place = (place + 1) & mask }
        return place
    }

    private mutating func grow() {
        let numbers = table.filter { $0 != 0 }
        table = Array(repeating: 0, count: 2 * table.count)
        for number in numbers { table[place(of: ids[Int(number - 1)])] = number }
    }
}
