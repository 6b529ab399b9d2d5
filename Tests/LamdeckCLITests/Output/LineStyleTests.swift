import Testing

@testable import LamdeckCLI

struct LineStyleTests {
    private static let coloured = LineStyle(environment: ["TERM": "xterm"], isTerminal: true)
    private static let bare = LineStyle(environment: ["TERM": "xterm", "NO_COLOR": "1"], isTerminal: true)
    private static let file = LineStyle(environment: ["TERM": "xterm"], isTerminal: false)

    @Test(
        arguments: [
            (["TERM": "xterm-256color"], true), (["TERM": "xterm", "NO_COLOR": ""], true),
            (["TERM": "xterm", "NO_COLOR": "1"], false), (["TERM": "xterm", "NO_COLOR": "0"], false),
            (["TERM": "dumb"], false), (["TERM": ""], false), ([:], false),
        ] as [([String: String], Bool)])
    func `a terminal gets colours unless it or the user has none`(environment: [String: String], hasColours: Bool) {
        #expect(LineStyle(environment: environment, isTerminal: true).hasColours == hasColours)
        #expect(!LineStyle(environment: environment, isTerminal: false).hasColours)
    }

    @Test(
        arguments: [
            (.good, "32"), (.bad, "31"), (.doubtful, "33"), (.faint, "2"), (.function(0), "36"), (.function(1), "33"),
            (.function(5), "96"), (.function(6), "36"), (.function(601), "33"),
        ] as [(LineStyle.Role, String)])
    func `each role has its colour`(role: LineStyle.Role, code: String) {
        #expect(Self.coloured.text("x", role) == "\u{1B}[\(code)mx\u{1B}[0m")
        #expect(Self.bare.text("x", role) == "x" && Self.file.text("x", role) == "x")
    }

    @Test func `a function's text keeps its colours on a terminal, and everything in a file`() {
        let text = "\u{1B}[32mgo\u{1B}[2J\tend\u{1B}[8m"
        #expect(Self.coloured.foreign(text) == "\u{1B}[32mgo\u{FFFD}[2J\tend\u{1B}[0m")
        #expect(Self.bare.foreign(text) == "go\u{FFFD}[2J\tend")
        #expect(Self.file.foreign(text) == text)
    }
}
