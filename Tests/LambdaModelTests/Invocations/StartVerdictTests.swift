import LambdaModel
import Testing

/// Calls whose handler never ran, because the start took too long or an extension is broken. The lines are from real
/// containers.
@Suite struct StartVerdictTests {
    private static let id = "ff9ea39d-44b2-4077-ac04-1475bfc07009"

    private func read(
        _ status: Int, _ body: String, _ talk: [String], isReported: Bool = false
    ) throws -> (verdict: Verdict, message: String?, alone: Verdict?) {
        var builder = InvocationLogParser()
        _ = builder.add(LogRecord(time: 0, source: .marker, text: "START RequestId: \(Self.id) Version: $LATEST"))
        for line in talk { _ = builder.add(LogRecord(time: 0, source: .emulator, text: "x [INFO] (rapid) " + line)) }
        for word in ["END", "REPORT"] where isReported {
            _ = builder.add(LogRecord(time: 3, source: .marker, text: "\(word) RequestId: \(Self.id)"))
        }
        let callLog = try #require(builder.callLog(1))
        let (verdict, error) = Verdict.read(
            .answered(status: status, body: Array(body.utf8)), InvocationEvidence(callLog: callLog, family: .python))
        return (verdict, error?.message, Verdict.read(callLog, .python))
    }

    @Test(arguments: [
        [
            "INIT START(type: on-demand, phase: init)", "INIT RTDONE(status: error)",
            "INIT REPORT(durationMs: 3000.585000)", "Init failed error=errResetReceived InvokeID=",
            "Reset initiated: Timeout",
        ],
        [
            "INIT START(type: on-demand, phase: invoke)", "INIT RTDONE(status: error)",
            "INIT REPORT(durationMs: 3000.668000)", "INVOKE START(requestId: \(id))",
            "Invoke failed error=errResetReceived InvokeID=\(id)", "Reset initiated: Timeout",
        ],
    ]) func `a timeout during init says so, and how to fix it`(talk: [String]) throws {
        let read = try read(200, "Task timed out after 3.00 seconds", talk, isReported: true)
        #expect(read.verdict == .timeout && read.alone == .timeout)
        let message = try #require(read.message)
        #expect(message.hasPrefix("init took 3.0 s of the 3 s timeout; the handler never ran: raise \"timeout\""))
    }

    @Test func `a handler's timeout after a successful init keeps its message`() throws {
        let talk = [
            "INIT START(type: on-demand, phase: init)", "INIT RTDONE(status: success)",
            "INIT REPORT(durationMs: 100.5)", "INVOKE START(requestId: \(Self.id))", "Reset initiated: Timeout",
        ]
        let read = try read(200, "Task timed out after 3.00 seconds", talk, isReported: true)
        #expect(read.message == "Task timed out after 3.00 seconds")
    }

    @Test(arguments: [
        (
            ["First fatal error stored in appctx: Extension.Crash", "Process extension-quits-1 exited: exit status 3"],
            "the extension /opt/extensions/quits exited: exit status 3"
        ),
        (
            [
                "First fatal error stored in appctx: Extension.LaunchError",
                "Init failed error=fork/exec /opt/extensions/no-mode: permission denied InvokeID=",
            ],
            "the extension /opt/extensions/no-mode cannot be started: permission denied; make it executable (chmod +x)"
        ),
        (
            [
                "First fatal error stored in appctx: Extension.LaunchError",
                "Init failed error=fork/exec /opt/extensions/crlf: no such file or directory InvokeID=",
            ],
            "the extension /opt/extensions/crlf cannot be started: the interpreter in its first line does not exist; the"
                + " line may end with a carriage return (CRLF)"
        ),
    ]) func `a broken extension is named, in the first call and later ones`(
        talk: [String], message: String
    ) throws {
        let first =
            ["INIT START(type: on-demand, phase: init)"] + talk + [
                "INIT REPORT(durationMs: 1.982000)", "Shutdown initiated: spindown",
                "INIT START(type: on-demand, phase: invoke)", "INIT REPORT(durationMs: 0.037000)",
                "INVOKE START(requestId: \(Self.id))",
                "Invoke failed error=ErrAgentNameCollision InvokeID=\(Self.id)", "Invoke DONE failed: Sandbox.Failure",
                "Reset initiated: ReleaseFail",
            ]
        let next =
            ["INIT START(type: on-demand, phase: invoke)"] + talk + [
                "INIT REPORT(durationMs: 1.774000)", "INVOKE START(requestId: \(Self.id))",
                "Invoke DONE failed: Extension.Crash", "Reset initiated: ReleaseFail",
            ]
        for lines in [first, next] {
            let read = try read(502, "", lines)
            #expect(read.verdict == .crashed && read.alone == .crashed)
            #expect(read.message == message)
        }
    }

    @Test func `an extension that never registers is named`() throws {
        let talk = [
            "INIT START(type: on-demand, phase: init)", "INIT REPORT(durationMs: 3000.454000)",
            "Init failed error=errResetReceived InvokeID=", "Reset initiated: Timeout", "The runtime was not started.",
            "Sending SIGKILL to extension-never-1(14).",
        ]
        let read = try read(200, "Task timed out after 3.00 seconds", talk, isReported: true)
        #expect(read.verdict == .timeout)
        #expect(
            read.message?.hasSuffix("never ran: the extension /opt/extensions/never did not register in time") == true)
    }

    @Test func `a 502 answer without a body and a reason has a message`() throws {
        #expect(try read(502, "", []).message == "an empty answer")
    }
}
