/// A queue in the order of arrival, before something that takes so many at once: one call a container, a few launches
/// of an engine. A value; its owner serialises access.
struct InvocationGate {
    /// A place in the queue.
    typealias Ticket = Int

    /// So many are let in at once; those that are in already stay when it falls.
    var limit: Int { didSet { letIn() } }
    /// Who is in, in the order in which they came in.
    private(set) var holders: [Ticket] = []
    /// Who waits; `wake` is nil until `enter`.
    private var waiting: [(ticket: Ticket, wake: CheckedContinuation<Bool, Never>?)] = []
    private var next: Ticket = 1

    init(limit: Int = 1) { self.limit = limit }

    /// How many wait.
    var waitingCount: Int { waiting.count }

    /// The next place in the queue: the order of tickets is the order of turns, whenever `enter` is called. Each ticket
    /// ends with `leave` or `cancel`.
    mutating func ticket() -> Ticket {
        defer { next += 1 }
        if holders.count < limit { holders.append(next) } else { waiting.append((next, nil)) }
        return next
    }

    /// Waits for a ticket's turn: `wake` is resumed with true when it has come, and with false if it was cancelled.
    mutating func enter(_ ticket: Ticket, _ wake: CheckedContinuation<Bool, Never>) {
        if let index = waiting.firstIndex(where: { $0.ticket == ticket }) {
            waiting[index].wake = wake
        } else {
            wake.resume(returning: holders.contains(ticket))
        }
    }

    /// Takes one out of the queue; one whose turn has come is not affected.
    mutating func cancel(_ ticket: Ticket) {
        guard let index = waiting.firstIndex(where: { $0.ticket == ticket }) else { return }
        waiting.remove(at: index).wake?.resume(returning: false)
    }

    /// Ends a turn, and lets the next one in.
    mutating func leave(_ ticket: Ticket) {
        guard let index = holders.firstIndex(of: ticket) else { return }
        holders.remove(at: index)
        letIn()
    }

    private mutating func letIn() {
        while holders.count < limit, !waiting.isEmpty {
            let next = waiting.removeFirst()
            holders.append(next.ticket)
            next.wake?.resume(returning: true)
        }
    }
}

/// Keeps an engine from starting more containers at once than it can: fifty at a time take so long that none of them
/// answers in time, while a few after the other are all up sooner.
actor LaunchSlots {
    private var gate: InvocationGate

    /// So many launches at once.
    init(_ limit: Int) { gate = InvocationGate(limit: limit) }

    /// Waits for a slot and holds it while `body` runs. Throws `cancelled` where the task was cancelled before.
    func hold<Value: Sendable, Failure: Error>(
        cancelled: Failure, _ body: @Sendable () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let ticket = gate.ticket()
        let isIn = await withTaskCancellationHandler {
            await withCheckedContinuation { wake in
                gate.enter(ticket, wake)
                if Task.isCancelled { gate.cancel(ticket) }
            }
        } onCancel: {
            Task { await self.cancel(ticket) }
        }
        guard isIn else { throw cancelled }
        defer { gate.leave(ticket) }
        return try await body()
    }

    private func cancel(_ ticket: InvocationGate.Ticket) { gate.cancel(ticket) }
}
