import Synchronization

/// Carries requests out one after the other, in the order in which they were added. Tasks have no order among themselves:
/// a task for each key lets an older key win over a later one.
final class RequestQueue: Sendable {
    private let last = Mutex<Task<Void, Never>?>(nil)

    /// Adds a request behind those that were added before. What takes long belongs into a task of its own: all later
    /// requests wait for this one.
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
