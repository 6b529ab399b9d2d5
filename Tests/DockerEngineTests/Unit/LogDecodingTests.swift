import Foundation
import NIOCore
import TestSupport
import Testing

@testable import DockerEngine

@Suite struct LogDecodingTests {
    /// The answer of Docker 20.10 to `GET /containers/{id}/logs?stdout=1&stderr=1&timestamps=1`, byte for byte.
    static let recorded = Array(
        Data(
            base64Encoded: """
                AgAAAAAAACkyMDI2LTExLTIyVDE4OjE2OjMwLjc4Mzc0OTM4MFogdG8gc3RkZXJyCgEAAAAAAAAyMjAyNi0xMS0yMlQxODoxNjoz\
                MC43ODM3OTg2MTJaIFNUQVJUIFJlcXVlc3RJZDogMQoBAAAAAAAALTIwMjYtMTEtMjJUMTg6MTY6MzAuNzgzODAyOTUwWiBjYWbD\
                qSDnqbrwn5uSCgEAAAAAAAAgMjAyNi0xMS0yMlQxODoxNjozMC43ODM4MDcxNDhaIAoBAAAAAAAAIzIwMjYtMTEtMjJUMTg6MTY6\
                MzAuNzgzODA5ODUzWiBhDWIKAQAAAAAAAC0yMDI2LTExLTIyVDE4OjE2OjMxLjA4OTIwMzQ0N1ogbm8gbmV3bGluZUVORAoCAAAA\
                AAAARjIwMjYtMTEtMjJUMTg6MTY6MzEuMDg5Mzg4MTQyWiAyMDI2LTAxLTAxVDAwOjAwOjAwWiBsb29rcyBsaWtlIGEgdGltZQoB\
                AAAAAAAAMzIwMjYtMTEtMjJUMTg6MTY6MzEuMTM5ODg1NTc1WiB0YWlsIHdpdGhvdXQgbmV3bGluZQ==
                """) ?? Data())

    static let recordedLines = [
        line(.stderr, "to stderr", "30.783749380"), line(.stdout, "START RequestId: 1", "30.783798612"),
        line(.stdout, "café 空🛒", "30.783802950"), line(.stdout, "", "30.783807148"),
        line(.stdout, "a\rb", "30.783809853"), line(.stdout, "no newlineEND", "31.089203447"),
        line(.stderr, "2026-01-01T00:00:00Z looks like a time", "31.089388142"),
        line(.stdout, "tail without newline", "31.139885575", isEnded: false),
    ]

    static func line(
        _ output: LogOutput, _ text: String, _ seconds: String? = nil, isEnded: Bool = true, dropped: Int = 0,
        end: String = ""
    ) -> LogLine {
        LogLine(
            output: output, timestamp: seconds.map { "2026-11-22T18:16:\($0)Z" },
            time: seconds.flatMap { EngineTimestamp("2026-11-22T18:16:\($0)Z") }, bytes: Array(text.utf8),
            isEndedByNewline: isEnded, droppedBytes: dropped, end: Array(end.utf8))
    }

    static func frame(_ stream: UInt8, _ text: String, _ seconds: String? = nil) -> [UInt8] {
        let payload = Array(((seconds.map { "2026-11-22T18:16:\($0)Z " } ?? "") + text).utf8)
        let length = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: payload.count >> $0) }
        return [stream, 0, 0, 0] + length + payload
    }

    static func lines(
        of chunks: [[UInt8]], timestamps: Bool = true, maximumLineBytes: Int = 1 << 20
    ) throws(EngineError) -> [LogLine] {
        var decoder = LogDecoder(
            lines: LogLineSplitter(timestamps: timestamps, maximumLineBytes: maximumLineBytes))
        var batches: [[LogLine]] = []
        for chunk in chunks {
            batches += try decoder.feed(ByteBuffer(bytes: chunk))
        }
        batches += try decoder.finish()
        return batches.flatMap { $0 }
    }

    // MARK: The recorded stream

    @Test func readsARecordedStream() throws {
        try #require(Self.recorded.count == 433)
        #expect(try Self.lines(of: [Self.recorded]) == Self.recordedLines)
    }

    @Test func splitsAnywhere() throws {
        for split in 0...Self.recorded.count {
            let chunks = [Array(Self.recorded[..<split]), Array(Self.recorded[split...])]
            try #require(try Self.lines(of: chunks) == Self.recordedLines, "split at \(split)")
        }
    }

    @Test func splitsEverywhere() throws {
        #expect(try Self.lines(of: Self.recorded.map { [$0] }) == Self.recordedLines)
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func splitsAtRandom(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var chunks: [[UInt8]] = []
        var rest = Self.recorded[...]
        while !rest.isEmpty {
            let chunk = rest.prefix(Int.random(in: 0...60, using: &random))
            chunks.append(Array(chunk))
            rest = rest[chunk.endIndex...]
        }
        #expect(try Self.lines(of: chunks) == Self.recordedLines)
    }

    @Test func endingAnywhereButBetweenFramesIsABreak() throws {
        var ends: Set<Int> = [0]
        var end = 0
        while end < Self.recorded.count {
            end += 8 + Self.recorded[(end + 4)..<(end + 8)].reduce(0) { $0 << 8 | Int($1) }
            ends.insert(end)
        }
        for length in 0...Self.recorded.count {
            let kind = decodingFailure { () throws(EngineError) in
                try Self.lines(of: [Array(Self.recorded[..<length])])
            }
            try #require(
                kind == (ends.contains(length) ? nil : .disconnected(reason: "the log ended inside a frame")),
                "\(length) bytes")
        }
    }

    // MARK: Pieces of lines

    @Test func piecesOfOneRecordAreJoined() throws {
        // Docker 20.10 gives every piece the time of the first, and ends only the last with a newline.
        let chunk =
            Self.frame(1, "aaaa", "01.5") + Self.frame(2, "err\n", "01.6") + Self.frame(1, "bbbb", "01.5")
            + Self.frame(1, "\n", "01.5") + Self.frame(1, "next\n", "01.7")
        let expected = [
            Self.line(.stderr, "err", "01.6"), Self.line(.stdout, "aaaabbbb", "01.5"),
            Self.line(.stdout, "next", "01.7"),
        ]
        for split in 0...chunk.count {
            try #require(try Self.lines(of: [Array(chunk[..<split]), Array(chunk[split...])]) == expected)
        }
    }

    @Test func aProcessThatStoppedWithinALineEndsIt() throws {
        let chunk = Self.frame(1, "unfinished", "01.5") + Self.frame(1, "of the next run\n", "09.5")
        #expect(
            try Self.lines(of: [chunk]) == [
                Self.line(.stdout, "unfinished", "01.5", isEnded: false), Self.line(.stdout, "of the next run", "09.5"),
            ])
    }

    @Test func framesMayHoldManyLinesOrNone() throws {
        let chunk = Self.frame(1, "a\n\nb\nc", nil) + Self.frame(1, "") + Self.frame(0, "d\n")
        #expect(
            try Self.lines(of: [chunk], timestamps: false)
                == [Self.line(.stdout, "a"), Self.line(.stdout, ""), Self.line(.stdout, "b"), Self.line(.stdout, "cd")])
    }

    @Test func withoutTimesTextThatLooksLikeOneIsStored() throws {
        let chunk = Self.frame(1, "2026-11-22T18:16:01.5Z x\n")
        #expect(
            try Self.lines(of: [chunk], timestamps: false) == [Self.line(.stdout, "2026-11-22T18:16:01.5Z x")])
    }

    @Test(arguments: ["", "2026-11-22T18:16:01.5Z", "2026-11-22T18:16:01.5Zx y", "12345678901234567890.5 y", "plain"])
    func aMissingTimeIsNotAReasonToLoseText(text: String) throws {
        let chunk = Self.frame(1, text + "\n")
        for split in 0...chunk.count {
            let lines = try Self.lines(of: [Array(chunk[..<split]), Array(chunk[split...])])
            try #require(lines == [Self.line(.stdout, text)], "split at \(split)")
        }
    }

    @Test func longLinesAreCutAndCounted() throws {
        let chunk =
            Self.frame(1, "0123456789", "01.5") + Self.frame(1, "abcdef\n", "01.5") + Self.frame(1, "ok\n", "02.5")
        #expect(
            try Self.lines(of: [chunk], maximumLineBytes: 12) == [
                Self.line(.stdout, "0123456789ab", "01.5", dropped: 4, end: "cdef"), Self.line(.stdout, "ok", "02.5"),
            ])
        #expect(
            try Self.lines(of: [Self.frame(1, "0123\n")], timestamps: false, maximumLineBytes: 4)
                == [Self.line(.stdout, "0123")])
    }

    @Test func theLastBytesOfALongLineAreKept() throws {
        let pieces = [(String(repeating: "x", count: 300), "01.5"), ("yy", "01.5"), ("END\n", "01.5")]
        let chunk = pieces.flatMap { Self.frame(1, $0.0, $0.1) }
        let line = try #require(try Self.lines(of: [chunk], maximumLineBytes: 12).first)
        #expect(line.bytes.count == 12 && line.droppedBytes == 293)
        #expect(line.end == Array((String(repeating: "x", count: 123) + "yyEND").utf8))
    }

    @Test func bytesThatAreNotTextAreStored() throws {
        let chunk: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 5, 0xFF, 0x00, 0xC3, 0x0D, 0x0A]
        #expect(try Self.lines(of: [chunk], timestamps: false).map(\.bytes) == [[0xFF, 0x00, 0xC3, 0x0D]])
    }

    // MARK: Invalid logs

    @Test(arguments: [[1, 1, 0, 0], [4, 0, 0, 0], [1, 0, 0, 9], Array("hell".utf8)])
    func refusesOtherHeaders(start: [UInt8]) {
        var decoder = LogFrameDecoder()
        let error = #expect(throws: EngineError.self) { try decoder.feed((start + [0, 0, 0, 1, 65])[...]) }
        guard case .protocolViolation = error?.kind else {
            Issue.record("\(error as Any)")
            return
        }
    }

    @Test func theEnginesOwnFailureHasItsWords() throws {
        let chunk = Self.frame(1, "a\n") + Self.frame(3, "Error grabbing logs: EOF")
        for split in 0...chunk.count {
            let kind = decodingFailure { () throws(EngineError) in
                try Self.lines(of: [Array(chunk[..<split]), Array(chunk[split...])], timestamps: false)
            }
            try #require(kind == .api(status: 200, message: "Error grabbing logs: EOF"))
        }
    }

    @Test func aHugeFrameIsPassedOnInPieces() throws {
        var decoder = LogFrameDecoder()
        _ = try decoder.feed([1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF])
        for index in 0..<3 {
            let frames = try decoder.feed([65, 66])
            #expect(frames == [LogFrame(output: .stdout, payload: [65, 66], beginsFrame: index == 0)])
        }
        #expect(!decoder.isBetweenFrames)
    }
}
