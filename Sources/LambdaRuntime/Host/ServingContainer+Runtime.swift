import Synchronization

/// Whether the language's runtime waits for the next call.
extension ServingContainer {
    /// Notes that a call ended well: the runtime process lives on. It is not known if another call was sent since.
    func endedWell(_ number: Int) {
        guard let count = group?.processCount, count > 1 else { return }
        state.withLock { if $0.lastNumber == number { $0.hasRuntime = true } }
    }

    /// Whether the runtime ended since the last call. The emulator is alone then: it tells of that end at the next call,
    /// which gets the error.
    var hasLostRuntime: Bool { state.withLock { $0.hasRuntime } && group?.processCount == 1 }

    /// Sets what is called when the function writes something while no call runs.
    func onOutputBetweenCalls(_ body: @escaping @Sendable () -> Void) {
        state.withLock { $0.onOutputBetweenCalls = body }
    }
}
