import Support

/// A stack trace in a log: lines that belong to one error.
public struct LogTrace: Hashable, Sendable {
    /// The numbers of its lines.
    public internal(set) var lines: Range<Int>
    /// The number of the line with the error itself, which stays visible if the trace is folded; nil if there is none.
    public internal(set) var head: Int?
    /// Whether Python wrote it, which calls it a traceback.
    public internal(set) var isTraceback: Bool

    /// How many lines disappear if it is folded.
    public var folded: Int { lines.count - (head == nil ? 0 : 1) }

    /// The text at the head in place of the other lines: `traceback, 3 lines`.
    public var label: String {
        "\(isTraceback ? "traceback" : "stack trace"), \(Plural.text(folded, "line"))"
    }
}

/// Finds stack traces in the lines of one call, or of one environment, as they arrive. It knows those of Python, Node.js,
/// Java, .NET, Ruby and Go.
public struct LogFolding: Sendable {
    /// The traces so far, in order. The last one may still grow.
    public private(set) var traces: [LogTrace] = []

    private enum State: Sendable {
        case outside
        /// In Python's lines, which the error follows.
        case traceback
        /// In a trace whose error is above.
        case frames
        /// After the error at the end of a traceback: only a linked traceback can follow.
        case afterError
    }

    private var state = State.outside
    /// The last line with text outside of traces, directly above but for blank lines; nil if there is none.
    private var above: (number: Int, text: String)?
    /// The blank lines since the last line with text.
    private var blanks = 0
    /// The number that the next line must have.
    private var next: Int?

    /// Nothing is read yet.
    public init() {}

    /// The traces in some lines, numbered from 0.
    public static func traces(in lines: [String]) -> [LogTrace] {
        var folding = LogFolding()
        for (number, line) in lines.enumerated() { folding.add(line, number: number) }
        return folding.traces
    }

    /// Adds a record: one that the function has not written ends a trace.
    public mutating func add(_ record: LogRecord, number: Int) {
        switch record.source {
        case .output, .errorOutput: add(record.text, number: number)
        case .marker, .emulator, .lamdeck, .build: endTrace()
        }
    }

    /// The lines that follow do not belong to a trace above: another call begins.
    public mutating func endTrace() { (state, above, blanks, next) = (.outside, nil, 0, nil) }

    /// Forgets traces whose lines are all before a number, but for one that may still grow.
    public mutating func forget(before number: Int) {
        let open = isOpen ? traces.count - 1 : traces.count
        let kept = traces[..<open].firstIndex { $0.lines.upperBound > number } ?? open
        traces.removeFirst(kept)
    }

    private var isOpen: Bool {
        switch state {
        case .outside: false
        case .traceback, .frames, .afterError: true
        }
    }

    /// Adds the next line. The numbers of lines grow; one that is left out ends a trace.
    public mutating func add(_ text: String, number: Int) {
        if next != number { endTrace() }
        next = number + 1
        let part = TracePart(of: text)
        if part == .blank {
            blanks += 1
            return
        }
        switch state {
        case .outside: begin(part, text, number)
        case .traceback:
            if part != .error, part != .none || Self.isIndented(text) {
                extend(to: number)
            } else {
                endTraceback(part, text, number)
            }
        case .frames:
            if part == .frame || part == .link || part == .start || Self.isFunction(text) || isCode(text) {
                extend(to: number)
            } else {
                begin(part, text, number)
            }
        case .afterError:
            if part == .link || part == .start {
                extend(to: number)
                state = .traceback
            } else {
                begin(part, text, number)
            }
        }
        blanks = 0
    }

    /// A line that is not in the trace above.
    private mutating func begin(_ part: TracePart, _ text: String, _ number: Int) {
        switch part {
        case .start:
            let isTraceback = !text.hasPrefix("goroutine ")
            let head = above.flatMap { Self.isError($0.text) && (blanks == 0 || !isTraceback) ? $0.number : nil }
            // The runtime writes the error first, and a logger at the end.
            let isReport = isTraceback && head != nil && above?.text.hasPrefix("[ERROR] ") == true
            traces.append(LogTrace(lines: (head ?? number)..<(number + 1), head: head, isTraceback: isTraceback))
            state = isTraceback && !isReport ? .traceback : .frames
            above = nil
        case .frame, .link:
            guard let head = above?.number, blanks == 0 else { return leave(text, number) }
            traces.append(LogTrace(lines: head..<(number + 1), head: head, isTraceback: false))
            state = .frames
            above = nil
        case .error, .none: leave(text, number)
        case .blank: break
        }
    }

    private mutating func leave(_ text: String, _ number: Int) { (state, above) = (.outside, (number, text)) }

    private mutating func extend(to number: Int) {
        let last = traces.count - 1
        traces[last].lines = traces[last].lines.lowerBound..<(number + 1)
    }

    /// The line after the frames of a traceback: its error, or something else.
    private mutating func endTraceback(_ part: TracePart, _ text: String, _ number: Int) {
        guard blanks == 0, part == .error || Self.isName(text) else { return begin(part, text, number) }
        let last = traces.count - 1
        // The line above is a logger's message, and stays visible by itself.
        let first = traces[last].lines.lowerBound + (traces[last].head == traces[last].lines.lowerBound ? 1 : 0)
        traces[last].lines = first..<(number + 1)
        traces[last].head = number
        state = .afterError
    }

    private static func isError(_ text: String) -> Bool {
        TracePart(of: text) == .error || (LogLevel(firstIn: text)?.severity ?? 0) >= LogLevel.error.severity
    }

    /// `shop.OutOfStock: sku is out of stock`, or only the name.
    private static func isName(_ text: String) -> Bool {
        let name = text.utf8.prefix { $0 != UInt8(ascii: ":") }
        return name.allSatisfy { $0.isASCIIAlphanumeric || $0 == 0x2E || $0 == 0x5F || $0 >= 0x80 }
    }

    /// Python shows the code of each frame, indented.
    private func isCode(_ text: String) -> Bool { Self.isIndented(text) && traces.last?.isTraceback == true }

    private static func isIndented(_ text: String) -> Bool {
        text.unicodeScalars.first.map { $0 == " " || $0 == "\u{A0}" } ?? false
    }

    /// Go writes each frame's function without indent: `main.handler(0x1, 0x2)`.
    private static func isFunction(_ text: String) -> Bool {
        guard text.utf8.last == UInt8(ascii: ")"), let open = text.utf8.firstIndex(of: UInt8(ascii: "(")) else {
            return false
        }
        return text.utf8[..<open].contains(UInt8(ascii: ".")) && !text.utf8[..<open].contains(UInt8(ascii: " "))
    }
}
