import NIOCore
import Synchronization

/// The open connections of the server. If there are too many, the one that has been useless for longest is closed:
/// connections that never send anything must not block a call.
final class ConnectionRegistry: Sendable {
    /// How useful a connection is, the least useful first.
    enum Use: Int, Comparable {
        /// It has not sent a complete head yet.
        case silent
        /// It was used and is kept for another request.
        case idle
        /// Its body is being received.
        case sending
        /// Its call runs, or its response is being sent: it is never closed for another.
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

    /// The number of open connections.
    var count: Int { state.withLock { $0.entries.count } }

    /// Adds a connection. If there are too many, closes another one, or this one if all others are busy.
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

    /// Records what a connection is doing.
    func note(_ use: Use, of channel: any Channel) {
        state.withLock { state in
            state.turn += 1
            state.entries[ObjectIdentifier(channel)]?.use = use
            state.entries[ObjectIdentifier(channel)]?.turn = state.turn
        }
    }

    /// Removes a closed connection.
    func remove(_ channel: any Channel) {
        state.withLock { _ = $0.entries.removeValue(forKey: ObjectIdentifier(channel)) }
    }
}
