import Foundation
import LambdaModel
import NIOHTTP1

/// Decides whether a connection to a debugger's port may reach the debugger, from what the client sends first. A browser
/// lets any page connect to this machine, and a debugger runs any code: the request of a page must not get through.
struct DebugOpening: Sendable {
    /// What to do with the bytes that have arrived.
    enum Step: Hashable, Sendable {
        /// Wait for more.
        case wait
        /// Pass on this many of the bytes that have arrived. `attaches`: the client is a debugger from now on, and all that
        /// it sends is passed on.
        case pass(Int, attaches: Bool)
        /// Close the connection, after this answer.
        case refuse(answer: String, reason: String)
    }

    private let opening: Debugger.Opening
    private let filter = BrowserRequestFilter()

    init(_ debugger: Debugger) { opening = debugger.opening }

    /// The most bytes of a request's head.
    private static let mostHeadBytes = 1 << 14

    /// - Parameter bytes: what has arrived and was not passed on.
    func step(_ bytes: some Collection<UInt8>) -> Step {
        switch opening {
        case .beginsWith(let beginnings):
            for beginning in beginnings where bytes.starts(with: beginning.utf8) {
                return .pass(bytes.count, attaches: true)
            }
            let mayGoOn = beginnings.contains { $0.utf8.starts(with: bytes) }
            return mayGoOn ? .wait : Self.refuse("it does not speak the debugger's protocol")
        case .http: return head(bytes)
        }
    }

    private func head(_ bytes: some Collection<UInt8>) -> Step {
        var end = 0
        var lastFour: UInt32 = 0
        for byte in bytes.prefix(Self.mostHeadBytes) {
            end += 1
            lastFour = lastFour << 8 | UInt32(byte)
            // CR LF CR LF
            if lastFour == 0x0D0A_0D0A { return check(Array(bytes.prefix(end))) }
        }
        return end < Self.mostHeadBytes ? .wait : Self.refuse("the head of its request is too long")
    }

    private func check(_ head: [UInt8]) -> Step {
        // Lines end with CR LF, which is one character.
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
        guard let request = lines.first, request.hasSuffix("HTTP/1.1"), request.hasPrefix("GET ") else {
            return Self.refuse("only GET requests reach the debugger")
        }
        var headers = HTTPHeaders()
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { return Self.refuse("its request is not valid") }
            let value = line[line.index(after: colon)...]
            headers.add(name: String(line[..<colon]), value: value.trimmingCharacters(in: .whitespaces))
        }
        do throws(ServerRefusal) {
            try filter.checkHost(headers, local: nil)
        } catch {
            return Self.refuse("it asks for another host than 127.0.0.1")
        }
        // The developer tools of Chrome are a page of the browser itself.
        let isOfPage = headers["Origin"].contains { !$0.hasPrefix("devtools://") }
        let isOfSite = headers["Sec-Fetch-Site"].contains { $0 != "none" }
        guard !isOfPage, !isOfSite || headers["Origin"].count == 1 else {
            return Self.refuse("web pages may not reach the debugger")
        }
        guard !headers.contains(name: "Content-Length"), !headers.contains(name: "Transfer-Encoding") else {
            return Self.refuse("its request has a body")
        }
        let upgrade = headers["Upgrade"].contains { $0.lowercased() == "websocket" }
        return .pass(head.count, attaches: upgrade)
    }

    private static func refuse(_ reason: String) -> Step {
        let body = "lamdeck: \(reason)\n"
        return .refuse(
            answer: "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nConnection: close\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)",
            reason: reason)
    }
}
