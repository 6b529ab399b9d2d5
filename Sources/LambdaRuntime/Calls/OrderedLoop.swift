import NIOCore
import Synchronization

/// Runs operations on an event loop, in the order in which they were given. A task may run on the loop's own thread
/// (``CallLoop``); its operation runs at once, unless earlier ones wait for the thread.
final class OrderedLoop: Sendable {
    let loop: any EventLoop
    /// How many operations wait.
    private let waiting = Atomic(0)

    init(_ loop: any EventLoop) { self.loop = loop }

    func run(_ operation: @escaping @Sendable () -> Void) {
        if loop.inEventLoop, waiting.load(ordering: .acquiring) == 0 { return operation() }
        waiting.add(1, ordering: .acquiringAndReleasing)
        loop.execute {
            self.waiting.subtract(1, ordering: .acquiringAndReleasing)
            operation()
        }
    }
}
