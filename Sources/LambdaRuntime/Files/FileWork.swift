import Dispatch

/// Reads files without holding up tasks. A read may hang, for example in a folder of another machine.
enum FileWork {
    /// Does work on a thread outside the pool of the tasks: that pool has few threads, and a task must not keep one
    /// while it waits for a disk.
    static func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .userInitiated).async { continuation.resume(returning: work()) }
        }
    }
}
