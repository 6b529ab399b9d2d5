import Dashboard
import Testing

@testable import TerminalUI

/// The terminal's background: its answer, and what the variables say.
@Suite struct BackgroundTests {
    @Test(
        arguments: [
            ("11;rgb:1e1e/1e1e/2e2e", 0x1E1E2E), ("11;rgb:ffff/ffff/ffff", 0xFFFFFF), ("11;rgb:0/8/f", 0x0088FF),
            ("11;rgb:fd/f6/e3", 0xFDF6E3), ("11;rgba:0000/2b2b/3636/ffff", 0x002B36), ("11;#282c34", 0x282C34),
            ("11;#FFF", 0xFFFFFF), ("11;#fdfdf6f6e3e3", 0xFDF6E3),
            ("10;rgb:ffff/ffff/ffff", nil), ("11;?", nil), ("11;", nil), ("11;#", nil), ("11;rgb:ffff/ffff", nil),
            ("11;rgb:fffff/0/0", nil), ("11;rgb:x/0/0", nil), ("11;rgb:-1/0/0", nil), ("11;rgb://", nil), ("", nil),
        ] as [(String, Int?)])
    func `an answer is read in every form, and nothing else is`(text: String, colour: Int?) {
        #expect(BackgroundAnswer.colour(Array(text.utf8)) == colour)
    }

    @Test(arguments: [
        (0x000000, Background.dark), (0x282C34, .dark), (0x002B36, .dark), (0xFFFFFF, .light), (0xFDF6E3, .light),
        (0x6A6A6A, .dark), (0x808080, .light), (0x00002B, .dark), (0x0000FF, .dark),
    ])
    func `a background is dark if white text is easier to read on it`(colour: Int, kind: Background) {
        #expect(Background(colour) == kind)
    }

    @Test(
        arguments: [
            ("15;0", .dark), ("0;15", .light), ("0;default;15", .light), ("15;default", nil), ("0;7", .light),
            ("15;8", .dark), ("15;99", nil), ("", nil),
        ] as [(String, Background?)])
    func `COLORFGBG names the background's colour last`(value: String, kind: Background?) {
        #expect(Background(name: "rxvt") { $0 == "COLORFGBG" ? value : nil } == kind)
    }

    @Test func `Linux's console is dark, and other terminals are not known`() {
        #expect(Background(name: "linux") { _ in nil } == .dark)
        #expect(Background(name: "xterm") { _ in nil } == nil)
    }

    // MARK: The answer among keys

    private func decode(_ batches: String...) -> (inputs: [Input], background: Int?) {
        var decoder = InputDecoder()
        let inputs = batches.flatMap { decoder.decode($0.utf8.map { .byte($0) }, at: .now) }
        return (inputs, decoder.background)
    }

    private static let answer = "\u{1B}]11;rgb:ffff/0000/0000\u{1B}\\"

    @Test(arguments: ["\u{1B}\\", "\u{7}"])
    func `an answer is no key, and keys around it are`(end: String) {
        let (inputs, background) = decode("a\u{1B}]11;rgb:ffff/0000/0000" + end + "b")
        #expect(inputs == [.key(.character("a")), .key(.character("b"))])
        #expect(background == 0xFF0000)
    }

    @Test func `wherever a read ends, an answer types nothing but a key for its first byte or two`() {
        let bytes = Array(Self.answer)
        for end in 1..<bytes.count {
            let (inputs, background) = decode(String(bytes[..<end]), String(bytes[end...]) + "q")
            let first: [Input] = end == 1 ? [.key(.escape)] : end == 2 ? [.key(.alt("]"))] : []
            #expect(inputs == first + [.key(.character("q"))], "split at \(end)")
            #expect(background == 0xFF0000, "split at \(end)")
        }
    }

    @Test(arguments: [
        "\u{1B}]11;hello\u{1B}\\", "\u{1B}]52;c;AAAA\u{7}", "\u{1B}]11;rgb:ffff/0000/0000\u{1B}[A", "\u{1B}]11;\u{18}",
        "\u{1B}]99999999999999999999\u{7}",
    ])
    func `other strings are ignored, and keys after them are not`(text: String) {
        let (inputs, background) = decode(text + "q")
        #expect(inputs.last == .key(.character("q")))
        #expect(!inputs.contains(.key(.character("1"))))
        #expect(background == nil)
    }

    @Test func `Alt and a bracket is a key, alone and before other keys`() {
        #expect(decode("\u{1B}]", "q").inputs == [.key(.alt("]")), .key(.character("q"))])
        #expect(decode("\u{1B}]q").inputs == [.key(.alt("]")), .key(.character("q"))])
        #expect(decode("\u{1B}", "]", "1").inputs == [.key(.escape), .key(.character("]")), .key(.character("1"))])
    }

    @Test func `an answer without an end swallows no more than its limit`() {
        let flood = "\u{1B}]1" + String(repeating: "x", count: InputDecoder.longestAnswer + 5)
        #expect(decode(flood).inputs.count == 5)
    }
}
