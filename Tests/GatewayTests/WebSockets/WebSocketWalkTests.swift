import Gateway
import TestSupport
import Testing

/// Random walks of a connection with a client that sends what it likes. After each event the walk checks that
/// - the handshake is answered once at most, and frames and messages follow only if it was accepted;
/// - nothing is sent after a close frame, and nothing at all happens after the end;
/// - messages are those that the client has sent, in order, without control frames;
/// - there is one `$disconnect` if `$connect` has accepted the client, and none otherwise.
@Suite("Random walks of a WebSocket connection") struct WebSocketWalkTests {
    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private struct Walk {
        var machine = WebSocketMachine(limits: WebSocketMachineTests.limits)
        var random: SeededGenerator
        var now = 0.0
        var isAnswered = false
        /// Whether `$connect` has accepted or refused the client.
        var hasResult = false
        var isAccepted = false
        var hasClosed = false
        var hasEnded = false
        var disconnects = 0
        /// The text of the message that the client sends in parts; nil between two messages.
        var partial: [UInt8]?

        init(seed: UInt64) { random = SeededGenerator(seed: seed) }

        func require(_ condition: Bool, _ text: String) throws {
            if !condition { throw Failure(description: text) }
        }

        mutating func pick<Element>(_ elements: [Element]) -> Element {
            elements[Int(random.next() % UInt64(elements.count))]
        }

        /// An event, and the message that must follow if the connection is open.
        mutating func event() -> (event: WebSocketMachine.Event, message: [UInt8]?) {
            switch random.next() % 24 {
            case 0: return (.accepted(subprotocol: nil), nil)
            case 1: return (.refused, nil)
            case 2...12: return frame()
            case 13: return (.broken(pick([.tooLarge, .protocolError])), nil)
            case 14: return (.clientLeft, nil)
            case 15...18: return (.send(Array(repeating: 0x62, count: Int(random.next() % 11))), nil)
            case 19: return (.delete, nil)
            case 20: return (.shutDown, nil)
            default: return (.time, nil)
            }
        }

        private mutating func frame() -> (event: WebSocketMachine.Event, message: [UInt8]?) {
            let payload = Array(repeating: UInt8(0x61 + random.next() % 26), count: Int(random.next() % 3))
            let isFinal = random.next() % 3 > 0
            switch random.next() % 20 {
            case 0: return (.frame(SocketFrame(.close, pick([[], [3, 232], [1]]))), nil)
            case 1: return (.frame(SocketFrame(.binary, payload, isFinal: isFinal)), nil)
            case 2...4: return (.frame(SocketFrame(pick([.ping, .pong]), payload)), nil)
            default:
                let opcode: SocketFrame.Opcode = partial == nil ? .text : .continuation
                let whole = (partial ?? []) + payload
                partial = isFinal ? nil : whole
                let fits = whole.count <= WebSocketMachineTests.limits.messageBytes
                return (.frame(SocketFrame(opcode, payload, isFinal: isFinal)), isFinal && fits ? whole : nil)
            }
        }

        mutating func step() throws {
            now += Double(random.next() % 4)
            let wasOpen = machine.isOpen
            let (event, message) = event()
            let actions = machine.handle(event, at: now)
            let messages = actions.compactMap { if case .message(let bytes) = $0 { bytes } else { nil } }
            try require(
                messages == (wasOpen ? message.map { [$0] } ?? [] : []), "messages \(messages), not \(message ?? [])")
            if !hasResult {
                if case .accepted = event { (hasResult, isAccepted) = (true, true) }
                if event == .refused { hasResult = true }
            }
            for action in actions { try check(action) }
            try require(disconnects <= (isAccepted ? 1 : 0), "\(disconnects) disconnects")
            if !wasOpen { partial = nil }
        }

        private mutating func check(_ action: WebSocketMachine.Action) throws {
            switch action {
            case .open, .refuse, .refuseAsUnavailable:
                try require(!isAnswered && !hasEnded, "a second answer")
                isAnswered = true
                if case .open = action {} else { hasEnded = true }
            case .send(let frame):
                try require(isAnswered && !hasClosed && !hasEnded, "a frame too early or too late")
                if frame.opcode == .close { hasClosed = true }
            case .message: try require(isAnswered && !hasClosed && !hasEnded, "a message too early or too late")
            case .finish: try require(hasClosed && !hasEnded, "an end of the output without a close frame")
            case .end:
                try require(!hasEnded, "a second end")
                hasEnded = true
            case .disconnected:
                try require(hasEnded, "a disconnect before the end")
                disconnects += 1
            }
        }

        /// Answers `$connect` if that has not happened, and lets time pass.
        mutating func finish() throws {
            for event in [WebSocketMachine.Event.refused, .clientLeft] {
                for action in machine.handle(event, at: now) { try check(action) }
            }
            try require(machine.state == .ended, "\(machine.state)")
            try require(machine.deadline == nil, "a deadline after the end")
        }
    }

    @Test("Walks", arguments: 1...40)
    func walks(seed: Int) {
        for number in 0..<50 {
            var walk = Walk(seed: UInt64(seed * 50 + number))
            do {
                for _ in 0..<60 { try walk.step() }
                try walk.finish()
                let disconnects = walk.disconnects
                try walk.require(disconnects == (walk.isAccepted ? 1 : 0), "\(disconnects) disconnects at the end")
            } catch {
                Issue.record("seed \(seed), walk \(number): \(error)")
                return
            }
        }
    }
}
