import LambdaModel
import Testing

/// The runtime's own record of an error, distinguished from similar lines of a function.
@Suite struct RuntimeRecordTests {
    static let id = "5399074e-0000-4000-8000-000000000000"
    private static let trace = #"Traceback (most recent call last):\#r  File "/var/task/app.py", line 2, in handler"#

    /// A call that wrote these lines: a piece after a carriage return is part of its line.
    static func log(_ lines: [String], isComplete: Bool = true) -> InvocationLog {
        var builder = InvocationLogParser()
        let end = ["END RequestId: \(id)", "REPORT RequestId: \(id)\tDuration: 1.00 ms"]
        for (number, line) in (["START RequestId: \(id) Version: $LATEST"] + lines + end).enumerated() {
            let time = Double(number) * 0.001
            for record in LogRecord.records(line: Array(line.utf8), isStandardError: false, time: time) {
                _ = builder.add(record)
            }
        }
        let rapid = ["INVOKE START(requestId: \(id))", "INVOKE RTDONE(status: success, duration: 1.0ms)"]
        for line in rapid where isComplete {
            _ = builder.add(LogRecord(time: 0, source: .emulator, text: "(rapid) " + line))
        }
        return builder.callLog(1)!
    }

    private func verdict(
        _ body: String, _ lines: [String], _ family: LambdaRuntimeIdentifier.Family = .python, isComplete: Bool = true
    ) -> Verdict {
        let evidence = InvocationEvidence(callLog: Self.log(lines, isComplete: isComplete), family: family)
        return Verdict.read(.answered(status: 200, body: Array(body.utf8)), evidence).verdict
    }

    private static let shape = #"{"errorType": "A", "errorMessage": "b"}"#
    private static let whole =
        #"{"errorMessage": "b", "errorType": "A", "requestId": "\#(id)", "stackTrace": []}"#

    @Test func `a Python function that prints a look-alike and returns an error's shape is ok`() {
        #expect(verdict(Self.shape, ["[ERROR] ValueError: x"]) == .ok)
        #expect(verdict(Self.shape, ["[ERROR] A: b"]) == .ok, "the runtime's record has a traceback")
        #expect(verdict(Self.whole, []) == .ok)
        #expect(verdict(Self.whole, ["[ERROR] A: b", Self.trace]) == .ok, "the runtime's record is one line")
        #expect(verdict(Self.whole, ["[ERROR] ValueError: x\r" + Self.trace]) == .ok, "it is of another error")
        #expect(verdict(Self.whole, ["[ERROR] A: bc\r" + Self.trace]) == .ok, "its message is another one")
        #expect(verdict(Self.whole, ["[ERROR] A\r" + Self.trace]) == .ok, "it has no message")
        #expect(Verdict.read(Self.log(["[ERROR] ValueError: x"]), .python) == .ok)
    }

    @Test(arguments: [
        ("[ERROR] A: b\r\(trace)", #""b""#, "A"), ("no line break[ERROR] A: b\r\(trace)", #""b""#, "A"),
        ("[ERROR] A\r\(trace)", #""""#, "A"), ("[ERROR] A: b: c\r\(trace)", #""b: c""#, "A"),
        ("[ERROR] A: •••, later\r\(trace)", #""secret, later""#, "A"), ("[ERROR]\r\(trace)", #""""#, ""),
        ("[ERROR] A: one\ntwo\r\(trace)", #""one\ntwo""#, "A"), ("[ERROR] b\r\(trace)", #""b""#, ""),
        ("[ERROR] b: c\r\(trace)", #""b: c""#, ""), ("[ERROR] a: A: b\r\(trace)", #""b""#, "a: A"),
        (
            #"{"timestamp": "x", "level": "ERROR", "errorMessage": "b", "errorType": "A", "requestId": "\#(id)"}"#,
            #""b""#, "A"
        ),
    ]) func `a Python runtime's error record is a function error`(record: String, message: String, type: String) {
        let body = #"{"errorMessage": \#(message), "errorType": "\#(type)", "requestId": "x", "stackTrace": []}"#
        let lines = record.split(separator: "\n").map(String.init)
        #expect(verdict(body, ["before"] + lines) == .functionError)
        #expect(Verdict.read(Self.log(lines), .python) == .functionError)
    }

    @Test func `a logger's object with an error is not a runtime record`() {
        let line =
            #"{"level": "ERROR", "message": "caught", "errorMessage": "b", "errorType": "A", "requestId": "\#(Self.id)"}"#
        #expect(verdict(Self.shape, [line]) == .ok)
        #expect(verdict(Self.shape, [line.replacing(Self.id, with: "other")]) == .ok)
    }

    @Test func `a Node.js look-alike record with an error's shape is ok`() {
        let body = #"{"errorType":"A","errorMessage":"b","trace":[]}"#
        func line(_ id: String, _ object: String) -> String { "2026-01-01\t\(id)\tERROR\tInvoke Error \t\(object)" }
        let own = #"{"errorType":"A","errorMessage":"b","stack":[]}"#
        #expect(verdict(body, [line(Self.id, own)], .nodejs) == .functionError)
        #expect(verdict(body, [line(Self.id, "of mine")], .nodejs) == .ok)
        #expect(verdict(body, [line(Self.id, #"{"errorType":"B","errorMessage":"b"}"#)], .nodejs) == .ok)
        #expect(verdict(body, [line("another call's", own)], .nodejs) == .ok)
    }

    @Test func `without a log, only a complete error of the runtime is a function error`() {
        func verdict(_ body: String, _ family: LambdaRuntimeIdentifier.Family) -> Verdict {
            Verdict.read(.answered(status: 200, body: Array(body.utf8)), InvocationEvidence(family: family)).verdict
        }
        #expect(verdict(Self.shape, .python) == .ok, "Python's runtime always adds a request id and a trace")
        #expect(verdict(Self.whole, .python) == .functionError)
        #expect(verdict(Self.shape, .nodejs) == .ok, "Node.js's runtime always adds a trace")
        #expect(verdict(Self.shape, .go) == .functionError)
        #expect(self.verdict(Self.shape, [], isComplete: false) == .ok)
    }

    @Test func `a summary without a type or a message has no colon`() {
        #expect(InvocationError(type: "", message: "").summary.isEmpty)
        #expect(InvocationError(type: "", message: "m").summary == "m")
        #expect(InvocationError(type: "T", message: "one\r\n  two\nthree").summary == "T: one two three")
    }
}
