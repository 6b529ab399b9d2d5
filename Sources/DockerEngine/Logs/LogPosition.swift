/// The position of a reader in a log. Records are in the order of the log, not of their times, since the two outputs
/// are written independently. Within one output times do not fall, and the pieces of a line have the same time.
///
/// When Docker 20.10 rotates a followed log, it returns to the beginning of a file and repeats records. The times,
/// which are exact to the nanosecond, distinguish that from a clock that was set back.
struct LogPosition: Sendable {
    private struct Place: Equatable {
        var output: LogOutput
        var time: EngineTimestamp
        /// How many consecutive records of the output, up to and including this one, have its time.
        var count: Int
    }

    /// At least so many times of one output are remembered. In a longer log, any earlier time counts as already seen.
    private static let remembered = 1 << 18

    private struct Output {
        var last: Place
        /// The different times of its records, in order.
        var times: [Int64] = []
        var hasForgotten = false

        /// Whether a record with this time was seen.
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
    /// While the log is read again: how far each output is known, how far this reading is, and the last known place.
    private var known: [LogOutput: Place] = [:]
    private var again: [LogOutput: Place] = [:]
    private var lastToSkip: Place?

    /// The time of the newest record so far.
    var lastTime: EngineTimestamp? { last?.time }

    /// Prepares to read the same log again from a point before its last record.
    mutating func restart() {
        known = outputs.mapValues(\.last)
        again = [:]
        lastToSkip = last
    }

    /// Counts a record and returns whether it was already seen.
    mutating func isSeenBefore(recordAt time: EngineTimestamp, of output: LogOutput) -> Bool {
        if lastToSkip == nil, known[output] == nil, let seen = outputs[output], time < seen.last.time {
            // If the clock was set back, all following records are new.
            if seen.knows(time) { restart() } else { outputs[output] = nil }
        }
        if lastToSkip != nil || known[output] != nil {
            if isKnown(time, output) { return true }
            // A rotated log may no longer contain the last known place; a later record is new in any case.
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
            // All following records are new, whatever their time.
            lastToSkip = nil
            known = [:]
            return true
        }
        guard let limit = known[output] else { return false }
        return time < limit.time || (time == limit.time && place.count <= limit.count)
    }
}
