import Testing

@testable import LambdaModel

/// What the caller of a call gets, and what the user reads.
@Suite struct CallEndingTests {
    struct Case: CustomTestStringConvertible {
        var outcome: ExecutionOutcome
        var verdict: Verdict
        /// The error's type and message; nil if there is no error.
        var error: String?
        var initSeconds: Double?

        init(_ outcome: ExecutionOutcome, _ verdict: Verdict, _ error: String?, initSeconds: Double? = nil) {
            (self.outcome, self.verdict, self.error, self.initSeconds) = (outcome, verdict, error, initSeconds)
        }

        var testDescription: String { outcome.text }
    }

    private static let crash = ExtensionFailure(type: "Extension.Crash", name: "watch", reason: "exit status 1")
    private static let late = "Sandbox.Timedout: init took"
    private static let limits = "more than its 10 s and the timeout of 3 s together; the handler never ran"

    static let answers = [
        Case(.response, .ok, nil),
        Case(.error(ExecutionSample.boom), .functionError, "Boom: it failed"),
        Case(.initFailed(.reported(ExecutionSample.boom)), .initFailed, "Boom: it failed"),
        Case(.initFailed(.restore(ExecutionSample.boom)), .initFailed, "Boom: it failed"),
    ]

    static let failures = [
        Case(
            .responseTooLarge, .responseTooLarge,
            "Function.ResponseSizeTooLarge: Exceeded maximum allowed response payload size (6291556 bytes)."),
        Case(
            .truncated, .crashed,
            "Runtime.TruncatedResponse: the runtime broke its response off after 3 bytes"),
        Case(
            .initFailed(.exited(.code(3))), .initFailed,
            "Runtime.ExitError: RequestId: r1 Error: Runtime exited with error: exit status 3"),
        Case(
            .initFailed(.exited(.outOfMemory)), .outOfMemory,
            "Runtime.ExitError: RequestId: r1 Error: Runtime exited with error: signal: killed"),
        Case(
            .initFailed(.extensionFailed(crash)), .crashed,
            "Extension.Crash: the extension /opt/extensions/watch exited: exit status 1"),
        Case(
            .exited(.signal(11)), .crashed,
            "Runtime.ExitError: RequestId: r1 Error: Runtime exited with error: signal: segmentation fault"),
        Case(
            .exited(.unknown), .crashed,
            "Runtime.ExitError: RequestId: r1 Error: Runtime exited without providing a reason"),
        Case(
            .exited(.outOfMemory), .outOfMemory,
            "Runtime.ExitError: RequestId: r1 Error: Runtime exited with error: signal: killed"),
        Case(
            .extensionFailed(crash), .crashed,
            "Extension.Crash: the extension /opt/extensions/watch exited: exit status 1"),
        Case(.timedOut, .timeout, "Sandbox.Timedout: Task timed out after 3.00 seconds"),
        Case(.initTimedOut(missing: nil), .timeout, "\(late) 10.0 s, \(limits): load less during init"),
        Case(
            .initTimedOut(missing: "watch"), .timeout,
            "\(late) 13.5 s, \(limits): the extension /opt/extensions/watch is not ready", initSeconds: 13.5),
    ]

    static let withoutAnswer = [
        Case(.cancelled, .cancelled, nil),
        Case(.stopped, .cancelled, "Container.Stopped: the function was stopped during the call"),
        Case(.neverDelivered, .unreachable, "Unreachable: its container ended before the call began"),
    ]

    private func ending(_ example: Case) -> CallEnding {
        CallEnding(
            example.outcome, body: Array("abc".utf8), requestID: "r1", timeout: 3, initSeconds: example.initSeconds)
    }

    @Test(arguments: answers + failures + withoutAnswer)
    func `each outcome has a verdict and an error`(example: Case) {
        let ending = ending(example)
        #expect(ending.verdict == example.verdict)
        #expect(ending.error?.summary == example.error)
        let isExit = ending.error?.type == "Runtime.ExitError" && example.verdict != .outOfMemory
        #expect(ending.isFinal != isExit, "the end of the container can explain the end of the process")
        #expect(ending.verdict(InvocationEvidence()).verdict == example.verdict)
    }

    @Test(arguments: answers)
    func `the caller gets the response or the reported error as received`(example: Case) {
        #expect(ending(example).body == Array((example.verdict == .ok ? "abc" : "{}").utf8))
    }

    @Test(arguments: failures)
    func `the caller gets another failure as Lambda's error object`(example: Case) {
        let ending = ending(example)
        #expect(ending.body != nil && ending.body == ending.error?.json)
    }

    @Test(arguments: withoutAnswer)
    func `a call that is cancelled, stopped or never delivered has no answer`(example: Case) {
        #expect(ending(example).body == nil)
    }

    @Test func `an empty response is a response`() {
        #expect(CallEnding(.response, body: [], requestID: "r1", timeout: 3).body == [])
    }

    // MARK: Other facts

    @Test func `a crash is a stop, a removal or a lost network if the container's end says so`() {
        let ending = CallEnding(.exited(.signal(9)), body: [], requestID: "r1", timeout: 3)
        let ends: [(InvocationEvidence.ContainerEnd, Verdict, String?)] = [
            (.stopped, .cancelled, "Container.Stopped"), (.removed, .crashed, "Container.Removed"),
            (.cutOff, .unreachable, "Container.CutOff"),
            (.exited(code: 137, outOfMemory: false), .crashed, "Runtime.ExitError"),
        ]
        for (end, verdict, type) in ends {
            let read = ending.verdict(InvocationEvidence(containerEnd: end))
            #expect(read.verdict == verdict && read.error?.type == type, "\(end)")
        }
        let timeout = CallEnding(.timedOut, body: [], requestID: "r1", timeout: 3)
        #expect(timeout.verdict(InvocationEvidence(containerEnd: .stopped)).verdict == .timeout)
    }

    @Test func `a crash of Node.js with a full heap is out of memory`() {
        var log = InvocationLog(requestID: "r1", number: 1, startedAt: 0)
        let text = "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"
        log.add(LogRecord(time: 1, source: .errorOutput, text: text))
        let ending = CallEnding(.exited(.signal(6)), body: [], requestID: "r1", timeout: 3)
        let read = ending.verdict(InvocationEvidence(callLog: log))
        #expect(read.verdict == .outOfMemory && read.error == ending.error)
    }
}

@Suite struct RuntimeExitTests {
    @Test func `an exit code above 128 is a signal`() {
        #expect(RuntimeExit(code: 0, outOfMemory: false) == .code(0))
        #expect(RuntimeExit(code: 3, outOfMemory: false) == .code(3))
        #expect(RuntimeExit(code: 128, outOfMemory: false) == .code(128))
        #expect(RuntimeExit(code: 129, outOfMemory: false) == .signal(1))
        #expect(RuntimeExit(code: 137, outOfMemory: false) == .signal(9))
        #expect(RuntimeExit(code: 159, outOfMemory: false) == .signal(31))
        #expect(RuntimeExit(code: 160, outOfMemory: false) == .code(160))
        #expect(RuntimeExit(code: 137, outOfMemory: true) == .outOfMemory)
    }

    private static let texts: [(RuntimeExit, String?)] = [
        (.code(0), nil), (.unknown, nil), (.code(3), "exit status 3"), (.outOfMemory, "signal: killed"),
        (.signal(9), "signal: killed"), (.signal(6), "signal: aborted"), (.signal(15), "signal: terminated"),
        (.signal(31), "signal: 31"),
    ]

    @Test(arguments: texts)
    func `an exit has Lambda's words`(exit: RuntimeExit, text: String?) {
        #expect(exit.text == text)
        let words = text.map { "Runtime exited with error: \($0)" } ?? "Runtime exited without providing a reason"
        #expect(exit.error(requestID: nil) == InvocationError(type: "Runtime.ExitError", message: words))
        #expect(exit.error(requestID: "r1").message == "RequestId: r1 Error: \(words)")
    }

    @Test func `a failed init has an error without a request id`() {
        let crash = ExtensionFailure(type: "Extension.LaunchError", name: "watch", reason: "permission denied")
        #expect(InitFailure.reported(ExecutionSample.boom).error == ExecutionSample.boom.error)
        #expect(InitFailure.restore(ExecutionSample.boom).error == ExecutionSample.boom.error)
        #expect(InitFailure.exited(.code(3)).error.message == "Runtime exited with error: exit status 3")
        #expect(
            InitFailure.extensionFailed(crash).error.summary
                == "Extension.LaunchError: the extension /opt/extensions/watch cannot be started: permission denied;"
                + " make it executable (chmod +x)")
    }
}
