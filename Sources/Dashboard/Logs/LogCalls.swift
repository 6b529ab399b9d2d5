import LambdaModel

/// The calls of a log: each has a number, so that a line needs four bytes for its request id.
struct LogCalls: Sendable {
    /// A call that has lines in the log.
    private struct Call: Sendable {
        /// How many kept lines name it.
        var lines: Int32 = 1
        /// The ordinal of its latest group; -1 if it has none.
        var latest: Int32 = -1
        /// When its first line was written: seconds since 1970.
        var startedAt: Double
        /// Its facts; nil if they have not arrived.
        var facts: PackedFacts?
    }

    /// How many calls are remembered before their first line arrives.
    private static let earlyFacts = 512

    private var ids = LogCallNumbers()
    /// The calls by their numbers.
    private var calls: [Call] = []
    private var names = LogNames()
    private var early: [String: CallFacts] = [:]
    /// The keys of ``early``, the oldest first.
    private var earlyKeys: [String] = []

    /// The number of no call.
    static let none = UInt32.max

    /// The number of a call that has lines; nil if it has none.
    func number(of id: String) -> UInt32? { ids.number(of: id) }

    /// The request id of a call.
    func id(_ number: UInt32) -> String { ids.id(number) }

    /// When the first line of a call was written: seconds since 1970.
    func startedAt(_ number: UInt32) -> Double { calls[Int(number)].startedAt }

    /// The facts of a call; nil if they have not arrived.
    func facts(_ number: UInt32) -> CallFacts? { calls[Int(number)].facts?.facts(names) }

    /// The ordinal of the latest group of a call; -1 if it has none.
    func latest(_ number: UInt32) -> Int { Int(calls[Int(number)].latest) }

    /// Sets it.
    mutating func setLatest(_ ordinal: Int, of number: UInt32) {
        calls[Int(number)].latest = Int32(truncatingIfNeeded: ordinal)
    }

    /// Adds a line of a call.
    mutating func retain(_ id: String, at time: Double) -> UInt32 {
        if let number = ids.number(of: id) {
            calls[Int(number)].lines += 1
            return number
        }
        var call = Call(startedAt: time)
        if let facts = early.removeValue(forKey: id) {
            call.facts = PackedFacts(facts, &names)
            earlyKeys.removeAll { $0 == id }
        }
        let number = ids.insert(id)
        if Int(number) == calls.count { calls.append(call) } else { calls[Int(number)] = call }
        return number
    }

    /// Removes a line of a call; with its last line, the call is forgotten.
    mutating func release(_ number: UInt32) {
        guard number != Self.none else { return }
        calls[Int(number)].lines -= 1
        guard calls[Int(number)].lines == 0 else { return }
        setFacts(nil, of: number)
        ids.remove(number)
    }

    /// Records what is known about a call. A summary without the event's name or origin does not replace one with it.
    mutating func learn(_ summary: InvocationSummary, isRunning: Bool = false) {
        guard let id = summary.requestID else { return }
        let facts = CallFacts(summary, isRunning: isRunning)
        guard let number = ids.number(of: id) else {
            // The answer may arrive before the log.
            if early.updateValue(facts, forKey: id) == nil { earlyKeys.append(id) }
            if earlyKeys.count > Self.earlyFacts { early[earlyKeys.removeFirst()] = nil }
            return
        }
        guard facts.name != nil || self.facts(number)?.name == nil else { return }
        setFacts(facts, of: number)
    }

    private mutating func setFacts(_ facts: CallFacts?, of number: UInt32) {
        let new = facts.map { PackedFacts($0, &names) }
        calls[Int(number)].facts?.release(&names)
        calls[Int(number)].facts = new
    }

    /// How many texts the facts of all calls have.
    var nameCount: Int { names.count }
}
