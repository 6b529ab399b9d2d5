/// What the runtime sends.
extension ExecutionEnvironment {
    /// Starts the runtime when all external extensions are registered.
    mutating func startRuntimeIfPossible() {
        guard phase == .initialising, !runtime.hasStarted, extensions.areRegistered else { return }
        runtime.hasStarted = true
        actions.append(.startRuntime)
    }

    mutating func next(_ exchange: ExchangeID) {
        // A runtime that asks again lives, whatever happened to its connection.
        if phase == .serving { finishBroken() }
        let isBusy = runtime.nexts.count + calls.atWork >= concurrency
        switch phase {
        case .waiting: refuse(exchange, .state)
        case .initialising where isBusy || !runtime.hasStarted, .serving where isBusy: refuse(exchange, .state)
        case .initialising, .serving:
            runtime.ask(exchange)
            settle()
        // The runtime would report a closed connection as a fault. It is killed soon.
        case .spent: isBusy ? refuse(exchange, .state) : runtime.nexts.append(exchange)
        case .ended: actions.append(.close(exchange))
        }
    }

    /// Something waits for its next event: the init may be over, or a call may be settled.
    mutating func settle() {
        guard !runtime.nexts.isEmpty, extensions.areReady else { return }
        if phase == .initialising {
            guard runtime.hasStarted else { return }
            phase = .serving
            actions.append(.initEnded(nil))
        }
        guard phase == .serving else { return }
        actions += calls.settle()
        deliver()
    }

    // MARK: Answers

    /// The call that an answer is for; nil if the answer was refused.
    private mutating func find(_ exchange: ExchangeID, _ claim: CallIdentity.Claim) -> CallNumber? {
        guard phase != .ended else {
            actions.append(.close(exchange))
            return nil
        }
        switch calls.match(claim) {
        case .running(let number): return number
        case .abandoned(let number):
            // The runtime did nothing wrong.
            calls.move(number, to: .answered)
            actions.append(.answer(exchange, .accepted))
            settle()
        case .otherAttempt: refuse(exchange, .tooLate)
        case .none:
            // A client that sends the invocation id lives on after 410.
            let isLate = phase == .spent && claim.invocationID != nil
            let isIdle = phase == .waiting || phase == .initialising
            refuse(exchange, isLate ? .tooLate : isIdle ? .state : .requestID)
        }
        return nil
    }

    mutating func responseBegan(_ exchange: ExchangeID, _ claim: CallIdentity.Claim, _ mode: ResponseMode) {
        guard let number = find(exchange, claim) else { return }
        if case .invalid(let text) = mode {
            refuse(exchange, .mode)
            return finish(number, .error(.invalidMode(text)))
        }
        calls.move(number, to: .responding(exchange))
        actions.append(.receive(exchange, number))
    }

    mutating func responseEnded(_ exchange: ExchangeID, _ end: ResponseEnd) {
        guard let number = calls.responding(exchange) else { return }
        calls.move(number, to: .running)
        actions.append(.answer(exchange, end.answer))
        finish(number, end.outcome)
        settle()
    }

    mutating func error(_ exchange: ExchangeID, _ claim: CallIdentity.Claim, _ error: ReportedError) {
        guard let number = find(exchange, claim) else { return }
        actions.append(.answer(exchange, .accepted))
        finish(number, .error(error))
        settle()
    }

    // MARK: The init

    mutating func restoreError(_ exchange: ExchangeID, _ error: ReportedError) {
        if runtime.isRestored || phase == .ended {
            initError(exchange, .restore(error))
        } else {
            refuse(exchange, .state)
        }
    }

    mutating func initError(_ exchange: ExchangeID, _ failure: InitFailure) {
        switch phase {
        case .initialising where runtime.isInitialising:
            actions.append(.answer(exchange, .accepted))
            fail(failure)
            spend(.failure)
        case .ended: actions.append(.close(exchange))
        case .waiting, .initialising, .serving, .spent: refuse(exchange, .state)
        }
    }

    mutating func restoreNext(_ exchange: ExchangeID) {
        switch phase {
        case .initialising where runtime.isInitialising && !runtime.isRestored:
            runtime.isRestored = true
            actions += [.snapshotTaken, .answer(exchange, .restored)]
        case .ended: actions.append(.close(exchange))
        case .waiting, .initialising, .serving, .spent: refuse(exchange, .state)
        }
    }
}

extension ResponseEnd {
    /// What the runtime gets.
    fileprivate var answer: RuntimeAnswer {
        switch self {
        case .whole, .failed: .accepted
        case .tooLarge: .refused(.tooLarge)
        }
    }

    /// What it means for the call.
    fileprivate var outcome: ExecutionOutcome {
        switch self {
        case .whole: .response
        case .failed(let error): .error(error)
        case .tooLarge: .responseTooLarge
        }
    }
}

extension ReportedError {
    /// The error of a call whose response has an unknown mode.
    fileprivate static func invalidMode(_ text: String) -> ReportedError {
        let message = "\"\(text)\" is not a response mode; the only one is \"streaming\""
        return ReportedError(InvocationError(type: "Runtime.InvalidResponseModeHeader", message: message))
    }
}
