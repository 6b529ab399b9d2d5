import LambdaModel
import Synchronization

/// Whether the language runtime waits for the next call.
extension ContainerLog {
    /// Notes that a call ended well: the runtime process waits for the next one, unless that was already sent. If the
    /// function wrote something since its call was sent, the runtime is checked: it may have exited after its answer.
    func endedWell(_ number: Int) {
        guard group?.processCount != nil else { return }
        let check = state.withLock { state -> (@Sendable () -> Void)? in
            guard state.lastNumber == number else { return nil }
            state.hasRuntime = true
            return state.wroteSinceCall ? state.listeners?.onOutputBetweenCalls : nil
        }
        check?()
    }

    /// Notes that a call of another process ended. Only the log shows that.
    ///
    /// - Parameter isGood: whether the runtime process waits for the next call.
    func endedElsewhere(_ callLog: InvocationLog, isGood: Bool) {
        guard group?.processCount != nil, callLog.startedAt >= startedAt else { return }
        let check = state.withLock { state -> (@Sendable () -> Void)? in
            // A later call of this process reports its own end.
            guard callLog.number > state.lastNumber else { return nil }
            state.hasRuntime = isGood && !state.calls.isOpen(after: state.lastNumber)
            return state.hasRuntime && state.wroteSinceCall ? state.listeners?.onOutputBetweenCalls : nil
        }
        check?()
    }

    /// Whether the runtime exited since the last call. Only the emulator is left then: it reports the exit as the error
    /// of the next call.
    var hasLostRuntime: Bool { state.withLock { $0.hasRuntime } && group?.processCount == 1 }
}
