import LambdaModel

/// What a log shows of a call.
struct CallFacts: Hashable, Sendable {
    /// The request's method and target, the event's name, or who called; nil if none is known.
    let name: String?
    /// The error's type; nil if there is none.
    let errorType: String?
    /// The verdict; nil if it is unknown.
    let verdict: Verdict?
    /// Whether ``name`` says what was called, and not who called.
    let isEvent: Bool
    /// Whether the call runs, as the host reported.
    let isRunning: Bool
    /// Whether the language runtime started for the call.
    let isCold: Bool
    /// Milliseconds of the handler; nil if they are unknown.
    let milliseconds: Double?
    /// Milliseconds of the init; nil if there was none or they are unknown.
    let initMilliseconds: Double?
    /// The HTTP status in the function's answer.
    let status: FunctionStatus?

    /// The facts in a summary.
    init(_ summary: InvocationSummary, isRunning: Bool = false) {
        self.isRunning = isRunning
        isEvent = summary.callName != nil
        name = summary.callName ?? summary.origin?.shortName
        errorType = summary.errorType
        verdict = summary.verdict
        isCold = summary.isCold
        status = summary.functionStatus
        milliseconds = summary.milliseconds
        initMilliseconds = summary.initMilliseconds
    }

    /// The facts that were packed.
    fileprivate init(_ packed: PackedFacts, _ names: LogNames) {
        (name, errorType) = (names[packed.name], names[packed.error])
        verdict = packed.verdict == 0 ? nil : PackedFacts.verdicts[Int(packed.verdict) - 1]
        (isEvent, isCold, isRunning) = (packed.flags & 1 != 0, packed.flags & 2 != 0, packed.flags & 4 != 0)
        status = FunctionStatus(Int(packed.code))
        milliseconds = packed.time.isNaN ? nil : Double(packed.time)
        initMilliseconds = packed.start.isNaN ? nil : Double(packed.start)
    }

    /// Whether the call failed or was refused by the function, which a list of errors shows.
    var isFailure: Bool {
        switch verdict {
        case .ok: status?.kind == .failure
        case .cancelled: false
        case .functionError, .timeout, .crashed, .outOfMemory, .initFailed, .responseTooLarge, .unreachable: true
        case nil: errorType != nil
        }
    }
}

extension CallOrigin {
    /// The name of a program or function alone: `curl`. The program's version says nothing about its calls.
    var shortName: String {
        let label = label.hasPrefix("from ") ? String(label.dropFirst(5)) : label
        guard function == nil, case let name = label.prefix(while: { $0 != "/" }), !name.isEmpty else { return label }
        return String(name)
    }
}

/// The same in 16 bytes, since a deck keeps a hundred thousand of them. Texts are numbers of ``LogNames``.
struct PackedFacts: Sendable {
    fileprivate static let verdicts = Verdict.allCases

    fileprivate let name: UInt16
    fileprivate let error: UInt16
    fileprivate let code: UInt16
    /// The place in the list of verdicts, from 1; 0 is unknown.
    fileprivate let verdict: UInt8
    fileprivate let flags: UInt8
    /// Milliseconds; NaN is unknown.
    fileprivate let time: Float
    fileprivate let start: Float

    /// Packs facts.
    init(_ facts: CallFacts, _ names: inout LogNames) {
        (name, error) = (names.number(of: facts.name), names.number(of: facts.errorType))
        code = facts.status.map { UInt16($0.code) } ?? 0
        verdict = facts.verdict.flatMap { Self.verdicts.firstIndex(of: $0) }.map { UInt8($0 + 1) } ?? 0
        flags = (facts.isEvent ? 1 : 0) | (facts.isCold ? 2 : 0) | (facts.isRunning ? 4 : 0)
        time = facts.milliseconds.map { Float($0) } ?? .nan
        start = facts.initMilliseconds.map { Float($0) } ?? .nan
    }

    /// The facts.
    func facts(_ names: LogNames) -> CallFacts { CallFacts(self, names) }

    /// Gives the texts up, which are no longer used for this call.
    func release(_ names: inout LogNames) {
        names.release(name)
        names.release(error)
    }
}

/// Texts that calls share, by number. A text is kept as long as a call uses it: each request of an HTTP client can have
/// another one.
struct LogNames: Sendable {
    private struct Entry: Sendable {
        var text: String
        /// How many calls use it.
        var uses: Int32
    }

    /// The most texts; if there are more, the names of some calls are left out.
    private static let most = Int(UInt16.max)

    private var entries: [Entry] = []
    private var numbers: [String: UInt16] = [:]
    /// Numbers that are not used.
    private var free: [UInt16] = []

    /// How many texts are kept.
    var count: Int { numbers.count }

    /// A text; nil for 0.
    subscript(number: UInt16) -> String? { number == 0 ? nil : entries[Int(number) - 1].text }

    /// The number of a text, which may be new, and counts its use by a call; 0 if there is no text.
    mutating func number(of text: String?) -> UInt16 {
        guard let text else { return 0 }
        if let number = numbers[text] {
            entries[Int(number) - 1].uses += 1
            return number
        }
        let entry = Entry(text: text, uses: 1)
        guard let number = free.popLast() else {
            guard entries.count < Self.most else { return 0 }
            entries.append(entry)
            numbers[text] = UInt16(entries.count)
            return UInt16(entries.count)
        }
        entries[Int(number) - 1] = entry
        numbers[text] = number
        return number
    }

    /// A call no longer uses a text.
    mutating func release(_ number: UInt16) {
        guard number > 0 else { return }
        let place = Int(number) - 1
        entries[place].uses -= 1
        guard entries[place].uses == 0 else { return }
        numbers[entries[place].text] = nil
        entries[place].text = ""
        free.append(number)
    }
}
