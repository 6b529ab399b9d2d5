/// The header `X-Amzn-Trace-Id`, by which calls of calls are joined: a function's SDK sends on the one that it was given.
public enum TraceHeader {
    /// A new root, in X-Ray's format: the version, eight hexadecimal digits of the time in seconds, twenty-four of chance.
    public static func make(at seconds: Double) -> String {
        let time = hex(UInt64(max(0, seconds)) & 0xFFFF_FFFF, digits: 8)
        let chance = hex(.random(in: 0...(1 << 48 - 1)), digits: 12) + hex(.random(in: 0...(1 << 48 - 1)), digits: 12)
        return "Root=1-\(time)-\(chance);Sampled=0"
    }

    private static func hex(_ number: UInt64, digits: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
