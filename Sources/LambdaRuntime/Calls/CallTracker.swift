import LambdaModel

/// Joins the calls that are sent to a container with the invocations that its log tells of. The emulator takes one call
/// at a time and numbers none, so they are joined by their order. Pure: its owner reads the log and serialises access.
struct CallTracker {
    private var slices = SliceBuilder()
    /// The number of the last call that was sent from here.
    private var sent = 0
    /// Numbers of calls that were sent from here and whose invocations may still come.
    private var ours: Set<Int> = []
    /// Invocations up to this number were told of, or never will be.
    private var told = 0
    /// How often lines were lost.
    private var losses = 0
    /// How often they had been when a call was sent whose invocation may still come.
    private var lossesBefore: [Int: Int] = [:]
    /// Whether invocations may have been lost since one was last found at its place.
    private var mayBeShifted = false

    /// Notes that a call is sent now, and says which invocation it will be.
    mutating func begin() -> Int {
        sent = max(sent, slices.count) + 1
        ours.insert(sent)
        lossesBefore[sent] = losses
        return sent
    }

    /// Takes in that lines are missing from here on.
    mutating func lose(_ remark: inout LogRecord) {
        remark.invocation = slices.lose(remark)
        losses += 1
        mayBeShifted = true
    }

    /// Whether lines were lost since a call was sent.
    func hasLost(since number: Int) -> Bool { losses > lossesBefore[number] ?? losses }

    /// Forgets what is known of a call whose evidence has been taken.
    mutating func settle(_ number: Int) { lossesBefore[number] = nil }

    /// Notes that the log never told of a call: the next invocation is that of the next call.
    mutating func missed(_ number: Int) {
        ours.remove(number)
        if sent == number { sent = slices.count }
    }

    /// Takes lines in: each learns which invocation it belongs to. Answers the invocations that are complete now and
    /// were not sent from here.
    mutating func take(_ records: inout [LogRecord]) -> [InvocationSlice] {
        for index in records.indices { records[index].invocation = slices.take(records[index]) }
        let complete = slices.complete(after: told)
        guard let last = complete.last else { return [] }
        told = last.number
        let outside = complete.filter { !ours.contains($0.number) }
        ours = ours.filter { $0 > last.number }
        return outside
    }

    /// Begins again after lines that were there before the first look: their invocations are nobody's news.
    mutating func forgetOld() { told = slices.count }

    /// The invocation of a call that was sent from here; nil while the log does not tell of it.
    ///
    /// - Parameters:
    ///   - notBefore: when it was sent, by the engine's clock, where that is known: another lamdeck's call may have come
    ///     between without the log having told of it when this one got its number.
    ///   - notAfter: when it was answered, by the same clock. Where lines were lost, invocations may have been too, and
    ///     the order tells nothing.
    mutating func slice(_ number: Int, notBefore: Double? = nil, notAfter: Double? = nil) -> InvocationSlice? {
        guard let notBefore else { return slices.slice(number) }
        if mayBeShifted, let notAfter, notAfter >= notBefore {
            guard let slice = slices.slice(startedIn: notBefore...(notAfter + Self.slack)) else { return nil }
            if slice.number < number {
                if told >= slice.number { told += number - slice.number }
                slices.renumber(slice.number, as: number)
                mayBeShifted = false
                return slices.slice(number)
            }
        }
        for candidate in number...max(number, slices.count) {
            guard let slice = slices.slice(candidate), slice.startedAt >= notBefore else { continue }
            ours.insert(candidate)
            sent = max(sent, candidate)
            return slice
        }
        return nil
    }

    /// Seconds by which the engine's time of a call's beginning can be late: it reads the lines of a flood after the answer.
    private static let slack = 0.05

    /// Whether the log tells of an invocation behind the first `number` ones that has not ended.
    func isOpen(after number: Int) -> Bool {
        slices.count > number && slices.slice(slices.count)?.isComplete == false
    }

    /// Whether the log tells of any invocation.
    var hasInvocations: Bool { slices.count > 0 }
}
