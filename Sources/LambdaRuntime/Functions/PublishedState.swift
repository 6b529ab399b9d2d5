import HostLink
import LambdaModel

/// The last report, so that only changes are reported.
struct PublishedState: Sendable {
    private var last: (state: RunState, isStale: Bool, note: String?) = (.stopped, false, nil)
    /// Why the emulator serves; nil if it does not.
    private var emulator: String?
    /// When the function ceased to serve; nil if a stop was requested.
    private var servedUntil: ContinuousClock.Instant?

    /// What to report of a function: what differs from the last report.
    mutating func updates(
        of name: String, _ machine: FunctionMachine<FunctionContainer>, now: ContinuousClock.Instant
    ) -> [HostUpdate] {
        var updates: [HostUpdate] = []
        let next = (state: machine.state, isStale: machine.isStale, note: machine.note)
        if last != next {
            if last.state.isServing, !next.state.isServing { servedUntil = now }
            last = next
            updates.append(.state(function: name, next.state, isStale: next.isStale, note: next.note))
        }
        let reason = next.state.isServing ? machine.containers.serving?.container.emulatorReason : nil
        if emulator != reason {
            emulator = reason
            updates.append(.emulator(function: name, reason: reason))
        }
        return updates
    }

    /// Whether the state differs from the reported one only in the calls that run and wait.
    func differsInLoad(from state: RunState) -> Bool {
        switch (last.state, state) {
        case (.ready, .busy), (.busy, .ready), (.busy, .busy): last.state != state
        default: false
        }
    }

    /// A stop was requested.
    mutating func forgetEnd() { servedUntil = nil }

    /// Whether the function ceased to serve after a time, although no stop was requested.
    func hasEnded(since time: ContinuousClock.Instant) -> Bool { servedUntil.map { $0 >= time } ?? false }
}
