import OrderedCollections

/// What the runtime sends.
extension ExecutionEnvironment {
    private mutating func refuse(_ exchange: ExchangeID, _ refusal: RuntimeRefusal) {
        actions.append(.answer(exchange, .refused(refusal)))
    }

    /// Starts the runtime when all external extensions are registered.
    mutating func startRuntimeIfPossible() {
        guard phase == .initialising, !hasStartedRuntime,
            extensionFiles.allSatisfy({ extensions.named($0) != nil })
        else { return }
        hasStartedRuntime = true
        actions.append(.startRuntime)
    }

    mutating func next(_ exchange: ExchangeID) {
        // A runtime that asks again lives, whatever happened to its connection.
        if phase == .serving { finishBroken() }
        let isBusy = nexts.count + atWork >= concurrency
        switch phase {
        case .waiting: refuse(exchange, .state)
        case .initialising where isBusy || !hasStartedRuntime, .serving where isBusy: refuse(exchange, .state)
        case .initialising, .serving:
            hasAskedOnce = true
            nexts.append(exchange)
            settle()
        // The runtime would report a closed connection as a fault. It is killed soon.
        case .spent: isBusy ? refuse(exchange, .state) : nexts.append(exchange)
        case .ended: actions.append(.close(exchange))
        }
    }

    /// Something waits for its next event: the init may be over, or a call may be settled.
    mutating func settle() {
        guard !nexts.isEmpty, extensions.areReady else { return }
        if phase == .initialising {
            guard hasStartedRuntime else { return }
            phase = .serving
            actions.append(.initEnded(nil))
        }
        guard phase == .serving else { return }
        for (number, call) in calls where call.stage == .answered {
            calls[number] = nil
            actions.append(.settled(number))
        }
        deliver()
    }

    // MARK: Answers

    /// The call that an answer is for; nil if the answer was refused.
    private mutating func find(_ exchange: ExchangeID, _ claim: CallIdentity.Claim) -> CallNumber? {
        guard phase != .ended else {
            actions.append(.close(exchange))
            return nil
        }
        let call = calls.elements.first {
            $0.value.identity.requestID == claim.requestID && [.running, .abandoned].contains($0.value.stage)
        }
        guard let (number, found) = call else {
            // A client that sends the invocation id lives on after 410.
            let isLate = phase == .spent && claim.invocationID != nil
            let isIdle = phase == .waiting || phase == .initialising
            refuse(exchange, isLate ? .tooLate : isIdle ? .state : .requestID)
            return nil
        }
        if let id = claim.invocationID, id != found.identity.invocationID {
            refuse(exchange, .tooLate)
            return nil
        }
        if found.stage == .abandoned {
            // The runtime did nothing wrong.
            calls[number]?.stage = .answered
            actions.append(.answer(exchange, .accepted))
            settle()
            return nil
        }
        return number
    }

    mutating func responseBegan(_ exchange: ExchangeID, _ claim: CallIdentity.Claim, _ mode: ResponseMode) {
        guard let number = find(exchange, claim) else { return }
        if case .invalid(let text) = mode {
            refuse(exchange, .mode)
            let message = "\"\(text)\" is not a response mode; the only one is \"streaming\""
            return finish(
                number,
                .error(ReportedError(InvocationError(type: "Runtime.InvalidResponseModeHeader", message: message))))
        }
        calls[number]?.stage = .responding(exchange)
        actions.append(.receive(exchange, number))
    }

    mutating func responseEnded(_ exchange: ExchangeID, _ end: ResponseEnd) {
        guard let (number, _) = calls.elements.first(where: { $0.value.stage == .responding(exchange) }) else { return }
        calls[number]?.stage = .running
        switch end {
        case .whole:
            actions.append(.answer(exchange, .accepted))
            finish(number, .response)
        case .failed(let error):
            actions.append(.answer(exchange, .accepted))
            finish(number, .error(error))
        case .tooLarge:
            refuse(exchange, .tooLarge)
            finish(number, .responseTooLarge)
        }
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
        if isRestored || phase == .ended { initError(exchange, .restore(error)) } else { refuse(exchange, .state) }
    }

    mutating func initError(_ exchange: ExchangeID, _ failure: InitFailure) {
        switch phase {
        case .initialising where hasStartedRuntime && !hasAskedOnce:
            actions.append(.answer(exchange, .accepted))
            fail(failure)
            spend(.failure)
        case .ended: actions.append(.close(exchange))
        case .waiting, .initialising, .serving, .spent: refuse(exchange, .state)
        }
    }

    mutating func restoreNext(_ exchange: ExchangeID) {
        switch phase {
        case .initialising where hasStartedRuntime && !hasAskedOnce && !isRestored:
            isRestored = true
            actions += [.snapshotTaken, .answer(exchange, .restored)]
        case .ended: actions.append(.close(exchange))
        case .waiting, .initialising, .serving, .spent: refuse(exchange, .state)
        }
    }
}
