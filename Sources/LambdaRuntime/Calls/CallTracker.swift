import LambdaModel

/// Matches the calls sent to a container with the invocations in its log. The emulator takes one call at a time and
/// does not number them, so they are matched by their order. Pure: its owner reads the log and serialises access.
struct CallTracker {
    private var parser = InvocationLogParser()
    /// The number of the last call sent from here.
    private var sent = 0
    /// Numbers of calls sent from here whose invocations may still appear in the log.
    private var ours: Set<Int> = []
    /// Invocations up to this number have been reported, or never will be.
    private var reported = 0
    /// How often lines were lost.
    private var losses = 0
    /// The value of `losses` when a call was sent whose invocation may still appear.
    private var lossesBefore: [Int: Int] = [:]
    /// Whether invocations may have been lost since one was last found at its number.
    private var mayBeShifted = false

    /// Records that a call is sent now, and returns the number of its invocation.
    mutating func begin() -> Int {
        sent = max(sent, parser.count) + 1
        ours.insert(sent)
        lossesBefore[sent] = losses
        return sent
    }

    /// Records that lines are missing from here on.
    mutating func addLoss(_ remark: inout LogRecord) {
        remark.invocation = parser.addLoss(remark)
        losses += 1
        mayBeShifted = true
    }

    /// Whether lines were lost since a call was sent.
    func hasLost(since number: Int) -> Bool { losses > lossesBefore[number] ?? losses }

    /// Forgets a call whose evidence has been used.
    mutating func settle(_ number: Int) { lossesBefore[number] = nil }

    /// Records that a call never appeared in the log: the next invocation belongs to the next call.
    mutating func missed(_ number: Int) {
        ours.remove(number)
        if sent == number { sent = parser.count }
    }

    /// Adds lines and sets the invocation of each. Returns the invocations that are complete now and were not sent from
    /// here.
    mutating func assign(_ records: inout [LogRecord]) -> [InvocationLog] {
        for index in records.indices { records[index].invocation = parser.add(records[index]) }
        let complete = parser.complete(after: reported)
        guard let last = complete.last else { return [] }
        reported = last.number
        let outside = complete.filter { !ours.contains($0.number) }
        ours = ours.filter { $0 > last.number }
        return outside
    }

    /// The invocation of a call sent from here; nil while it is not in the log.
    ///
    /// - Parameters:
    ///   - notBefore: when it was sent (engine clock), if known. Another lamdeck may have called the container in
    ///     between; its log lines may arrive after this call was numbered.
    ///   - notAfter: when it was answered (engine clock). If lines were lost, invocations may be missing, so that the
    ///     order is not reliable.
    mutating func callLog(_ number: Int, notBefore: Double? = nil, notAfter: Double? = nil) -> InvocationLog? {
        guard let notBefore else { return parser.callLog(number) }
        if mayBeShifted, let notAfter, notAfter >= notBefore {
            guard let callLog = parser.callLog(startedIn: notBefore...(notAfter + Self.slack)) else { return nil }
            if callLog.number < number {
                if reported >= callLog.number { reported += number - callLog.number }
                parser.renumber(callLog.number, as: number)
                mayBeShifted = false
                return parser.callLog(number)
            }
        }
        for candidate in number...max(number, parser.count) {
            guard let callLog = parser.callLog(candidate), callLog.startedAt >= notBefore else { continue }
            ours.insert(candidate)
            sent = max(sent, candidate)
            return callLog
        }
        return nil
    }

    /// The engine's time of a call's start can be late by so many seconds: it reads the lines of a flood after the
    /// answer.
    private static let slack = 0.05

    /// Whether the log has an unfinished invocation after the first `number` ones.
    func isOpen(after number: Int) -> Bool {
        parser.count > number && parser.callLog(parser.count)?.isComplete == false
    }

    /// Whether the log has any invocation.
    var hasInvocations: Bool { parser.count > 0 }
}
