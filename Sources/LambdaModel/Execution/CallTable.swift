import OrderedCollections

/// The calls of an environment that are not settled, in the order in which they arrived.
struct CallTable: Hashable, Sendable {
    enum Stage: Hashable, Sendable {
        case queued
        case running
        case responding(ExchangeID)
        /// The connection broke in the middle of the response.
        case broken
        /// The caller has its answer.
        case answered
        /// The caller gave the call up, and the runtime still works on it.
        case abandoned
    }

    private struct Call: Hashable, Sendable {
        let identity: CallIdentity
        var stage = Stage.queued
    }

    /// The call that an answer of the runtime is for.
    enum Match: Hashable, Sendable {
        case running(CallNumber)
        /// The call was given up.
        case abandoned(CallNumber)
        /// The answer is for an earlier attempt at the call.
        case otherAttempt
        case none
    }

    private var calls: OrderedDictionary<CallNumber, Call> = [:]

    // MARK: Queries

    /// How many calls the runtime has that are not over for their callers.
    var unanswered: Int { calls.values.count { ![.queued, .answered, .abandoned].contains($0.stage) } }

    /// How many calls the runtime works on.
    var atWork: Int { calls.values.count { ![.queued, .answered].contains($0.stage) } }

    /// How far a call is; nil if it is not known.
    func stage(of number: CallNumber) -> Stage? { calls[number]?.stage }

    /// The call whose response a request sends.
    func responding(_ exchange: ExchangeID) -> CallNumber? {
        calls.elements.first { $0.value.stage == .responding(exchange) }?.key
    }

    /// Finds the call that an answer is for.
    func match(_ claim: CallIdentity.Claim) -> Match {
        let call = calls.elements.first {
            $0.value.identity.requestID == claim.requestID && [.running, .abandoned].contains($0.value.stage)
        }
        guard let (number, found) = call else { return .none }
        if let id = claim.invocationID, id != found.identity.invocationID { return .otherAttempt }
        return found.stage == .abandoned ? .abandoned(number) : .running(number)
    }

    // MARK: Changes

    mutating func add(_ number: CallNumber, _ identity: CallIdentity) { calls[number] = Call(identity: identity) }

    mutating func move(_ number: CallNumber, to stage: Stage) { calls[number]?.stage = stage }

    /// The runtime gets the first call that waits, if there is one.
    mutating func deliver() -> CallNumber? {
        guard let number = calls.elements.first(where: { $0.value.stage == .queued })?.key else { return nil }
        calls[number]?.stage = .running
        return number
    }

    /// Ends a call for its caller.
    ///
    /// - Parameter forgets: whether the runtime will not ask for its next event, which would settle the call.
    mutating func finish(_ number: CallNumber, _ outcome: ExecutionOutcome, forgets: Bool) -> [ExecutionAction] {
        guard let call = calls[number], call.stage != .answered, call.stage != .abandoned else { return [] }
        calls[number]?.stage = .answered
        if call.stage == .queued || forgets { calls[number] = nil }
        if case .responding(let exchange) = call.stage, outcome != .response {
            return [.close(exchange), .finish(number, outcome)]
        }
        return [.finish(number, outcome)]
    }

    /// Ends all calls that wait at this stage.
    mutating func finish(at stage: Stage, _ outcome: ExecutionOutcome, forgets: Bool) -> [ExecutionAction] {
        let numbers = calls.filter { $0.value.stage == stage }.keys
        return numbers.flatMap { finish($0, outcome, forgets: forgets) }
    }

    /// Settles the calls whose callers have their answers.
    mutating func settle() -> [ExecutionAction] {
        let settled = calls.filter { $0.value.stage == .answered }.keys
        for number in settled { calls[number] = nil }
        return settled.map { .settled($0) }
    }

    /// Ends all calls, because the environment takes no more. Those that were not delivered go to another one.
    ///
    /// - Parameter outcome: how the calls that the runtime has end.
    mutating func end(running outcome: ExecutionOutcome) -> [ExecutionAction] {
        let ending = calls
        defer { calls = [:] }
        return ending.flatMap { number, call -> [ExecutionAction] in
            switch call.stage {
            case .queued: finish(number, .neverDelivered, forgets: true)
            case .running, .responding, .broken: finish(number, outcome, forgets: true)
            case .answered, .abandoned: [.settled(number)]
            }
        }
    }
}
