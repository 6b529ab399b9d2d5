import Support
import Testing

@testable import LambdaModel

@Suite("The output of a build")
struct BuildOutputTests {
    private static func lines(_ pieces: [String]) -> (shown: [String], last: [String]) {
        var output = BuildOutput()
        var shown: [String] = []
        for piece in pieces { shown += output.add(piece.utf8) }
        shown += output.end()
        return (shown, output.lastLines)
    }

    @Test(arguments: [
        (["a\nb\n"], ["a", "b"]), (["a", "b\nc"], ["ab", "c"]), (["a\r\n\nb\r\n"], ["a", "", "b"]),
        // A progress bar.
        (["10 %\r50 %\r100 %\n"], ["100 %"]), ([], []),
        // A character in two pieces.
        (["\u{1B}[31mr\u{E9}d\u{1B}[0m\n"], ["\u{1B}[31mr\u{E9}d\u{1B}[0m"]),
    ]) func becomesLines(pieces: [String], expected: [String]) {
        #expect(Self.lines(pieces).shown == expected)
    }

    @Test func ofALongOutputTheBeginningAndTheEndAreShown() {
        var output = BuildOutput()
        var shown: [String] = []
        let count = 100_000
        for number in 1...count { shown += output.add("line \(number)\n".utf8) }
        #expect(shown.count == BuildOutput.firstLines)
        shown += output.end()
        #expect(
            shown[BuildOutput.firstLines] == "… \(count - BuildOutput.firstLines - BuildOutput.lastLines) more lines")
        let rest = shown.dropFirst(BuildOutput.firstLines + 1)
        #expect(rest.elementsEqual((count - BuildOutput.lastLines + 1...count).map { "line \($0)" }))
        #expect(output.lastLines.elementsEqual((count - BuildOutput.failureLines + 1...count).map { "line \($0)" }))
    }

    @Test func aLineOfMegabytesIsCut() {
        var output = BuildOutput()
        var shown: [String] = []
        for _ in 0..<1000 { shown += output.add(repeatElement(UInt8(ascii: "x"), count: 1 << 12)) }
        shown += output.add([UInt8(ascii: "\n")])
        let kept = String(repeating: "x", count: BuildOutput.lineBytes)
        #expect(shown == [kept + " … " + Plural.text((1000 << 12) - BuildOutput.lineBytes, "more byte")])
    }

    @Test func theLastLinesOfAFailureHaveNoColours() {
        let last = Self.lines(["\u{1B}[31merror\u{1B}[0m: no\n\n  \n"]).last
        #expect(last == ["error: no"])
    }
}
