import LambdaModel
import Support
import Testing

@Suite("Connections of a WebSocket API in the deck") struct WebSocketConnectionRowTests {
    @Test("A connection is read as it was sent")
    func wire() throws {
        var row = WebSocketConnectionRow(
            id: "Kf2bqd9WywMCEng=", api: "chat", since: 1_700_000_000.25, sourceAddress: "127.0.0.1",
            userAgent: "Browser/1", principal: "me")
        (row.messagesIn, row.messagesOut, row.lastActive) = (2, 3, 1_700_000_001)
        #expect(try WebSocketConnectionRow(wire: row.wire) == row)
        let plain = WebSocketConnectionRow(id: "a", api: "b", since: 0, sourceAddress: "::1", userAgent: nil)
        #expect(try WebSocketConnectionRow(wire: plain.wire) == plain)
    }

    @Test("A long user agent is shortened")
    func userAgent() {
        let row = WebSocketConnectionRow(
            id: "a", api: "b", since: 0, sourceAddress: "::1", userAgent: String(repeating: "x", count: 500))
        #expect(row.userAgent?.count == 200)
    }
}
