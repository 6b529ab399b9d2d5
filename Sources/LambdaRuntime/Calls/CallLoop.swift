import NIOCore
import NIOPosix

/// The one thread on which a call goes its way: from the door's connection through the queue to the emulator, and back.
///
/// A warm call takes the emulator two milliseconds. Where each step of its way may run on another thread, waking these
/// threads costs as much again: the scheduler does it a dozen times a call. What takes longer than a glance (a large
/// event to be parsed, the log to be read, the history to be written) is done elsewhere, with ``aside(_:)``.
final class CallLoop: TaskExecutor {
    /// The one of this process, which lives as long as it.
    static let shared = CallLoop()

    /// Where the connections of callers and of containers are.
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let loop: any EventLoop

    private init() { loop = group.next() }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }

    /// Whether the caller is on this thread.
    var isCurrent: Bool { loop.inEventLoop }

    /// Runs what a call's way consists of on this thread.
    static func run<Value: Sendable, Failure: Error>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        try await withTaskExecutorPreference(shared, isolation: isolation, operation: body)
    }

    /// Runs what takes its time on the threads of everything else.
    static func aside<Value: Sendable, Failure: Error>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        try await withTaskExecutorPreference(globalConcurrentExecutor, isolation: isolation, operation: body)
    }
}
