import Synchronization

/// The order of a queue in front of something that takes a limited number at once. A value; its owner serialises
/// access.
struct TicketOrder: Sendable {
    /// A place in the queue.
    typealias Ticket = Int

    /// How many are let in at once. Those that are in stay if it falls.
    var limit: Int { didSet { letIn() } }
    /// The tickets that are in, in the order in which they were let in.
    private(set) var holders: [Ticket] = []
    /// The tickets that wait; `wake` is nil until `enter`.
    private var waiting: [(ticket: Ticket, wake: CheckedContinuation<Bool, Never>?)] = []
    private var next: Ticket = 1

    init(limit: Int = 1) { self.limit = limit }

    /// How many tickets wait.
    var waitingCount: Int { waiting.count }

    /// Takes the next place in the queue. Turns are in the order of tickets, whenever `enter` is called. Each ticket
    /// ends with `leave` or `cancel`.
    mutating func ticket() -> Ticket {
        defer { next += 1 }
        if holders.count < limit { holders.append(next) } else { waiting.append((next, nil)) }
        return next
    }

    /// Resumes `wake` with true at the ticket's turn, or with false if the ticket is cancelled before.
    mutating func enter(_ ticket: Ticket, _ wake: CheckedContinuation<Bool, Never>) {
        if let index = waiting.firstIndex(where: { $0.ticket == ticket }) {
            waiting[index].wake = wake
        } else {
            wake.resume(returning: holders.contains(ticket))
        }
    }

    /// Takes a ticket out of the queue, unless it is in.
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

/// A queue with cancellation: in front of a function's containers, which take one call each, and in front of an engine,
/// which takes a few launches at once. Fifty launches at a time take so long that no container answers in time.
final class CallQueue: Sendable {
    private let order: Mutex<TicketOrder>

    /// - Parameter limit: how many are let in at once.
    init(limit: Int = 1) { order = Mutex(TicketOrder(limit: limit)) }

    /// How many tickets are in and how many wait.
    var load: (running: Int, waiting: Int) { order.withLock { ($0.holders.count, $0.waitingCount) } }

    /// Sets how many are let in at once.
    func setLimit(_ limit: Int) {
        order.withLock { if $0.limit != limit { $0.limit = limit } }
    }

    /// Whether it is a ticket's turn.
    func isIn(_ ticket: TicketOrder.Ticket) -> Bool { order.withLock { $0.holders.contains(ticket) } }

    /// Takes the next place in the queue, see ``TicketOrder/ticket()``.
    func ticket() -> TicketOrder.Ticket { order.withLock { $0.ticket() } }

    /// Waits for a ticket's turn.
    ///
    /// - Returns: true when it is the ticket's turn; false if the task was cancelled before, which ends the ticket.
    func enter(_ ticket: TicketOrder.Ticket, isolation: isolated (any Actor)? = #isolation) async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { wake in
                order.withLock { order in
                    order.enter(ticket, wake)
                    if Task.isCancelled { order.cancel(ticket) }
                }
            }
        } onCancel: {
            order.withLock { $0.cancel(ticket) }
        }
    }

    /// Ends a ticket's turn.
    func leave(_ ticket: TicketOrder.Ticket) { order.withLock { $0.leave(ticket) } }

    /// Waits for a turn and holds it while `body` runs. Throws `cancelled` if the task was cancelled before.
    func hold<Value: Sendable, Failure: Error>(
        cancelled: Failure, _ body: @Sendable () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let ticket = ticket()
        guard await enter(ticket) else { throw cancelled }
        defer { leave(ticket) }
        return try await body()
    }
}
