import LambdaModel

/// What a log shows of a call.
struct CallFacts: Hashable, Sendable {
    /// The event's name, or who called; nil if neither is known.
    let name: String?
    /// The error's type; nil if there is none.
    let errorType: String?
    /// The verdict; nil if it is unknown.
    let verdict: Verdict?
    /// Whether ``name`` is an event's.
    let isEvent: Bool
    /// Whether the language runtime started for the call.
    let isCold: Bool
    /// Milliseconds of the handler; nil if they are unknown.
    let milliseconds: Double?
    /// Milliseconds of the init; nil if there was none or they are unknown.
    let initMilliseconds: Double?
    /// The HTTP status in the function's answer.
    let status: FunctionStatus?

    /// The facts in a summary.
    init(_ summary: InvocationSummary) {
        isEvent = summary.event != nil
        name = summary.event.map(EventName.stem) ?? summary.origin?.shortName
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
        (isEvent, isCold) = (packed.flags & 1 != 0, packed.flags & 2 != 0)
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
        flags = (facts.isEvent ? 1 : 0) | (facts.isCold ? 2 : 0)
        time = facts.milliseconds.map { Float($0) } ?? .nan
        start = facts.initMilliseconds.map { Float($0) } ?? .nan
    }

    /// The facts.
    func facts(_ names: LogNames) -> CallFacts { CallFacts(self, names) }
}

/// Texts that many calls share, by number.
struct LogNames: Sendable {
    /// The most texts; later ones are left out. No project has so many events.
    private static let most = 10_000

    private var texts: [String] = []
    private var numbers: [String: UInt16] = [:]

    /// A text; nil for 0.
    subscript(number: UInt16) -> String? { number == 0 ? nil : texts[Int(number) - 1] }

    /// The number of a text, which may be new; 0 for nil.
    mutating func number(of text: String?) -> UInt16 {
        guard let text else { return 0 }
        if let number = numbers[text] { return number }
        guard texts.count < Self.most else { return 0 }
        texts.append(text)
        numbers[text] = UInt16(texts.count)
        return UInt16(texts.count)
    }
}
