import Foundation
import Testing

@testable import TerminalUI

@Suite("Locale and options")
struct EnvironmentTests {
    @Test(
        "UTF-8 replaces the character set only if the user chose none",
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
