/// The queue before a container: one call at a time, in the order of arrival. A value; its owner serialises access.
struct InvocationGate {
    /// A call's place.
    typealias Ticket = Int

    private(set) var holder: Ticket?
    private var waiting: [(ticket: Ticket, wake: CheckedContinuation<Bool, Never>)] = []
    private var next: Ticket = 1

    /// Calls that wait.
    var waitingCount: Int { waiting.count }

    /// A ticket for a call.
    mutating func ticket() -> Ticket {
        defer { next += 1 }
        return next
    }

    /// Lets a call in at once, or keeps it waiting; `wake` is resumed with true when its turn has come and with
    /// false when it was cancelled.
    mutating func enter(_ ticket: Ticket, _ wake: CheckedContinuation<Bool, Never>) {
        if holder == nil {
            holder = ticket
            wake.resume(returning: true)
        } else {
            waiting.append((ticket, wake))
        }
    }

    /// Takes a call out of the queue; one whose turn has come is not affected.
    mutating func cancel(_ ticket: Ticket) {
        guard let index = waiting.firstIndex(where: { $0.ticket == ticket }) else { return }
        waiting.remove(at: index).wake.resume(returning: false)
    }

    /// Ends the call whose turn it is, and lets the next one in.
    mutating func leave(_ ticket: Ticket) {
        guard holder == ticket else { return }
        guard !waiting.isEmpty else {
            holder = nil
            return
        }
        let next = waiting.removeFirst()
        holder = next.ticket
        next.wake.resume(returning: true)
    }
}
