/// Sorts lines of several functions by time. Each function's log is read separately, and some arrive a moment later
/// than others, so lines wait a little for those of other functions. The lines of one function keep their own order,
/// which the times of its two outputs do not always follow. Pure: the caller supplies the current time.
public struct LogMerge<Line: Sendable>: Sendable {
    private struct Waiting {
        var line: Line
        /// The time to sort by: its own, or the latest of its function's earlier lines.
        var time: Double
        var arrival: Double
        var number: Int
    }

    /// How many seconds a line waits for earlier ones.
    public let window: Double
    private var waiting: [Waiting] = []
    private var last: [String: Double] = [:]
    private var count = 0

    /// A merge whose lines wait so many seconds.
    public init(window: Double = 0.1) { self.window = window }

    /// Whether no line is waiting.
    public var isEmpty: Bool { waiting.isEmpty }

    /// Adds a line of a function.
    ///
    /// - Parameters:
    ///   - time: when it was written, by the engine's clock: seconds since 1970.
    ///   - now: when it arrived, in seconds, by any clock that `take` uses too.
    public mutating func add(_ line: Line, of function: String, time: Double, at now: Double) {
        let time = max(time, last[function] ?? time)
        last[function] = time
        count += 1
        waiting.append(Waiting(line: line, time: time, arrival: now, number: count))
    }

    /// The lines that have waited long enough and all earlier ones, in order.
    public mutating func take(at now: Double) -> [Line] {
        guard let until = waiting.filter({ $0.arrival + window <= now }).map(\.time).max() else { return [] }
        return take { $0.time <= until }
    }

    /// All lines, in order, when no more will arrive.
    public mutating func takeAll() -> [Line] { take { _ in true } }

    private mutating func take(_ isDue: (Waiting) -> Bool) -> [Line] {
        let due = waiting.filter(isDue).sorted { ($0.time, $0.number) < ($1.time, $1.number) }
        waiting.removeAll(where: isDue)
        return due.map(\.line)
    }
}
