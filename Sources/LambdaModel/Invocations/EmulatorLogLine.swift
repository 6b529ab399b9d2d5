import Support

/// The facts about a call that the Runtime Interface Emulator writes to standard error. Its summary on standard output
/// is wrong: the first `Duration` includes init, and `Max Memory Used` is a copy of the setting (LAMBDA facts, "Its
/// log"). The lines are those of the emulator of aws-sam-cli 1.170.
public enum EmulatorLogLine: Hashable, Sendable {
    /// The language runtime starts.
    case initStarted
    /// The runtime asked for its first event, or ended before it did.
    case initEnded(isGood: Bool)
    /// How long the start took.
    case initReported(milliseconds: Double)
    /// The runtime got the event.
    case invokeStarted(requestID: String)
    /// The handler has returned, or raised an error: the emulator does not distinguish them.
    case invokeEnded(milliseconds: Double)
    /// The runtime process ended by itself: `exit status 3`, `signal: killed`.
    case processExited(String)
    /// The emulator ends the runtime: `Timeout`, `ReleaseFail`, …
    case reset(String)
    /// The first failure of the runtime or an extension: `Extension.Crash`, `Runtime.ExitError`.
    case failed(type: String)
    /// An extension ended by itself or cannot be started; its name and the reason.
    case extensionFailed(name: String, reason: String)
    /// The emulator ends an extension.
    case extensionKilled(name: String)

    /// Reads a line; nil for one without such a fact.
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
        } else if talk.begins("First fatal error stored in appctx: "), let type = talk.rest(after: "appctx: ") {
            self = .failed(type: type.string)
        } else if let process = talk.rest(after: "Process extension-"), let name = process.name,
            let reason = process.rest(after: " exited: ")
        {
            self = .extensionFailed(name: name, reason: reason.string)
        } else if let process = talk.rest(after: "Sending SIGKILL to extension-"), let name = process.name {
            self = .extensionKilled(name: name)
        } else if let file = talk.rest(after: " failed error=fork/exec /opt/extensions/"),
            let (name, reason) = file.launch
        {
            self = .extensionFailed(name: name, reason: reason)
        } else if talk.begins("Process runtime-"), let reason = talk.rest(after: " exited: ") {
            self = .processExited(reason.string)
        } else if let reason = talk.rest(after: "Reset initiated: ") {
            self = .reset(reason.string)
        } else {
            return nil
        }
    }
}

/// A line as bytes, parsed without Foundation.
private struct Text {
    let bytes: ArraySlice<UInt8>

    init(_ line: String) { bytes = Array(line.utf8)[...] }
    private init(bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    func begins(_ words: String) -> Bool { bytes.starts(with: words.utf8) }

    /// The text after the first occurrence of some words.
    func rest(after words: String) -> Text? {
        let needle = Array(words.utf8)
        return bytes.firstIndex(of: needle).map { Text(bytes: bytes[($0 + needle.count)...]) }
    }

    var string: String { String(decoding: bytes, as: UTF8.self) }

    /// The text up to the next `,`, `)` or space.
    var word: String {
        String(decoding: bytes.prefix { !"),  ".utf8.contains($0) }, as: UTF8.self)
    }

    /// The name of an extension's process: `NAME-1 exited: …`, `NAME-1(14).`
    var name: String? {
        let process = bytes.prefix { !" (".utf8.contains($0) }
        guard let dash = process.lastIndex(of: UInt8(ascii: "-")), dash > process.startIndex else { return nil }
        return String(decoding: process[..<dash], as: UTF8.self)
    }

    /// The file that could not be started, and the reason: `NAME: permission denied InvokeID=…`
    var launch: (name: String, reason: String)? {
        guard let reason = rest(after: ": ") else { return nil }
        let end = reason.bytes.firstIndex(of: Array(" InvokeID=".utf8)) ?? reason.bytes.endIndex
        return (
            String(decoding: bytes[..<(reason.bytes.startIndex - 2)], as: UTF8.self),
            String(decoding: reason.bytes[..<end], as: UTF8.self)
        )
    }

    /// The number at the start of the text.
    var number: Double? {
        Double(String(decoding: bytes.prefix { $0.isASCIIDigit || $0 == 0x2E }, as: UTF8.self))
    }
}
