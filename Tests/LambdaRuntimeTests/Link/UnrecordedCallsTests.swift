import Testing

@testable import LambdaRuntime
@testable import RuntimeTestSupport

@Suite("Calls that are not stored yet", .timeLimit(.minutes(4)))
struct UnrecordedCallsTests {
    private let clock: VirtualClock
    private let calls: UnrecordedCalls

    init() {
        clock = VirtualClock(Changes())
        calls = UnrecordedCalls(Timing(clock))
    }

    @Test func `a call is known from its begin to its end`() {
        #expect(!calls.hasCall(in: "c", before: 200))
        calls.begin(in: "c", at: 100)
        #expect(calls.hasCall(in: "c", before: 200))
        #expect(!calls.hasCall(in: "other", before: 200))
        calls.end(in: "c", begunAt: 100)
        #expect(!calls.hasCall(in: "c", before: 200))
    }

    /// The engine's clock may be one second slow.
    @Test(arguments: [(98.75, false), (99.0, true), (99.5, true), (100.0, true), (100.5, true)])
    func `a call counts for times from one second before it`(time: Double, hasCall: Bool) {
        calls.begin(in: "c", at: 100)
        #expect(calls.hasCall(in: "c", before: time) == hasCall)
    }

    @Test func `each end is that of one call`() {
        for time in [100.0, 100.0, 300.0] { calls.begin(in: "c", at: time) }
        calls.end(in: "c", begunAt: 100)
        #expect(calls.hasCall(in: "c", before: 100), "one of two that began at the same time")
        calls.end(in: "c", begunAt: 100)
        #expect(!calls.hasCall(in: "c", before: 250))
        #expect(calls.hasCall(in: "c", before: 300))
        calls.end(in: "c", begunAt: 300)
        #expect(!calls.hasCall(in: "c", before: 300))
    }

    @Test func `an end of an unknown call changes no other one`() {
        calls.begin(in: "c", at: 100)
        calls.end(in: "c", begunAt: 101)
        calls.end(in: "other", begunAt: 100)
        #expect(calls.hasCall(in: "c", before: 100))
        #expect(!calls.hasCall(in: "other", before: 100))
    }

    @Test func `a wait ends when a call is stored`() async throws {
        defer { clock.setFree() }
        calls.begin(in: "c", at: 100)
        let (calls, version, notes) = (calls, calls.version, Notes())
        let waiting = Task {
            await calls.wait(after: version, atMost: .seconds(30))
            notes.add("over, \(calls.hasCall(in: "c", before: 100) ? "not stored" : "stored")")
        }
        try await clock.untilSleeping(for: .seconds(30))
        calls.begin(in: "c", at: 300)
        for _ in 0..<1_000 { await Task.yield() }
        #expect(notes.all == [], "a call that begins is not stored")
        calls.end(in: "c", begunAt: 100)
        await waiting.value
        #expect(notes.all == ["over, stored"])
        #expect(clock.elapsed == .zero)
    }

    @Test func `a call that was stored before the wait is not missed`() async {
        defer { clock.setFree() }
        let version = calls.version
        calls.begin(in: "c", at: 100)
        #expect(calls.version == version)
        calls.end(in: "c", begunAt: 100)
        #expect(calls.version != version)
        await calls.wait(after: version, atMost: .seconds(30))
    }

    @Test func `a wait ends with its time`() async throws {
        defer { clock.setFree() }
        calls.begin(in: "c", at: 100)
        let (calls, notes) = (calls, Notes())
        let waiting = Task {
            await calls.wait(after: calls.version, atMost: .seconds(30))
            notes.add("over")
        }
        try await clock.untilSleeping(for: .seconds(30))
        clock.advance(by: .seconds(29))
        try await clock.untilSleeping(for: .seconds(1))
        #expect(notes.all == [])
        clock.advance(by: .seconds(1))
        await waiting.value
        #expect(calls.hasCall(in: "c", before: 100))
    }
}
