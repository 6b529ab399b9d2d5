import Dispatch

/// Work with files, which may hang, as in a folder of another machine.
enum FileWork {
    /// Does work on a thread of its own: a task has one of a few threads, and must not keep it while it waits for a disk.
    static func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .userInitiated).async { continuation.resume(returning: work()) }
        }
    }
}
