import Support

/// The header `X-Amzn-Trace-Id`, which joins a call with the calls that it makes: a function's SDK forwards the header.
public enum TraceHeader {
    /// A new root in X-Ray's format: the version, eight hexadecimal digits of the time in seconds, twenty-four random
    /// ones.
    public static func make(at seconds: Double) -> String {
        let time = Hex.text(UInt64(max(0, seconds)) & 0xFFFF_FFFF, digits: 8)
        let (first, last) = (UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max))
        return "Root=1-\(time)-\(Hex.text(first >> 16, digits: 12))\(Hex.text(last >> 16, digits: 12));Sampled=0"
    }
}

/// A request id of the server's own, for a call whose log has none yet.
enum RequestID {
    /// A random UUID (version 4, RFC 9562). Foundation's opens the system's random source for each.
    static func make() -> String {
        let chance = (UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max))
        let high = chance.0 & ~0xF000 | 0x4000
        let low = chance.1 & ~(3 << 62) | 1 << 63
        let (first, last) = (Hex.text(high >> 32, digits: 8), Hex.text(low & (1 << 48 - 1), digits: 12))
        let middle = [high >> 16, high, low >> 48].map { Hex.text($0 & 0xFFFF, digits: 4) }
        return "\(first)-\(middle[0])-\(middle[1])-\(middle[2])-\(last)"
    }
}
