import Dashboard
import Foundation
import Testing

@testable import TerminalUI

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the deck and the terminal say to each other beside frames and keys. A part of the suite that runs one test after
/// the other, since curses belongs to the process.
extension TerminalTests {
    private static let question = "\u{1B}]11;?\u{1B}\\"

    @Test func `the first frame does not wait for the background, and is painted again when it is known`() async throws
    {
        let pseudo = try PseudoTerminal(width: 40, height: 10)
        let terminal = try open(pseudo)
        defer { terminal.restore() }
        _ = try pseudo.output(through: Self.question)
        #expect(terminal.background == nil)
        terminal.paint(grid("failed", Style(.failed)))
        #expect(try pseudo.output(through: "failed").contains("\u{1B}[38;5;167m"))
        let (inputs, continuation) = AsyncStream.makeStream(of: Input.self)
        terminal.start(onInput: { for input in $0 { continuation.yield(input) } }, onSignal: { _ in })
        pseudo.type("\u{1B}]11;rgb:ffff/ffff/ffff\u{1B}\\q")
        var iterator = inputs.makeAsyncIterator()
        #expect(await iterator.next() == .key(.character("q")))
        #expect(terminal.background == .light)
        #expect(try pseudo.output(through: "failed").contains("\u{1B}[38;5;124m"))
    }

    @Test(
        "the background is not asked for if the answer has no use",
        arguments: [("linux", false, ThemeChoice.automatic), ("xterm", true, .automatic), ("xterm", false, .light)])
    func unasked(term: String, noColour: Bool, theme: ThemeChoice) throws {
        let pseudo = try PseudoTerminal(width: 40, height: 10)
        let terminal = try open(pseudo, term: term, noColour: noColour, theme: theme)
        defer { terminal.restore() }
        terminal.paint(grid("first"))
        #expect(try !pseudo.output(through: "first").contains("]11;"))
    }

    @Test func `a theme that the user chose stays, whatever the terminal answers`() async throws {
        let pseudo = try PseudoTerminal(width: 40, height: 10)
        let terminal = try open(pseudo, theme: .light, ["COLORFGBG": "15;0"])
        defer { terminal.restore() }
        let (inputs, continuation) = AsyncStream.makeStream(of: Input.self)
        terminal.start(onInput: { for input in $0 { continuation.yield(input) } }, onSignal: { _ in })
        pseudo.type("\u{1B}]11;rgb:0000/0000/0000\u{1B}\\q")
        var iterator = inputs.makeAsyncIterator()
        #expect(await iterator.next() == .key(.character("q")))
        #expect(terminal.background == .dark, "that is known for the next terminal")
        terminal.paint(grid("failed", Style(.failed)))
        #expect(try pseudo.output(through: "failed").contains("\u{1B}[38;5;124m"))
        terminal.use(.dark)
        #expect(try pseudo.output(through: "failed").contains("\u{1B}[38;5;210m"))
    }

    @Test func `an answer on its way is not left for the shell`() throws {
        let pseudo = try PseudoTerminal(width: 40, height: 10)
        let terminal = try open(pseudo)
        pseudo.type("\u{1B}]11;rgb:0000/0000/0000\u{1B}\\")
        terminal.restore()
        var waiting = pollfd(fd: pseudo.program, events: Int16(POLLIN), revents: 0)
        let count = poll(&waiting, 1, 0)
        #expect(count == 0)
    }

    @Test func `24-bit colours are sent as such where COLORTERM says so, and colours of the palette stay its own`()
        throws
    {
        let pseudo = try PseudoTerminal(width: 40, height: 10)
        let before = ProcessInfo.processInfo.environment["TERMINFO"]
        let terminal = try open(pseudo, theme: .dark, ["COLORTERM": "truecolor"])
        defer { terminal.restore() }
        #expect(ProcessInfo.processInfo.environment["TERMINFO"] == before)
        #expect(terminal.capabilities.colours == TerminalCapabilities.direct)
        terminal.paint(grid("failed", Style(.failed, highlight: .selection)))
        let direct = try pseudo.output(through: "failed")
        #expect(direct.contains("\u{1B}[38;2;255;138;128m") && direct.contains("\u{1B}[48;2;31;58;95m"))
        terminal.paint(grid("logged", Style(foreground: 200)))
        #expect(try pseudo.output(through: "logged").contains("\u{1B}[38;5;200m"))
        terminal.paint(grid("eight", Style(foreground: 4)))
        #expect(try pseudo.output(through: "eight").contains("\u{1B}[34m"))
    }

    @Test func `keys are read from the copied description too`() async throws {
        let pseudo = try PseudoTerminal(width: 40, height: 10)
        let terminal = try open(pseudo, ["COLORTERM": "truecolor"])
        defer { terminal.restore() }
        let (inputs, continuation) = AsyncStream.makeStream(of: Input.self)
        terminal.start(onInput: { for input in $0 { continuation.yield(input) } }, onSignal: { _ in })
        pseudo.type("\u{1B}OA\u{1B}[5~\u{1B}[1;5B\u{1B}OP\u{1B}[I\u{1B}[Oq")
        var came: [Input] = []
        for await input in inputs {
            came.append(input)
            if input == .key(.character("q")) { break }
        }
        #expect(
            came == [
                .key(.up), .key(.pageUp), .key(.down), .key(.function(1)), .focus(true), .focus(false),
                .key(.character("q")),
            ])
    }

    @Test func `focus reports and the title are turned off again, also while another program has the terminal`() throws
    {
        let pseudo = try PseudoTerminal(width: 40, height: 10)
        let terminal = try open(pseudo)
        defer { terminal.restore() }
        _ = try pseudo.output(through: "\u{1B}[?1004h\u{1B}[22;0t")
        terminal.setTitle("orders")
        _ = try pseudo.output(through: "\u{1B}]2;orders\u{1B}\\")
        terminal.paint(grid("first"))
        _ = try pseudo.output(through: "first")
        terminal.suspend()
        _ = try pseudo.output(through: "\u{1B}[?1004l\u{1B}[23;0t")
        terminal.setTitle("later")
        terminal.resume()
        _ = try pseudo.output(through: "\u{1B}[?1004h\u{1B}[22;0t")
        _ = try pseudo.output(through: "\u{1B}]2;later\u{1B}\\")
        terminal.restore()
        _ = try pseudo.output(through: "\u{1B}[?1004l\u{1B}[23;0t")
    }

    @Test func `a terminal that is not like xterm gets no titles, copies or focus reports`() throws {
        let pseudo = try PseudoTerminal(width: 40, height: 10)
        let terminal = try open(pseudo, term: "linux")
        defer { terminal.restore() }
        terminal.setTitle("orders")
        #expect(terminal.copy([0x61]) == .unsupported)
        terminal.ring("done")
        terminal.paint(grid("first"))
        let sent = try pseudo.output(through: "first")
        #expect(sent.contains("\u{7}"))
        #expect(!sent.contains("\u{1B}]") && !sent.contains("1004") && !sent.contains("22;0t"))
    }

    @Test func `a copy is sent up to the length that terminals take`() throws {
        let pseudo = try PseudoTerminal(width: 40, height: 10)
        let terminal = try open(pseudo)
        defer { terminal.restore() }
        #expect(terminal.copy(Array("hello".utf8)) == .sent)
        _ = try pseudo.output(through: "\u{1B}]52;c;aGVsbG8=\u{7}")
        #expect(terminal.copy([UInt8](repeating: 0x61, count: 56_245)) == .tooLong(limit: 56_244))
        terminal.suspend()
        #expect(terminal.copy([0x61]) == .unsupported)
    }

    @Test func `a changed row costs its changed cells and little more`() throws {
        let pseudo = try PseudoTerminal(width: 120, height: 36)
        let terminal = try open(pseudo, theme: .dark, ["COLORTERM": "truecolor"])
        defer { terminal.restore() }
        var grid = Grid(Size(width: 120, height: 36))
        for y in 0..<36 { grid.put("row \(y) of a table", x: 0, y: y, style: Style(.dim)) }
        terminal.paint(grid)
        terminal.setTitle("1")
        #expect(try pseudo.output(through: "]2;1").contains("\u{1B}[?2026h"))
        grid.put("99 ms", x: 60, y: 20, style: Style(.handlerTime))
        terminal.paint(grid)
        terminal.setTitle("2")
        let sent = try pseudo.output(through: "]2;2").replacingOccurrences(of: "\u{1B}\\", with: "")
        #expect(sent.contains("99 ms") && !sent.contains("2026"))
        #expect(sent.utf8.count <= 80)
        terminal.paint(grid)
        terminal.setTitle("3")
        #expect(try pseudo.output(through: "]2;3").utf8.count <= 20)
    }
}
