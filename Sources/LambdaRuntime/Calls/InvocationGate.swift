/// A queue, in order of arrival, with a limit on how many may be inside: one call per container, a few launches per
/// engine. A value; its owner serialises access.
struct InvocationGate {
    /// A place in the queue.
    typealias Ticket = Int

    /// How many may be inside at once; if it falls, those inside stay.
    var limit: Int { didSet { letIn() } }
    /// The tickets inside, in order of entry.
    private(set) var holders: [Ticket] = []
    /// The waiting tickets; `wake` is nil until `enter`.
    private var waiting: [(ticket: Ticket, wake: CheckedContinuation<Bool, Never>?)] = []
    private var next: Ticket = 1

    init(limit: Int = 1) { self.limit = limit }

    /// How many are waiting.
    var waitingCount: Int { waiting.count }

    /// The next place in the queue: turns follow the order of tickets, whenever `enter` is called. Each ticket ends
    /// with `leave` or `cancel`.
    mutating func ticket() -> Ticket {
        defer { next += 1 }
        if holders.count < limit { holders.append(next) } else { waiting.append((next, nil)) }
        return next
    }

    /// Waits for a ticket's turn: `wake` is resumed with true when it is reached, and with false if the ticket was
    /// cancelled.
    mutating func enter(_ ticket: Ticket, _ wake: CheckedContinuation<Bool, Never>) {
        if let index = waiting.firstIndex(where: { $0.ticket == ticket }) {
            waiting[index].wake = wake
        } else {
            wake.resume(returning: holders.contains(ticket))
        }
    }

    /// Removes a ticket from the queue; has no effect on one that is inside.
    mutating func cancel(_ ticket: Ticket) {
        guard let index = waiting.firstIndex(where: { $0.ticket == ticket }) else { return }
        waiting.remove(at: index).wake?.resume(returning: false)
    }

    /// Ends a turn and lets the next ticket in.
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

/// Limits how many containers an engine starts at once: with fifty at a time none answers in time, while a few at a
/// time are all ready sooner.
actor LaunchSlots {
    private var gate: InvocationGate

    /// A limit on simultaneous launches.
    init(_ limit: Int) { gate = InvocationGate(limit: limit) }

    /// Waits for a slot and holds it while `body` runs. Throws `cancelled` if the task is cancelled while it waits.
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
