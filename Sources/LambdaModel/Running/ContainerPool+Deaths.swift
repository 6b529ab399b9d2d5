/// What a function does after one of its containers ended.
enum DeathResponse: Hashable, Sendable {
    /// Nothing: what the end means is known.
    case nothing
    /// The container's init failed. It stays in its role and takes no calls.
    case failInit(FailureReason)
    /// Another container serves instead, and the text is logged. If there is none, one is launched or the function ends.
    case replace(String, launches: Bool)
    /// The function ends.
    case end
    /// Another container still serves: this one is removed, and the text is logged if a call was in it.
    case goOn
}

/// Containers that ended.
extension ContainerPool {
    /// Decides how the function goes on after a death, and counts it if the code or the settings can be the reason.
    mutating func respond(to death: ContainerDeath, of record: ContainerRecord<Container>) -> DeathResponse {
        record.role == .serving ? respondServing(to: death, of: record) : respondBeside(to: death, of: record)
    }

    private func respondBeside(to death: ContainerDeath, of record: ContainerRecord<Container>) -> DeathResponse {
        guard record.role == .spare, record.isEarly, !record.isLostWithEngine, case .failed(_, let reason) = death
        else { return .goOn }
        // The code may be the reason. It is reported when this container serves.
        if record.hasFailedInit { return .nothing }
        return record.initialisation == .running ? .failInit(reason) : .goOn
    }

    private mutating func respondServing(
        to death: ContainerDeath, of record: ContainerRecord<Container>
    ) -> DeathResponse {
        let isReplaced = record.container.canInitialise && wanted.keepsStandby
        switch death {
        // Neither the code nor the settings ended it.
        case .failed(_, let reason) where record.isLostWithEngine && isReplaced:
            return .replace(reason.summary, launches: true)
        // A failed init does not begin again by itself.
        case .failed where record.hasFailedInit: return .nothing
        case .failed(_, let reason) where record.initialisation == .running: return .failInit(reason)
        case .failed(_, let reason):
            if record.isReleased, !record.wasCalled { launches.noteDeath() }
            if launches.hasGivenUp { return .end }
            // The result of a call says how its runtime ended.
            let isKnown = record.container.canInitialise && !record.calls.isEmpty
            // A runtime that ends is replaced, as on Lambda.
            return .replace(isKnown ? reason.summary : reason.description, launches: isReplaced)
        // A container that another process stopped while it was idle was stopped on purpose.
        case .stoppedOutside: return record.callsInFlight > 0 ? .replace(death.summary, launches: false) : .end
        }
    }

    /// A worker or spare ended.
    ///
    /// - Parameter isAwaited: whether a restart waits for a spare.
    mutating func standbyEnded(
        _ record: ContainerRecord<Container>, isServing: Bool, isAwaited: Bool
    ) -> [FunctionAction] {
        // If another process or the loss of the engine ended the container, or if it was called, its end says nothing
        // about the next one.
        let saysNothing = record.signal != nil || record.isLostWithEngine || record.wasCalled
        return containers.discard(record.id)
            + (saysNothing ? fill(isServing: isServing) : standbyDied(isServing: isServing, isAwaited: isAwaited))
    }

    /// A worker or spare exited before it was called.
    mutating func standbyDied(isServing: Bool, isAwaited: Bool) -> [FunctionAction] {
        launches.noteDeath()
        let actions = fill(isServing: isServing)
        guard launches.hasGivenUp, !isAwaited else { return actions }
        return actions + [.notify("its spare containers exit by themselves; it has none until a restart")]
    }
}
