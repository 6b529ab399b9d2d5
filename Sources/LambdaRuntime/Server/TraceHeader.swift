import Support

/// The header `X-Amzn-Trace-Id`, which joins a call with the calls that it makes: a function's SDK forwards the header.
public enum TraceHeader {
    /// A new root in X-Ray's format: the version, eight hexadecimal digits of the time in seconds, twenty-four random
    /// ones.
    public static func make(at seconds: Double) -> String {
        let time = Hex.text(UInt64(max(0, seconds)) & 0xFFFF_FFFF, digits: 8)
        let chance = (0..<2).map { _ in Hex.text(UInt64.random(in: 0...(1 << 48 - 1)), digits: 12) }.joined()
        return "Root=1-\(time)-\(chance);Sampled=0"
    }
}

/// A request id of the server's own, for a call whose log has none yet.
enum RequestID {
    /// A random UUID (version 4, RFC 9562). Foundation's opens the system's random source for each.
    static func make() -> String {
        let chance = (UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max))
        let high = chance.0 & ~0xF000 | 0x4000
        let low = chance.1 & ~(3 << 62) | 1 << 63
        let (first, last) = (Hex.text(high, digits: 16), Hex.text(low, digits: 16))
        let groups = [
            first.prefix(8), first.dropFirst(8).prefix(4), first.suffix(4), last.prefix(4), last.suffix(12),
        ]
        return groups.joined(separator: "-")
    }
}
