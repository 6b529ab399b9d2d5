import DequeModule
import LambdaModel
import Support
import Synchronization

/// Receives the lines of the logs of a host's functions.
public protocol LogSink: Sendable {
    /// Adds lines of a function.
    func append(_ records: [LogRecord], of function: String)
}

/// The latest log lines of a host's functions, for any number of readers. Each function has one ring, bounded in lines
/// and bytes. A reader has a position in each ring (``LogCursor``), so a reader that does not read uses no memory: it
/// loses the lines that the ring drops in the meantime, and gets their number.
public final class LogStore: LogSink {
    /// The most lines that are stored of one function.
    public static let maximumLines = LogInbox.maximumLines
    /// The most bytes of text that are stored of one function.
    public static let maximumBytes = LogInbox.maximumBytes

    private struct Ring {
        var records: Deque<LogRecord> = []
        /// The position of the first one: how many lines the function wrote before it.
        var start = 0
        var bytes = 0

        var end: Int { start + records.count }

        mutating func append(_ added: [LogRecord]) {
            for record in added {
                bytes += record.text.utf8.count
                records.append(record)
            }
            while records.count > LogStore.maximumLines || (bytes > LogStore.maximumBytes && records.count > 1) {
                bytes -= records.removeFirst().text.utf8.count
                start += 1
            }
        }
    }

    private struct State {
        var rings: [String: Ring] = [:]
        var listeners: [Int: @Sendable () -> Void] = [:]
        var nextListener = 0
    }

    private let state = Mutex(State())

    /// An empty store.
    public init() {}

    /// Adds lines of a function.
    public func append(_ records: [LogRecord], of function: String) {
        guard !records.isEmpty else { return }
        let listeners = state.withLock { state in
            state.rings[function, default: Ring()].append(records)
            return Array(state.listeners.values)
        }
        for listener in listeners { listener() }
    }

    /// Calls a function after each arrival of lines, from any thread, until ``removeListener(_:)``.
    public func addListener(_ listener: @escaping @Sendable () -> Void) -> Int {
        state.withLock { state in
            defer { state.nextListener += 1 }
            state.listeners[state.nextListener] = listener
            return state.nextListener
        }
    }

    /// Stops calling a listener.
    public func removeListener(_ number: Int) { state.withLock { $0.listeners[number] = nil } }

    /// The position after the last line that was written so far.
    public var end: LogCursor { state.withLock { LogCursor(positions: $0.rings.mapValues(\.end)) } }

    /// The next lines for a reader, of one function, and moves the reader's position past them. Functions take turns.
    /// Nil if there are none.
    ///
    /// - Parameters:
    ///   - maximumLines: the most lines.
    ///   - maximumBytes: the most bytes of text, but at least one line.
    public func next(
        _ cursor: inout LogCursor, maximumLines: Int = 2000, maximumBytes: Int = 128 << 10
    ) -> LogChunk? {
        state.withLock { state in
            let behind = state.rings.filter { cursor.positions[$0.key, default: 0] < $0.value.end }.keys.sorted()
            guard let function = behind.first(where: { $0 > cursor.last }) ?? behind.first,
                let ring = state.rings[function]
            else { return nil }
            cursor.last = function
            let position = max(0, cursor.positions[function, default: 0])
            let first = max(position, ring.start)
            var (records, bytes) = ([LogRecord](), 0)
            for record in ring.records[(first - ring.start)...].prefix(maximumLines) {
                bytes += record.text.utf8.count
                if bytes > maximumBytes, !records.isEmpty { break }
                records.append(record)
            }
            cursor.positions[function] = first + records.count
            return LogChunk(function: function, dropped: first - position, end: first + records.count, records: records)
        }
    }
}

/// How far a reader has read the logs of a ``LogStore``.
public struct LogCursor: Hashable, Sendable {
    /// How many lines of each function the reader has passed; 0 for a function that is missing.
    public var positions: [String: Int] = [:]
    /// The function whose lines were read last.
    var last = ""

    /// A reader that has read nothing, or only the lines before these positions.
    public init(positions: [String: Int] = [:]) { self.positions = positions }
}

/// Lines of one function, as a reader of a ``LogStore`` gets them.
public struct LogChunk: Hashable, Sendable {
    /// The function.
    public var function: String
    /// How many lines before these the reader has lost.
    public var dropped: Int
    /// The position after the last of these lines: how many lines the function wrote up to it.
    public var end: Int
    /// The lines, oldest first.
    public var records: [LogRecord]

    /// Lines of a function.
    public init(function: String, dropped: Int, end: Int, records: [LogRecord]) {
        (self.function, self.dropped, self.end, self.records) = (function, dropped, end, records)
    }
}

extension LogCursor: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "positions": positions.wire, "last": last.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        positions = try members["positions"]
        last = try members["last"]
    }
}
