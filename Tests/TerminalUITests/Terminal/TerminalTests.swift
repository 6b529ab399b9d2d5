import Dashboard
import Foundation
import Testing

@testable import TerminalUI

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A real terminal on a pseudo terminal. Serialized, since curses and signals belong to the process.
@Suite("Terminal", .serialized)
@MainActor
struct TerminalTests {
    func open(
        _ pseudo: PseudoTerminal, term: String = "xterm-256color", noColour: Bool = false,
        theme: ThemeChoice = .automatic, _ more: [String: String] = [:]
    ) throws -> Terminal {
        let variables = more.merging(["TERM": term, "LANG": "C.UTF-8"]) { $1 }
        return try Terminal(
            options: TerminalOptions(noColour: noColour, theme: theme), input: pseudo.program, output: pseudo.program,
            variable: { variables[$0] })
    }

    func grid(_ text: String, _ style: Style = Style(), width: Int = 40, height: Int = 10) -> Grid {
        var grid = Grid(Size(width: width, height: height))
        grid.put(text, x: 0, y: 0, style: style)
        return grid
    }

    @Test("it takes the terminal, paints, and restores it")
    func takesAndGivesBack() throws {
        let pseudo = try PseudoTerminal(width: 40, height: 10)
        let before = pseudo.modes
        let terminal = try open(pseudo)
        #expect(terminal.size == Size(width: 40, height: 10))
        #expect(terminal.capabilities.colours == 256)
        #expect(pseudo.modes != before)
        terminal.paint(grid("空 │ hello"))
        let taken = try pseudo.output(through: "hello")
        for mode in [
            "\u{1B}[?1049h", "\u{1B}[?25l", "\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1006h", "\u{1B}[?2004h", "空 │ ",
        ] {
            #expect(taken.contains(mode), "\(mode.debugDescription)")
        }
        terminal.restore()
        let given = try pseudo.output(through: "\u{1B}[?1049l")
        #expect(given.contains("\u{1B}[?2004l"))
        #expect(given.contains("\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1000l"))
        #expect(given.contains("\u{1B}[?12l\u{1B}[?25h"))
        #expect(pseudo.modes == before)
        terminal.restore()
        terminal.paint(grid("late"))
        pseudo.type("x")
        #expect(pseudo.modes == before)
    }

    @Test("keys arrive as typed")
    func keys() async throws {
        let pseudo = try PseudoTerminal(width: 40, height: 10)
        let terminal = try open(pseudo)
        defer { terminal.restore() }
        let (inputs, continuation) = AsyncStream.makeStream(of: Input.self)
        terminal.start(onInput: { for input in $0 { continuation.yield(input) } }, onSignal: { _ in })
        pseudo.type("jé空\r\t\u{7F}\u{1A}\u{1B}OA\u{1B}[A\u{1B}OP\u{1B}[Z\u{1B}[5~\u{1B}[1;5B\u{1B}jq")
        let expected: [Key] = [
            .character("j"), .character("é"), .character("空"), .enter, .tab, .backspace, .control("z"), .up, .up,
            .function(1), .backTab, .pageUp, .down, .alt("j"), .character("q"),
        ]
        var came: [Input] = []
        for await input in inputs {
            came.append(input)
            if input == .key(.character("q")) { break }
        }
        #expect(came == expected.map { .key($0) })
    }

    @Test("a mouse event and a paste are one input each")
    func mouseAndPaste() async throws {
        let pseudo = try PseudoTerminal(width: 300, height: 10)
        let terminal = try open(pseudo)
        defer { terminal.restore() }
        let (inputs, continuation) = AsyncStream.makeStream(of: Input.self)
        terminal.start(onInput: { for input in $0 { continuation.yield(input) } }, onSignal: { _ in })
        pseudo.type("\u{1B}[<0;280;3M\u{1B}[<0;280;3m\u{1B}[<64;5;4M\u{1B}[<65;5;4M")
        pseudo.type("\u{1B}[200~one\rtwo 空\u{1B}[201~q")
        var came: [Input] = []
        for await input in inputs {
            came.append(input)
            if input == .key(.character("q")) { break }
        }
        #expect(
            came == [
                .mouse(MouseEvent(.press, x: 279, y: 2)), .mouse(MouseEvent(.release, x: 279, y: 2)),
                .mouse(MouseEvent(.scrollUp, x: 4, y: 3)),
                .mouse(MouseEvent(.scrollDown, x: 4, y: 3)), .paste("one\ntwo 空"), .key(.character("q")),
            ])
    }

    @Test("a new size arrives as input once, and the next grid is sent whole")
    func resize() async throws {
        let pseudo = try PseudoTerminal(width: 40, height: 10)
        let terminal = try open(pseudo)
        defer { terminal.restore() }
        terminal.paint(grid("first"))
        _ = try pseudo.output(through: "first")
        let (inputs, continuation) = AsyncStream.makeStream(of: Input.self)
        terminal.start(onInput: { for input in $0 { continuation.yield(input) } }, onSignal: { _ in })
        pseudo.resize(width: 20, height: 5)
        kill(getpid(), SIGWINCH)
        var iterator = inputs.makeAsyncIterator()
        #expect(await iterator.next() == .resize(Size(width: 20, height: 5)))
        #expect(terminal.size == Size(width: 20, height: 5))
        terminal.paint(grid("first"))
        _ = try pseudo.output(through: "first")
        pseudo.type("q")
        #expect(await iterator.next() == .key(.character("q")))
    }

    @Test("after another program used the terminal, the whole screen is painted again")
    func suspension() throws {
        let pseudo = try PseudoTerminal(width: 40, height: 10)
        let before = pseudo.modes
        let terminal = try open(pseudo)
        defer { terminal.restore() }
        terminal.paint(grid("first"))
        terminal.suspend()
        #expect(pseudo.modes == before)
        let given = try pseudo.output(through: "\u{1B}[?1049l")
        #expect(given.contains("\u{1B}[?2004l"))
        terminal.paint(grid("meanwhile"))
        terminal.resume()
        let taken = try pseudo.output(through: "meanwhile")
        #expect(taken.contains("\u{1B}[?1049h"))
        #expect(try pseudo.output(through: "\u{1B}[?1006h").contains("\u{1B}[?1h\u{1B}="))
        #expect(pseudo.modes != before)
    }

    @Test("signals that end the program reach its owner, which can still restore the terminal")
    func signals() async throws {
        let pseudo = try PseudoTerminal(width: 40, height: 10)
        let before = pseudo.modes
        let terminal = try open(pseudo)
        let (signals, continuation) = AsyncStream.makeStream(of: TerminationSignal.self)
        terminal.start(onInput: { _ in }, onSignal: { continuation.yield($0) })
        var iterator = signals.makeAsyncIterator()
        for (number, signal) in [
            (SIGTERM, TerminationSignal.terminate), (SIGHUP, .hangUp), (SIGINT, .interrupt), (SIGQUIT, .quit),
        ] {
            kill(getpid(), number)
            #expect(await iterator.next() == signal)
        }
        terminal.restore()
        #expect(pseudo.modes == before)
    }

    @Test(
        "colours are those that the terminal has and the user wants",
        arguments: [
            ("xterm", 8), ("xterm-16color", 16), ("xterm-256color", 256), ("screen-256color", 256), ("linux", 8),
            ("vt100", 0),
        ])
    func colours(term: String, count: Int) throws {
        let pseudo = try PseudoTerminal(width: 40, height: 10)
        let terminal = try open(pseudo, term: term)
        #expect(terminal.capabilities.colours == count)
        terminal.paint(grid("failed", Style(.failed)))
        _ = try pseudo.output(through: "failed")
        terminal.restore()
        let plain = try open(pseudo, term: term, noColour: true)
        defer { plain.restore() }
        #expect(plain.capabilities.colours == 0)
        plain.paint(grid("failed", Style(.failed)))
        let sent = try pseudo.output(through: "failed")
        #expect(!sent.contains("\u{1B}[31m") && !sent.contains("38;5"))
    }

    @Test(
        "a terminal that cannot show the deck is left unchanged",
        arguments: [
            ("dumb", TerminalError.dumbTerminal("dumb")), ("no-such-terminal", .unknownTerminal("no-such-terminal")),
            ("", .noTerminalName),
        ])
    func unusable(term: String, error: TerminalError) throws {
        let pseudo = try PseudoTerminal(width: 40, height: 10)
        let before = pseudo.modes
        #expect(throws: error) { try open(pseudo, term: term) }
        #expect(pseudo.modes == before)
        pseudo.type("end\n")
        #expect(try pseudo.output(through: "end\r\n") == "end\r\n")
    }

    @Test("a file is not a terminal")
    func file() throws {
        let null = FileHandle.nullDevice.fileDescriptor
        #expect(throws: TerminalError.notATerminal) {
            try Terminal(options: TerminalOptions(), input: null, output: null, variable: { _ in "xterm" })
        }
    }

    @Test("screens of any size, and grids that do not fit them, are painted", arguments: [(20, 5), (1, 1), (200, 3)])
    func sizes(width: Int, height: Int) throws {
        let pseudo = try PseudoTerminal(width: width, height: height)
        let terminal = try open(pseudo)
        defer { terminal.restore() }
        var grid = Grid(Size(width: 80, height: 24))
        grid.fill(Rect(x: 0, y: 0, width: 80, height: 24), "x", style: Style(.text, highlight: .bar))
        for y in 0..<24 { grid.put("空カ\u{3099}", x: width - 2, y: y) }
        terminal.paint(grid)
        terminal.redraw()
        terminal.paint(Grid(Size(width: 1, height: 1)))
        terminal.paint(Grid(Size(width: 0, height: 0)))
        let room = terminal.size
        #expect(room == Size(width: width, height: height))
    }

    @Test(
        "a size too large for curses is limited, at the start and later",
        arguments: [(32_768, 24), (80, 32_768), (65_535, 65_535), (2_001, 501)])
    func hugeSizes(width: Int, height: Int) throws {
        let cut = Size(width: min(width, 2_000), height: min(height, 500))
        let pseudo = try PseudoTerminal(width: width, height: height)
        // The test does not read the output, so there must be little of it.
        var grid = Grid(cut)
        grid.put("x", x: cut.width - 1, y: cut.height - 1)
        do {
            let terminal = try open(pseudo)
            defer { terminal.restore() }
            #expect(terminal.size == cut)
            terminal.paint(grid)
        }
        pseudo.resize(width: 80, height: 24)
        let terminal = try open(pseudo)
        defer { terminal.restore() }
        pseudo.resize(width: width, height: height)
        terminal.suspend()
        terminal.resume()
        #expect(terminal.size == cut)
        terminal.paint(grid)
        pseudo.resize(width: 0, height: 0)
        terminal.suspend()
        terminal.resume()
        #expect(terminal.size == cut)
    }
}
