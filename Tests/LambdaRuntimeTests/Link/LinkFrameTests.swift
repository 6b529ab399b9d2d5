import LambdaModel
import Support
import TestSupport
import Testing

@testable import HostLink

@Suite("Messages of a link as bytes")
struct LinkFrameTests {
    /// What a reader gets that receives these bytes at once.
    private static func read(_ bytes: [UInt8]) throws -> [LinkFrameReader.Content] { try read([bytes]) }

    /// What a reader gets that receives these pieces, one after the other.
    private static func read(_ pieces: [[UInt8]]) throws -> [LinkFrameReader.Content] {
        var (reader, contents) = (LinkFrameReader(), [LinkFrameReader.Content]())
        for piece in pieces {
            reader.append(piece)
            while let content = try reader.next() { contents.append(content) }
        }
        return contents
    }

    /// The message in a frame.
    private static func sent<Message: WireCodable>(_ message: Message) throws -> Message {
        let contents = try read(LinkFrame.bytes(message))
        return try #require(contents.first).decoded(Message.self)
    }

    private static func content(_ value: WireValue) -> LinkFrameReader.Content {
        var bytes: [UInt8] = []
        value.write(to: &bytes)
        return .message(bytes)
    }

    // MARK: Messages

    @Test(arguments: LinkExamples.ofClients)
    func `a client's message arrives as it was`(message: ClientMessage) throws {
        #expect(try Self.sent(message) == message)
    }

    @Test(arguments: LinkExamples.ofHosts)
    func `a host's message arrives as it was`(message: HostMessage) throws {
        #expect(try Self.sent(message) == message)
    }

    @Test(arguments: [false, true]) func `a client's greeting arrives as it was`(endsHost: Bool) throws {
        let hello = ClientHello(LinkVersion(link: 7, program: LinkExamples.text), endsHost: endsHost)
        #expect(try Self.sent(hello) == hello)
    }

    @Test(arguments: [nil, "unix:///var/run/docker.sock"] as [String?])
    func `a host's greeting arrives as it was`(engine: String?) throws {
        let hello = HostHello(
            version: LinkVersion(program: "lamdeck 1.0"), process: 4711, instance: "0123456789abcdef",
            manifest: "/p/\(LinkExamples.text)/functions.json", engine: engine)
        #expect(try Self.sent(hello) == hello)
    }

    @Test func `bytes are not sent as a list of numbers`() throws {
        let payload = [UInt8](repeating: 0xFF, count: 300_000)
        let request = InvocationRequest(function: "hello", event: "e", payload: payload)
        let frame = try LinkFrame.bytes(ClientMessage.call(1, .request(request), wantsStream: false))
        #expect(300_000..<300_500 ~= frame.count)
    }

    // MARK: Greetings of other versions

    @Test func `a client's greeting with unknown members can be read`() throws {
        let value = WireValue.map([
            "endsHost": .bool(true), "more": .array([.int(1), .map([:])]),
            "version": .map(["program": .text("lamdeck 9"), "link": .int(9), "x": .null]),
        ])
        let hello = try Self.content(value).decoded(ClientHello.self)
        #expect(hello == ClientHello(LinkVersion(link: 9, program: "lamdeck 9"), endsHost: true))
    }

    @Test func `a client's greeting without later members can be read`() throws {
        let version = WireValue.map(["program": .text("lamdeck 0"), "link": .int(0)])
        let hello = try Self.content(.map(["version": version])).decoded(ClientHello.self)
        #expect(hello == ClientHello(LinkVersion(link: 0, program: "lamdeck 0")))
    }

    @Test func `a host's greeting with unknown members can be read`() throws {
        let value = WireValue.map([
            "version": .map(["link": .int(9), "program": .text("lamdeck 9")]), "process": .int(7),
            "instance": .text("i"), "manifest": .text("/m"), "more": .map(["a": .array([])]),
        ])
        let hello = try Self.content(value).decoded(HostHello.self)
        let version = LinkVersion(link: 9, program: "lamdeck 9")
        #expect(hello == HostHello(version: version, process: 7, instance: "i", manifest: "/m", engine: nil))
    }

    // MARK: Log lines

    @Test(arguments: LinkExamples.lines) func `log lines arrive as they were`(chunk: LogChunk) throws {
        let expected: [LinkFrameReader.Content] = [.lines(chunk)]
        #expect(try Self.read(LinkFrame.bytes(chunk)) == expected)
    }

    @Test(arguments: LinkExamples.lines) func `log lines that are cut short are refused`(chunk: LogChunk) throws {
        let packed = PackedLines.bytes(chunk)
        #expect(try PackedLines.chunk(packed) == chunk)
        for count in 0..<packed.count {
            #expect(throws: LinkFrame.Malformed.self, "\(count) of \(packed.count) bytes") {
                try PackedLines.chunk(Array(packed.prefix(count)))
            }
        }
    }

    @Test func `log lines of an unknown source are refused`() {
        var packed = PackedLines.bytes(
            LogChunk(function: "", dropped: 0, end: 1, records: [LogRecord(time: 0, source: .output, text: "")]))
        // A mark and the length of the text.
        let mark = packed.count - 5
        #expect(packed[mark] == LogRecord.Source.output.rawValue)
        packed[mark] = LogRecord.Source.build.rawValue + 1
        let bytes = packed
        #expect(throws: LinkFrame.Malformed.self) { try PackedLines.chunk(bytes) }
    }

    /// A number of lines that needs more memory than there is.
    @Test func `a number of log lines that is wrong is refused`() {
        var packed = PackedLines.bytes(LogChunk(function: "", dropped: 0, end: 0, records: []))
        packed.replaceSubrange((packed.count - 4)..., with: [0xFF, 0xFF, 0xFF, 0xFF])
        let bytes = packed
        #expect(throws: LinkFrame.Malformed.self) { try PackedLines.chunk(bytes) }
    }

    @Test func `log lines are not taken for a message`() throws {
        let contents = try Self.read(LinkFrame.bytes(LinkExamples.lines[1]))
        #expect(contents.count == 1)
        for content in contents {
            #expect(throws: LinkFrame.Malformed.self) { try content.decoded(HostMessage.self) }
        }
    }

    // MARK: Frames

    @Test func `a frame has a length, a kind and a content`() throws {
        // A list of one text (RFC 8949, appendix A).
        let head: [UInt8] = [0, 0, 0, 8, 0x43, 0x81, 0x65]
        #expect(try LinkFrame.bytes(ClientMessage.leave) == head + Array("leave".utf8))
        // A text without a character, two positions, and the number of lines.
        let packedHead: [UInt8] = [0, 0, 0, 4 + 8 + 8 + 4 + 1, 0x4C]
        #expect(LinkFrame.bytes(LinkExamples.lines[0]) == packedHead + [UInt8](repeating: 0, count: 24))
    }

    /// A message, log lines and a message.
    private static func three() throws -> (bytes: [UInt8], contents: [LinkFrameReader.Content]) {
        let messages: [ClientMessage] = [.cancel(1), .request(2, .restart(LinkExamples.text))]
        let frames = try messages.map { try LinkFrame.bytes($0) }
        let contents = frames.map { LinkFrameReader.Content.message(Array($0.dropFirst(5))) }
        let chunk = LinkExamples.lines[1]
        return (frames[0] + LinkFrame.bytes(chunk) + frames[1], [contents[0], .lines(chunk), contents[1]])
    }

    @Test func `several frames can arrive in one piece`() throws {
        let (bytes, contents) = try Self.three()
        #expect(try Self.read(bytes) == contents)
        #expect(try Self.read(Array(bytes.dropLast())) == Array(contents.dropLast()), "the last one is not whole")
    }

    @Test func `frames can arrive byte by byte`() throws {
        let (bytes, contents) = try Self.three()
        #expect(try Self.read(bytes.map { [$0] }) == contents)
    }

    /// Frames of up to a megabyte, in pieces of up to two.
    @Test(arguments: 0..<10) func `frames can arrive in any pieces`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let chunks = (0..<12).map { number in
            let count = [3, 1000, 400_000, 1 << 20].randomElement(using: &random) ?? 3
            let text = String(repeating: "\(number % 10)", count: count)
            let record = LogRecord(time: Double(number), source: .output, text: text)
            return LogChunk(function: "f\(number)", dropped: number, end: number, records: [record])
        }
        let bytes = chunks.flatMap { LinkFrame.bytes($0) }
        var (rest, pieces) = (bytes[...], [[UInt8]]())
        while !rest.isEmpty {
            let most = [7, 5000, 2 << 20].randomElement(using: &random) ?? 7
            let piece = rest.prefix(Int.random(in: 0...most, using: &random))
            pieces.append(Array(piece))
            rest = rest.dropFirst(piece.count)
        }
        let expected = chunks.map { LinkFrameReader.Content.lines($0) }
        #expect(try Self.read(pieces) == expected)
    }

    @Test func `a frame that is too large is refused before it arrives`() throws {
        func head(_ count: Int) -> [UInt8] {
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) } + [0x43]
        }
        #expect(try Self.read(head(LinkFrame.maximumBytes)) == [], "this one is not")
        #expect(throws: LinkFrame.Malformed(description: "a frame of \(LinkFrame.maximumBytes + 1) bytes")) {
            try Self.read(head(LinkFrame.maximumBytes + 1))
        }
        #expect(throws: LinkFrame.Malformed(description: "a frame of 4294967295 bytes")) {
            try Self.read(head(0xFFFF_FFFF))
        }
    }

    /// As when something that is not lamdeck writes to the connection.
    @Test(
        arguments: [
            [0, 0, 0, 2, 0x58, 0], [0, 0, 0, 0, 0x43], Array("HTTP/1.1 400 Bad Request\r\n".utf8), [0, 0, 0, 9, 0],
        ] as [[UInt8]])
    func `bytes that are no frame are refused`(bytes: [UInt8]) {
        #expect(throws: LinkFrame.Malformed.self) { try Self.read(bytes) }
    }

    @Test func `frames before a malformed one can be read`() throws {
        var reader = LinkFrameReader()
        reader.append(try LinkFrame.bytes(ClientMessage.leave) + [0, 0, 0, 2, 0x58, 0])
        let first = try reader.next()
        let message = try #require(first).decoded(ClientMessage.self)
        #expect(message == .leave)
        let rest = reader
        #expect(throws: LinkFrame.Malformed(description: "a frame of kind 88")) {
            var reader = rest
            return try reader.next()
        }
    }

    @Test(
        arguments: [
            [], [0x7B], [0x81], [0x82, 0x65], [0x81, 0x65] + Array("dance".utf8), [0xFF], [0xF6, 0xF6],
            [0x9B] + [UInt8](repeating: 0xFF, count: 8),
            [UInt8](repeating: 0x81, count: 100) + [0xF6],
        ] as [[UInt8]])
    func `a message that is not well formed, or unknown, is refused`(bytes: [UInt8]) {
        #expect(throws: LinkFrame.Malformed.self) {
            try LinkFrameReader.Content.message(bytes).decoded(ClientMessage.self)
        }
    }

    /// Examples of RFC 8949, appendix A.
    @Test(
        arguments: [
            (.int(0), [0x00]), (.int(23), [0x17]), (.int(24), [0x18, 0x18]), (.int(1000), [0x19, 0x03, 0xE8]),
            (.int(1_000_000), [0x1A, 0x00, 0x0F, 0x42, 0x40]), (.int(-1), [0x20]), (.int(-1000), [0x39, 0x03, 0xE7]),
            (.int(1_000_000_000_000), [0x1B, 0, 0, 0, 0xE8, 0xD4, 0xA5, 0x10, 0]), (.bool(true), [0xF5]),
            (.double(1.1), [0xFB, 0x3F, 0xF1, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9A]), (.null, [0xF6]),
            (.bytes([1, 2, 3, 4]), [0x44, 1, 2, 3, 4]), (.text("IETF"), [0x64, 0x49, 0x45, 0x54, 0x46]),
            (.array([.int(1), .array([.int(2), .int(3)])]), [0x82, 0x01, 0x82, 0x02, 0x03]),
            (.map(["a": .int(1)]), [0xA1, 0x61, 0x61, 0x01]),
            (.int(.min), [0x3B, 0x7F] + [UInt8](repeating: 0xFF, count: 7)),
        ] as [(WireValue, [UInt8])])
    func `values are written as in the standard`(value: WireValue, bytes: [UInt8]) throws {
        var written: [UInt8] = []
        value.write(to: &written)
        #expect(written == bytes)
        #expect(try WireValue(bytes) == value)
    }
}
