import Gateway
import JSONText
import LambdaModel
import Testing

@testable import LambdaRuntime

@Suite("The calls of a WebSocket API's connection, in order") struct MessageLaneTests {
    private static let route = APIRoute(key: RouteKey(method: nil, path: "$disconnect"), function: "f")

    private func lane(_ messages: Int) -> MessageLane {
        var lane = MessageLane()
        for number in 0..<messages { lane.add(.message([UInt8(number)], at: 1)) }
        return lane
    }

    @Test("32 messages begin, and each that ends lets the next one begin; $disconnect follows the last one")
    func order() {
        var lane = lane(34)
        lane.add(.disconnect(Self.route, [7]))
        for number in 0..<32 { #expect(lane.next() == .message([UInt8(number)], at: 1)) }
        #expect(lane.next() == nil && lane.isFull)
        lane.ended()
        #expect(lane.next() == .message([32], at: 1))
        #expect(lane.next() == nil)
        lane.ended()
        #expect(lane.next() == .message([33], at: 1))
        #expect(lane.next() == .disconnect(Self.route, [7]))
        #expect(lane.next() == nil && lane.isFull)
        lane.ended()
        #expect(!lane.isFull && lane.next() == nil)
    }

    @Test("When the calls are cut off, the messages that wait are dropped, and $disconnect is not")
    func cutOff() {
        var lane = lane(40)
        while lane.next() != nil {}
        lane.add(.disconnect(Self.route, []))
        lane.dropMessages()
        #expect(lane.next() == .disconnect(Self.route, []))
        #expect(lane.next() == nil)
    }

    /// All of them were calls at once: a connection stops to read too late for what one read brings.
    @Test("A burst of 1,000 messages is 32 calls at a time, in order, and then $disconnect")
    func burst() async throws {
        let (latch, running, tooMany) = (Latch(), Counter(), Counter())
        let server = try WebSocketTestServer { call in
            guard call.kind == .message else { return .ok }
            if running.increment() > MessageLane.mostRunning { tooMany.increment() }
            await latch.wait()
            running.increment(by: -1)
            return .ok
        }
        try await WebSocketTestServer.with(server) { port in
            try await WebSocketTestClient.open(port: port) { client in
                try await client.send(
                    (0..<1_000).flatMap { WebSocketTestClient.bytes(.text, Array("\($0)".utf8)) }
                        + WebSocketTestClient.bytes(.close, [0x03, 0xE8]))
                await server.calls.has(32, .message)
                latch.open()
                await server.calls.has(1, .disconnect)
            }
        }
        #expect(tooMany.current == 0)
        let bodies = try server.calls.calls(.message).map { try JSONDocument($0.event).root["body"]?.string }
        #expect(bodies == (0..<1_000).map { "\($0)" })
        #expect(server.calls.calls(.disconnect).count == 1)
    }
}
