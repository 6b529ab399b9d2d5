import Foundation
import JSONText

/// Chromium without a window.
enum Browser {
    /// The address of the app `page`, which does each part with its URL.
    static func page(port: Int, _ parts: KeyValuePairs<String, String>) -> String {
        var address = URLComponents()
        (address.scheme, address.host, address.port, address.path) = ("http", "127.0.0.1", port, "/")
        address.queryItems = parts.map { URLQueryItem(name: $0.key, value: $0.value) }
        return address.string ?? ""
    }

    /// Opens the app `page` and returns the results of its parts.
    ///
    /// Chromium's options for reading a page at its end do not help: `--dump-dom` does not wait for a script, and
    /// `--virtual-time-budget` lets time pass while a WebSocket waits. So the list of pages that every debugger reads is
    /// asked until the page has its last title.
    static func results(of address: String) async throws -> JSONNode {
        let profile = try Scratch()
        defer { profile.remove() }
        var results: JSONNode?
        _ = try await Program.run(
            "chromium", options + ["--user-data-dir=\(profile.path)", address], environment: Program.environment,
            in: "/"
        ) { chromium in
            results = try await waiting(for: "the results of \(address)") {
                try await read(profile)
            } otherwise: {
                chromium.messages()
            }
            chromium.send(SIGTERM)
        }
        guard let results else { throw NeverCame(description: "Chromium ended before the page") }
        return results
    }

    private static let options = [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--disable-background-networking", "--remote-debugging-port=0",
    ]

    /// The results in the fragment of the page's address; nil if the page has not ended.
    private static func read(_ profile: Scratch) async throws -> JSONNode? {
        guard let port = profile.text("DevToolsActivePort").split(separator: "\n").first else { return nil }
        let list = try await Program.run("curl", ["-s", "--max-time", "5", "http://127.0.0.1:\(port)/json/list"])
        guard let pages = try? JSONDocument(list.output).root,
            let page = pages.elements.first(where: { $0["title"]?.string == "done" }),
            let fragment = page["url"]?.string.flatMap(URLComponents.init(string:))?.fragment
        else { return nil }
        return try JSONDocument(fragment).root
    }
}
