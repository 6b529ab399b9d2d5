import DequeModule
import LambdaModel
import Synchronization

/// Log lines that wait for a reader: a ring for each function, bounded in lines and bytes, which counts the lines that
/// it drops. A reader takes all lines at once, so even a very large number of lines needs only one batch.
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
    public func take() -> [String: LogBatch] {
        state.withLock { state in
            let rings = state.rings
            state.rings = [:]
            return rings.mapValues { LogBatch(records: Array($0.records), dropped: $0.dropped) }
        }
    }
}
