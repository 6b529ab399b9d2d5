import DequeModule
import LambdaModel
import Synchronization

/// Log lines that wait for a reader: a ring for each function, bounded in lines and bytes, which counts the lines that
/// it drops. A reader takes many lines at once, so even a very large number of lines needs few batches.
public final class LogInbox: LogSink {
    /// The most lines that wait for one function.
    public static let maximumLines = 10_000
    /// The most bytes of text that wait for one function.
    public static let maximumBytes = 4 << 20

    private struct Ring {
        var records: Deque<LogRecord> = []
        var bytes = 0
        var dropped = 0

        mutating func append(_ added: [LogRecord], dropped: Int) {
            // The waiting lines are older than the gap; only one number per function is shown.
            self.dropped += dropped
            for record in added {
                bytes += record.text.utf8.count
                records.append(record)
            }
            while records.count > LogInbox.maximumLines || (bytes > LogInbox.maximumBytes && records.count > 1) {
                bytes -= records.removeFirst().text.utf8.count
                self.dropped += 1
            }
        }
    }

    private struct State {
        var rings: [String: Ring] = [:]
        var onArrival: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// An empty inbox.
    public init() {}

    /// Calls a function whenever lines arrive in an empty inbox: once until they are taken, however many they are.
    public func onArrival(_ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.onArrival = action }
    }

    /// Adds lines of a function.
    public func append(_ records: [LogRecord], of function: String) { append(records, of: function, dropped: 0) }

    /// Adds lines of a function.
    ///
    /// - Parameter dropped: how many lines before them were lost.
    public func append(_ records: [LogRecord], of function: String, dropped: Int) {
        guard !records.isEmpty || dropped > 0 else { return }
        let action = state.withLock { state -> (@Sendable () -> Void)? in
            let wasEmpty = state.rings.isEmpty
            // In place, since a copy of a full ring for each arrival takes longer than everything after it.
            state.rings[function, default: Ring()].append(records, dropped: dropped)
            return wasEmpty ? state.onArrival : nil
        }
        action?()
    }

    /// Takes all waiting lines.
    public func take() -> [String: LogBatch] { take(atMost: .max).batches }

    /// Takes waiting lines, at most so many: of one function after the other, the oldest lines first.
    ///
    /// - Returns: the lines, and whether there are more; for those, nothing is called until they are taken, too.
    public func take(atMost limit: Int) -> (batches: [String: LogBatch], hasMore: Bool) {
        state.withLock { state in
            var batches: [String: LogBatch] = [:]
            var left = limit
            for name in Array(state.rings.keys) {
                guard left > 0, var ring = state.rings.removeValue(forKey: name) else { break }
                let count = min(left, ring.records.count)
                batches[name] = LogBatch(records: Array(ring.records.prefix(count)), dropped: ring.dropped)
                left -= count
                guard count < ring.records.count else { continue }
                ring.bytes -= ring.records.prefix(count).reduce(0) { $0 + $1.text.utf8.count }
                ring.records.removeFirst(count)
                ring.dropped = 0
                state.rings[name] = ring
            }
            return (batches, !state.rings.isEmpty)
        }
    }
}
