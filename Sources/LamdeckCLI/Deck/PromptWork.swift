import Dispatch
import Synchronization

/// Work that is nearly always done at once, and may hang: a look at a folder.
enum PromptWork {
    private enum Progress<Value> {
        case waiting
        case late
        case done(Value)
    }

    /// Does work on another thread and waits for it for a moment that nobody notices.
    ///
    /// - Parameter later: gets the result if it takes longer.
    /// - Returns: the result; nil if it takes longer.
    static func run<Value: Sendable>(
        _ work: @escaping @Sendable () -> Value, later: @escaping @Sendable (Value) -> Void
    ) -> Value? {
        let progress = SharedProgress<Value>()
        let done = DispatchSemaphore(value: 0)
        DispatchQueue.global(qos: .userInitiated).async {
            let value = work()
            let isLate = progress.state.withLock { state in
                if case .late = state { return true }
                state = .done(value)
                return false
            }
            if isLate { later(value) } else { done.signal() }
        }
        _ = done.wait(timeout: .now() + .milliseconds(200))
        return progress.state.withLock { state in
            if case .done(let value) = state { return value }
            state = .late
            return nil
        }
    }

    private final class SharedProgress<Value: Sendable>: Sendable {
        let state = Mutex(Progress<Value>.waiting)
    }
}
