import DequeModule
import LambdaModel

/// The lines of a log, as bytes in chunks of 256 lines with 13 bytes for each. A ``LogRecord`` is made of a line when it
/// is needed.
struct LogLines: Sendable {
    /// The lines of a chunk. The chunk of a line follows from its number.
    private static let size = 256

    /// Lines, and their text in one piece.
    private struct Chunk: Sendable {
        var text: [UInt8] = []
        /// The end of each line in ``text``.
        var ends: [UInt32] = []
        /// The time before which no line of the chunk was written.
        private var base = 0.0
        /// When each line was written: 1/32,768 seconds since ``base``. Empty if one does not fit.
        private var ticks: [UInt32] = []
        /// The same in seconds since 1970; empty if all fit into ``ticks``.
        private var exact: [Double] = []
        /// The number of each line's call in ``LogCalls``.
        var calls: [UInt32] = []
        /// Source and level of each line.
        var kinds: [LineKind] = []
        /// A time for each line that is not before that of an earlier line; empty if these are the lines' times.
        var order: [Double] = []

        private static let ticksPerSecond = 32_768.0
        /// A line may be late by so many seconds.
        private static let lateness = 60.0

        /// Room for the lines of a chunk.
        init() {
            ends.reserveCapacity(LogLines.size)
            ticks.reserveCapacity(LogLines.size)
            calls.reserveCapacity(LogLines.size)
            kinds.reserveCapacity(LogLines.size)
        }

        /// When a line was written: seconds since 1970.
        func time(_ index: Int) -> Double {
            exact.isEmpty ? base + Double(ticks[index]) / Self.ticksPerSecond : exact[index]
        }

        /// Adds the time of a line.
        mutating func append(time: Double) {
            if ticks.isEmpty, exact.isEmpty { base = time - Self.lateness }
            let offset = ((time - base) * Self.ticksPerSecond).rounded()
            guard exact.isEmpty, let tick = UInt32(exactly: offset) else {
                if exact.isEmpty { exact = ticks.indices.map(self.time) }
                ticks = []
                return exact.append(time)
            }
            ticks.append(tick)
        }

        func range(_ index: Int) -> Range<Int> {
            (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])
        }

        /// Frees what was reserved for more lines.
        mutating func seal() {
            text = text.withUnsafeBufferPointer { Array($0) }
            order = order.withUnsafeBufferPointer { Array($0) }
        }
    }

    private var chunks: Deque<Chunk> = []
    /// The number of the oldest line that is kept.
    private(set) var start = 0
    /// The number of the next line.
    private(set) var end = 0
    /// The bytes of the kept lines' text.
    private(set) var bytes = 0
    private var latest = -Double.infinity

    /// The numbers of the kept lines.
    var numbers: Range<Int> { start..<end }

    /// Adds a line.
    mutating func append(_ record: LogRecord, call: UInt32, level: LogLevel?) {
        if end % Self.size == 0 || chunks.isEmpty {
            if !chunks.isEmpty { chunks[chunks.count - 1].seal() }
            chunks.append(Chunk())
            // Numbers within a chunk begin at a multiple of its size.
            for _ in 0..<(end % Self.size) { add("", 0, LogCalls.none, LineKind(.marker, nil)) }
        }
        add(record.text, record.time, call, LineKind(record.source, level))
        bytes += record.text.utf8.count
        end += 1
    }

    private mutating func add(_ text: String, _ time: Double, _ call: UInt32, _ kind: LineKind) {
        let last = chunks.count - 1
        let index = chunks[last].ends.count
        chunks[last].text.append(contentsOf: text.utf8)
        chunks[last].ends.append(UInt32(chunks[last].text.count))
        chunks[last].append(time: time)
        chunks[last].calls.append(call)
        chunks[last].kinds.append(kind)
        // A time from a file may be anything.
        let time = chunks[last].time(index)
        let moment = time.isFinite ? time : max(0, latest)
        if moment < latest || moment != time || !chunks[last].order.isEmpty {
            if chunks[last].order.isEmpty { chunks[last].order = (0..<index).map(chunks[last].time) }
            chunks[last].order.append(max(moment, latest))
        }
        latest = max(moment, latest)
    }

    /// Removes the oldest line.
    mutating func removeFirst() {
        guard start < end else { return }
        let (chunk, index) = place(start)
        bytes -= chunks[chunk].range(index).count
        start += 1
        if start % Self.size == 0 || start == end { chunks.removeFirst() }
    }

    private func place(_ number: Int) -> (chunk: Int, index: Int) {
        (number / Self.size - start / Self.size, number % Self.size)
    }

    // MARK: One line

    /// A kept line by its number, without its request id.
    func record(_ number: Int, invocation: String?) -> LogRecord {
        let (chunk, index) = place(number)
        let text = String(decoding: chunks[chunk].text[chunks[chunk].range(index)], as: UTF8.self)
        let kind = chunks[chunk].kinds[index]
        return LogRecord(time: chunks[chunk].time(index), source: kind.source, text: text, invocation: invocation)
    }

    /// When a line was written: seconds since 1970.
    func time(_ number: Int) -> Double {
        let (chunk, index) = place(number)
        return chunks[chunk].time(index)
    }

    /// The same, but not before an earlier line, so that logs can be merged.
    func order(_ number: Int) -> Double {
        let (chunk, index) = place(number)
        return chunks[chunk].order.isEmpty ? chunks[chunk].time(index) : chunks[chunk].order[index]
    }

    /// The number of a line's call.
    func call(_ number: Int) -> UInt32 {
        let (chunk, index) = place(number)
        return chunks[chunk].calls[index]
    }

    /// The source and the level of a line.
    func kind(_ number: Int) -> LineKind {
        let (chunk, index) = place(number)
        return chunks[chunk].kinds[index]
    }

    /// Sets the level of a line.
    mutating func set(_ level: LogLevel, of number: Int) {
        let (chunk, index) = place(number)
        chunks[chunk].kinds[index] = LineKind(chunks[chunk].kinds[index].source, level)
    }

    /// The text of a line in UTF-8.
    func withText<Value>(_ number: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Value) -> Value {
        let (chunk, index) = place(number)
        let range = chunks[chunk].range(index)
        return chunks[chunk].text.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    /// The first line that is not before a time, in the order of ``order(_:)``; the end if there is none.
    func first(at time: Double) -> Int {
        var (low, high) = (start, end)
        while low < high {
            let middle = (low + high) / 2
            if order(middle) < time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// The source and the level of a line in one byte.
struct LineKind: Hashable, Sendable {
    private let byte: UInt8

    /// A line of a source; the level is nil if the line has none.
    init(_ source: LogRecord.Source, _ level: LogLevel?) {
        byte = source.rawValue | UInt8((level?.severity ?? -1) + 1) << 4
    }

    /// Who wrote the line.
    var source: LogRecord.Source { LogRecord.Source(rawValue: byte & 15) ?? .output }

    /// The severity of its level, as in `LogLevel.severity`. A line without a level counts as `INFO`, as Lambda does
    /// (Lambda documentation, "Log-level filtering"); one of a build as `DEBUG`, since it only explains the others.
    var severity: Int {
        guard byte >> 4 == 0 else { return Int(byte >> 4) - 1 }
        return (source == .build ? LogLevel.debug : .info).severity
    }

    /// Whether it is a line of the function or of its build with an error.
    var isError: Bool { severity >= LogLevel.error.severity }

    /// Whether a list of lines of at least a level has it. Lines of lamdeck and of the emulator always pass.
    func isAtLeast(_ least: LogLevel) -> Bool {
        switch source {
        case .marker, .emulator, .lamdeck: true
        case .output, .errorOutput, .build: severity >= least.severity
        }
    }
}
