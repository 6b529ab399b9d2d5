import LambdaModel
import Testing

/// The records made from lines of a container's output.
@Suite struct LogRecordTests {
    private func texts(_ bytes: [UInt8], dropped: Int = 0) -> [String] {
        LogRecord.records(line: bytes, isStandardError: false, time: 0, dropped: dropped).map(\.text)
    }

    private func texts(_ text: String, dropped: Int = 0) -> [String] { texts(Array(text.utf8), dropped: dropped) }

    @Test func `an empty line is a record`() {
        #expect(texts("") == [""])
        #expect(texts("\r") == [""])
    }

    @Test func `a carriage return is a line break within a line but not at its end`() {
        #expect(texts("a\rb") == ["a", "b"])
        #expect(texts("a\r") == ["a"])
        #expect(texts("\ra") == ["", "a"])
        #expect(texts("a\r\rb\r") == ["a", "", "b"])
    }

    @Test func `a Python traceback is split into records`() {
        let line =
            "[ERROR] ValueError: boom\rTraceback (most recent call last):\r\u{A0} File \"/var/task/app.py\", line 4"
        #expect(
            texts(line)
                == [
                    "[ERROR] ValueError: boom", "Traceback (most recent call last):",
                    "\u{A0} File \"/var/task/app.py\", line 4",
                ])
    }

    @Test func `every record has the line's time and source`() {
        let records = LogRecord.records(line: Array("a\rb".utf8), isStandardError: true, time: 12.5)
        #expect(
            records == [
                LogRecord(time: 12.5, source: .errorOutput, text: "a"),
                LogRecord(time: 12.5, source: .errorOutput, text: "b"),
            ])
    }

    @Test func `invalid UTF-8 becomes replacement characters, and the rest is unchanged`() {
        #expect(texts([0x61, 0xFF, 0x62]) == ["a\u{FFFD}b"])
        #expect(texts([0xC3]) == ["\u{FFFD}"])
        #expect(texts([0xE3, 0x82, 0x0D, 0x61]) == ["\u{FFFD}", "a"])
    }

    @Test func `NUL and escape sequences are kept`() {
        #expect(texts("a\u{0}b") == ["a\u{0}b"])
        #expect(texts("\u{1B}[31mred\u{1B}[0m") == ["\u{1B}[31mred\u{1B}[0m"])
    }

    @Test func `a line longer than 256 KiB is cut and says how much is left out`() throws {
        let limit = LogRecord.maximumBytes
        #expect(limit == 262_144, "as much as Lambda keeps")
        let whole = [UInt8](repeating: 0x61, count: limit)
        #expect(texts(whole) == [String(repeating: "a", count: limit)])
        let cut = try #require(texts(whole + [0x62, 0x63, 0x64]).first)
        #expect(cut == String(repeating: "a", count: limit) + " … 3 more bytes")
    }

    @Test func `bytes dropped earlier are counted too`() {
        #expect(texts("abc", dropped: 12) == ["abc … 12 more bytes"])
        let long = [UInt8](repeating: 0x61, count: LogRecord.maximumBytes + 5)
        #expect(texts(long, dropped: 1000).first?.hasSuffix("a … 1005 more bytes") == true)
    }

    @Test func `the mark of a call in the part of a line that is cut off is a record`() {
        let mark = "END RequestId: 5399074e-8b6c-4c8c-9d8b-2f0e7f3c9d11"
        let line = [UInt8](repeating: 0x61, count: LogRecord.maximumBytes + 7) + Array(mark.utf8)
        // The engine's client may keep all of the line, all but a part of the mark, or less.
        for dropped in [0, 1, 20, mark.utf8.count, mark.utf8.count + 5, mark.utf8.count + 7] {
            let (kept, rest) = (line.dropLast(dropped), line.suffix(dropped))
            let records = LogRecord.records(
                line: Array(kept), isStandardError: false, time: 1, dropped: dropped, end: Array(rest))
            #expect(records.map(\.source) == [.output, .marker], "\(dropped)")
            #expect(records.last?.text == mark, "\(dropped)")
            #expect(records.first?.text.hasSuffix("a … 7 more bytes") == true, "\(dropped)")
        }
        let limit = LogRecord.maximumBytes
        let atLimit = [UInt8](repeating: 0x61, count: limit - 10) + Array(mark.utf8)
        let straddling = LogRecord.records(line: atLimit, isStandardError: false, time: 1)
        #expect(straddling.map(\.text.utf8.count) == [limit - 10, mark.utf8.count])
        let far = LogRecord.records(
            line: [UInt8](repeating: 0x61, count: limit), isStandardError: false, time: 1, dropped: 4_000_000,
            end: Array(("aaaa" + mark).utf8))
        #expect(far.last?.text == mark && far.first?.text.hasSuffix("more bytes") == true)
        let other = LogRecord.records(
            line: [UInt8](repeating: 0x61, count: limit), isStandardError: false, time: 1, dropped: 20,
            end: Array("REPORT RequestId: x".utf8))
        #expect(other.count == 1 && other.first?.text.hasSuffix("a … 20 more bytes") == true)
    }

    @Test func `the last record has the number of bytes left out`() {
        #expect(texts("a\rb", dropped: 2) == ["a", "b … 2 more bytes"])
        #expect(texts("a\r", dropped: 2) == ["a … 2 more bytes"])
    }
}
