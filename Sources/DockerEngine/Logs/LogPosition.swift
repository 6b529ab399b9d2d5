/// Where a reader is in a log. Records are in the log's order, not in that of their times: each output is written by a
/// hand of its own. Within one output times don't fall, and the pieces of a line share theirs.
///
/// Docker 20.10 goes back to the beginning of a file when it rotates a followed log, and sends again what it has sent. The
/// times, which are exact to the nanosecond, tell that from a clock that was set back.
struct LogPosition: Sendable {
    private struct Place: Equatable {
        var output: LogOutput
        var time: EngineTimestamp
        /// How many records of the output up to this one have its time.
        var count: Int
    }

    /// How many times of one output are remembered at least: of a longer log, any earlier time is taken for one that was seen.
    private static let remembered = 1 << 18

    private struct Output {
        var last: Place
        /// The times of its records, in order, each once.
        var times: [Int64] = []
        var hasForgotten = false

        /// Whether a record of this time was seen.
        func knows(_ time: EngineTimestamp) -> Bool {
            let time = time.nanosecondsSince1970
            guard let first = times.first, time >= first else { return hasForgotten }
            var (low, high) = (times.startIndex, times.endIndex)
            while low < high {
                let middle = low + (high - low) / 2
                if times[middle] < time { low = middle + 1 } else { high = middle }
            }
            return low < times.endIndex && times[low] == time
        }

        mutating func add(_ place: Place) {
            if place.time != last.time || times.isEmpty { times.append(place.time.nanosecondsSince1970) }
            if times.count > 2 * LogPosition.remembered {
                times.removeFirst(LogPosition.remembered)
                hasForgotten = true
            }
            last = place
        }
    }

    private var outputs: [LogOutput: Output] = [:]
    private var last: Place?
    /// While the log is read again: up to where each output is known, where this reading is, and the last place before it.
    private var known: [LogOutput: Place] = [:]
    private var again: [LogOutput: Place] = [:]
    private var lastToSkip: Place?

    /// The time of the newest record so far.
    var lastTime: EngineTimestamp? { last?.time }

    /// Prepares for the same log once more, from some point before its last record.
    mutating func restart() {
        known = outputs.mapValues(\.last)
        again = [:]
        lastToSkip = last
    }

    /// Counts a record, and tells whether it was there before.
    mutating func isSeenBefore(recordAt time: EngineTimestamp, of output: LogOutput) -> Bool {
        if lastToSkip == nil, known[output] == nil, let seen = outputs[output], time < seen.last.time {
            // Behind a clock that was set back, all is new.
            if seen.knows(time) { restart() } else { outputs[output] = nil }
        }
        if lastToSkip != nil || known[output] != nil {
            if isKnown(time, output) { return true }
            // A log that was rotated has the last place no more; what is later than it is new all the same.
            known[output] = nil
            if known.isEmpty { lastToSkip = nil }
        }
        let before = outputs[output]?.last
        let place = Place(output: output, time: time, count: before?.time == time ? (before?.count ?? 0) + 1 : 1)
        outputs[output, default: Output(last: place)].add(place)
        last = place
        return false
    }

    private mutating func isKnown(_ time: EngineTimestamp, _ output: LogOutput) -> Bool {
        let before = again[output]
        let place = Place(output: output, time: time, count: before?.time == time ? (before?.count ?? 0) + 1 : 1)
        again[output] = place
        if place == lastToSkip {
            // All that stands behind it is new, whatever its time.
            lastToSkip = nil
            known = [:]
            return true
        }
        guard let limit = known[output] else { return false }
        return time < limit.time || (time == limit.time && place.count <= limit.count)
    }
}
