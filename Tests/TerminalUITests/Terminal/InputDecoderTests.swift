import Dashboard
import Testing

@testable import TerminalUI

@Suite("Decoding input")
struct InputDecoderTests {
    private static let start = ContinuousClock.now

    private func decode(_ batches: [RawInput]..., every step: Duration = .zero) -> [Input] {
        var decoder = InputDecoder()
        var time = Self.start
        return batches.flatMap { batch in
            defer { time = time.advanced(by: step) }
            return decoder.decode(batch, at: time)
        }
    }

    private func bytes(_ text: String) -> [RawInput] { text.utf8.map { .byte($0) } }

    @Test(
        "bytes that curses passes on unchanged",
        arguments: [
            ("a", [.character("a")]), ("Z", [.character("Z")]), (" ", [.character(" ")]), ("é", [.character("é")]),
            ("空", [.character("空")]), ("👍", [.character("👍")]), ("ab", [.character("a"), .character("b")]),
            ("\r", [.enter]), ("\n", [.enter]), ("\t", [.tab]), ("\u{7F}", [.backspace]), ("\u{8}", [.backspace]),
            ("\u{1}", [.control("a")]), ("\u{1A}", [.control("z")]), ("\u{0}", [.control("@")]),
            ("\u{1C}", [.control("\\")]), ("\u{1F}", [.control("_")]),
            ("\u{1B}", [.escape]), ("\u{1B}\u{1B}", [.escape, .escape]), ("\u{1B}j", [.alt("j")]),
            ("\u{1B}O", [.alt("O")]), ("\u{1B}\r", [.escape, .enter]), ("\u{1B}é", [.escape, .character("é")]),
            ("\u{1B}[A", [.up]), ("\u{1B}[1;5B", [.down]), ("\u{1B}OC", [.right]), ("\u{1B}OD", [.left]),
            ("\u{1B}[H", [.home]), ("\u{1B}[4~", [.end]), ("\u{1B}[5~", [.pageUp]), ("\u{1B}[6;2~", [.pageDown]),
            ("\u{1B}[3~", [.delete]), ("\u{1B}[2~", [.insert]), ("\u{1B}[Z", [.backTab]),
            ("\u{1B}OP", [.function(1)]), ("\u{1B}[15~", [.function(5)]), ("\u{1B}[24~", [.function(12)]),
            ("\u{1B}[[E", [.function(5)]), ("\u{1B}Op", [.character("0")]), ("\u{1B}OM", [.enter]),
            ("\u{1B}[I", []), ("\u{1B}[?62;4c", []), ("\u{1B}[200000q", []),
            ("\u{1B}[999~x", [.character("x")]), ("\u{1B}[1\rx", [.enter, .character("x")]),
            ("\u{85}", []),
        ] as [(String, [Key])])
    func keys(text: String, expected: [Key]) {
        #expect(decode(bytes(text)) == expected.map { .key($0) })
    }

    @Test("bytes that are not UTF-8 are left out, and nothing after them is")
    func invalid() {
        #expect(decode([.byte(0xFF), .byte(0x61)]) == [.key(.character("a"))])
        #expect(decode([.byte(0xE3), .byte(0x61)]) == [.key(.character("a"))])
        #expect(decode([.byte(0xA0), .byte(0xC3), .byte(0xC3), .byte(0xA9)]) == [.key(.character("é"))])
        #expect(decode([.byte(0xED), .byte(0xA0), .byte(0x80), .byte(0x61)]) == [.key(.character("a"))])
    }

    @Test("text and sequences mean the same wherever a read ends, except after an Escape")
    func splits() {
        let text = bytes("aé空👍\u{1B}[1;5Ab\u{1B}[6~c\u{1B}[<0;10;5M\u{1B}[M !!d")
        let whole = decode(text)
        for end in 1..<text.count where text[end - 1] != .byte(0x1B) {
            #expect(decode(Array(text[..<end]), Array(text[end...])) == whole, "split at \(end)")
        }
    }

    @Test("Escape at the end of a read is the Escape key")
    func escapeAlone() {
        #expect(decode(bytes("\u{1B}"), bytes("j")) == [.key(.escape), .key(.character("j"))])
    }

    @Test("keys that curses knows end an unfinished sequence")
    func mixed() {
        #expect(decode([.byte(0x1B), .key(.up)]) == [.key(.escape), .key(.up)])
        #expect(decode([.byte(0xE3), .key(.up), .byte(0x61)]) == [.key(.up), .key(.character("a"))])
        #expect(decode([.unknown, .byte(0x61)]) == [.key(.character("a"))])
        #expect(decode([.pasteEnd, .byte(0x61)]) == [.key(.character("a"))])
    }

    @Test("a paste is one input, however it is split, with all line ends converted to one kind")
    func paste() {
        let batch = [.pasteBegin] + bytes("one\r\ntwo\rthree\n\t空\u{7}\u{1B}") + [.key(.up), .pasteEnd] + bytes("x")
        let expected: [Input] = [.paste("one\ntwo\nthree\n\t空"), .key(.character("x"))]
        for end in 0...batch.count {
            #expect(decode(Array(batch[..<end]), Array(batch[end...])) == expected, "split at \(end)")
        }
    }

    @Test("the length of a paste is limited")
    func longPaste() {
        let flood = [RawInput](repeating: .byte(0x61), count: InputDecoder.longestPaste + 5)
        let inputs = decode([.pasteBegin], flood, [.pasteEnd, .byte(0x62)])
        #expect(inputs.last == .key(.character("b")))
        guard case .paste(let text) = inputs.first else {
            Issue.record("no paste")
            return
        }
        #expect(text.utf8.count == InputDecoder.longestPaste)
    }

    @Test(
        "the mouse's reports: the first button, its movements, and the wheel, with any modifier, in either form",
        arguments: [
            ("\u{1B}[<0;280;3M", [MouseEvent(.press, x: 279, y: 2)]),
            ("\u{1B}[<0;280;3m", [MouseEvent(.release, x: 279, y: 2)]), ("\u{1B}[<2;1;1m", []),
            ("\u{1B}[<32;2;1M", [MouseEvent(.drag, x: 1, y: 0)]), ("\u{1B}[<36;2;1M", [MouseEvent(.drag, x: 1, y: 0)]),
            ("\u{1B}[<64;1;1M", [MouseEvent(.scrollUp, x: 0, y: 0)]),
            ("\u{1B}[<81;1;9M", [MouseEvent(.scrollDown, x: 0, y: 8)]),
            ("\u{1B}[<2;1;1M", []), ("\u{1B}[<34;1;1M", []), ("\u{1B}[<35;1;1M", []), ("\u{1B}[<0;0;1M", []),
            ("\u{1B}[<0;1M", []), ("\u{1B}[<;;M", []), ("\u{1B}[<0;99999999999999999999;1M", []),
            ("\u{1B}[M !\"", [MouseEvent(.press, x: 0, y: 1)]), ("\u{1B}[M#!!", [MouseEvent(.release, x: 0, y: 0)]),
            ("\u{1B}[M@!!", [MouseEvent(.drag, x: 0, y: 0)]), ("\u{1B}[M\"!!", []),
            ("\u{1B}[Ma*#", [MouseEvent(.scrollDown, x: 9, y: 2)]), ("\u{1B}[M   ", []),
        ] as [(String, [MouseEvent])])
    func mouse(text: String, expected: [MouseEvent]) {
        #expect(decode(bytes(text + "q")) == expected.map { .mouse($0) } + [.key(.character("q"))])
    }

    @Test("two quick presses on one cell are a double click, and a third press is a single one")
    func doubleClick() {
        let press = bytes("\u{1B}[<0;4;5M\u{1B}[<0;4;5m")
        func actions(_ inputs: [Input]) -> [MouseEvent.Action] {
            inputs.compactMap { input in
                if case .mouse(let event) = input, event.action != .release { event.action } else { nil }
            }
        }
        #expect(actions(decode(press, press, press, every: .milliseconds(300))) == [.press, .doubleClick, .press])
        #expect(actions(decode(press, press, every: .milliseconds(401))) == [.press, .press])
        #expect(actions(decode(press, bytes("\u{1B}[<0;5;5M"))) == [.press, .press])
        #expect(actions(decode(press, bytes("\u{1B}[<64;4;5M"))) == [.press, .scrollUp])
    }

    @Test func `of the movements that arrive together, the last one counts`() {
        let moves = bytes("\u{1B}[<0;1;1M\u{1B}[<32;2;1M\u{1B}[<32;3;1M\u{1B}[<32;4;1M\u{1B}[<0;4;1m")
        #expect(
            decode(moves) == [
                .mouse(MouseEvent(.press, x: 0, y: 0)), .mouse(MouseEvent(.drag, x: 3, y: 0)),
                .mouse(MouseEvent(.release, x: 3, y: 0)),
            ])
    }

    @Test func `the focus is an input, and ends an unfinished sequence`() {
        #expect(decode([.focus(true)], [.focus(false)]) == [.focus(true), .focus(false)])
        #expect(
            decode([.byte(0x1B), .focus(true), .byte(0x61)]) == [.key(.escape), .focus(true), .key(.character("a"))])
    }
}
