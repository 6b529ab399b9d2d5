import Support
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct TimeoutTests {
    private let clock = ManualClock()

    /// Work that ends when its task is cancelled.
    private static func untilCancelled() async -> String {
        let (never, _) = AsyncStream.makeStream(of: Void.self)
        for await _ in never {}
        return "cancelled"
    }

    @Test func `work that ends in time returns its value`() async throws {
        let outcome = await withTimeout(.seconds(1), clock: clock) { 17 }
        #expect(outcome.result.get() == 17 && !outcome.isTimeUp)
    }

    @Test func `an error of the work is rethrown`() async {
        struct Odd: Error, Equatable {}
        let outcome = await withTimeout(.seconds(1), clock: clock) { () async throws(Odd) -> Int in throw Odd() }
        #expect(throws: Odd()) { try outcome.result.get() }
        #expect(!outcome.isTimeUp)
    }

    @Test func `work is cancelled after the timeout, and its value is awaited`() async {
        let counter = Counter()
        async let outcome = withTimeout(.seconds(5), onTimeUp: counter.add, clock: clock) {
            await Self.untilCancelled()
        }
        await clock.waits()
        clock.advance(by: .milliseconds(4999))
        #expect(counter.count == 0)
        clock.advance(by: .milliseconds(1))
        let result = await outcome
        #expect(result.result.get() == "cancelled" && result.isTimeUp && counter.count == 1)
    }

    @Test func `the timeout begins when the given work ends`() async {
        let (begins, begin) = AsyncStream.makeStream(of: Void.self)
        async let outcome = withTimeout(
            .seconds(1), after: { for await _ in begins {} }, clock: clock, { await Self.untilCancelled() })
        clock.advance(by: .seconds(60))
        begin.finish()
        await clock.waits()
        clock.advance(by: .seconds(1))
        #expect(await outcome.isTimeUp)
    }

    @Test func `work that ends before its timeout begins does not time out`() async {
        let outcome = await withTimeout(
            .zero, after: { _ = await Self.untilCancelled() }, clock: clock, { "done" })
        #expect(outcome.result.get() == "done" && !outcome.isTimeUp)
    }

    @Test func `cancelling the caller cancels the work`() async {
        let task = Task { [clock] in await withTimeout(.seconds(1), clock: clock) { await Self.untilCancelled() } }
        await clock.waits()
        task.cancel()
        let outcome = await task.value
        #expect(outcome.result.get() == "cancelled" && !outcome.isTimeUp)
    }

    // MARK: Without cancelling

    @Test func `waiting ends when the work ends`() async {
        #expect(await finishes(within: .seconds(1), clock: clock) {})
    }

    @Test func `waiting ends after the timeout, and the work continues`() async {
        let (gates, gate) = AsyncStream.makeStream(of: Void.self)
        let (ends, end) = AsyncStream.makeStream(of: Bool.self)
        async let isDone = finishes(within: .seconds(1), clock: clock) {
            for await _ in gates {}
            end.yield(Task.isCancelled)
        }
        await clock.waits()
        clock.advance(by: .seconds(1))
        #expect(await !isDone)
        gate.finish()
        var iterator = ends.makeAsyncIterator()
        #expect(await iterator.next() == false)
    }

    @Test func `cancelling the caller ends the wait`() async {
        let (gates, gate) = AsyncStream.makeStream(of: Void.self)
        let task = Task { [clock] in await finishes(within: .seconds(1), clock: clock) { for await _ in gates {} } }
        await clock.waits()
        task.cancel()
        #expect(await !task.value)
        gate.finish()
    }

    /// Counts calls.
    private final class Counter: Sendable {
        private let number = Mutex(0)
        var count: Int { number.withLock { $0 } }
        @Sendable func add() { number.withLock { $0 += 1 } }
    }
}
