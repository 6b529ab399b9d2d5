import Testing

@testable import LamdeckCLI

@Suite struct BrowserTests {
    private let url = "http://127.0.0.1:9001/"

    #if os(Linux)
        @Test func `BROWSER has commands, which xdg-open follows if there is a display`() {
            func commands(_ environment: [String: String]) -> [[String]] {
                Browser(environment: environment).commands(for: url)
            }
            #expect(commands([:]) == [])
            #expect(commands(["DISPLAY": ":0"]) == [["xdg-open", url]])
            #expect(
                commands(["BROWSER": "firefox --new-tab %s:w3m", "WAYLAND_DISPLAY": "w"]) == [
                    ["firefox", "--new-tab", url], ["w3m", url], ["xdg-open", url],
                ])
        }

        @Test func `a command is a name or a path, and the first that takes the URL is the last`() async {
            for (commands, reason) in [
                ("true", nil), ("/bin/true", nil), ("false:/bin/true", nil), ("/bin/false", "/bin/false failed"),
                ("/nonexistent/browser", "/nonexistent/browser could not run"),
                ("true:/nonexistent/browser", nil),
            ] as [(String, String?)] {
                #expect(await Browser(environment: ["BROWSER": commands]).open(url) == reason, "\(commands)")
            }
            #expect(await Browser(environment: [:]).open(url)?.contains("set BROWSER") == true)
        }
    #endif
}
