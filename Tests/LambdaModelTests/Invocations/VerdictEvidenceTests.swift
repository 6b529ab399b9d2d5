import LambdaModel
import Testing

/// Answers of real containers, judged together with their logs.
@Suite struct VerdictEvidenceTests {
    private static let megabyte = 1 << 20

    private func read(
        _ recording: String, _ number: Int, _ status: Int, _ body: String, peak: Int? = nil
    ) throws -> (verdict: Verdict, error: InvocationError?) {
        let callLog = try Recording.callLogs(recording)[number - 1]
        let family: LambdaRuntimeIdentifier.Family = recording.hasPrefix("py") ? .python : .nodejs
        return Verdict.read(
            .answered(status: status, body: Array(body.utf8)),
            InvocationEvidence(
                callLog: callLog, family: family, peakMemory: peak.map { $0 * Self.megabyte },
                memoryLimit: 128 * Self.megabyte))
    }

    @Test(arguments: [
        (
            "py", 1, 200, #"{"errorMessage": "boom", "errorType": "ValueError", "stackTrace": []}"#,
            Verdict.functionError
        ),
        ("py", 3, 200, #"{"errorType": "ValueError", "errorMessage": "not raised", "stackTrace": []}"#, .ok),
        ("py", 4, 200, #"{"errorType": "ValueError", "errorMessage": "not raised"}"#, .ok),
        (
            "py", 5, 502, #"{"errorType":"Runtime.ExitError","errorMessage":"exited with error: exit status 3"}"#,
            .crashed
        ),
        (
            "py", 8, 200,
            #"{"errorMessage": "Unable to marshal response: Object of type set is not JSON serializable","#
                + #" "errorType": "Runtime.MarshalError"}"#, .functionError
        ),
        ("py", 9, 200, "null", .ok),
        ("py", 12, 200, #""Task timed out after 2.00 seconds""#, .ok),
        ("py", 12, 200, "Task timed out after 2.00 seconds", .ok),
        ("py", 14, 502, #"{"errorType":"Function.ResponseSizeTooLarge","errorMessage":"size"}"#, .responseTooLarge),
        ("py", 15, 200, "Task timed out after 2.00 seconds", .timeout),
        (
            "node", 1, 200, #"{"errorType":"TypeError","errorMessage":"boom","trace":["TypeError: boom"]}"#,
            .functionError
        ),
        ("node", 3, 200, #"{"errorType":"TypeError","errorMessage":"not raised","trace":[]}"#, .ok),
        ("node", 11, 502, #"{"errorType":"Error","errorMessage":"later","trace":[]}"#, .crashed),
        ("node", 12, 502, #"{"errorType":"Runtime.UnhandledPromiseRejection","errorMessage":"floating"}"#, .crashed),
        (
            "py-badinit", 1, 502, #"{"errorMessage": "at import", "errorType": "RuntimeError", "requestId": ""}"#,
            .initFailed
        ),
        ("py-exitinit", 1, 502, "", .initFailed),
        (
            "py-badimport", 1, 502, #"{"errorMessage": "No module", "errorType": "Runtime.ImportModuleError"}"#,
            .initFailed
        ),
        ("py-missing", 1, 502, #"{"errorMessage": "missing", "errorType": "Runtime.HandlerNotFound"}"#, .initFailed),
        ("py-slowinit", 1, 200, "Task timed out after 2.00 seconds", .timeout),
        ("node-badinit", 1, 502, #"{"errorType":"Error","errorMessage":"at import","trace":[]}"#, .initFailed),
        ("node-badimport", 1, 502, #"{"errorType":"Runtime.ImportModuleError","errorMessage":"nope"}"#, .initFailed),
        ("node-missing", 1, 502, #"{"errorType":"Runtime.HandlerNotFound","errorMessage":"undefined"}"#, .initFailed),
    ]) func `a call's verdict`(recording: String, number: Int, status: Int, body: String, verdict: Verdict) throws {
        let read = try read(recording, number, status, body)
        #expect(read.verdict == verdict)
        #expect(!(read.error?.isDoubtful ?? false))
    }

    @Test func `a kill is out of memory if the container's peak was near its limit`() throws {
        let body = #"{"errorType":"Runtime.ExitError","errorMessage":"exited with error: signal: killed"}"#
        #expect(try read("py", 7, 502, body, peak: 128).verdict == .outOfMemory)
        #expect(try read("py", 6, 502, body, peak: 30).verdict == .crashed)
        #expect(try read("py", 7, 502, body).verdict == .outOfMemory, "where the peak is not known")
    }

    @Test func `an error's shape is doubtful if the runtime does not record errors`() throws {
        let callLog = try Recording.callLogs("py")[2]
        let body = Array(#"{"errorType": "X", "errorMessage": "m"}"#.utf8)
        for family in [LambdaRuntimeIdentifier.Family.java, .dotnet, .ruby, .provided] {
            let read = Verdict.read(
                .answered(status: 200, body: body), InvocationEvidence(callLog: callLog, family: family))
            #expect(read.verdict == .functionError)
            #expect(read.error?.isDoubtful == true)
        }
        let blind = Verdict.read(.answered(status: 200, body: body))
        #expect(blind.error?.isDoubtful == true, "without a log")
    }

    @Test func `an error without a message is an error if it has a trace`() throws {
        let id = "5399074e-0000-4000-8000-000000000000"
        let callLog = RuntimeRecordTests.log(["x\t\(id)\tERROR\tInvoke Error \t{\"errorType\":\"Error\",\"stack\":[]}"])
        func verdict(_ body: String) -> Verdict {
            Verdict.read(
                .answered(status: 200, body: Array(body.utf8)), InvocationEvidence(callLog: callLog, family: .nodejs)
            ).verdict
        }
        #expect(verdict(#"{"errorType": "Error", "trace": ["Error", "    at handler"]}"#) == .functionError)
        #expect(verdict(#"{"errorType": "Error"}"#) == .ok)
    }

    @Test func `a body with the call's request id is the runtime's error`() throws {
        let callLog = try Recording.callLogs("py")[2]
        let body = #"{"errorType": "X", "errorMessage": "m", "requestId": "\#(callLog.requestID)"}"#
        let read = Verdict.read(
            .answered(status: 200, body: Array(body.utf8)), InvocationEvidence(callLog: callLog, family: .ruby))
        #expect(read.verdict == .functionError)
        #expect(read.error?.isDoubtful == false)
    }

    @Test func `an empty answer is a crash if the emulator was ended during the call`() {
        func verdict(_ lines: [String], _ body: String = "") -> Verdict {
            var builder = InvocationLogParser()
            _ = builder.add(
                LogRecord(time: 0, source: .marker, text: "START RequestId: \(RuntimeRecordTests.id) Version: $LATEST"))
            for line in ["INVOKE START(requestId: \(RuntimeRecordTests.id))"] + lines {
                _ = builder.add(LogRecord(time: 0, source: .emulator, text: "(rapid) " + line))
            }
            let evidence = InvocationEvidence(callLog: builder.callLog(1), family: .python)
            return Verdict.read(.answered(status: 200, body: Array(body.utf8)), evidence).verdict
        }
        let (done, end) = ("INVOKE RTDONE(status: success, duration: 1.0ms)", "Reset initiated: SandboxTerminated")
        #expect(verdict([end]) == .crashed)
        #expect(verdict([done, end]) == .ok, "a custom runtime may answer with nothing")
        #expect(verdict([end], "null") == .ok)
        #expect(verdict([done]) == .ok)
    }
}
