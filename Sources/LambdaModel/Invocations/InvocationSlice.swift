/// What a container wrote during one invocation, and what its emulator said of it.
public struct InvocationSlice: Hashable, Sendable {
    /// The most lines of one slice that are kept.
    public static let maximumLines = 10_000
    /// The most bytes of one slice's text that are kept.
    public static let maximumBytes = 4 << 20

    /// The request id.
    public let requestID: String
    /// Which of its container's invocations it is, from 1.
    public let number: Int
    /// When it began, by the engine's clock: seconds since 1970.
    public let startedAt: Double
    /// The function's own lines, in order: the first ones, where there were more than are kept.
    public private(set) var records: [LogRecord] = []
    /// Lines behind those that were not kept.
    public private(set) var dropped = 0
    /// Milliseconds that the language runtime took to start, where it did for this call.
    public internal(set) var initMilliseconds: Double?
    /// Whether the runtime ended before it asked for an event.
    public internal(set) var didInitFail = false
    /// Milliseconds that the handler took.
    public internal(set) var handlerMilliseconds: Double?
    /// How the runtime process ended, where it did by itself: `exit status 3`, `signal: killed`.
    public internal(set) var processExit: String?
    /// Why the emulator ended the runtime, where it did: `Timeout`, `ReleaseFail`.
    public internal(set) var reset: String?
    /// Whether the runtime itself wrote that the handler raised.
    public private(set) var reportsError = false
    /// Whether Node.js wrote that its heap was full, before it ended itself.
    public private(set) var reportsFullHeap = false
    /// Whether its REPORT has come.
    public internal(set) var isReported = false
    /// Whether nothing more is to come: the runtime ended, or the next call has begun.
    var isOver = false
    /// Whether standard error has told of it.
    var isTalkedOf = false
    /// Whether standard output has come to it.
    var hasOutput = false
    /// When its last marker came: lines can trail it by some milliseconds.
    var endedAt: Double?
    private var bytes = 0

    init(requestID: String, number: Int, startedAt: Double) {
        self.requestID = requestID
        self.number = number
        self.startedAt = startedAt
    }

    /// Whether the emulator has said all that it says of a call, on both of its outputs.
    public var isComplete: Bool { isOver || (isReported && (handlerMilliseconds != nil || reset != nil)) }

    /// Whether lines of the function may still be on their way although nothing more is said of the call: a runtime that
    /// ended gets no END that would stand behind them.
    public var mayTrail: Bool { isOver && !isReported }

    /// Whether the runtime started for this call.
    public var isCold: Bool { initMilliseconds != nil || didInitFail }

    /// Takes a line of the function in; of a flood, as much as there is room for.
    mutating func add(_ record: LogRecord) {
        if !reportsError { reportsError = RuntimeRecord.isError(record.text) }
        if !reportsFullHeap { reportsFullHeap = RuntimeRecord.isFullHeap(record.text) }
        guard records.count < Self.maximumLines, bytes < Self.maximumBytes else {
            dropped += 1
            return
        }
        bytes += record.text.utf8.count
        records.append(record)
        records[records.count - 1].invocation = requestID
    }
}

/// Lines that a language runtime writes when a handler raises: Python prints `[ERROR] Type: message`, Node.js prints
/// `time, request id, ERROR, Invoke Error, {…}` with tabs between (LAMBDA facts, point 4).
enum RuntimeRecord {
    private static let node = [
        "\tERROR\tInvoke Error", "\tERROR\tUncaught Exception", "\tERROR\tUnhandled Promise Rejection",
    ]
    .map { Array($0.utf8) }
    private static let python = Array("[ERROR] ".utf8)

    private static let fatal = Array("FATAL ERROR: ".utf8)
    private static let fullHeap = Array("JavaScript heap out of memory".utf8)

    /// V8's last words where its heap is full: `FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out
    /// of memory`.
    static func isFullHeap(_ line: String) -> Bool {
        guard line.utf8.starts(with: fatal) else { return false }
        return Array(line.utf8.prefix(300))[...].firstIndex(of: fullHeap) != nil
    }

    static func isError(_ line: String) -> Bool {
        let head = Array(line.utf8.prefix(200))[...]
        if head.starts(with: python) {
            // A logger's own line has a tab behind the level: `[ERROR]\ttime\trequest id\t…`.
            return head.dropFirst(python.count).contains(UInt8(ascii: ":"))
                || !head.dropFirst(python.count).contains(UInt8(ascii: " "))
        }
        return node.contains { head.firstIndex(of: $0) != nil }
    }
}
