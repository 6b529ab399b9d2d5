import LambdaModel
import Support

/// The messages of a link as bytes. A frame is a length (four bytes, big endian, of what follows), a kind (one byte)
/// and a content: JSON for messages, and a packed form for log lines, of which there may be millions.
public enum LinkFrame {
    /// The most bytes of one frame: a call's event and response of 6 MB each and its log fit, as base64.
    public static let maximumBytes = 64 << 20

    /// The kind of a frame.
    enum Kind: UInt8 {
        case message = 0x43
        case lines = 0x4C
    }

    /// The reason why bytes are not a valid message.
    public struct Malformed: Error, Hashable, Sendable, CustomStringConvertible {
        /// One line for the user.
        public let description: String
    }

    /// A message as a frame.
    ///
    /// - Throws: ``Malformed`` if it is larger than ``maximumBytes``.
    public static func bytes(_ message: some WireCodable) throws(Malformed) -> [UInt8] {
        var content: [UInt8] = []
        message.wire.write(to: &content)
        guard content.count < maximumBytes else {
            throw Malformed(description: "a message of \(content.count >> 20) MB is too large for the link")
        }
        return framed(.message, content)
    }

    /// Log lines as a frame.
    public static func bytes(_ chunk: LogChunk) -> [UInt8] { framed(.lines, PackedLines.bytes(chunk)) }

    private static func framed(_ kind: Kind, _ content: some Collection<UInt8>) -> [UInt8] {
        var frame: [UInt8] = []
        frame.reserveCapacity(content.count + 5)
        withUnsafeBytes(of: UInt32(content.count + 1).bigEndian) { frame.append(contentsOf: $0) }
        frame.append(kind.rawValue)
        frame.append(contentsOf: content)
        return frame
    }
}

/// Takes frames out of a stream of bytes.
public struct LinkFrameReader: Sendable {
    /// What one frame holds.
    public enum Content: Hashable, Sendable {
        /// A message, as CBOR.
        case message([UInt8])
        /// Log lines.
        case lines(LogChunk)

        /// The message.
        public func decoded<Message: WireCodable>(_ type: Message.Type) throws(LinkFrame.Malformed) -> Message {
            guard case .message(let bytes) = self else {
                throw LinkFrame.Malformed(description: "log lines in place of a message")
            }
            do throws(WireError) {
                return try Message(wire: WireValue(bytes))
            } catch {
                throw LinkFrame.Malformed(description: error.description)
            }
        }
    }

    private var buffer: [UInt8] = []
    /// Bytes of `buffer` that were taken.
    private var taken = 0

    /// The beginning of a stream.
    public init() {}

    /// Adds bytes that have arrived.
    public mutating func append(_ bytes: some Collection<UInt8>) { buffer.append(contentsOf: bytes) }

    /// The next frame; nil if it has not arrived completely.
    ///
    /// - Throws: ``LinkFrame/Malformed`` if the bytes are not a frame. Nothing can be read after that.
    public mutating func next() throws(LinkFrame.Malformed) -> Content? {
        let left = buffer.count - taken
        guard left >= 5 else { return nil }
        let count = buffer[taken..<(taken + 4)].reduce(0) { $0 << 8 | Int($1) }
        guard count >= 1, count <= LinkFrame.maximumBytes else {
            throw LinkFrame.Malformed(description: "a frame of \(count) bytes")
        }
        guard let kind = LinkFrame.Kind(rawValue: buffer[taken + 4]) else {
            throw LinkFrame.Malformed(description: "a frame of kind \(buffer[taken + 4])")
        }
        guard left >= 4 + count else { return nil }
        let content = Array(buffer[(taken + 5)..<(taken + 4 + count)])
        taken += 4 + count
        if taken == buffer.count || taken > 1 << 20 {
            buffer.removeFirst(taken)
            taken = 0
        }
        switch kind {
        case .message: return .message(content)
        case .lines: return .lines(try PackedLines.chunk(content))
        }
    }
}

/// Log lines, packed: numbers are little endian, texts have their length before them.
enum PackedLines {
    static func bytes(_ chunk: LogChunk) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(chunk.records.reduce(64) { $0 + $1.text.utf8.count + 18 })
        func add<Number: FixedWidthInteger>(_ number: Number) {
            withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
        }
        func add(_ text: String) {
            add(UInt32(text.utf8.count))
            bytes.append(contentsOf: text.utf8)
        }
        add(chunk.function)
        add(Int64(chunk.dropped))
        add(Int64(chunk.end))
        add(UInt32(chunk.records.count))
        var invocation: String?
        for record in chunk.records {
            add(record.time.bitPattern)
            let isSame = record.invocation == invocation
            bytes.append(record.source.rawValue | (isSame ? 0 : record.invocation == nil ? 0x40 : 0x80))
            if !isSame, let id = record.invocation { add(id) }
            invocation = record.invocation
            add(record.text)
        }
        return bytes
    }

    static func chunk(_ bytes: [UInt8]) throws(LinkFrame.Malformed) -> LogChunk {
        var reader = Reader(bytes: bytes)
        let function = try reader.text()
        let (dropped, end) = (Int(try reader.number(Int64.self)), Int(try reader.number(Int64.self)))
        let count = Int(try reader.number(UInt32.self))
        var records: [LogRecord] = []
        records.reserveCapacity(min(count, bytes.count / 13))
        var invocation: String?
        for _ in 0..<count {
            let time = Double(bitPattern: try reader.number(UInt64.self))
            let mark = try reader.number(UInt8.self)
            guard let source = LogRecord.Source(rawValue: mark & 0x3F) else { throw Reader.malformed }
            if mark & 0x80 != 0 { invocation = try reader.text() } else if mark & 0x40 != 0 { invocation = nil }
            records.append(LogRecord(time: time, source: source, text: try reader.text(), invocation: invocation))
        }
        return LogChunk(function: function, dropped: dropped, end: end, records: records)
    }

    private struct Reader {
        let bytes: [UInt8]
        var place = 0

        static let malformed = LinkFrame.Malformed(description: "log lines that end too early")

        mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) throws(LinkFrame.Malformed) -> Number {
            let size = MemoryLayout<Number>.size
            guard bytes.count - place >= size else { throw Self.malformed }
            defer { place += size }
            return bytes.withUnsafeBytes {
                Number(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: Number.self))
            }
        }

        mutating func text() throws(LinkFrame.Malformed) -> String {
            let count = Int(try number(UInt32.self))
            guard bytes.count - place >= count else { throw Self.malformed }
            defer { place += count }
            return String(decoding: bytes[place..<(place + count)], as: UTF8.self)
        }
    }
}
