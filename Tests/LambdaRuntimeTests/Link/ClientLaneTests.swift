import LambdaModel
import TestSupport
import Testing

@testable import HostLink

@Suite("What waits for a client")
struct ClientLaneTests {
    private static func line(_ text: String) -> LogRecord { LogRecord(time: 0, source: .output, text: text) }

    /// A lane and the logs of its host.
    private final class Lane {
        private var lane = ClientLane()
        private let logs: LogStore

        init(_ logs: LogStore = LogStore()) { self.logs = logs }

        var isEmpty: Bool { lane.isEmpty }

        var cursor: LogCursor? {
            get { lane.cursor }
            set { lane.cursor = newValue }
        }

        func answer(_ frame: [UInt8]) { lane.add(frame) }

        /// Adds news; whether the client can be kept.
        func news(_ frame: [UInt8], _ key: String? = nil) -> Bool { lane.add(news: frame, key: key) }

        func part(_ text: String, at offset: Int, of call: Int) {
            lane.add(ResponsePart(Array(text.utf8), offset: offset), of: call)
        }

        func dropParts(of call: Int) { lane.dropParts(of: call) }

        func next() -> [UInt8]? { lane.next(logs) }

        /// All frames that wait.
        func rest() -> [[UInt8]] {
            var frames: [[UInt8]] = []
            while let frame = next() { frames.append(frame) }
            return frames
        }
    }

    /// A frame of news as large as all news together may be.
    private static let largest = [UInt8](repeating: 7, count: ClientLane.maximumNews)

    @Test func `messages are sent before log lines, in order`() {
        let logs = LogStore()
        for function in ["a", "b"] { logs.append([Self.line("of \(function)")], of: function) }
        func lines(_ function: String) -> [UInt8] {
            LinkFrame.bytes(
                LogChunk(function: function, dropped: 0, end: 1, records: [Self.line("of \(function)")]))
        }
        let lane = Lane(logs)
        lane.cursor = LogCursor()
        lane.answer([1])
        #expect(lane.news([2]))
        lane.answer([3])
        var sent: [[UInt8]?] = []
        for _ in 0..<4 { sent.append(lane.next()) }
        #expect(sent == [[1], [2], [3], lines("a")])
        lane.answer([4])
        #expect(lane.rest() == [[4], lines("b")], "the lines were not taken ahead of the message")
        #expect(lane.cursor?.positions == ["a": 1, "b": 1])
    }

    private static func news(_ text: String, at offset: Int, of call: Int) throws -> [UInt8] {
        try LinkFrame.bytes(HostMessage.news(call, .part(ResponsePart(Array(text.utf8), offset: offset))))
    }

    @Test func `the parts of a response that wait are sent together, after messages`() throws {
        let lane = Lane()
        lane.part("one, ", at: 0, of: 3)
        lane.answer([1])
        lane.part("two", at: 5, of: 3)
        #expect(!lane.isEmpty)
        let both = try Self.news("one, two", at: 0, of: 3)
        #expect(lane.rest() == [[1], both])
        #expect(lane.isEmpty)
        lane.part("!", at: 8, of: 3)
        let last = try Self.news("!", at: 8, of: 3)
        #expect(lane.rest() == [last], "nothing is sent twice")
    }

    @Test func `of a long response only the end waits, and nothing when it is complete`() throws {
        let lane = Lane()
        let block = String(repeating: "x", count: 60_000)
        for number in 0..<50 { lane.part(block, at: number * 60_000, of: 3) }
        let kept = ResponsePart.keptBytes
        let end = try Self.news(String(repeating: "x", count: kept), at: 3_000_000 - kept, of: 3)
        #expect(lane.rest() == [end])
        lane.part("late", at: 3_000_000, of: 3)
        lane.part("other", at: 0, of: 4)
        lane.dropParts(of: 3)
        let other = try Self.news("other", at: 0, of: 4)
        #expect(lane.rest() == [other])
        #expect(lane.isEmpty)
    }

    @Test func `without a position no lines are sent`() {
        let logs = LogStore()
        logs.append([Self.line("x")], of: "a")
        let lane = Lane(logs)
        lane.answer([1])
        #expect(lane.rest() == [[1]])
        lane.cursor = logs.end
        #expect(lane.rest() == [])
        lane.cursor = LogCursor()
        #expect(lane.rest().count == 1)
    }

    @Test func `of several states of one thing only the newest waits`() {
        let lane = Lane()
        let news: [(UInt8, String?)] = [
            (1, "a"), (2, nil), (3, "b"), (4, "a"), (5, nil), (6, "a"), (7, "b"), (8, nil),
        ]
        for (frame, key) in news { #expect(lane.news([frame], key)) }
        lane.answer([9])
        #expect(lane.rest() == [[2], [5], [6], [7], [8], [9]], "each is at the place of the newest")
    }

    @Test func `a state after one that was sent is sent too`() {
        let lane = Lane()
        #expect(lane.news([1], "a"))
        let first = lane.next()
        #expect(lane.news([2]))
        #expect(lane.news([3], "a"))
        #expect(lane.news([4], "a"))
        #expect(first == [1])
        #expect(lane.rest() == [[2], [4]])
    }

    @Test func `a lane is empty when all was sent`() {
        let lane = Lane()
        #expect(lane.isEmpty)
        #expect(lane.news([1], "a"))
        #expect(lane.news([2], "a"))
        #expect(!lane.isEmpty)
        let sent = [lane.next()]
        #expect(sent == [[2]])
        #expect(lane.isEmpty)
        lane.answer([3])
        #expect(!lane.isEmpty)
    }

    @Test func `a client is given up when too much news waits`() {
        let lane = Lane()
        #expect(lane.news(Self.largest))
        #expect(!lane.news([1]))
    }

    @Test func `answers to its own requests do not count`() {
        let lane = Lane()
        lane.answer(Self.largest + [1])
        #expect(lane.news(Self.largest))
        lane.answer([1])
        #expect(!lane.news([2]))
    }

    @Test func `what was sent or replaced does not count`() {
        let lane = Lane()
        lane.answer([1])
        #expect(lane.news(Self.largest, "a"))
        #expect(lane.news(Self.largest, "a"))
        let sent = [lane.next(), lane.next()]
        #expect(sent == [[1], Self.largest])
        #expect(lane.news(Array(Self.largest.dropLast())))
        #expect(lane.news([1], "a"))
        #expect(!lane.news([2, 3], "a"), "the state that it replaces had one byte")
    }

    /// A frame of a random walk: its number, and what it is. Keys are below ten.
    private static func frame(_ number: Int, _ kind: UInt8) -> [UInt8] {
        [UInt8(number >> 8), UInt8(number & 0xFF), kind]
    }

    private static let (event, answer): (UInt8, UInt8) = (10, 11)

    /// Random messages to a client that reads now and then.
    @Test(arguments: 0..<20) func `a client ends with the newest states and all events`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let lane = Lane()
        var (sent, received) = ([[UInt8]](), [[UInt8]]())
        for number in 0..<2000 {
            let key = UInt8.random(in: 0..<4, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1:
                sent.append(Self.frame(number, key))
                #expect(lane.news(Self.frame(number, key), "\(key)"))
            case 2:
                sent.append(Self.frame(number, Self.event))
                #expect(lane.news(Self.frame(number, Self.event)))
            case 3:
                sent.append(Self.frame(number, Self.answer))
                lane.answer(Self.frame(number, Self.answer))
            default:
                for _ in 0..<Int.random(in: 0..<4, using: &random) {
                    if let frame = lane.next() { received.append(frame) }
                }
            }
        }
        received += lane.rest()
        #expect(lane.isEmpty)
        for kind in [Self.event, Self.answer] {
            #expect(received.filter { $0[2] == kind } == sent.filter { $0[2] == kind })
        }
        for key in 0..<UInt8(4) {
            #expect(received.last { $0[2] == key } == sent.last { $0[2] == key })
        }
        let known = Set(received)
        #expect(received == sent.filter { known.contains($0) }, "nothing is sent twice or out of order")
        #expect(received.count < sent.count, "some states were replaced")
    }
}
