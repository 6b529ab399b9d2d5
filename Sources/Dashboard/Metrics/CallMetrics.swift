import LambdaModel
import Support

/// What the metrics of a function are made of: its calls, and what happened between them.
struct CallMetrics: Hashable, Sendable {
    /// Something that happened at a time, such as `saved app.py` or `restart`.
    struct Mark: Hashable, Sendable {
        /// Seconds since 1970.
        let time: Double
        /// What happened, in a word or two.
        let text: String
    }

    /// The function's name.
    let function: String
    /// Its calls in the order of their beginning, the oldest first.
    let calls: [InvocationSummary]
    /// Saves and restarts, the oldest first.
    let marks: [Mark]
    /// The function's memory in MB, as functions.json has it; nil if that is not known.
    let memoryLimit: Int?
    /// The numbers of the summary.
    let totals: Totals

    /// - Parameters:
    ///   - calls: the calls of the function in any order.
    ///   - marks: what happened between them, in any order.
    ///   - memoryLimit: the function's memory in MB; nil if that is not known.
    init(function: String, calls: [InvocationSummary], marks: [Mark] = [], memoryLimit: Int? = nil) {
        self.function = function
        // A time from outside may be anything.
        let times = 0..<1e11
        let known = calls.filter { times.contains($0.startedAt) }
        self.calls = Self.stable(known) { $0.startedAt }
        self.marks = Self.stable(marks.filter { times.contains($0.time) }) { $0.time }
        self.memoryLimit = memoryLimit
        totals = Totals(self.calls)
    }

    /// Sorted by a number; those with the same number stay in their order.
    private static func stable<Element>(_ elements: [Element], by key: (Element) -> Double) -> [Element] {
        elements.enumerated().sorted { (key($0.element), $0.offset) < (key($1.element), $1.offset) }.map(\.element)
    }

    /// The places in ``calls`` of the slowest ones, the slowest first; of two that took the same time, the newer first.
    func slowest(_ count: Int) -> [Int] {
        let known = calls.indices.filter { calls[$0].durationMilliseconds != nil }
        let sorted = known.sorted {
            (calls[$0].durationMilliseconds ?? 0, $0) > (calls[$1].durationMilliseconds ?? 0, $1)
        }
        return Array(sorted.prefix(max(0, count)))
    }
}

extension CallMetrics {
    /// Numbers about some calls. Durations are in milliseconds, and nil if they are not known.
    struct Totals: Hashable, Sendable {
        let count: Int
        let failed: Int
        /// How many calls waited for their runtime to start.
        let cold: Int
        /// Of the handler alone.
        let p50: Double?
        let p95: Double?
        let longest: Double?
        /// The median of init.
        let coldStart: Double?
        /// The share of init in the calls with an init, in percent.
        let coldShare: Int?
        /// The highest peak in bytes.
        let peakMemory: Int?
        /// The median of the waits in the queue.
        let queue: Double?
        let longestQueue: Double?
        /// How many calls waited or ran when the call with the longest wait arrived, itself included.
        let atOnce: Int

        init(_ calls: [InvocationSummary]) {
            count = calls.count
            failed = calls.reduce(0) { $0 + ($1.hasFailed ? 1 : 0) }
            cold = calls.reduce(0) { $0 + ($1.hadInit ? 1 : 0) }
            let handler = calls.compactMap(\.usableHandler).sorted()
            p50 = Percentile.of(handler, 50)
            p95 = Percentile.of(handler, 95)
            longest = handler.last
            let inits = calls.compactMap(\.usableInit).sorted()
            coldStart = Percentile.of(inits, 50)
            let whole = calls.reduce(0.0) { $0 + ($1.usableInit == nil ? 0 : $1.durationMilliseconds ?? 0) }
            coldShare = whole > 0 ? Int((inits.reduce(0, +) / whole * 100).rounded()) : nil
            peakMemory = calls.compactMap(\.usablePeak).max()
            let waits = calls.compactMap(\.usableQueue).sorted()
            queue = Percentile.of(waits, 50)
            longestQueue = waits.last
            atOnce = Self.atOnce(calls)
        }

        private static func atOnce(_ calls: [InvocationSummary]) -> Int {
            let waiting = calls.filter { ($0.usableQueue ?? 0) > 0 }
            guard let slowest = waiting.max(by: { ($0.usableQueue ?? 0) < ($1.usableQueue ?? 0) }) else { return 0 }
            let arrival = slowest.arrival
            return calls.reduce(0) { $0 + ($1.arrival <= arrival && $1.end > arrival || $1 == slowest ? 1 : 0) }
        }
    }
}

extension InvocationSummary {
    /// The peak memory in bytes; nil if unknown.
    var usablePeak: Int? { peakMemory.flatMap { $0 > 0 ? $0 : nil } }

    /// Milliseconds in the queue; nil if unknown, or if the number makes no sense.
    var usableQueue: Double? { queuedMilliseconds.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil } }

    /// When it arrived, before its wait in the queue: seconds since 1970.
    fileprivate var arrival: Double { startedAt - (usableQueue ?? 0) / 1000 }

    /// When its handler ended: seconds since 1970.
    fileprivate var end: Double { startedAt + (durationMilliseconds ?? 0) / 1000 }
}

/// How much memory a function needs.
enum MemoryAdvice {
    /// Lambda's limits in MB; the memory is set in steps of 1 MB (AWS documentation, "Configure Lambda function memory").
    static let limits = 128...10_240

    /// The smallest setting that leaves a tenth of the peak free, in MB; at most Lambda's limit.
    static func enough(for peak: Int) -> Int {
        let megabytes = Megabytes.whole(max(0, min(peak, 1 << 50)))
        return max(limits.lowerBound, min(limits.upperBound, (megabytes * 11 + 9) / 10))
    }

    /// A few words for the summary: `of 256 MB: 128 MB would do`.
    ///
    /// - Parameters:
    ///   - peak: the highest peak in bytes.
    ///   - limit: the setting in MB; nil if it is not known.
    static func text(peak: Int, limit: Int?) -> String {
        let enough = enough(for: peak)
        guard let limit else { return "\(enough) MB would do" }
        if enough < limit { return "of \(limit) MB: \(enough) MB would do" }
        if enough > limit { return "of \(limit) MB: \(enough) MB is safer" }
        return "of \(limit) MB"
    }
}
