import NIOCore
import Synchronization

/// The open connections of a front door. When there are too many, the one that has been of no use for longest goes: those
/// that never send anything must not keep a call out.
final class ConnectionRegistry: Sendable {
    /// How much of a loss a connection would be, the least first.
    enum Use: Int, Comparable {
        /// It has not sent a whole head yet.
        case silent
        /// It was used and is kept for another request.
        case idle
        /// Its body is on its way.
        case sending
        /// Its call runs, or its answer is on its way: it is never sacrificed.
        case calling

        static func < (left: Use, right: Use) -> Bool { left.rawValue < right.rawValue }
    }

    private struct Entry {
        let channel: any Channel
        var use = Use.silent
        var turn: Int
    }

    private struct State {
        var entries: [ObjectIdentifier: Entry] = [:]
        var turn = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = limit }

    /// How many are open.
    var count: Int { state.withLock { $0.entries.count } }

    /// Takes a connection in, and closes another one where there are too many, or this one where all others are at work.
    func add(_ channel: any Channel) {
        let victim = state.withLock { state -> (any Channel)? in
            var victim: (any Channel)?
            if state.entries.count >= limit {
                let least = state.entries.filter { $0.value.use != .calling }
                    .min { ($0.value.use, $0.value.turn) < ($1.value.use, $1.value.turn) }
                guard let least else { return channel }
                victim = least.value.channel
                state.entries[least.key] = nil
            }
            state.turn += 1
            state.entries[ObjectIdentifier(channel)] = Entry(channel: channel, turn: state.turn)
            return victim
        }
        victim?.close(promise: nil)
    }

    /// Notes what a connection does now.
    func note(_ use: Use, of channel: any Channel) {
        state.withLock { state in
            state.turn += 1
            state.entries[ObjectIdentifier(channel)]?.use = use
            state.entries[ObjectIdentifier(channel)]?.turn = state.turn
        }
    }

    /// Forgets a connection that is closed.
    func remove(_ channel: any Channel) {
        state.withLock { _ = $0.entries.removeValue(forKey: ObjectIdentifier(channel)) }
    }
}
