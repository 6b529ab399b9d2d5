/// The bytes of an event as the function gets them.
public enum EventBytes {
    /// The largest event in bytes; the emulator cuts a longer one off (LAMBDA facts, point 8).
    public static let limit = 6_291_556

    /// The event without a byte order mark, which some editors write and no runtime's JSON reader accepts (RFC 8259,
    /// section 8.1).
    public static func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }

    /// Why an event of that size cannot be sent; nil if it can.
    public static func refusal(_ count: Int) -> String? {
        count > limit ? "the event has \(count) bytes; Lambda's limit is \(limit) (6 MB)" : nil
    }
}
