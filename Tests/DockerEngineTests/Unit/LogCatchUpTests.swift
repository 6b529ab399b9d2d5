import NIOCore
import Testing

@testable import DockerEngine

/// A followed log that the engine ended too early is read to its end.
@Suite struct LogCatchUpTests {
    /// Records with equal times, out of order, and in pieces.
    static let frames: [[UInt8]] = [
        LogDecodingTests.frame(1, "one\n", "01.5"), LogDecodingTests.frame(2, "two\n", "01.4"),
        LogDecodingTests.frame(1, "three\n", "01.5"), LogDecodingTests.frame(1, "pie", "01.7"),
        LogDecodingTests.frame(2, "four\n", "01.8"), LogDecodingTests.frame(1, "ces\n", "01.7"),
        LogDecodingTests.frame(1, "\n", "01.9"), LogDecodingTests.frame(2, "end", "02.9"),
    ]
    static let expected = [
        "one", "two", "three", "four", "pieces", "", "end",
    ]

    /// What a reader gets if the log was cut after some frames, and read again from another one.
    static func lines(cutAfter cut: Int, restartingAt start: Int) throws -> (lines: [String], asked: EngineTimestamp?) {
        let asked = Asked()
        var decoder = LogDecoder(lines: LogLineSplitter(timestamps: true)) { time in
            asked.time = time
            return EngineRequest(.get, "/again", operation: "")
        }
        var lines: [LogLine] = []
        for frame in frames[..<cut] {
            lines += try decoder.feed(ByteBuffer(bytes: frame)).joined()
        }
        #expect(decoder.continuation()?.path == "/again")
        for frame in frames[start...] {
            lines += try decoder.feed(ByteBuffer(bytes: frame)).joined()
        }
        #expect(decoder.continuation() == nil)
        lines += try decoder.finish().joined()
        return (text(lines), asked.time)
    }

    private final class Asked: @unchecked Sendable {
        var time: EngineTimestamp?
    }

    @Test(arguments: 0...frames.count)
    func nothingIsLostAndNothingIsRepeated(cut: Int) throws {
        let (lines, asked) = try Self.lines(cutAfter: cut, restartingAt: 0)
        #expect(lines == Self.expected)
        #expect((asked == nil) == (cut == 0))
    }

    @Test func itMayBeReadAgainFromAnywhereBefore() throws {
        // Cut after "four"; starting a moment earlier repeats records 3 and 4.
        for start in 0...4 {
            #expect(try Self.lines(cutAfter: 5, restartingAt: start).lines == Self.expected)
        }
    }

    @Test func aLastRecordThatIsGoneCostsNothingThatIsStillThere() throws {
        // The log was rotated since, and no longer contains the last record that was read.
        #expect(try Self.lines(cutAfter: 3, restartingAt: 3).lines == Self.expected)
    }

    // MARK: An engine that repeats records

    /// The lines that a reader gets from frames with times in one stream.
    static func lines(_ frames: [(output: UInt8, text: String, seconds: String)]) throws -> [String] {
        var decoder = LogDecoder(lines: LogLineSplitter(timestamps: true))
        var lines: [LogLine] = []
        for frame in frames {
            let bytes = LogDecodingTests.frame(frame.output, frame.text, frame.seconds)
            lines += try decoder.feed(ByteBuffer(bytes: bytes)).joined()
        }
        return text(lines + (try decoder.finish().joined()))
    }

    @Test func aRotatedFileThatAppearsTwiceIsReadOnce() throws {
        let file: [(output: UInt8, text: String, seconds: String)] = [
            (1, "a\n", "01.1"), (2, "b\n", "01.05"), (1, "pie", "01.2"), (1, "ces\n", "01.2"), (2, "c\n", "01.3"),
        ]
        let later: [(output: UInt8, text: String, seconds: String)] = [(1, "d\n", "01.4"), (2, "e\n", "01.5")]
        #expect(try Self.lines(file + file + later) == ["a", "b", "pieces", "c", "d", "e"])
        #expect(try Self.lines(file + later + later) == ["a", "b", "pieces", "c", "d", "e"])
        #expect(try Self.lines(file + file + file + later + later) == ["a", "b", "pieces", "c", "d", "e"])
        // It returns to the beginning of a file before it has sent all of it, with only the newest line.
        #expect(try Self.lines(file.dropLast() + file + later) == ["a", "b", "pieces", "c", "d", "e"])
        #expect(try Self.lines(file + [file[4]] + later) == ["a", "b", "pieces", "c", "d", "e"])
    }

    @Test func aCharacterThatTheEngineCutBetweenTwoPiecesIsOneMark() throws {
        let pieces: [(output: UInt8, text: String, seconds: String)] = [
            (1, "a\u{FFFD}\u{FFFD}", "01.2"), (1, "\u{FFFD}\u{FFFD}b", "01.2"), (1, "\u{FFFD}\n", "01.2"),
        ]
        #expect(try Self.lines(pieces) == ["a\u{FFFD}b\u{FFFD}"])
    }

    @Test func linesAfterAClockThatWasSetBackAreNew() throws {
        let before: [(output: UInt8, text: String, seconds: String)] = [(1, "a\n", "41.123"), (1, "b\n", "42.456")]
        let after: [(output: UInt8, text: String, seconds: String)] = [(1, "c\n", "01.789"), (1, "d\n", "41.5")]
        #expect(try Self.lines(before + after) == ["a", "b", "c", "d"])
    }

    // MARK: Against an engine that ends a log too early

    static func script(
        again: @escaping @Sendable () -> [ScriptedServer.Step]
    ) -> ScriptedServer.Script {
        .each { request in
            request.target.contains("follow=true")
                ? [.chunkedHead, .chunk(frames[0]), .chunk(frames[1]), .lastChunk] : again()
        }
    }

    @Test func theEngineIsAskedForTheRest() async throws {
        let all = [.chunkedHead] + Self.frames.map { ScriptedServer.Step.chunk($0) } + [.lastChunk]
        try await withFakeEngine(answering: Self.script { all }) { client, server in
            let lines = try await client.logs("x", follow: true).collected().flatMap { $0 }
            #expect(text(lines) == Self.expected)
            #expect(lines.allSatisfy { $0.timestamp == nil })
            let again = try #require(server.requests.last?.target)
            let second = try #require(EngineTimestamp("2026-11-22T18:16:00.4Z"))
            #expect(again.contains("follow=false") && again.contains("since=\(second)") && again.contains("tail=all"))
        }
    }

    @Test(arguments: ["404 Not Found", "409 Conflict"])
    func aContainerThatIsGoneHasNoRest(status: String) async throws {
        let gone = ScriptedServer.Step.answer(#"{"message":"gone"}"#, status: status)
        try await withFakeEngine(answering: Self.script { [gone] }) { client, _ in
            let lines = try await client.logs("x", follow: true, timestamps: true).collected().flatMap { $0 }
            #expect(text(lines) == ["one", "two"])
            #expect(lines.first?.timestamp == "2026-11-22T18:16:01.5Z")
        }
    }

    @Test func anEngineThatGoesAwayMeanwhileIsABreak() async throws {
        try await withFakeEngine(answering: Self.script { [.close] }) { client, _ in
            let kind = await failureKind { try await client.logs("x", follow: true).collected() }
            guard case .disconnected = kind else {
                Issue.record("\(kind as Any)")
                return
            }
        }
    }

    @Test func aLogThatWasToBeginAtItsEndIsNotReadAgain() async throws {
        let script = ScriptedServer.Script.always([.chunkedHead, .lastChunk])
        try await withFakeEngine(answering: script) { client, server in
            let lines = try await client.logs("x", follow: true, tail: 0).collected()
            #expect(lines.isEmpty)
            #expect(server.requests.map(\.path) == ["/_ping", "/containers/x/logs"])
        }
    }

}
