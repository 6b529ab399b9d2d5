import ArgumentParser
import LambdaRuntime
import Testing

@testable import LamdeckCLI
@testable import TerminalUI

struct FindingOutputTests {
    private static let fix = Finding(.image, .fix, "it's \"old\"\u{1B}[2J", fix: "docker pull x\ny")

    @Test func `state, subject and message are columns, with the fix below`() {
        #expect(FindingOutput.text(Finding(.manifest, .ok, "fine")) == "ok    manifest      fine")
        #expect(FindingOutput.text(Finding(.architecture, .note, "")) == "note  architecture  ")
        #expect(
            FindingOutput.text(Self.fix)
                == "fix   image         it's \"old\"\u{FFFD}[2J\n                    -> docker pull x ⏎ y")
    }

    @Test func `a machine gets one object, with the fix if there is one`() {
        #expect(
            FindingOutput.json(Finding(.port, .ok, "9000: free"))
                == #"{"check":"port","state":"ok","message":"9000: free"}"#)
        #expect(
            FindingOutput.json(Self.fix) == #"{"check":"image","state":"fix","message":"it's \"old\"\u001b[2J","#
                + #""fix":"docker pull x\ny"}"#)
    }

    @Test func `the help names every check`() {
        let help = DoctorCommand.helpMessage(columns: 4000)
        for subject in Finding.Subject.allCases {
            #expect(help.contains("\(subject.rawValue),") || help.contains("\(subject.rawValue))"), "\(subject)")
        }
    }

    // MARK: The terminal

    private static func findings(
        name: String? = "xterm-256color", problem: TerminalError? = nil, colours: Int = 256,
        isColourless: Bool = false, isUnicode: Bool = true, locale: String? = "LANG=C.UTF-8", isTerminal: Bool = true
    ) -> [String] {
        let checkup = TerminalCheck(
            name: name, problem: problem, colours: colours, isColourless: isColourless, isUnicode: isUnicode,
            locale: locale)
        return TerminalFindings.of(checkup, isTerminal: isTerminal).map(FindingOutput.text)
    }

    @Test func `a good terminal`() {
        #expect(
            Self.findings() == [
                "ok    terminal      xterm-256color, 256 colours", "ok    locale        UTF-8 (LANG=C.UTF-8)",
            ])
    }

    @Test func `colours that are turned off, or that there are none of, are a note`() {
        #expect(
            Self.findings(isColourless: true)[0] == "note  terminal      xterm-256color, no colours: NO_COLOR is set")
        let advice = "-> export TERM=xterm-256color, if the terminal has colours"
        #expect(
            Self.findings(name: "vt100", colours: 0)[0]
                == "note  terminal      vt100 has no colours\n                    " + advice)
        #expect(Self.findings(name: "x", colours: 7)[0].hasPrefix("note  terminal      x has no colours"))
        #expect(Self.findings(name: "x", colours: 8)[0] == "ok    terminal      x, 8 colours")
    }

    @Test func `a terminal that cannot show the deck is a problem only if one is used`() {
        let advice = "-> set TERM=xterm-256color, or install its terminfo entry"
        let words = "this machine doesn't know TERM=nonsense\n                    " + advice
        let problem = TerminalError.unknownTerminal("nonsense")
        #expect(Self.findings(name: "nonsense", problem: problem)[0] == "fix   terminal      " + words)
        #expect(
            Self.findings(name: "nonsense", problem: problem, isTerminal: false)[0] == "note  terminal      " + words)
    }

    @Test func `another character set needs a fix`() {
        let advice = "\n                    -> export LC_ALL=C.UTF-8"
        let words = "is not UTF-8: borders are ASCII, and non-ASCII letters show as ?"
        #expect(
            Self.findings(isUnicode: false, locale: "LC_ALL=C")[1] == "fix   locale        LC_ALL=C \(words)\(advice)")
        #expect(
            Self.findings(isUnicode: false, locale: nil)[1]
                == "fix   locale        no locale is set \(words)\(advice)")
    }
}
