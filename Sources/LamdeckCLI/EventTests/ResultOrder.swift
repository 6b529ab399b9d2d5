import LambdaModel
import Synchronization

/// Reports results in the order of the plan, each as soon as all before it are known.
final class ResultOrder: Sendable {
    private let state = Mutex((next: 0, waiting: [Int: EventTestResult]()))
    private let report: @Sendable (EventTestResult) -> Void

    init(_ report: @escaping @Sendable (EventTestResult) -> Void) { self.report = report }

    func add(_ number: Int, _ result: EventTestResult) {
        // Reported under the lock: otherwise two threads could report results in the wrong order.
        state.withLock { state in
            state.waiting[number] = result
            while let result = state.waiting.removeValue(forKey: state.next) {
                state.next += 1
                report(result)
            }
        }
    }
}
