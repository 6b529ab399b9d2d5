import Testing

@testable import LambdaModel

extension CallLines {
    /// Adds a line; the request id of its call.
    fileprivate mutating func add(_ text: String, at time: Double, _ source: LogRecord.Source = .output) -> String? {
        var record = LogRecord(time: time, source: source, text: text)
        add(&record)
        return record.invocation
    }
}

/// Which call a line of the log belongs to.
@Suite struct CallLinesTests {
    private static let first = "efbb40d3-8e6b-4c6d-be19-d08438b530e0"
    private static let second = "0a1b2c3d-8e6b-4c6d-be19-d08438b530e1"

    /// The log of an environment whose calls began at 10 and at 20.
    private static func lines(areConcurrent: Bool = false) -> CallLines {
        var lines = CallLines(areConcurrent: areConcurrent)
        lines.begin(first, at: 10)
        lines.begin(second, at: 20)
        return lines
    }

    @Test func `a line before a call's mark belongs to the call, whatever its time`() {
        var lines = Self.lines()
        #expect(lines.add("one", at: 10) == Self.first)
        #expect(lines.add("late", at: 25) == Self.first, "the engine read it after the next call began")
        lines.mark(Self.first, in: .output)
        #expect(lines.add("two", at: 25) == Self.second)
        #expect(lines.add("one's error", at: 25, .errorOutput) == Self.first, "each output has a mark")
        #expect(!lines.isMarked(Self.first))
        lines.mark(Self.first, in: .errorOutput)
        #expect(lines.isMarked(Self.first) && lines.marked == 1)
        #expect(lines.add("two's error", at: 25, .errorOutput) == Self.second)
        #expect(lines.log(Self.first)?.records.map(\.text) == ["one", "late", "one's error"])
        #expect(lines.log(Self.second)?.records.map(\.text) == ["two", "two's error"])
        #expect(lines.log(Self.second)?.records.first?.invocation == Self.second)
    }

    @Test func `a line between two calls belongs to none`() {
        var lines = CallLines()
        lines.begin(Self.first, at: 10)
        for output in [LogRecord.Source.output, .errorOutput] { lines.mark(Self.first, in: output) }
        #expect(lines.add("between", at: 11) == nil)
        lines.begin(Self.second, at: 20)
        #expect(lines.add("between", at: 19.9) == nil, "it was read after the next call began")
        #expect(lines.add("two", at: 3) == Self.second, "the clock was set back")
        lines.close(Self.second)
        #expect(lines.add("after", at: 21) == nil, "its marks are not expected any more")
    }

    @Test func `the lines of the init belong to the first call only if it waited for the init`() {
        var lines = CallLines()
        #expect(lines.add("init", at: 5) == nil)
        #expect(lines.lastPlain == 0, "no call can have written it")
        lines.begin(Self.first, at: 10, hasInit: true)
        #expect(lines.add("init's end", at: 9.9) == Self.first)
        #expect(lines.log(Self.first)?.records.map(\.text) == ["init", "init's end"])
        lines = CallLines()
        _ = lines.add("init", at: 5)
        lines.begin(Self.first, at: 10)
        #expect(lines.add("init's end", at: 9.9) == nil)
        #expect(lines.log(Self.first)?.records.isEmpty == true)
        #expect(lines.log(Self.second) == nil)
    }

    @Test func `the lines of a call that waited for the init and was not delivered are those of the init again`() {
        var lines = CallLines()
        _ = lines.add("init", at: 5)
        lines.begin(Self.first, at: 6, hasInit: true)
        #expect(lines.add("more", at: 7) == Self.first)
        lines.withdraw(Self.first)
        #expect(lines.log(Self.first) == nil)
        #expect(lines.add("later", at: 8) == nil)
        lines.begin(Self.second, at: 10, hasInit: true)
        #expect(lines.log(Self.second)?.records.map(\.text) == ["init", "more", "later"])
        #expect(lines.log(Self.second)?.number == 1)
        lines.withdraw("nobody")
        #expect(lines.add("two", at: 11) == Self.second)
    }

    @Test func `a request id in the line counts before its time`() {
        var lines = Self.lines()
        #expect(lines.add("[INFO]\t2026-01-01T00:00:00Z\t\(Self.first)\tlate", at: 25) == Self.first)
        #expect(lines.add("2026-01-01T00:00:00Z\t\(Self.second)\tINFO\tearly", at: 12) == Self.second)
        #expect(lines.add(#"{"level":"INFO","requestId":"\#(Self.first)","message":"a"}"#, at: 25) == Self.first)
        #expect(lines.add(#"{"message": "late", "AWSRequestId": "\#(Self.first)"}"#, at: 25) == Self.first)
        #expect(lines.lastPlain == 0)
    }

    @Test(arguments: ["id ID id", "\tID", "ID\t", "\tID\"", "\"ID\t", "\"ID", "\tID0\t", "ID", "", "\t\t"])
    func `a request id without tabs or quotes around it is text`(form: String) {
        #expect(!CallLines.names(Self.first, in: form.replacing("ID", with: Self.first)), "\(form)")
    }

    @Test(arguments: ["\tID\t", "\"ID\"", "a\tID\t", "{\"\":\"ID\"}", "\t\tID\t\t", "ID \"ID\"", "\"\tID\t"])
    func `a request id between tabs or quotes is found`(form: String) {
        #expect(CallLines.names(Self.first, in: form.replacing("ID", with: Self.first)), "\(form)")
    }

    @Test func `a request id far into a long line is not searched`() {
        let text = String(repeating: "a", count: 5_000)
        #expect(!CallLines.names(Self.first, in: "\(text)\t\(Self.first)\t"))
        #expect(CallLines.names(Self.first, in: "\t\(Self.first)\t\(text)"))
    }

    @Test func `lines of overlapping calls belong to a call only if they have its id`() {
        var lines = Self.lines(areConcurrent: true)
        #expect(lines.add("\t\(Self.first)\tone", at: 25) == Self.first)
        #expect(lines.add("whose?", at: 25) == nil)
        #expect(lines.log(Self.first)?.records.count == 1)
        #expect(lines.log(Self.second)?.records.isEmpty == true)
    }

    @Test(arguments: [LogRecord.Source.marker, .emulator, .lamdeck])
    func `lines that the function did not write belong to no call`(source: LogRecord.Source) {
        var lines = Self.lines()
        #expect(lines.add("\t\(Self.first)\t", at: 15, source) == nil)
        #expect(lines.lastPlain == 0)
    }

    @Test func `calls are numbered`() {
        let lines = Self.lines()
        #expect(lines.log(Self.first)?.number == 1 && lines.log(Self.second)?.number == 2)
        #expect(lines.log(Self.second)?.startedAt == 20)
    }

    @Test func `missing lines may belong to each call that is open`() {
        var lines = Self.lines()
        var remark = LogRecord(time: 12, source: .lamdeck, text: "lines are lost")
        lines.addLoss(&remark)
        #expect(remark.invocation == Self.first)
        #expect(lines.log(Self.first)?.isCut == true && lines.log(Self.second)?.isCut == true)
    }

    @Test func `old calls are forgotten`() {
        var lines = CallLines()
        for number in 1...65 { lines.begin("call \(number)", at: Double(number)) }
        #expect(lines.log("call 1") == nil && lines.log("call 2") != nil)
        #expect(lines.add("text", at: 2.5) == "call 2")
    }
}
