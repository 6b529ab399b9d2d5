import LambdaModel
import Synchronization

/// Tells of results in the order of the plan, each as soon as all before it are known.
final class ResultOrder: Sendable {
    private let state = Mutex((next: 0, waiting: [Int: EventTestResult]()))
    private let tell: @Sendable (EventTestResult) -> Void

    init(_ tell: @escaping @Sendable (EventTestResult) -> Void) { self.tell = tell }

    func add(_ number: Int, _ result: EventTestResult) {
        // Told under the lock: two that were freed by the same one must not change places.
        state.withLock { state in
            state.waiting[number] = result
            while let result = state.waiting.removeValue(forKey: state.next) {
                state.next += 1
                tell(result)
            }
        }
    }
}
