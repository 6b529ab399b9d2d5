import DequeModule
import HTTPTransport
import NIOCore
import NIOPosix
import Synchronization

/// The one thread for all steps of a call: from the caller's connection through the queue to the emulator, and back.
///
/// The emulator needs two milliseconds for a warm call. If each step could run on another thread, waking the threads
/// would cost as much again: the scheduler does it a dozen times per call. Anything slow (parsing a large event,
/// reading the log, writing the history) runs elsewhere, with ``aside(_:)``.
final class CallLoop: TaskExecutor {
    private struct Jobs {
        var waiting: Deque<UnownedJob> = []
        /// Whether ``CallLoop/run()`` runs or is scheduled.
        var isRunning = false
    }

    /// The one instance of this process, which exists as long as the process.
    static let shared = CallLoop()

    /// The event loop of the callers' and the containers' connections.
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let loop: any EventLoop
    private let jobs = Mutex(Jobs())

    /// How many jobs run, or calls begin, before the loop serves its connections. An event loop serves them only if no
    /// task is left. A caller that calls again as soon as it is refused always adds a task, so the loop would never
    /// serve them.
    private static let turn = 256
    /// The delay before the next turn, so that the loop finds no task that is due.
    private static let pause = TimeAmount.microseconds(20)
    /// The operations that wait for ``delay``.
    private let deferred = Mutex<[@Sendable () -> Void]>([])
    /// Longer than a warm call.
    private static let delay = TimeAmount.milliseconds(2)
    /// How many calls have begun.
    private let begun = Atomic(0)

    private init() { loop = group.next() }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let begins = jobs.withLock { jobs in
            jobs.waiting.append(job)
            defer { jobs.isRunning = true }
            return !jobs.isRunning
        }
        if begins { loop.execute { self.run() } }
    }

    private func run() {
        for _ in 0..<Self.turn {
            let job = jobs.withLock { jobs in
                let job = jobs.waiting.popFirst()
                if job == nil { jobs.isRunning = false }
                return job
            }
            guard let job else { return }
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
        loop.scheduleTask(in: Self.pause) { self.run() }
    }

    /// Suspends the task from time to time, so that the loop can run something else. The Swift runtime runs a task that
    /// only changes actors on this thread as one job. For a caller that calls without a pause, and is refused each time,
    /// that job would never end.
    private func pass() async {
        guard begun.wrappingAdd(1, ordering: .relaxed).newValue % Self.turn == 0 else { return }
        await withCheckedContinuation { continuation in
            loop.scheduleTask(in: Self.pause) { continuation.resume() }
        }
    }

    /// Runs an operation that no call waits for, such as a report to a client: after ``delay`` if the current thread is
    /// that of the calls, otherwise at once.
    func later(_ operation: @escaping @Sendable () -> Void) {
        guard isCurrent else { return operation() }
        let isFirst = deferred.withLock { deferred in
            deferred.append(operation)
            return deferred.count == 1
        }
        if isFirst {
            loop.assumeIsolated().scheduleTask(in: Self.delay) {
                let operations = self.deferred.withLock { deferred in
                    defer { deferred = [] }
                    return deferred
                }
                for operation in operations { operation() }
            }
        }
    }

    /// Whether the current code runs on this thread.
    var isCurrent: Bool { loop.inEventLoop }

    /// Runs a step of a call on this thread.
    static func run<Value: Sendable, Failure: Error>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        try await withTaskExecutorPreference(shared, isolation: isolation) { () async throws(Failure) -> Value in
            await shared.pass()
            return try await body()
        }
    }

    /// Whether to read a body takes long: tens of milliseconds for a large one, during which no other call must wait.
    static func isLong(_ body: [UInt8]) -> Bool { BodyPieces(bytes: body).areMany }

    /// Runs slow work on the default threads.
    static func aside<Value: Sendable, Failure: Error>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        try await withTaskExecutorPreference(globalConcurrentExecutor, isolation: isolation, operation: body)
    }
}
