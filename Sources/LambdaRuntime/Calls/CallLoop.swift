import DequeModule
import NIOCore
import NIOPosix
import Synchronization

/// The one thread on which a call goes its way: from the door's connection through the queue to the emulator, and back.
///
/// A warm call takes the emulator two milliseconds. Where each step of its way may run on another thread, waking these
/// threads costs as much again: the scheduler does it a dozen times a call. What takes longer than a glance (a large
/// event to be parsed, the log to be read, the history to be written) is done elsewhere, with ``aside(_:)``.
final class CallLoop: TaskExecutor {
    private struct Jobs {
        var waiting: Deque<UnownedJob> = []
        /// Whether the thread runs jobs, or will.
        var isRunning = false
    }

    /// The one of this process, which lives as long as it.
    static let shared = CallLoop()

    /// Where the connections of callers and of containers are.
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let loop: any EventLoop
    private let jobs = Mutex(Jobs())

    /// How many jobs run, or calls begin, before the connections are looked at. An event loop runs tasks until none is left,
    /// and then looks at its connections: steps that always bring about another step, such as those of a caller that calls
    /// again as soon as it is refused, would keep it from them for ever.
    private static let turn = 256
    /// Long enough for the loop to find no other task that is due.
    private static let pause = TimeAmount.microseconds(20)
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

    /// Goes back to the loop for a moment. While a task only changes between actors on this thread, the Swift runtime runs
    /// it as one job, which would never end for a caller that calls without a pause.
    private func pass() async {
        let isLong = begun.wrappingAdd(1, ordering: .relaxed).newValue % Self.turn == 0
        await withCheckedContinuation { continuation in
            if isLong {
                loop.scheduleTask(in: Self.pause) { continuation.resume() }
            } else {
                loop.execute { continuation.resume() }
            }
        }
    }

    /// Whether the caller is on this thread.
    var isCurrent: Bool { loop.inEventLoop }

    /// Runs what a call's way consists of on this thread.
    static func run<Value: Sendable, Failure: Error>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        try await withTaskExecutorPreference(shared, isolation: isolation) { () async throws(Failure) -> Value in
            await shared.pass()
            return try await body()
        }
    }

    /// Runs what takes its time on the threads of everything else.
    static func aside<Value: Sendable, Failure: Error>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        try await withTaskExecutorPreference(globalConcurrentExecutor, isolation: isolation, operation: body)
    }
}
