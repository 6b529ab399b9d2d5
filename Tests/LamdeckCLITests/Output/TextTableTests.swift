import Testing

@testable import LamdeckCLI

struct TextTableTests {
    @Test func `columns are as wide as their widest text, two blanks apart, and nothing trails`() {
        var table = TextTable(["A", "LONG", ""])
        table.add(["first", "", "x"])
        table.add(["", "2", ""])
        table.add([])
        #expect(table.text == "A      LONG\nfirst        x\n       2\n")
    }

    @Test func `a header alone is one line`() {
        #expect(TextTable(["FUNCTION", "EVENT"]).text == "FUNCTION  EVENT")
        #expect(TextTable([]).text == "")
        var plain = TextTable()
        plain.add(["x", "y"])
        #expect(plain.text == "x  y")
    }

    @Test func `a wide character takes two cells, a combining one none`() {
        var table = TextTable(["N", "X"])
        table.add(["空", "1"])
        table.add(["e\u{301}", "2"])
        table.add(["👍", "3"])
        #expect(table.text == "N   X\n空  1\ne\u{301}   2\n👍  3")
    }

    @Test func `a cell is one line without control characters`() {
        var table = TextTable(["A", "B"])
        table.add(["x\ny", "\u{1B}[31mred\u{1B}[2J\tend\n"])
        #expect(table.text == "A      B\nx ⏎ y  red\u{FFFD}[2J end")
    }

    @Test func `rows may have more cells than the header`() {
        var table = TextTable(["A"])
        table.add(["1", "2", "3"])
        #expect(table.text == "A\n1  2  3")
    }
}
