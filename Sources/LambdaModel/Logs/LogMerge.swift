/// Brings lines of several functions into the order of their times. Each function's log comes by a road of its own, one a
/// moment before the other, so lines wait a little for those of others; the lines of one function stay in their own
/// order, which its two outputs' times do not always keep. Pure: the caller says what time it is.
public struct LogMerge<Line: Sendable>: Sendable {
    private struct Waiting {
        var line: Line
        /// By what it is sorted: its own time, or that of an earlier line of its function that has a later one.
        var time: Double
        var arrival: Double
        var number: Int
    }

    /// Seconds that a line waits for earlier ones.
    public let window: Double
    private var waiting: [Waiting] = []
    private var last: [String: Double] = [:]
    private var count = 0

    /// A merge that lets lines wait so many seconds.
    public init(window: Double = 0.1) { self.window = window }

    /// Whether no line waits.
    public var isEmpty: Bool { waiting.isEmpty }

    /// Takes a line of a function.
    ///
    /// - Parameters:
    ///   - time: when it was written, by the engine's clock: seconds since 1970.
    ///   - now: when it came, by any clock that `take` uses too, in seconds.
    public mutating func add(_ line: Line, of function: String, time: Double, at now: Double) {
        let time = max(time, last[function] ?? time)
        last[function] = time
        count += 1
        waiting.append(Waiting(line: line, time: time, arrival: now, number: count))
    }

    /// The lines that have waited long enough and all that are earlier, in order.
    public mutating func take(at now: Double) -> [Line] {
        guard let until = waiting.filter({ $0.arrival + window <= now }).map(\.time).max() else { return [] }
        return take { $0.time <= until }
    }

    /// All lines, in order: nothing more will come.
    public mutating func takeAll() -> [Line] { take { _ in true } }

    private mutating func take(_ isDue: (Waiting) -> Bool) -> [Line] {
        let due = waiting.filter(isDue).sorted { ($0.time, $0.number) < ($1.time, $1.number) }
        waiting.removeAll(where: isDue)
        return due.map(\.line)
    }
}
