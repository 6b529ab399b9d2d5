import Synchronization

/// Carries out requests one at a time, in the order in which they were added. Tasks have no order among themselves:
/// with a task for each key press, an earlier key could win over a later one.
final class RequestQueue: Sendable {
    private let last = Mutex<Task<Void, Never>?>(nil)

    /// Adds a request after all earlier ones. It should start a separate task for slow work: all later requests wait
    /// for this one.
    ///
    /// - Returns: a task that ends with the request. Cancelling it does not change the order.
    @discardableResult
    func add<Value: Sendable>(_ request: @escaping @Sendable () async -> Value) -> Task<Value, Never> {
        last.withLock { last in
            let before = last
            let task = Task {
                await before?.value
                return await request()
            }
            last = Task { _ = await task.value }
            return task
        }
    }
}
