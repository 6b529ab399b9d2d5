import Foundation
import Testing

@testable import TerminalUI

@Suite("Locale and options")
struct EnvironmentTests {
    @Test(
        "UTF-8 stands in where nobody chose another character set",
        arguments: [
            ([:], true), (["LANG": ""], true), (["LANG": "C"], true), (["LANG": "POSIX"], true),
            (["LANG": "de_DE.UTF-8"], true), (["LC_ALL": "ja_JP.utf8"], true), (["LC_CTYPE": "de_DE.UTF-8@euro"], true),
            (["LC_ALL": "", "LC_CTYPE": "", "LANG": "C"], true),
            (["LC_ALL": "C"], false), (["LC_CTYPE": "POSIX"], false), (["LC_ALL": "C", "LANG": "de_DE.UTF-8"], false),
            (["LC_ALL": "en_US.ISO-8859-1"], false), (["LANG": "de_DE"], false), (["LANG": "ja_JP.eucJP"], false),
        ] as [([String: String], Bool)])
    func standIn(variables: [String: String], expected: Bool) {
        #expect(LocaleRule.mayStandIn { variables[$0] } == expected)
    }

    @Test("every error says what to do")
    func errors() {
        #expect(
            TerminalError.dumbTerminal("dumb").description
                == "TERM=dumb can't show the deck; use `lamdeck up` and `lamdeck test`, or set TERM=xterm-256color")
        #expect(TerminalError.unknownTerminal("xterm-new").description.contains("TERM=xterm-256color"))
        #expect(TerminalError.notATerminal.description.contains("`lamdeck up`"))
        #expect(TerminalError.noTerminalName.description.contains("TERM=xterm-256color"))
    }
}

@Suite("Clipboard")
struct ClipboardTests {
    @Test("base64 is what everybody makes of it")
    func base64() {
        var generator = SystemRandomNumberGenerator()
        for length in 0..<70 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(Clipboard.base64(bytes) == Data(bytes).base64EncodedString())
        }
    }

    @Test("a text becomes one sequence, and one that is too long none")
    func sequence() {
        #expect(Clipboard.sequence("é") == "\u{1B}]52;c;w6k=\u{7}")
        let longest = String(repeating: "x", count: Clipboard.longestText)
        #expect((Clipboard.sequence(longest)?.utf8.count ?? .max) <= 100_000)
        #expect(Clipboard.sequence(longest + "x") == nil)
    }

    @Test("inside tmux it is wrapped, with every escape doubled")
    func tmux() {
        #expect(Clipboard.throughTmux("\u{1B}]52;c;w6k=\u{7}") == "\u{1B}Ptmux;\u{1B}\u{1B}]52;c;w6k=\u{7}\u{1B}\\")
    }
}
