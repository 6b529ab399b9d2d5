import Gateway
import Testing

/// All states with all events, and each case that a frame can be.
@Suite("The life of a WebSocket connection") struct WebSocketMachineTests {
    typealias Event = WebSocketMachine.Event
    typealias Action = WebSocketMachine.Action

    /// The states, by the events that lead to them.
    enum Start: String, CaseIterable, CustomTestStringConvertible {
        case connecting, abandoned, open, inMessage, closing, ended

        var machine: WebSocketMachine {
            var machine = WebSocketMachine(limits: WebSocketMachineTests.limits)
            switch self {
            case .connecting: break
            case .abandoned: _ = machine.handle(.clientLeft, at: 0)
            case .open: _ = machine.handle(.accepted(subprotocol: nil), at: 0)
            case .inMessage:
                _ = machine.handle(.accepted(subprotocol: nil), at: 0)
                _ = machine.handle(.frame(SocketFrame(.text, [0x61], isFinal: false)), at: 0)
            case .closing:
                _ = machine.handle(.accepted(subprotocol: nil), at: 0)
                _ = machine.handle(.delete, at: 0)
            case .ended: _ = machine.handle(.refused, at: 0)
            }
            return machine
        }

        var testDescription: String { rawValue }
    }

    static let limits: WebSocketMachine.Limits = {
        var limits = WebSocketMachine.Limits()
        (limits.messageBytes, limits.frameBytes) = (8, 4)
        (limits.idleSeconds, limits.totalSeconds, limits.closingSeconds) = (10, 100, 5)
        limits.endingSeconds = 2
        return limits
    }()

    private static func close(_ closing: WebSocketClosing) -> [Action] {
        [
            .send(
                SocketFrame(
                    .close, [UInt8(closing.code >> 8), UInt8(closing.code & 0xFF)] + Array(closing.reason.utf8)))
        ]
    }

    private static func fail(_ closing: WebSocketClosing) -> [Action] { close(closing) + [.finish] }

    private static func text(_ text: String, isFinal: Bool = true) -> Event {
        .frame(SocketFrame(.text, Array(text.utf8), isFinal: isFinal))
    }

    private static func more(_ text: String, isFinal: Bool = true) -> Event {
        .frame(SocketFrame(.continuation, Array(text.utf8), isFinal: isFinal))
    }

    /// The actions of each event in each state, at the beginning; events that are not named do nothing.
    private static let table: [Start: [(event: Event, actions: [Action])]] = {
        let closed = SocketFrame(.close, [0x03, 0xE8])
        let open: [(Event, [Action])] = [
            (.frame(SocketFrame(.binary, [1])), fail(.binary)),
            (.frame(SocketFrame(.ping, [7])), [.send(SocketFrame(.pong, [7]))]),
            (.frame(closed), [.send(closed), .end, .disconnected(WebSocketClosing(1000, ""))]),
            (.broken(.tooLarge), fail(.tooLarge)),
            (.clientLeft, [.end, .disconnected(.broken)]),
            (.send([0x62]), [.send(SocketFrame(.text, [0x62]))]),
            (.delete, close(.deleted)),
            (.shutDown, close(.goingAway)),
        ]
        return [
            .connecting: [
                (.accepted(subprotocol: "p"), [.open(subprotocol: "p")]), (.refused, [.refuse]), (.clientLeft, [.end]),
                (.broken(.tooLarge), [.end]), (.shutDown, [.refuseAsUnavailable]),
            ],
            .abandoned: [(.accepted(subprotocol: "p"), [.disconnected(.broken)])],
            .open: open + [
                (text("a"), [.message([0x61])]), (more("a"), fail(.protocolError)),
            ],
            .inMessage: open + [
                (text("a"), fail(.protocolError)), (more("b"), [.message([0x61, 0x62])]),
            ],
            .closing: [
                (.frame(closed), [.end, .disconnected(.deleted)]), (.clientLeft, [.end, .disconnected(.deleted)]),
            ],
            .ended: [],
        ]
    }()

    static let events: [Event] = [
        .accepted(subprotocol: "p"), .refused, text("a"), more("a"), more("b"), .frame(SocketFrame(.binary, [1])),
        .frame(SocketFrame(.ping, [7])), .frame(SocketFrame(.pong, [])), .frame(SocketFrame(.close, [0x03, 0xE8])),
        .broken(.tooLarge), .clientLeft, .send([0x62]), .delete, .shutDown, .time,
    ]

    @Test("Each event in each state", arguments: Start.allCases)
    func pairs(start: Start) {
        for event in Self.events {
            var machine = start.machine
            let expected: [Action]
            if start == .inMessage, event == Self.more("a") {
                expected = [.message([0x61, 0x61])]
            } else if start == .open, event == Self.more("b") {
                expected = Self.fail(.protocolError)
            } else {
                expected = Self.table[start]?.first { $0.event == event }?.actions ?? []
            }
            #expect(machine.handle(event, at: 0) == expected, "\(event)")
        }
    }

    // MARK: Messages

    private func machine() -> WebSocketMachine { Start.open.machine }

    @Test("A message in parts has control frames between them")
    func fragments() {
        var machine = machine()
        #expect(machine.handle(Self.text("ab", isFinal: false), at: 1) == [])
        #expect(machine.handle(.frame(SocketFrame(.ping, [])), at: 2) == [.send(SocketFrame(.pong, []))])
        #expect(machine.handle(Self.more("", isFinal: false), at: 3) == [])
        #expect(machine.handle(Self.more("c"), at: 4) == [.message(Array("abc".utf8))])
        #expect(machine.handle(Self.text("d"), at: 5) == [.message(Array("d".utf8))])
    }

    @Test("An empty message is one")
    func emptyMessage() {
        var machine = machine()
        #expect(machine.handle(Self.text(""), at: 1) == [.message([])])
    }

    @Test("A letter may be divided between two parts; other bytes are not text")
    func letters() {
        var machine = machine()
        #expect(machine.handle(.frame(SocketFrame(.text, [0xC3], isFinal: false)), at: 1) == [])
        #expect(machine.handle(.frame(SocketFrame(.continuation, [0xA4])), at: 1) == [.message([0xC3, 0xA4])])
        #expect(machine.handle(.frame(SocketFrame(.text, [0xC3])), at: 1) == Self.fail(.notText))
    }

    @Test("A frame and a message have a limit")
    func sizes() {
        var machine = machine()
        #expect(machine.handle(Self.text("abcd", isFinal: false), at: 1) == [])
        #expect(machine.handle(Self.more("efgh"), at: 1) == [.message(Array("abcdefgh".utf8))])
        var large = machine
        #expect(large.handle(Self.text("abcde"), at: 1) == Self.fail(.tooLarge))
        _ = machine.handle(Self.text("abcd", isFinal: false), at: 1)
        _ = machine.handle(Self.more("efgh", isFinal: false), at: 1)
        #expect(machine.handle(Self.more("i", isFinal: false), at: 1) == Self.fail(.tooLarge))
    }

    @Test("A message to the client goes out in frames of the service's size; bytes that are not text are binary")
    func sending() {
        var machine = machine()
        #expect(
            machine.handle(.send(Array("abcdefghi".utf8)), at: 1) == [
                .send(SocketFrame(.text, Array("abcd".utf8), isFinal: false)),
                .send(SocketFrame(.continuation, Array("efgh".utf8), isFinal: false)),
                .send(SocketFrame(.continuation, Array("i".utf8))),
            ])
        #expect(machine.handle(.send([0xFF]), at: 1) == [.send(SocketFrame(.binary, [0xFF]))])
        #expect(machine.handle(.send([]), at: 1) == [.send(SocketFrame(.text, []))])
    }

    // MARK: Closing

    @Test("When the API ends, a client has less time to answer: $disconnect follows, while its function serves")
    func ending() {
        var machine = machine()
        _ = machine.handle(.shutDown, at: 1)
        #expect(machine.deadline == 3)
        var deleted = self.machine()
        _ = deleted.handle(.delete, at: 0)
        #expect(deleted.deadline == 5)
        #expect(deleted.handle(.shutDown, at: 1) == [])
        #expect(deleted.deadline == 3)
        #expect(deleted.handle(.shutDown, at: 2) == [])
        #expect(deleted.deadline == 3)
    }

    @Test(
        "The client's close frame says why the connection ends",
        arguments: [
            ([], WebSocketClosing.noStatus), ([0x03, 0xE8], WebSocketClosing(1000, "")),
            ([0x03, 0xE9, 0x62, 0x79, 0x65], WebSocketClosing(1001, "bye")),
            ([0x0F, 0xA0], WebSocketClosing(4000, "")),
        ] as [([UInt8], WebSocketClosing)])
    func clientCloses(payload: [UInt8], closing: WebSocketClosing) {
        var machine = machine()
        #expect(
            machine.handle(.frame(SocketFrame(.close, payload)), at: 1)
                == [.send(SocketFrame(.close, Array(payload.prefix(2)))), .end, .disconnected(closing)])
    }

    @Test(
        "A close frame that is not allowed breaks the protocol",
        arguments: [[0x03], [0x03, 0xED], [0x03, 0xEE], [0, 0], [0x13, 0x88], [0x03, 0xE8, 0xFF]] as [[UInt8]])
    func wrongClose(payload: [UInt8]) {
        var machine = machine()
        #expect(machine.handle(.frame(SocketFrame(.close, payload)), at: 1) == Self.fail(.protocolError))
    }

    @Test("A client that does not answer the close frame is dropped, and what it sends is ignored")
    func closingTime() {
        var machine = machine()
        _ = machine.handle(.delete, at: 20)
        #expect(machine.deadline == 25)
        #expect(machine.handle(Self.text("a"), at: 24) == [])
        #expect(machine.handle(.time, at: 24.9) == [])
        #expect(machine.handle(.time, at: 25) == [.end, .disconnected(.deleted)])
        #expect(machine.deadline == nil)
    }

    @Test("An idle connection ends; frames in either direction keep it open, but not for ever")
    func idle() {
        var machine = machine()
        #expect(machine.deadline == 10)
        _ = machine.handle(.frame(SocketFrame(.pong, [])), at: 5)
        #expect(machine.deadline == 15)
        _ = machine.handle(.send([0x61]), at: 14)
        #expect(machine.handle(.time, at: 15) == [])
        #expect(machine.deadline == 24)
        for time in stride(from: 20.0, to: 100, by: 5) { _ = machine.handle(Self.text("a"), at: time) }
        #expect(machine.deadline == 100)
        #expect(machine.handle(.time, at: 100) == Self.close(.goingAway))
    }

    @Test("A client that leaves while $connect runs has a $disconnect only if $connect accepts it")
    func leavesEarly() {
        var accepted = Start.abandoned.machine
        #expect(accepted.handle(.accepted(subprotocol: nil), at: 1) == [.disconnected(.broken)])
        var refused = Start.abandoned.machine
        #expect(refused.handle(.refused, at: 1) == [])
        #expect(refused.handle(.accepted(subprotocol: nil), at: 1) == [])
    }
}
