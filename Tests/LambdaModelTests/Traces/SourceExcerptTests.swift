import LambdaModel
import Support
import Testing

/// Source lines around a failing line.
@Suite struct SourceExcerptTests {
    private func frame(_ line: Int?, needle: String? = nil) -> StackFrame {
        StackFrame(.python, function: "handler", path: "/var/task/app.py", line: line, needle: needle)
    }

    private func excerpt(_ text: String, _ line: Int?, needle: String? = nil, column: Int? = nil) -> SourceExcerpt? {
        SourceExcerpt(Array(text.utf8), path: "/code/app.py", frame: frame(line, needle: needle), column: column)
    }

    private let numbers = (1...20).map { "line \($0)\n" }.joined()

    @Test func `five lines before and after the failing one are kept`() throws {
        let found = try #require(excerpt(numbers, 10))
        #expect(found.lines.map(\.number) == Array(5...15))
        #expect(found.lines[5] == SourceExcerpt.Line(number: 10, text: "line 10"))
        #expect(found.place == LocalPlace(path: "/code/app.py", line: 10))
        #expect(found.function == "handler")
    }

    @Test func `at the ends of a file there are fewer`() throws {
        #expect(try #require(excerpt(numbers, 1)).lines.map(\.number) == Array(1...6))
        // The end of the last line is not a line.
        #expect(try #require(excerpt(numbers, 20)).lines.map(\.number) == Array(15...20))
        #expect(excerpt(numbers, 22) == nil)
        #expect(excerpt("", 2) == nil)
    }

    @Test func `tabs are blanks, and controls are removed or replaced`() throws {
        let found = try #require(excerpt("\tif a\tb {\r\n\u{1B}[31mred\u{7}\u{202E}x\n", 1))
        #expect(found.lines.map(\.text) == ["    if a    b {", "[31mred\u{FFFD}x"])
    }

    @Test func `a long line is cut, around the column if that is far to the right`() throws {
        let long = String(repeating: "a", count: 500) + "X" + String(repeating: "b", count: 500)
        let cut = try #require(excerpt(long, 1)).lines[0].text
        #expect(cut.cellWidth == 200)
        #expect(cut.hasSuffix("a…"))
        let around = try #require(excerpt(long, 1, column: 501)).lines[0].text
        #expect(around.cellWidth == 200)
        #expect(around.hasPrefix("…a"))
        #expect(around.contains("aXb"))
    }

    @Test func `a file that is not text, or too large, is refused`() {
        #expect(excerpt("a\0b", 1) == nil)
        #expect(
            SourceExcerpt([UInt8](repeating: 0x61, count: SourceExcerpt.largestFile + 1), path: "/a", frame: frame(1))
                == nil)
        // Text of another encoding is shown as far as it goes.
        #expect(SourceExcerpt([0x61, 0xE4], path: "/a", frame: frame(1))?.lines[0].text == "a\u{FFFD}")
    }

    @Test func `the line of a missing module is the one that imports it`() throws {
        let text = "# requests is needed\nimport json\nimport requests\n"
        #expect(try #require(excerpt(text, nil, needle: "requests")).line == 3)
        #expect(excerpt(text, nil, needle: "boto3") == nil)
        #expect(excerpt(text, nil) == nil)
    }
}
