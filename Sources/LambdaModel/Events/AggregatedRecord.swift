import Support

/// A record that the Kinesis Producer Library made of one record of a user (KPL Aggregated Record Format): a signature, a
/// message of Protocol Buffers, and the message's MD5.
struct AggregatedRecord {
    /// The record as Kinesis stores it.
    let bytes: [UInt8]

    init(partitionKey: String, data: String) {
        // Record: field 1 is the index of its partition key, field 3 the data.
        let record = [0x08, 0] + Self.field(3, Array(data.utf8))
        // AggregatedRecord: field 1 has the partition keys, field 3 the records.
        let message = Self.field(1, Array(partitionKey.utf8)) + Self.field(3, record)
        bytes = [0xF3, 0x89, 0x9A, 0xC2] + message + MD5.digest(message)
    }

    /// A field that has a length.
    private static func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
        [number << 3 | 2] + variable(content.count) + content
    }

    /// A number in groups of seven bits, the lowest first.
    private static func variable(_ number: Int) -> [UInt8] {
        number < 0x80 ? [UInt8(number)] : [UInt8(number & 0x7F) | 0x80] + variable(number >> 7)
    }
}
