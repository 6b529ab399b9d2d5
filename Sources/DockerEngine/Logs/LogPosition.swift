/// Where a reader is in a log. Records are in the log's order, not in that of their times: each output is written by a
/// hand of its own. Within one output times don't fall, and the pieces of a line share theirs.
struct LogPosition: Sendable {
    private struct Place: Equatable {
        var output: LogOutput
        var time: EngineTimestamp
        /// How many records of the output up to this one have its time.
        var count: Int
    }

    private var lastOfOutput: [LogOutput: Place] = [:]
    private var last: Place?
    private var lastToSkip: Place?

    /// The time of the newest record so far.
    var lastTime: EngineTimestamp? { last?.time }

    /// Prepares for the same log once more, from some point before its last record.
    mutating func restart() {
        lastToSkip = last
        last = nil
        lastOfOutput = [:]
    }

    /// Counts a record, and tells whether it was there before the restart.
    mutating func isSeenBefore(recordAt time: EngineTimestamp, of output: LogOutput) -> Bool {
        let before = lastOfOutput[output]
        let place = Place(output: output, time: time, count: (before?.time == time ? before?.count ?? 0 : 0) + 1)
        lastOfOutput[output] = place
        last = place
        guard let lastToSkip else {
            return false
        }
        if place == lastToSkip {
            self.lastToSkip = nil
        }
        return true
    }
}
