import Synchronization

/// How fast the client of a streamed response takes it. Who reads the response of the function pauses while the client
/// has enough unread: otherwise the host would hold all of a response that a client does not read.
///
/// Any thread may use it.
public final class StreamPace: Sendable {
    private enum State {
        case running
        /// - Parameter waiting: called when the response goes on.
        case paused(waiting: [@Sendable () -> Void])
        /// The client gets no more, so that nothing waits for it.
        case ended(cutOff: String?)
    }

    private let state = Mutex(State.running)

    /// A pace that the client has not slowed down.
    init() {}

    /// Why the client was cut off; nil if it was not.
    var cutOff: String? {
        state.withLock { if case .ended(let reason) = $0 { reason } else { nil } }
    }

    /// Whether the reader must pause.
    ///
    /// - Parameter resume: called once when the reader goes on, if it must pause.
    func pauses(until resume: @escaping @Sendable () -> Void) -> Bool {
        state.withLock { state in
            guard case .paused(let waiting) = state else { return false }
            state = .paused(waiting: waiting + [resume])
            return true
        }
    }

    /// The client has enough unread.
    func pause() {
        state.withLock { if case .running = $0 { $0 = .paused(waiting: []) } }
    }

    /// The client takes more.
    func resume() { change(to: .running) }

    /// The client gets no more: nothing pauses from now on.
    ///
    /// - Parameter cutOff: why the client was cut off; nil if it was not.
    func end(cutOff: String? = nil) { change(to: .ended(cutOff: cutOff)) }

    private func change(to next: State) {
        let waiting = state.withLock { state -> [@Sendable () -> Void] in
            if case .ended = state { return [] }
            defer { state = next }
            return if case .paused(let waiting) = state { waiting } else { [] }
        }
        for resume in waiting { resume() }
    }
}

extension StreamPace: Hashable {
    /// Whether both are the same object.
    public static func == (left: StreamPace, right: StreamPace) -> Bool { left === right }

    /// Hashes the identity.
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
