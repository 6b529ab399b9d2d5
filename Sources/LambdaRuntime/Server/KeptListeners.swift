import OrderedCollections

/// The listeners that are wanted, and how far each is: what an ``EndpointKeeper`` has to do.
struct KeptListeners: Sendable {
    /// What to do next.
    enum Step: Hashable, Sendable {
        case close(ServerListener)
        case open(ServerListener)
    }

    /// How far a listener is. One that is neither wanted nor open has no state.
    private enum State: Hashable, Sendable {
        /// It will be opened.
        case untried(Refusal?)
        /// It is being opened.
        ///
        /// - Parameter isAskedAgain: whether it was asked for during the attempt, which may be too early then.
        case opening(Refusal?, isAskedAgain: Bool)
        case open
        /// It could not be opened.
        case refused(Refusal)

        /// Why the last attempt failed.
        var refusal: Refusal? {
            switch self {
            case .untried(let refusal), .opening(let refusal, _): refusal
            case .refused(let refusal): refusal
            case .open: nil
            }
        }
    }

    private struct Refusal: Hashable, Sendable {
        let error: ServerError
        /// Whether the user knows it. If so, a notice also says when the listener is open.
        let isReported: Bool
    }

    /// The wanted listeners.
    private(set) var wanted: [ServerListener] = []
    private var states: OrderedDictionary<ServerListener, State> = [:]

    // MARK: Events

    /// These listeners are wanted, and no others. Those that were refused are tried again.
    mutating func want(_ listeners: [ServerListener]) {
        wanted = listeners
        states = states.filter { listener, state in
            switch state {
            // What is open or about to be must be closed first.
            case .open, .opening: true
            case .untried, .refused: wanted.contains(listener)
            }
        }
        for listener in wanted {
            switch states[listener] {
            case nil: states[listener] = .untried(nil)
            case .opening(let refusal, _): states[listener] = .opening(refusal, isAskedAgain: true)
            case .refused(let refusal): states[listener] = .untried(refusal)
            case .untried, .open: break
            }
        }
    }

    /// Time has passed: those that may be possible now are tried again.
    mutating func retry() {
        for (listener, state) in states {
            if case .refused(let refusal) = state, refusal.error.mayPass { states[listener] = .untried(refusal) }
        }
    }

    /// A step has begun.
    mutating func begin(_ step: Step) {
        switch step {
        case .close(let listener): states[listener] = nil
        case .open(let listener):
            states[listener] = .opening(states[listener]?.refusal, isAskedAgain: false)
        }
    }

    /// A listener was opened.
    ///
    /// - Returns: whether a notice says it: the user knows that it was closed.
    mutating func opened(_ listener: ServerListener) -> Bool {
        let refusal = states[listener]?.refusal
        states[listener] = .open
        return wanted.contains(listener) && refusal?.isReported == true
    }

    /// A listener could not be opened.
    ///
    /// - Returns: whether to tell the user.
    mutating func refused(_ listener: ServerListener, _ error: ServerError) -> Bool {
        guard wanted.contains(listener) else {
            states[listener] = nil
            return false
        }
        let (state, isNew) = (states[listener], isNew(error, listener))
        let isKnown = state?.refusal?.error.kind == error.kind
        let refusal = Refusal(error: error, isReported: isNew || isKnown && state?.refusal?.isReported == true)
        if case .opening(_, isAskedAgain: true)? = state {
            states[listener] = .untried(refusal)
        } else {
            states[listener] = .refused(refusal)
        }
        return isNew
    }

    private func isNew(_ error: ServerError, _ listener: ServerListener) -> Bool {
        switch error {
        // The engine's network is in a virtual machine, from which loopback is reachable.
        case .noSuchAddress where listener.callers != nil: return false
        case .shut: return false
        case .portInUse, .notAllowed, .noSuchAddress, .failed: break
        }
        return states[listener]?.refusal?.error.kind != error.kind
            // A program usually has the port on all addresses; one message is enough.
            && !(listener.callers != nil
                && states.contains { other, state in
                    other.port == listener.port && other.callers == nil && state.refusal != nil
                })
    }

    // MARK: What follows

    /// The next step: closings first, since another listener may get the port.
    var next: Step? {
        if let (listener, _) = states.first(where: { $0.value == .open && !wanted.contains($0.key) }) {
            return .close(listener)
        }
        return wanted.first { if case .untried? = states[$0] { true } else { false } }.map(Step.open)
    }

    /// Whether ``retry()`` would try a listener.
    var awaitsRetry: Bool {
        states.values.contains { if case .refused(let refusal) = $0 { refusal.error.mayPass } else { false } }
    }

    /// Whether a listener was refused before.
    func wasRefused(_ listener: ServerListener) -> Bool { states[listener]?.refusal != nil }
}

extension ServerError {
    /// Whether a later attempt may succeed although nothing changes in functions.json.
    var mayPass: Bool {
        switch self {
        case .portInUse, .failed: true
        case .notAllowed, .noSuchAddress, .shut: false
        }
    }

    /// The error without the port's owner, which is not always known.
    fileprivate var kind: ServerError {
        switch self {
        case .portInUse(let host, let port, _): .portInUse(host: host, port: port, owner: nil)
        case .notAllowed, .noSuchAddress, .shut, .failed: self
        }
    }
}
