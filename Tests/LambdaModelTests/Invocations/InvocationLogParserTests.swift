import LambdaModel
import Testing

/// Logs of real containers, split into calls.
@Suite struct InvocationLogParserTests {
    @Test func `a Python container's log is split into its fifteen calls`() throws {
        let callLogs = try Recording.callLogs("py")
        #expect(callLogs.map(\.number) == Array(1...15))
        #expect(!callLogs.contains { !$0.isComplete })
        let firstLines = callLogs.map { $0.records.first?.text }
        #expect(firstLines[0] == "before")
        #expect(firstLines[4] == "leaving")
        #expect(firstLines[8] == nil, "a call that logged nothing has nothing of its neighbours")
        #expect(firstLines[9] == "no newline", "a line without an end gives up the marker that it swallowed")
        #expect(callLogs[10].records.map(\.text) == ["a", "b", "c"], "carriage returns are line breaks")
        #expect(firstLines[14] == "sleeping")
    }

    @Test func `the runtime's error record is distinguished from similar lines`() throws {
        let reports = try Recording.callLogs("py").map(\.reportsError)
        #expect(Array(reports[0...4]) == [true, true, false, false, false])
        #expect(!reports[12], "a logger's ERROR is no error of the call")
        let node = try Recording.callLogs("node").map(\.reportsError)
        #expect(Array(node[0...2]) == [true, true, false])
    }

    @Test func `a cold start belongs to the call that waited for it`() throws {
        let cold = try Recording.callLogs("py").map(\.isCold)
        // After an exit, a kill and a timeout, the next call starts the runtime again.
        #expect(cold == [0, 5, 6, 7, 14].reduce(into: Array(repeating: false, count: 15)) { $0[$1] = true })
        let node = try Recording.callLogs("node")
        #expect(node.map(\.isCold).enumerated().filter(\.element).map(\.offset) == [0, 4, 5, 6, 11])
        #expect(node[0].initMilliseconds == 318.388)
        #expect(node[9].handlerMilliseconds == 3.395, "news that came behind REPORT counts for its own call")
    }

    @Test func `a call's log says how its runtime ended`() throws {
        let callLogs = try Recording.callLogs("py")
        #expect(callLogs[4].processExit == "exit status 3")
        #expect(callLogs[6].processExit == "signal: killed")
        #expect(callLogs[14].reset == "Timeout")
        #expect(callLogs[14].processExit == nil)
    }

    /// A call during which its runtime ended was reported with the duration of its start, or of the whole call.
    @Test func `the handler's time is known if the runtime was ended`() throws {
        let callLogs = try Recording.callLogs("py")
        let times = [4, 5, 6, 13, 14].map { callLogs[$0].handlerTime.map { Int($0.rounded()) } }
        #expect(times == [2, 4, 187, 202, 1930])
        #expect([4, 5, 6, 13, 14].allSatisfy { callLogs[$0].handlerMilliseconds == nil })
        #expect(callLogs[0].handlerTime == 7.48, "the emulator's own measure")
        #expect(callLogs.filter(\.isHandlerAtWork).isEmpty)
        let summary = InvocationSummary(callLogs[14], of: "f", .python)
        #expect(summary.initMilliseconds == 77.147 && summary.milliseconds == callLogs[14].handlerTime)
    }

    @Test(arguments: ["py-badinit", "py-exitinit", "py-badimport", "py-missing", "node-badinit", "py-slowinit"])
    func `a handler that did not run has no time`(name: String) throws {
        let callLog = try #require(try Recording.callLogs(name).first)
        #expect(callLog.handlerTime == nil && !callLog.isHandlerAtWork)
    }

    @Test(arguments: ["py-badinit", "py-exitinit", "py-badimport", "py-missing", "node-badinit", "node-missing"])
    func `a handler that cannot be loaded is a failed init`(name: String) throws {
        let callLog = try #require(try Recording.callLogs(name).first)
        #expect(callLog.didInitFail)
        #expect(callLog.isComplete)
        #expect(
            (callLog.initMilliseconds ?? 0) > 50, "the first start counts, not the emulator's repetition of 0.05 ms")
    }

    private static func id(_ number: Int) -> String { "5399074e-0000-4000-8000-\(100_000_000_000 + number)" }

    /// START, END and REPORT of a call that lasts 2 ms.
    private static func output(_ number: Int, at time: Double, _ builder: inout InvocationLogParser) {
        for (index, mark) in ["START", "END", "REPORT"].enumerated() {
            let text = "\(mark) RequestId: \(id(number)) Version: $LATEST"
            _ = builder.add(LogRecord(time: time + Double(index) / 1000, source: .marker, text: text))
        }
    }

    /// A line of the emulator on standard error.
    private static func talk(_ text: String, _ builder: inout InvocationLogParser) {
        _ = builder.add(LogRecord(time: 1, source: .emulator, text: "x (rapid) \(text)"))
    }

    /// A call lost its cold start and its handler's time if standard error reported them after the next call's START.
    @Test func `a reported call is complete only when standard error has reached its end`() {
        var builder = InvocationLogParser()
        func complete() -> [Int] { builder.complete(after: 0).map(\.number) }
        for number in 1...4 { Self.output(number, at: 1, &builder) }
        #expect(complete() == [])
        Self.talk("INIT REPORT(durationMs: 70)", &builder)
        Self.talk("INVOKE START(requestId: \(Self.id(1)))", &builder)
        Self.talk("INVOKE RTDONE(status: success, produced bytes: 0, duration: 1.25ms)", &builder)
        #expect(
            complete() == [1] && builder.callLog(1)?.handlerMilliseconds == 1.25 && builder.callLog(1)?.isCold == true)
        // Standard error continues without reporting the call's end.
        Self.talk("INVOKE START(requestId: \(Self.id(2)))", &builder)
        Self.talk("INVOKE START(requestId: \(Self.id(3)))", &builder)
        #expect(complete() == [1, 2] && builder.callLog(2)?.handlerMilliseconds == nil)
        Self.talk("INVOKE RTDONE(status: success, produced bytes: 0, duration: 3ms)", &builder)
        #expect(complete() == [1, 2, 3])
    }

    /// A cold start was shown as a warm call if seventeen calls were over before standard error reported the first.
    @Test func `standard error may be any number of calls behind within two seconds`() {
        var builder = InvocationLogParser()
        for number in 1...100 { Self.output(number, at: 1 + Double(number) / 100, &builder) }
        #expect(builder.complete(after: 0).isEmpty)
        Self.talk("INIT REPORT(durationMs: 70)", &builder)
        for number in 1...3 {
            Self.talk("INVOKE START(requestId: \(Self.id(number)))", &builder)
            guard number < 3 else { continue }
            Self.talk("INVOKE RTDONE(status: success, produced bytes: 0, duration: \(number).5ms)", &builder)
        }
        #expect(builder.complete(after: 0).map(\.number) == [1, 2])
        #expect(builder.complete(after: 0).map(\.handlerMilliseconds) == [1.5, 2.5])
        #expect(builder.complete(after: 0).map(\.isCold) == [true, false])
        Self.output(101, at: 2.1, &builder)
        #expect(builder.callLog(1)?.isCold == true, "few are complete, so each is kept for those who ask late")
    }

    @Test func `a call missing from standard error is complete when a later one begins two seconds after it`() {
        var builder = InvocationLogParser()
        for number in 1...4 { Self.output(number, at: Double(number), &builder) }
        #expect(builder.complete(after: 0).map(\.number) == [1])
        Self.output(5, at: 60, &builder)
        #expect(builder.complete(after: 0).map(\.number) == [1, 2, 3, 4])
    }

    @Test func `a call missing from standard error is complete when a later one is reported there`() {
        var builder = InvocationLogParser()
        for number in 1...3 { Self.output(number, at: 1, &builder) }
        Self.talk("INVOKE START(requestId: \(Self.id(3)))", &builder)
        #expect(builder.complete(after: 0).map(\.number) == [1, 2])
    }

    @Test func `the number of kept calls missing from standard error is limited`() {
        var builder = InvocationLogParser()
        for number in 1...1_000 { Self.output(number, at: 1, &builder) }
        #expect(builder.callLog(700) == nil)
        #expect(builder.callLog(1_000) != nil)
        #expect(builder.complete(after: 0).count < 100)
    }

    @Test func `lines soon after a call's end belong to it, later ones do not`() {
        var builder = InvocationLogParser()
        let id = "5399074e-0000-4000-8000-000000000000"
        func add(_ source: LogRecord.Source, _ text: String, _ time: Double) -> String? {
            builder.add(LogRecord(time: time, source: source, text: text))
        }
        #expect(add(.output, "before any call", 0) == nil)
        #expect(add(.marker, "START RequestId: \(id) Version: $LATEST", 1) == id)
        #expect(add(.output, "in it", 1.1) == id)
        #expect(add(.marker, "END RequestId: \(id)", 1.2) == id)
        #expect(add(.errorOutput, "trailing", 1.25) == id)
        #expect(add(.output, "much later", 9) == nil)
        #expect(builder.callLog(builder.count)?.records.map(\.text) == ["in it", "trailing"])
    }

    @Test func `the kept lines of a call are limited, and the rest is counted`() {
        var builder = InvocationLogParser()
        let id = "5399074e-0000-4000-8000-000000000000"
        _ = builder.add(LogRecord(time: 0, source: .marker, text: "START RequestId: \(id) Version: $LATEST"))
        for number in 0..<(InvocationLog.maximumLines + 5) {
            _ = builder.add(LogRecord(time: 0, source: .output, text: "\(number)"))
        }
        for text in ["[ERROR] ValueError: boom", "Traceback (most recent call last):"] {
            _ = builder.add(LogRecord(time: 0, source: .output, text: text))
        }
        #expect(builder.callLog(builder.count)?.records.count == InvocationLog.maximumLines)
        #expect(builder.callLog(builder.count)?.dropped == 7)
        #expect(builder.callLog(builder.count)?.reportsError == true, "an error is seen where its line is not kept")
    }

    @Test func `the last lines of a long log are also kept`() throws {
        var builder = InvocationLogParser()
        let id = "5399074e-0000-4000-8000-000000000000"
        _ = builder.add(LogRecord(time: 0, source: .marker, text: "START RequestId: \(id) Version: $LATEST"))
        let text = String(repeating: "z", count: 94)
        for number in 100_000..<170_000 {
            _ = builder.add(LogRecord(time: 0, source: .output, text: "\(number)" + text))
        }
        let last = try #require(builder.callLog(builder.count)).lastRecords
        #expect(last.count == 41, "as few as hold 4 KB")
        #expect(last.first?.text == "169959" + text && last.last?.text == "169999" + text)
        #expect(last.allSatisfy { $0.invocation == id })
    }

    @Test(arguments: [
        ("x (rapid) INIT REPORT(durationMs: 73.065000)", EmulatorLogLine.initReported(milliseconds: 73.065)),
        ("x (rapid) INIT RTDONE(status: error)", .initEnded(isGood: false)),
        (
            "x (rapid) INVOKE RTDONE(status: success, produced bytes: 0, duration: 1.25ms)",
            .invokeEnded(milliseconds: 1.25)
        ),
        ("x (rapid) INVOKE START(requestId: abc)", .invokeStarted(requestID: "abc")),
        ("x (rapid) Process runtime-3 exited: signal: killed", .processExited("signal: killed")),
        ("x (rapid) Reset initiated: Timeout", .reset("Timeout")),
    ]) func `the emulator's lines are parsed`(line: String, event: EmulatorLogLine) {
        #expect(EmulatorLogLine(line) == event)
    }

    @Test(arguments: ["", "(rapid)", "INIT REPORT(durationMs: 1)", "x (rapid) INIT REPORT(durationMs: soon)"])
    func `other lines are not parsed as emulator lines`(line: String) {
        #expect(EmulatorLogLine(line) == nil)
    }
}
