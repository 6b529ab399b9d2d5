import Support

/// Makes lines of a build's output, as it arrives. Of a long output, the first lines are passed on at once and the last
/// ones at the end: a build that prints a hundred megabytes must not push the function's own lines out of its log.
public struct BuildOutput: Sendable {
    /// The most lines at the beginning, and the most bytes of them.
    static let firstLines = 2_000
    static let firstBytes = 512 << 10
    /// The most lines at the end.
    static let lastLines = 300
    /// The most bytes of a line that are kept.
    static let lineBytes = 4 << 10
    /// The most lines that a failure has.
    static let failureLines = 30

    /// The unfinished line.
    private var line: [UInt8] = []
    /// How many bytes of it were dropped.
    private var excess = 0
    private var passed = 0
    private var passedBytes = 0
    /// The last lines that were not passed on, oldest first from ``start``.
    private var held: [String] = []
    private var start = 0
    private var dropped = 0
    private var tail: [String] = []
    private var tailStart = 0

    /// No output yet.
    public init() {}

    /// Takes bytes, and returns the lines to show.
    public mutating func add(_ bytes: some Sequence<UInt8>) -> [String] {
        var shown: [String] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                if let text = endLine() { shown.append(text) }
            } else if line.count < Self.lineBytes {
                line.append(byte)
            } else {
                excess += 1
            }
        }
        return shown
    }

    /// Ends the output, and returns the lines that were held back.
    public mutating func end() -> [String] {
        var shown: [String] = []
        if !line.isEmpty, let text = endLine() { shown.append(text) }
        if dropped > 0 { shown.append("… \(Plural.text(dropped, "more line"))") }
        shown += held[start...] + held[..<start]
        (held, start, dropped) = ([], 0, 0)
        return shown
    }

    /// The last lines, without colours.
    public var lastLines: [String] { Array(tail[tailStart...] + tail[..<tailStart]) }

    /// The output goes on after a pause: a builder that watches by itself has begun another build.
    public mutating func beginAgain() { (passed, passedBytes) = (0, 0) }

    private mutating func endLine() -> String? {
        // A progress bar overwrites its line.
        while line.last == UInt8(ascii: "\r") { line.removeLast() }
        if let end = line.lastIndex(of: UInt8(ascii: "\r")) { line.removeFirst(end + 1) }
        var text = String(decoding: line, as: UTF8.self)
        if excess > 0 { text += " … \(Plural.text(excess, "more byte"))" }
        (line, excess) = ([], 0)
        noteTail(text)
        if passed < Self.firstLines, passedBytes < Self.firstBytes {
            passed += 1
            passedBytes += text.utf8.count
            return text
        }
        if held.count < Self.lastLines {
            held.append(text)
        } else {
            held[start] = text
            start = (start + 1) % held.count
            dropped += 1
        }
        return nil
    }

    private mutating func noteTail(_ text: String) {
        let plain = ColourSequence.removed(from: text)
        guard plain.contains(where: { !$0.isWhitespace }) else { return }
        if tail.count < Self.failureLines {
            tail.append(plain)
        } else {
            tail[tailStart] = plain
            tailStart = (tailStart + 1) % tail.count
        }
    }
}
