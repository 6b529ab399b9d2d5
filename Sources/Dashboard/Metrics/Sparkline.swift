import Foundation
import LambdaModel

/// The last calls of a function as a row of small bars, for the list of functions and the header.
enum Sparkline {
    /// Bars from one to eight eighths of a cell.
    static let bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    /// How much longer a call is than another one that is one step lower, at least. With less, the noise of fast calls
    /// would look like a change.
    private static let leastFactor = 1.5

    /// One cell for each of the last calls, the oldest first. The scale is logarithmic and begins at the fastest of these
    /// calls. A failed call is a red cross, and a call whose runtime had to start has the colour of init.
    ///
    /// - Parameters:
    ///   - calls: the function's calls, newest first.
    ///   - count: the most cells.
    static func cells(_ calls: [InvocationSummary], count: Int = 10) -> [(text: String, role: Role)] {
        let shown = calls.prefix(max(0, count)).reversed()
        let levels = levels(shown.map { $0.hasFailed ? nil : $0.durationMilliseconds })
        return zip(shown, levels).map { call, level in
            if call.hasFailed { return ("✗", .error) }
            guard let level else { return ("·", .dim) }
            return (bars[level], call.hadInit ? .initTime : .handlerTime)
        }
    }

    /// The levels of values on the logarithmic scale, 0 to 7; nil for an unknown value.
    static func levels(_ values: [Double?]) -> [Int?] {
        let known = values.compactMap(\.self)
        // A handler can take less time than the clock can measure.
        guard let least = known.min().map({ max($0, 0.01) }), let most = known.max() else {
            return values.map { _ in nil }
        }
        let steps = bars.count - 1
        let step = max(log(leastFactor), log(most / least) / Double(steps))
        return values.map { value in
            value.map { value in
                let level = log(max(value, least) / least) / step
                return max(0, min(steps, Int(level.rounded())))
            }
        }
    }

    /// The levels of counts on a linear scale from 0; nil for 0. Every count above 0 is visible.
    static func levels(counts: [Int]) -> [Int?] {
        let most = counts.max() ?? 0
        return counts.map { $0 <= 0 ? nil : max(0, ($0 * bars.count + most - 1) / most - 1) }
    }
}

/// How many calls there were lately: `38/min`, with a bar for each of the last minutes.
struct CallRate: Hashable, Sendable {
    /// Minutes with a bar.
    static let minutes = 8

    /// Calls of each of the last minutes, the oldest first.
    let counts: [Int]

    /// - Parameters:
    ///   - times: when calls began, in any order: seconds since 1970.
    ///   - now: seconds since 1970.
    init(_ times: some Sequence<Double>, now: Double) {
        var counts = Array(repeating: 0, count: Self.minutes)
        for time in times {
            // The clocks of the host and of this machine may differ by a little.
            let minutes = max(0, now - time) / 60
            guard minutes < Double(Self.minutes) else { continue }
            counts[Self.minutes - 1 - Int(minutes)] += 1
        }
        self.counts = counts
    }

    /// Whether there were no calls in these minutes.
    var isIdle: Bool { counts.allSatisfy { $0 == 0 } }

    /// The calls of the last minute: `38/min`.
    var text: String { "\(counts[Self.minutes - 1])/min" }

    /// One cell for each minute, the oldest first. A minute without calls is blank.
    var bars: String { Sparkline.levels(counts: counts).map { $0.map { Sparkline.bars[$0] } ?? " " }.joined() }
}

/// Counts and percentiles of some calls.
struct CallStatistics: Hashable, Sendable {
    /// How many calls there are.
    let count: Int
    /// How many of them failed.
    let failed: Int
    /// Half of the calls took at most this long, init and handler together, in milliseconds; nil if no duration is known.
    let p50: Double?
    /// 95 of 100 calls took at most this long.
    let p95: Double?

    /// Statistics of calls in any order.
    init(_ calls: [InvocationSummary]) {
        let durations = calls.compactMap(\.durationMilliseconds).sorted()
        count = calls.count
        failed = calls.reduce(0) { $0 + ($1.hasFailed ? 1 : 0) }
        p50 = Percentile.of(durations, 50)
        p95 = Percentile.of(durations, 95)
    }
}

/// Percentiles by nearest rank: always a value that was measured.
enum Percentile {
    /// The smallest value that at least `percent` of 100 values do not exceed; nil if there are none.
    ///
    /// - Parameters:
    ///   - sorted: the values, ascending.
    ///   - percent: above 0, at most 100.
    static func of(_ sorted: [Double], _ percent: Int) -> Double? {
        guard !sorted.isEmpty else { return nil }
        let rank = (percent * sorted.count + 99) / 100
        return sorted[max(1, min(rank, sorted.count)) - 1]
    }
}

extension InvocationSummary {
    /// Whether it failed: the function, its runtime, or the status of its response is 5xx. A cancelled call did not.
    var hasFailed: Bool {
        switch verdict {
        case .ok: functionStatus?.kind == .failure
        case nil, .cancelled: false
        case .functionError, .timeout, .crashed, .outOfMemory, .initFailed, .responseTooLarge, .unreachable: true
        }
    }

    /// Whether its runtime had to start for it.
    var hadInit: Bool { isCold || initMilliseconds != nil }

    /// Milliseconds of init; nil if it had none, or if the number makes no sense.
    var usableInit: Double? { initMilliseconds.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil } }

    /// Milliseconds of the handler; nil if unknown, or if the number makes no sense.
    var usableHandler: Double? { milliseconds.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil } }

    /// Milliseconds of init and handler; nil if both are unknown.
    var durationMilliseconds: Double? {
        switch (usableInit, usableHandler) {
        case (nil, nil): nil
        case (let start, let handler): (start ?? 0) + (handler ?? 0)
        }
    }
}
