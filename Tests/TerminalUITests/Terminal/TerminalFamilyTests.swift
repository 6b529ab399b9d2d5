import Foundation
import Testing

@testable import TerminalUI

/// Facts that follow from a terminal's name and variables.
@Suite struct TerminalFamilyTests {
    private func family(_ name: String, _ variables: [String: String] = [:]) -> TerminalFamily {
        TerminalFamily(name: name) { variables[$0] }
    }

    @Test(arguments: [
        "xterm-256color", "tmux-256color", "screen", "alacritty", "foot", "xterm-kitty", "rxvt-unicode-256color", "st",
        "st-256color", "wezterm", "vte-256color", "konsole",
    ])
    func `terminals that understand xterm's strings`(name: String) {
        #expect(family(name).isXtermLike)
    }

    @Test(arguments: ["linux", "vt100", "eterm-color", "sun", "stv52", "dumb", "ansi", "cons25"])
    func `terminals that would show xterm's strings`(name: String) {
        #expect(!family(name).isXtermLike)
        #expect(!family(name).answersBackground)
    }

    @Test func `24-bit colours are used where COLORTERM says so, but not behind screen`() {
        #expect(family("xterm-256color", ["COLORTERM": "truecolor"]).hasTrueColour)
        #expect(family("xterm-256color", ["COLORTERM": "24bit"]).hasTrueColour)
        #expect(family("tmux-256color", ["COLORTERM": "truecolor", "TMUX": "/tmp/t,1,0"]).hasTrueColour)
        #expect(family("screen-256color", ["COLORTERM": "truecolor", "TMUX": "/tmp/t,1,0"]).hasTrueColour)
        #expect(family("xterm-direct").hasTrueColour)
        #expect(!family("xterm-256color").hasTrueColour)
        #expect(!family("xterm-256color", ["COLORTERM": "yes"]).hasTrueColour)
        #expect(!family("screen.xterm-256color", ["COLORTERM": "truecolor", "STY": "1.pts"]).hasTrueColour)
        #expect(!family("screen", ["COLORTERM": "truecolor", "STY": "1.pts", "TMUX": "/tmp/t,1,0"]).hasTrueColour)
    }

    @Test(
        arguments: [
            ("xterm", ["TMUX": "/tmp/t,1,0"], nil), ("tmux-256color", ["TMUX": "/tmp/t,1,0"], .tmux),
            ("screen-256color", ["TMUX": "/tmp/t,1,0"], .tmux), ("tmux-256color", [:], .distantTmux),
            ("screen", ["STY": "1.pts"], .screen), ("screen", [:], .screen), ("xterm", ["STY": "1.pts"], nil),
        ] as [(String, [String: String], TerminalFamily.Multiplexer?)])
    func `what is in front of the terminal`(
        name: String, variables: [String: String], multiplexer: TerminalFamily.Multiplexer?
    ) {
        #expect(family(name, variables).multiplexer == multiplexer)
    }

    @Test func `notifications are for terminals that have them, and nothing in front`() {
        #expect(family("xterm-kitty").showsNotifications)
        #expect(family("xterm-256color", ["TERM_PROGRAM": "iTerm.app"]).showsNotifications)
        #expect(!family("xterm-256color").showsNotifications)
        #expect(!family("tmux-256color", ["TERM_PROGRAM": "WezTerm"]).showsNotifications)
    }

    // MARK: Clipboard and window

    @Test func `a copy is one string in base 64`() {
        func plain(_ text: String) -> String { Clipboard.sequence(Array(text.utf8), through: nil) }
        #expect(plain("") == "\u{1B}]52;c;\u{7}")
        #expect(plain("a") == "\u{1B}]52;c;YQ==\u{7}")
        #expect(plain("ab") == "\u{1B}]52;c;YWI=\u{7}")
        #expect(plain("abc") == "\u{1B}]52;c;YWJj\u{7}")
        #expect(plain("空\u{1B}~?") == "\u{1B}]52;c;56m6G34/\u{7}")
        #expect(Clipboard.sequence([0xFB, 0xFF], through: nil) == "\u{1B}]52;c;+/8=\u{7}")
    }

    @Test func `for tmux a copy is sent as it is, and wrapped with its escapes doubled`() {
        let both = "\u{1B}]52;c;YQ==\u{7}\u{1B}Ptmux;\u{1B}\u{1B}]52;c;YQ==\u{7}\u{1B}\\"
        #expect(Clipboard.sequence([0x61], through: .tmux) == both)
        #expect(Clipboard.sequence([0x61], through: .distantTmux) == both)
    }

    @Test func `for screen a copy is cut in pieces that screen passes on`() {
        #expect(Clipboard.sequence([0x61], through: .screen) == "\u{1B}P\u{1B}]52;c;YQ==\u{7}\u{1B}\\")
        let long = [UInt8](repeating: 0x61, count: 3000)
        let pieces = Clipboard.sequence(long, through: .screen).components(separatedBy: "\u{1B}\\").dropLast()
        #expect(pieces.count == 17)
        #expect(pieces.allSatisfy { $0.hasPrefix("\u{1B}P") && $0.utf8.count <= 252 })
        let joined = pieces.map { $0.dropFirst(2) }.joined()
        #expect(joined == Clipboard.sequence(long, through: nil))
    }

    @Test func `titles and notifications hold no controls, and are not long`() {
        #expect(WindowText.title("a\u{1B}]b\u{7}\nc\u{9C}") == "\u{1B}]2;a]bc\u{1B}\\")
        #expect(WindowText.title(String(repeating: "x", count: 300)).count == 206)
        #expect(WindowText.bell("done\u{7}", showsNotifications: true) == "\u{1B}]9;done\u{1B}\\")
        #expect(WindowText.bell("", showsNotifications: true) == "\u{7}")
        #expect(WindowText.bell("done", showsNotifications: false) == "\u{7}")
    }
}
