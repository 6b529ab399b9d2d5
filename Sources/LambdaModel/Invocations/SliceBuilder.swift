import DequeModule

/// Cuts a container's log into invocations: one call at a time, so that all between its START and its END is its own.
public struct SliceBuilder: Sendable {
    /// Lines that come so many seconds after a call's last marker still are its own, unless another call has begun.
    public static let trailing = 0.1
    /// How many slices are kept for those who ask late.
    private static let kept = 16

    private var slices: Deque<InvocationSlice> = []
    private var initMilliseconds: Double?
    private var didInitFail = false
    /// How many invocations have begun.
    public private(set) var count = 0

    /// A container that has written nothing yet.
    public init() {}

    /// An invocation by its number, complete or not; nil where it has not begun, or is long over.
    public func slice(_ number: Int) -> InvocationSlice? {
        slices.first { $0.number == number }
    }

    /// The complete invocations behind the first `number` ones, oldest first, as far as they are kept.
    public func complete(after number: Int) -> [InvocationSlice] {
        slices.filter { $0.number > number && $0.isComplete }
    }

    /// Takes a line in, and says to which invocation it belongs; nil for one outside of any.
    public mutating func take(_ record: LogRecord) -> String? {
        switch record.source {
        case .lamdeck: return nil
        case .marker: return mark(record)
        case .emulator: return note(record)
        case .output, .errorOutput:
            guard let slice = slices.last else { return nil }
            if let end = slice.endedAt, record.time - end > Self.trailing { return nil }
            slices[slices.count - 1].add(record)
            return slice.requestID
        }
    }

    private mutating func mark(_ record: LogRecord) -> String? {
        let words = record.text.split(separator: " ", maxSplits: 3)
        guard words.count >= 3 else { return nil }
        let id = String(words[2].prefix(36))
        begin(id, record.time)
        guard slices.last?.requestID == id else { return id }
        switch words[0] {
        case "END": change { $0.endedAt = record.time }
        case "REPORT":
            change {
                $0.endedAt = record.time
                $0.isReported = true
            }
        default: break
        }
        return id
    }

    /// Begins a call, unless it has begun: its START on standard output and the emulator's own line on standard error
    /// come in any order.
    private mutating func begin(_ id: String, _ time: Double) {
        // An engine that rotates a log may tell its lines twice: a call that is over does not begin again.
        guard !slices.contains(where: { $0.requestID == id }) else { return }
        // One that never got its END, since its runtime ended, has ended now.
        change { $0.isOver = true }
        count += 1
        var slice = InvocationSlice(requestID: id, number: count, startedAt: time)
        slice.initMilliseconds = initMilliseconds
        slice.didInitFail = didInitFail
        (initMilliseconds, didInitFail) = (nil, false)
        slices.append(slice)
        if slices.count > Self.kept { slices.removeFirst() }
    }

    private mutating func note(_ record: LogRecord) -> String? {
        guard let event = EmulatorEvent(record.text) else { return openID }
        switch event {
        case .initStarted: break
        case .initEnded(let isGood):
            guard !isGood else { break }
            if startsForLatest { change { $0.didInitFail = true } } else { didInitFail = true }
        case .initReported(let time):
            // Of several starts for one call, a failed one and its repetition, the first is the true one.
            if startsForLatest {
                change { $0.initMilliseconds = $0.initMilliseconds ?? time }
            } else {
                initMilliseconds = initMilliseconds ?? time
            }
        case .invokeStarted(let id): begin(id, record.time)
        case .invokeEnded(let time): change { $0.handlerMilliseconds = time }
        case .processExited(let words): if startsForLatest { change { $0.processExit = words } }
        case .reset(let reason):
            change { slice in
                slice.reset = reason
                // A runtime that ended gets neither END nor REPORT; this is the last that is said of its call.
                guard reason != "Timeout" else { return }
                slice.endedAt = record.time
                slice.isOver = true
            }
        }
        return openID
    }

    /// Whether what is said of a start means the latest call. Standard error may come behind the END on standard output,
    /// so a call that has ended can still be meant; only where its runtime has ended is it the next one.
    private var startsForLatest: Bool {
        guard let slice = slices.last else { return false }
        return slice.endedAt == nil || (slice.reset == nil && slice.processExit == nil)
    }

    private var openID: String? {
        guard let slice = slices.last, slice.endedAt == nil else { return nil }
        return slice.requestID
    }

    private mutating func change(_ change: (inout InvocationSlice) -> Void) {
        guard !slices.isEmpty else { return }
        change(&slices[slices.count - 1])
    }
}
