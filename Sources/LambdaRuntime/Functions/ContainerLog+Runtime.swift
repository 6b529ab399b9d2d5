import LambdaModel
import Synchronization

/// Whether the language runtime waits for the next call.
extension ContainerLog {
    /// Notes that a call ended well: the runtime process waits for the next one, unless that was sent meanwhile. The
    /// process may have ended behind its answer, so what the function wrote is a reason to look.
    func endedWell(_ number: Int) {
        guard group?.processCount != nil else { return }
        let look = state.withLock { state -> (@Sendable () -> Void)? in
            guard state.lastNumber == number else { return nil }
            state.hasRuntime = true
            return state.wroteSinceCall ? state.listeners?.onOutputBetweenCalls : nil
        }
        look?()
    }

    /// Notes that a call of another process ended, which the log alone tells.
    ///
    /// - Parameter isGood: whether the runtime process waits for the next call.
    func endedElsewhere(_ slice: InvocationLog, isGood: Bool) {
        guard group?.processCount != nil, slice.startedAt >= startedAt else { return }
        let look = state.withLock { state -> (@Sendable () -> Void)? in
            // A call that was sent from here since then tells of itself.
            guard slice.number > state.lastNumber else { return nil }
            state.hasRuntime = isGood && !state.calls.isOpen(after: state.lastNumber)
            return state.hasRuntime && state.wroteSinceCall ? state.listeners?.onOutputBetweenCalls : nil
        }
        look?()
    }

    /// Whether the runtime ended since the last call. The emulator is alone then: it tells of that end at the next call,
    /// which gets the error.
    var hasLostRuntime: Bool { state.withLock { $0.hasRuntime } && group?.processCount == 1 }
}
