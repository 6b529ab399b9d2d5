import LambdaModel
import Testing

@testable import LambdaRuntime

/// Calls and the invocations in the log, matched by their order.
@Suite("Matching invocations with calls")
struct CallTrackerTests {
    private var tracker = CallTracker()

    private func id(_ number: Int) -> String { "0000000\(number)-0000-4000-8000-000000000000" }

    /// The emulator's lines about a call, on both outputs.
    private func talk(_ number: Int) -> [LogRecord] {
        [
            (.marker, "START RequestId: \(id(number)) Version: $LATEST"),
            (.emulator, "[INFO] (rapid) INVOKE START(requestId: \(id(number)))"),
            (.output, "line of \(number)"),
            (.emulator, "[INFO] (rapid) INVOKE RTDONE(status: success, produced bytes: 0, duration: 1.5ms)"),
            (.marker, "END RequestId: \(id(number))"), (.marker, "REPORT RequestId: \(id(number))\tDuration: 2 ms"),
        ].map { LogRecord(time: Double(number), source: $0, text: $1) }
    }

    @Test mutating func aCallIsTheNextUnreportedInvocation() {
        #expect(tracker.begin() == 1)
        // The next call is sent before the first appears in the log.
        #expect(tracker.begin() == 2)
        var records = talk(1) + talk(2)
        #expect(tracker.assign(&records).isEmpty, "both are ours")
        #expect(tracker.callLog(1)?.requestID == id(1))
        #expect(tracker.callLog(2)?.records.map(\.text) == ["line of 2"])
        #expect(records.map(\.invocation).allSatisfy { $0 != nil })
        #expect(tracker.begin() == 3)
    }

    @Test mutating func aCallOfOthersIsReported() {
        var records = talk(1)
        #expect(tracker.assign(&records).map(\.requestID) == [id(1)])
        #expect(tracker.begin() == 2)
        records = talk(2) + talk(3)
        #expect(tracker.assign(&records).map(\.requestID) == [id(3)])
        records = []
        #expect(tracker.assign(&records).isEmpty, "told once")
    }

    @Test mutating func aCallThatTheLogNeverShowsIsForgotten() {
        let lost = tracker.begin()
        tracker.missed(lost)
        #expect(tracker.begin() == 1)
        var records = talk(1)
        #expect(tracker.assign(&records).isEmpty)
        #expect(tracker.callLog(1)?.requestID == id(1))
    }

    @Test mutating func linesThatAnEngineRepeatsChangeNothing() {
        _ = tracker.begin()
        var records = talk(1)
        _ = tracker.assign(&records)
        _ = tracker.begin()
        records = talk(2)
        _ = tracker.assign(&records)
        records = talk(1)
        #expect(tracker.assign(&records).isEmpty)
        #expect(tracker.begin() == 3)
        #expect(tracker.callLog(2)?.isComplete == true)
    }

    @Test mutating func aCallInBetweenIsNotTakenForOurs() {
        // Ours got its number before the other's, which began earlier, appeared in the log.
        let ours = tracker.begin()
        var records = talk(1) + talk(2)
        _ = tracker.assign(&records)
        #expect(tracker.callLog(ours, notBefore: 1.5)?.requestID == id(2))
        #expect(tracker.begin() == 3)
    }

    @Test mutating func standardErrorMayBeACallAhead() {
        _ = (tracker.begin(), tracker.begin())
        let (first, second) = (talk(1), talk(2))
        var records = [first[0], first[1], first[3], second[1], first[2], first[4], first[5]] + [second[0], second[2]]
        records += second[3...]
        #expect(tracker.assign(&records).isEmpty)
        #expect(tracker.callLog(1)?.records.map(\.text) == ["line of 1"])
        #expect(tracker.callLog(2)?.records.map(\.text) == ["line of 2"])
        #expect(tracker.callLog(1)?.isComplete == true && tracker.callLog(2)?.isComplete == true)
    }

    private static let lost = LogRecord(time: 2.5, source: .lamdeck, text: "… lines lost: the log rotated")

    @Test mutating func callsWithLostLinesAreNotTakenForOthers() {
        let numbers = (1...5).map { _ in tracker.begin() }
        var records = talk(1)
        _ = tracker.assign(&records)
        var remark = Self.lost
        tracker.addLoss(&remark)
        records = talk(5)
        #expect(tracker.assign(&records).isEmpty)
        #expect(tracker.callLog(numbers[2], notBefore: 2.9, notAfter: 3.2) == nil)
        #expect(tracker.hasLost(since: numbers[2]))
        #expect(tracker.callLog(numbers[4], notBefore: 4.9, notAfter: 5.2)?.requestID == id(5))
        let next = tracker.begin()
        #expect(!tracker.hasLost(since: next))
        records = talk(6)
        #expect(tracker.assign(&records).isEmpty)
        #expect(tracker.callLog(next, notBefore: 5.9, notAfter: 6.2)?.requestID == id(6))
        #expect(tracker.callLog(next)?.requestID == id(6), "the order is right again")
    }

    @Test mutating func linesAfterAGapBelongToTheCallThatEndsThere() {
        _ = (tracker.begin(), tracker.begin())
        var records = Array(talk(1).prefix(3))
        _ = tracker.assign(&records)
        var remark = Self.lost
        tracker.addLoss(&remark)
        #expect(remark.invocation == id(1))
        records = Array(talk(2)[2...])
        _ = tracker.assign(&records)
        #expect(records[0].invocation == nil, "whose it is, its end tells")
        #expect(tracker.callLog(1)?.records.map(\.text) == ["line of 1", Self.lost.text])
        #expect(tracker.callLog(2)?.records.map(\.text) == ["line of 2"])
        #expect(tracker.callLog(1)?.isCut == true && tracker.callLog(2)?.isCut == true)
        #expect(tracker.callLog(2)?.isComplete == true, "nothing more is waited for")
    }

    @Test mutating func aRuntimeThatEndsAfterItsAnswerEndsBetweenTwoCalls() {
        _ = tracker.begin()
        var records = Array(talk(1).dropLast())
        records.append(LogRecord(time: 1, source: .emulator, text: "(rapid) Process runtime-1 exited: exit status 128"))
        _ = tracker.assign(&records)
        #expect(tracker.callLog(1)?.processExit == nil)
    }
}

@Suite("Change signals")
struct ChangeSignalTests {
    @Test func aSignalBeforeTheWaitIsNotMissed() async {
        let changeSignal = ChangeSignal()
        let version = changeSignal.version
        changeSignal.signal()
        await changeSignal.wait(after: version, atMost: .seconds(3600))
    }

    @Test func aSignalWakesAll() async {
        let changeSignal = ChangeSignal()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask { await changeSignal.wait(after: changeSignal.version, atMost: .seconds(3600)) }
            }
            let ringing = Task {
                while !Task.isCancelled {
                    changeSignal.signal()
                    await Task.yield()
                }
            }
            await group.waitForAll()
            ringing.cancel()
        }
    }

    @Test func aWaitEndsWithItsTimeOrItsTask() async {
        let changeSignal = ChangeSignal()
        await changeSignal.wait(after: changeSignal.version, atMost: .milliseconds(1))
        let waiting = Task { await changeSignal.wait(after: changeSignal.version, atMost: .seconds(3600)) }
        waiting.cancel()
        await waiting.value
    }

    /// Each wait left a timer until its time was over, even if it had been woken: thousands under load.
    @Test func waitsThatAreOverLeaveNoTimers() async {
        let changeSignal = ChangeSignal()
        for _ in 0..<200 {
            let version = changeSignal.version
            let waiting = Task { await changeSignal.wait(after: version, atMost: .seconds(3600)) }
            changeSignal.signal()
            await waiting.value
        }
        #expect(changeSignal.timers <= 1)
    }

    @Test func aShorterWaitIsNotHeldByALongerOne() async {
        let changeSignal = ChangeSignal()
        let version = changeSignal.version
        let long = Task { await changeSignal.wait(after: version, atMost: .seconds(3600)) }
        while changeSignal.timers == 0 { await Task.yield() }
        for _ in 0..<3 { await changeSignal.wait(after: version, atMost: .milliseconds(2)) }
        changeSignal.signal()
        await long.value
    }
}
