import Testing

@testable import LambdaModel

/// Which line of a log is the reason for an end. The emulator's lines about calls were shown as the reason.
@Suite struct LastWordsTests {
    private static let id = "5399074e-8f3b-4c56-9a5e-0242ac110002"

    /// As in the recordings, a line that begins with `e ` is from standard error.
    private func words(_ lines: [String], count: Int = 20) -> LastWords {
        let records = lines.flatMap { line in
            LogRecord.records(line: Array(line.utf8.dropFirst(2)), isStandardError: line.hasPrefix("e "), time: 0)
        }
        return LastWords(records, count: count)
    }

    /// The emulator's lines about calls, starts and runtimes that end.
    static let chatter = [
        "o START RequestId: \(id) Version: $LATEST",
        "o END RequestId: \(id)",
        "o REPORT RequestId: \(id)\tInit Duration: 0.05 ms\tDuration: 275.39 ms\tBilled Duration: 276 ms\t",
        "e 28 Nov 2026 16:11:55,548 [INFO] (rapid) exec '/var/runtime/bootstrap' (cwd=/var/task, handler=)",
        "e 28 Nov 2026 16:11:55,652 [INFO] (rapid) INIT START(type: on-demand, phase: init)",
        "e 28 Nov 2026 16:11:55,652 [INFO] (rapid) The extension's directory \"/opt/extensions\" does not exist",
        "e 28 Nov 2026 16:11:55,792 [INFO] (rapid) INIT RTDONE(status: success)",
        "e 28 Nov 2026 16:11:55,792 [INFO] (rapid) INIT REPORT(durationMs: 140.485000)",
        "e 28 Nov 2026 16:11:55,793 [INFO] (rapid) INVOKE START(requestId: \(id))",
        "e 28 Nov 2026 16:11:55,901 [INFO] (rapid) INVOKE RTDONE(status: success, produced bytes: 0, duration: 3.1ms)",
        "e 28 Nov 2026 16:11:55,796 [WARNING] (rapid) First fatal error stored in appctx: Runtime.ExitError",
        "e 28 Nov 2026 16:12:17,227 [WARNING] (rapid) State transition is not allowed",
        "e 28 Nov 2026 16:11:55,796 [ERROR] (rapid) Invoke failed error=errResetReceived InvokeID=\(id)",
        "e 28 Nov 2026 16:11:55,796 [ERROR] (rapid) Invoke DONE failed: Runtime.ExitError",
        "e 28 Nov 2026 16:11:55,796 [ERROR] (rapid) Init failed error=Runtime exited with error: exit status 4 InvokeID=",
        "e 28 Nov 2026 16:11:55,796 [WARNING] (rapid) Reset initiated: ReleaseFail",
        "e 28 Nov 2026 16:11:55,796 [WARNING] (rapid) Reset initiated: Timeout",
        "e 28 Nov 2026 16:11:55,796 [WARNING] (rapid) Shutdown initiated: spindown",
        "e 28 Nov 2026 16:12:16,312 [INFO] (rapid) Sending SIGKILL to runtime-5(20).",
        "e 28 Nov 2026 16:11:55,796 [INFO] (rapid) Waiting for runtime domain processes termination",
        "e 28 Nov 2026 16:12:18,411 [INFO] (rapid) ReserveFailed: AlreadyReserved",
        "e time=\"2021-01-05T14:12:50.983\" level=info msg=\"exec '/var/runtime/bootstrap' (cwd=/var/task, handler=)\"",
        "e time=\"2021-01-05T14:12:50.983\" level=warning msg=\"Cannot list external agents\" error=\"no such file\"",
        "o [ERROR] [1795884087149] LAMBDA_RUNTIME Failed to get next invocation. No Response from endpoint",
        "o ", "e  ", "o \t",
    ]

    @Test(arguments: chatter) func aLineOfTheEmulatorIsNotAReason(line: String) {
        #expect(words([line]) == LastWords([]))
        let isMarker = line.contains(" RequestId: ")
        #expect(words(["o boom", line]).reason == (isMarker ? nil : "boom"))
    }

    @Test func nothingOfAWholeLogOfTheEmulatorIsAReason() {
        let all = words(Self.chatter)
        #expect(all.reason == nil && all.lines.isEmpty)
    }

    @Test func theLineOfAnEndedCallIsNotAReason() {
        let call = [Self.chatter[0], "o hello", Self.chatter[1], Self.chatter[2]]
        #expect(words(call).reason == nil)
        #expect(words(call + ["o out of ink"]).reason == "out of ink", "written after the call")
        #expect(words(call + [Self.chatter[0]]).reason == nil, "the next call wrote nothing")
        #expect(words(call + [Self.chatter[0], "o working"]).reason == "working")
        #expect(words([Self.chatter[0], "o no line break" + Self.chatter[1].dropFirst(2)]).reason == nil)
    }

    /// On a busy machine Node.js logs why it ends itself before the call's own end is logged.
    @Test func whyTheRuntimeEndsItselfIsAReasonAlsoBeforeTheEndOfTheCall() {
        let why =
            "o 2026-11-28T18:32:36.908Z\t\(Self.id)\tERROR\tUnhandled Promise Rejection \t{\"errorType\":\"Error\"}"
        let exit = "e 28 Nov 2026 18:32:36,978 [WARNING] (rapid) Process runtime-1 exited: exit status 128"
        let call = [Self.chatter[0], why, Self.chatter[1], Self.chatter[2]]
        #expect(words(call + [exit]).reason == String(why.dropFirst(2)))
        #expect(words(call).reason == nil, "nothing says that it has ended")
        #expect(words(call + [Self.chatter[0], exit]).reason == nil, "it served another call")
    }

    /// The emulator's message about its own end is the reason, whatever a function wrote before.
    @Test(arguments: [
        (
            [
                "e panic: runtime error: invalid memory address or nil pointer dereference",
                "e [signal SIGSEGV: segmentation violation code=0x1 addr=0x40 pc=0x79198a]",
                "e goroutine 67 [running]:", "e main.main()", "e \t/LambdaRuntimeLocal/main.go:666 +0xea",
            ], "the emulator ended: panic: runtime error: invalid memory address or nil pointer dereference"
        ),
        (
            ["e fatal error: all goroutines are asleep - deadlock!", "e goroutine 1 [select]:"],
            "the emulator ended: fatal error: all goroutines are asleep - deadlock!"
        ),
        (
            ["e 28 Nov 2026 16:11:55,796 [PANIC] (rapid) Failed to start server error=address in use"],
            "the emulator ended: Failed to start server error=address in use"
        ),
        (
            ["e 28 Nov 2026 16:11:55,796 [FATAL] (rapid) no bootstrap"], "the emulator ended: no bootstrap"
        ),
        (
            ["e time=\"2021-01-05T14:12:50.983\" level=fatal msg=\"no bootstrap\""],
            "the emulator ended: \"no bootstrap\""
        ),
    ])
    func theEmulatorsOwnEndIsAReason(end: [String], reason: String) {
        #expect(words([Self.chatter[3], Self.chatter[0], "o waiting"] + end).reason == reason)
    }

    /// An image without an emulator may write anything.
    @Test func withoutAnEmulatorBothOutputsCount() {
        #expect(words(["o first", "e last words"]).lines == ["first", "last words"])
        #expect(words(["e panic: no licence"]).reason == "panic: no licence")
        #expect(words((1...30).map { "o \($0)" }, count: 3).lines == ["28", "29", "30"])
    }

    @Test func tellsHowTheRuntimeEnded() {
        let exit = "e 28 Nov 2026 16:12:17,236 [WARNING] (rapid) Process runtime-1 exited: exit status 128"
        #expect(words([exit]).processExit == "exit status 128")
        #expect(words([exit]).reason == nil)
        #expect(words(["e Process runtime-1 exited: exit status 128"]).processExit == nil)
    }
}
