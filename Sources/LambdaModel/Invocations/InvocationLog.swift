import DequeModule

/// A container's output during one invocation, and the emulator's facts about it.
public struct InvocationLog: Hashable, Sendable {
    /// The most lines of one invocation that are kept.
    public static let maximumLines = 10_000
    /// The most bytes of one invocation's text that are kept.
    public static let maximumBytes = 4 << 20
    /// How many bytes at the end of a long log are kept: Lambda returns the last 4 KB.
    public static let lastBytes = 4 << 10

    /// The request id.
    public let requestID: String
    /// The number of the invocation in its container, from 1.
    public internal(set) var number: Int
    /// When it began, by the engine's clock: seconds since 1970.
    public let startedAt: Double
    /// The function's own lines, in order; only the first ones if there were too many.
    public private(set) var records: [LogRecord] = []
    /// The number of lines that were dropped after ``records``.
    public private(set) var dropped = 0
    /// The last of those lines: at least ``lastBytes`` of text if there are so many.
    public private(set) var lastRecords: Deque<LogRecord> = []
    /// Milliseconds that the language runtime took to start, if it did for this call.
    public internal(set) var initMilliseconds: Double?
    /// Whether the runtime ended before it asked for an event.
    public internal(set) var didInitFail = false
    /// Milliseconds that the handler took, as the emulator measured them; nil if it has not ended by itself.
    public internal(set) var handlerMilliseconds: Double?
    /// Milliseconds that the handler ran. If its runtime was killed or exited, they are computed from the times of the
    /// log's lines. Nil if the log does not show them, or if the handler never ran.
    public var handlerTime: Double? {
        if let handlerMilliseconds { return handlerMilliseconds }
        guard let invokedAt, let diedAt, !didInitFail, !neverRan else { return nil }
        return max(0, diedAt - invokedAt) * 1000
    }
    /// Whether the handler got its event and the log does not show its end.
    public var isHandlerAtWork: Bool {
        invokedAt != nil && handlerMilliseconds == nil && diedAt == nil && processExit == nil && !didInitFail
            && !neverRan
    }
    /// How the runtime process ended, if it did by itself: `exit status 3`, `signal: killed`.
    public internal(set) var processExit: String?
    /// Why the emulator ended the runtime, if it did: `Timeout`, `ReleaseFail`.
    public internal(set) var reset: String?
    /// The failure of an extension that ended or could not be started.
    public internal(set) var extensionFailure: ExtensionFailure?
    /// Whether the timeout passed before the runtime asked for the event: the handler never ran.
    public var neverRan: Bool { reset == "Timeout" && initMilliseconds != nil && !didStart }
    /// Whether lines may be missing, because the log rotated before they were read.
    public internal(set) var isCut = false
    /// Whether the runtime logged that the handler raised an error.
    public var reportsError: Bool { errors.record != nil }
    /// The runtime's log record of an error that the handler raised.
    public var errorRecord: RuntimeRecord? { errors.record }
    /// Whether Node.js logged that its heap was full, before it ended itself.
    public private(set) var reportsFullHeap = false
    /// Whether its REPORT has arrived.
    public internal(set) var isReported = false
    /// Whether the runtime became ready for the event, if it started for this call.
    var didStart = false
    /// Whether no more lines will arrive: the runtime ended, or both outputs have reached later calls.
    var isOver = false
    /// Whether ``InvocationLogParser/takeComplete()`` has returned it.
    var isTaken = false
    /// Whether standard error has mentioned it.
    var isTalkedOf = false
    /// Whether standard output has reached it.
    var hasOutput = false
    /// When the runtime got the event, by the engine's clock.
    var invokedAt: Double?
    /// When the runtime ended or was killed in the middle of the call.
    var diedAt: Double?
    /// When its last marker arrived: lines can follow it for some milliseconds.
    var endedAt: Double?
    private var errors = RuntimeRecord.Finder()
    private var bytes = 0
    private var bytesOfLast = 0

    /// The log of a call that begins.
    init(requestID: String, number: Int, startedAt: Double) {
        self.requestID = requestID
        self.number = number
        self.startedAt = startedAt
    }

    /// Whether the emulator has reported everything about the call, on both of its outputs.
    public var isComplete: Bool { isOver || (isReported && (handlerMilliseconds != nil || reset != nil || isCut)) }

    /// Whether lines of the function may still arrive although the emulator has finished the call: after a runtime that
    /// exited there is no END after its lines.
    public var mayTrail: Bool { (isOver && !isReported) || neverRan }

    /// Whether the runtime started for this call.
    public var isCold: Bool { initMilliseconds != nil || didInitFail }

    /// Records that lines are missing.
    mutating func addLoss(_ remark: LogRecord) {
        isCut = true
        records.append(remark)
        records[records.count - 1].invocation = requestID
    }

    /// Adds a line of the function; of a flood, only as many as are kept.
    mutating func add(_ record: LogRecord) {
        errors.add(record, requestID: requestID)
        if !reportsFullHeap { reportsFullHeap = FullHeap.isTold(in: record.text) }
        guard records.count < Self.maximumLines, bytes < Self.maximumBytes else {
            dropped += 1
            storeLast(record)
            return
        }
        bytes += record.text.utf8.count
        records.append(record)
        records[records.count - 1].invocation = requestID
    }

    private mutating func storeLast(_ record: LogRecord) {
        bytesOfLast += record.text.utf8.count
        lastRecords.append(record)
        lastRecords[lastRecords.count - 1].invocation = requestID
        while let first = lastRecords.first?.text.utf8.count, bytesOfLast - first >= Self.lastBytes {
            lastRecords.removeFirst()
            bytesOfLast -= first
        }
    }
}

/// The failure of an extension (`/opt/extensions`). The emulator then answers a call with 502 and no explanation.
public struct ExtensionFailure: Hashable, Sendable {
    /// The emulator's type: `Extension.Crash`, `Extension.LaunchError`.
    public var type: String
    /// The extension's file in `/opt/extensions`; nil if the emulator did not name it.
    public var name: String?
    /// `exit status 3`, `permission denied`; nil if the emulator did not say.
    public var reason: String?

    /// The failure in words, and what to do.
    public var label: String {
        let file = name.map { "the extension /opt/extensions/\($0)" } ?? "an extension"
        switch reason {
        case nil: return "\(file) failed"
        case let reason? where type == "Extension.Timeout": return "\(file) \(reason)"
        case "permission denied": return "\(file) cannot be started: permission denied; make it executable (chmod +x)"
        case "no such file or directory":
            return
                "\(file) cannot be started: the interpreter in its first line does not exist; the line may end with a"
                + " carriage return (CRLF)"
        case "exec format error":
            return "\(file) cannot be started: it is built for another architecture, or has no #! line"
        case let reason?:
            return type == "Extension.LaunchError"
                ? "\(file) cannot be started: \(reason)" : "\(file) exited: \(reason)"
        }
    }
}
