/// One call of a function: what went in.
public struct InvocationRequest: Hashable, Sendable {
    /// The function's name.
    public var function: String
    /// The event's name as the user knows it: a file name, or `-` for standard input; empty for a call that came
    /// through the front door.
    public var event: String
    /// The event: JSON text.
    public var payload: [UInt8]
    /// `X-Amz-Client-Context`, in base64, if a caller sent one.
    public var clientContext: String?
    /// `X-Amzn-Trace-Id`, if a caller sent one.
    public var traceID: String?
    /// The number of the running call that waits for this one's answer; nil if none is known.
    public var waitingCall: Int?
    /// Where it came from; nil for a call that the user made with lamdeck.
    public var origin: CallOrigin?
    /// Whether its caller does not wait for the result (`Event`), so only the history shows the outcome.
    public var isAsynchronous = false
    /// Whether its caller asked for the end of its log with the answer (`X-Amz-Log-Type: Tail`).
    public var wantsLogTail = false

    /// A call.
    public init(function: String, event: String, payload: [UInt8]) {
        self.function = function
        self.event = event
        self.payload = payload
    }

    /// What it shares with the calls that are made for it: the root of ``traceID``.
    public var traceRoot: String? { traceID.flatMap(TraceID.root) }
}

/// What came back from the emulator, or that nothing did.
public enum InvocationReply: Hashable, Sendable {
    /// An HTTP answer: status and body as received.
    case answered(status: Int, body: [UInt8])
    /// No answer: the connection broke or was refused.
    case unreachable(String)
    /// The person gave up waiting.
    case cancelled
    /// It never began, and why.
    case refused(FailureReason)
}

/// What an error answer of a language runtime says.
public struct InvocationError: Hashable, Sendable {
    /// The class or the `Runtime.…` name.
    public var type: String
    /// The message.
    public var message: String
    /// The stack trace, a line each, as the runtime wrote it.
    public var trace: [String]
    /// Whether it only looks like an error: nothing shows whether the handler raised or returned it.
    public var isDoubtful = false

    /// Type and message on one line, line breaks as spaces; empty if it has neither.
    public var summary: String {
        [type, message].map(Self.onOneLine).filter { !$0.isEmpty }.joined(separator: ": ")
    }

    private static func onOneLine(_ text: String) -> String {
        text.split { $0.isNewline }.map { $0.drop { $0 == " " || $0 == "\t" } }.joined(separator: " ")
    }

    /// An error as reported.
    public init(type: String, message: String, trace: [String] = []) {
        self.type = type
        self.message = message
        self.trace = trace
    }
}
