import NIOHTTP1
import Synchronization

/// Refuses requests of web pages: a browser lets any page send requests to this machine. A page that uses its own name
/// for this machine (DNS rebinding) is recognised by `Host`, any other by `Origin` and `Sec-Fetch-Site`, which a page
/// cannot forge. Function URLs and APIs check only the `Host` here: `OriginPolicy` decides about the pages.
struct BrowserRequestFilter {
    /// The last `Host` that was accepted, and the address at which it was.
    private struct Accepted {
        let host: String
        let local: String?
    }

    private let last = LastAccepted()

    private final class LastAccepted: Sendable {
        let value = Mutex<Accepted?>(nil)
    }

    /// Names that always mean this machine; the last two are Docker's and Podman's for the host of a container.
    private static let own: Set<String> = [
        "localhost", "127.0.0.1", "[::1]", "host.docker.internal", "host.containers.internal",
    ]

    /// Refuses a request of a web page. `local` is the address on which its connection arrived, without the port.
    func check(_ headers: HTTPHeaders, local: String?) throws(ServerRefusal) {
        try checkHost(headers, local: local)
        for origin in headers["Origin"] {
            guard let name = Self.authority(ofOrigin: origin), isOwn(name, local) else {
                throw .forbidden("web pages of \"\(origin.prefix(100))\" may not invoke functions")
            }
        }
        switch headers.first(name: "Sec-Fetch-Site") {
        case "cross-site", "same-site": throw .forbidden("web pages of other sites may not invoke functions")
        default: break
        }
    }

    /// Refuses a request that uses another name for this machine.
    func checkHost(_ headers: HTTPHeaders, local: String?) throws(ServerRefusal) {
        // With two, it is not defined which one counts.
        let hosts = headers["Host"]
        let known = last.value.withLock { $0 }
        let isKnown = hosts.count == 1 && known?.host == hosts[0] && known?.local == local
        guard hosts.count == 1, isKnown || isOwn(hosts[0], local) else {
            guard !hosts.isEmpty else { throw .forbidden("the request has no Host") }
            throw .forbidden("the Host \"\(hosts.joined(separator: ", ").prefix(100))\" is not this machine's")
        }
        if !isKnown { last.value.withLock { $0 = Accepted(host: hosts[0], local: local) } }
    }

    private func isOwn(_ authority: some StringProtocol, _ local: String?) -> Bool {
        guard let name = Self.name(of: authority) else { return false }
        return Self.own.contains(name) || name == local
    }

    /// The name before the port, in lower case; nil if the text is invalid.
    private static func name(of authority: some StringProtocol) -> String? {
        let text = authority.lowercased()
        let end: String.Index
        if text.hasPrefix("[") {
            guard let bracket = text.firstIndex(of: "]") else { return nil }
            end = text.index(after: bracket)
        } else {
            end = text.firstIndex(of: ":") ?? text.endIndex
        }
        let port = text[end...]
        guard port.isEmpty || (port.first == ":" && port.dropFirst().allSatisfy { $0.isASCII && $0.isNumber }) else {
            return nil
        }
        return String(text[..<end])
    }

    /// `http://localhost:3000` → `localhost:3000`.
    private static func authority(ofOrigin origin: String) -> Substring? {
        for scheme in ["http://", "https://"] where origin.lowercased().hasPrefix(scheme) {
            return origin.dropFirst(scheme.count)
        }
        return nil
    }
}
