/// What the Runtime Interface Emulator says of itself on standard error, as far as it tells what happened. Its summary
/// on standard output does not: its first `Duration` holds the start of the runtime, and `Max Memory Used` is a copy of
/// the setting (LAMBDA facts, "Its log"). The lines were read off the emulator of aws-sam-cli 1.170.
public enum EmulatorEvent: Hashable, Sendable {
    /// The language runtime starts.
    case initStarted
    /// The runtime asked for its first event, or ended before it did.
    case initEnded(isGood: Bool)
    /// How long the start took.
    case initReported(milliseconds: Double)
    /// The event was handed to the runtime.
    case invokeStarted(requestID: String)
    /// The handler has answered, or raised: the emulator tells no difference.
    case invokeEnded(milliseconds: Double)
    /// The runtime process ended by itself: `exit status 3`, `signal: killed`.
    case processExited(String)
    /// The emulator ends the runtime: `Timeout`, `ReleaseFail`, …
    case reset(String)

    /// Reads a line; nil for one that says nothing of this.
    public init?(_ line: String) {
        guard let talk = Text(line).rest(after: "(rapid) ") else { return nil }
        if talk.begins("INIT START(") {
            self = .initStarted
        } else if talk.begins("INIT RTDONE(") {
            self = .initEnded(isGood: talk.rest(after: "status: ")?.begins("success") ?? false)
        } else if talk.begins("INIT REPORT("), let time = talk.rest(after: "durationMs: ")?.number {
            self = .initReported(milliseconds: time)
        } else if talk.begins("INVOKE START("), let id = talk.rest(after: "requestId: ")?.word {
            self = .invokeStarted(requestID: id)
        } else if talk.begins("INVOKE RTDONE("), let time = talk.rest(after: "duration: ")?.number {
            self = .invokeEnded(milliseconds: time)
        } else if talk.begins("Process runtime-"), let reason = talk.rest(after: " exited: ") {
            self = .processExited(reason.string)
        } else if let reason = talk.rest(after: "Reset initiated: ") {
            self = .reset(reason.string)
        } else {
            return nil
        }
    }
}

/// A line as bytes, looked through without Foundation.
private struct Text {
    let bytes: ArraySlice<UInt8>

    init(_ line: String) { bytes = Array(line.utf8)[...] }
    private init(bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    func begins(_ words: String) -> Bool { bytes.starts(with: words.utf8) }

    /// What stands behind the first place of some words.
    func rest(after words: String) -> Text? {
        let needle = Array(words.utf8)
        return bytes.firstIndex(of: needle).map { Text(bytes: bytes[($0 + needle.count)...]) }
    }

    var string: String { String(decoding: bytes, as: UTF8.self) }

    /// Up to the next `,`, `)` or blank.
    var word: String {
        String(decoding: bytes.prefix { !"),  ".utf8.contains($0) }, as: UTF8.self)
    }

    /// The number that the text begins with.
    var number: Double? {
        Double(String(decoding: bytes.prefix { (0x30...0x39).contains($0) || $0 == 0x2E }, as: UTF8.self))
    }
}
