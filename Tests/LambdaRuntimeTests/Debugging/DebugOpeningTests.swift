import LambdaModel
import Testing

@testable import LambdaRuntime

/// Which connections reach a debugger.
@Suite struct DebugOpeningTests {
    private static func step(_ debugger: Debugger, _ text: String) -> DebugOpening.Step {
        DebugOpening(debugger).step(Array(text.utf8))
    }

    private static func isRefused(_ step: DebugOpening.Step) -> Bool {
        if case .refuse(let answer, _) = step { answer.hasPrefix("HTTP/1.1 403 ") } else { false }
    }

    private static func head(_ fields: String..., target: String = "/json/list") -> String {
        (["GET \(target) HTTP/1.1"] + fields).joined(separator: "\r\n") + "\r\n\r\n"
    }

    // MARK: Other protocols

    @Test(arguments: [
        (Debugger.debugpy, "Content-Length: 12\r\n\r\n"), (.jdwp, "JDWP-Handshake"), (.delve, "{\"method\":\"a\"}"),
        (.delve, "Content-Length: 12\r\n\r\n"),
    ])
    func `a client of the debugger attaches, also byte by byte`(debugger: Debugger, text: String) {
        #expect(Self.step(debugger, text) == .pass(text.utf8.count, attaches: true))
        let opening = DebugOpening(debugger)
        let first = (1...text.utf8.count).first { opening.step(Array(text.utf8.prefix($0))) != .wait } ?? 0
        #expect(opening.step(Array(text.utf8.prefix(first))) == .pass(first, attaches: true))
    }

    @Test(arguments: [Debugger.debugpy, .jdwp, .delve], ["GET / HTTP/1.1\r\n", "POST /", "\u{16}\u{3}", "CONNECT x"])
    func `a request of a browser does not reach another debugger`(debugger: Debugger, text: String) {
        #expect(Self.isRefused(Self.step(debugger, text)))
    }

    // MARK: HTTP

    @Test func `a request for the list passes, and a WebSocket attaches`() {
        let list = Self.head("Host: 127.0.0.1:9229")
        #expect(Self.step(.inspector, list) == .pass(list.utf8.count, attaches: false))
        let socket = Self.head("host: localhost:9229", "upgrade: WebSocket", "Connection: Upgrade", target: "/uuid")
        #expect(Self.step(.inspector, socket + "frame") == .pass(socket.utf8.count, attaches: true))
    }

    @Test func `an unfinished head waits, and an endless one is refused`() {
        #expect(Self.step(.inspector, "GET /json HTTP/1.1\r\nHost: 127") == .wait)
        #expect(Self.isRefused(Self.step(.inspector, "GET / HTTP/1.1\r\n" + String(repeating: "a", count: 1 << 14))))
    }

    @Test(arguments: [
        Self.head("Host: 127.0.0.1:9229", "Origin: https://evil.example", "Upgrade: websocket"),
        Self.head("Host: 127.0.0.1:9229", "Origin: http://127.0.0.1:3000", "Upgrade: websocket"),
        Self.head("Host: 127.0.0.1:9229", "Origin: null", "Upgrade: websocket"),
        Self.head("Host: 127.0.0.1:9229", "Sec-Fetch-Site: cross-site"),
        Self.head("Host: 127.0.0.1:9229", "Sec-Fetch-Site: same-origin"),
        Self.head("Host: evil.example:9229"), Self.head(),
        Self.head("Host: 127.0.0.1", "Host: evil.example"),
        Self.head("Host: 127.0.0.1:9229", "Content-Length: 3"),
        "POST /json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nno colon\r\n\r\n",
    ])
    func `no page reaches Node.js's inspector`(head: String) {
        #expect(Self.isRefused(Self.step(.inspector, head)))
    }

    @Test func `the developer tools of Chrome reach it`() {
        let head = Self.head(
            "Host: 127.0.0.1:9229", "Origin: devtools://devtools", "Sec-Fetch-Site: cross-site", "Upgrade: websocket")
        #expect(Self.step(.inspector, head) == .pass(head.utf8.count, attaches: true))
    }
}
