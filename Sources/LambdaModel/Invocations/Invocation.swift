/// One call of a function: what went in.
public struct InvocationRequest: Hashable, Sendable {
    /// The function's name.
    public var function: String
    /// The event's name as the person knows it: a file name, or `-` for standard input.
    public var event: String
    /// The event: JSON text.
    public var payload: [UInt8]

    /// A call.
    public init(function: String, event: String, payload: [UInt8]) {
        self.function = function
        self.event = event
        self.payload = payload
    }
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

/// One call of a function, finished.
public struct InvocationResult: Hashable, Sendable {
    /// What went in.
    public var request: InvocationRequest
    /// What came back.
    public var reply: InvocationReply
    /// How it is to be read.
    public var verdict: Verdict
    /// Type, message and trace, where the function or its runtime reported an error.
    public var error: InvocationError?
    /// When the call was sent: seconds since 1970.
    public var startedAt: Double
    /// Seconds from sending the call to the last byte of its answer, waiting in the queue left out.
    public var seconds: Double
    /// Whether it was its container's first call, which starts the language runtime (LAMBDA facts, point 2).
    public var isCold: Bool
    /// The request id, where the answer or the log tells it.
    public var requestID: String?
    /// What the function wrote while it ran, in order.
    public var log: [LogRecord]

    /// A finished call.
    public init(
        request: InvocationRequest, reply: InvocationReply, verdict: Verdict, error: InvocationError? = nil,
        startedAt: Double, seconds: Double, isCold: Bool, requestID: String? = nil, log: [LogRecord] = []
    ) {
        self.request = request
        self.reply = reply
        self.verdict = verdict
        self.error = error
        self.startedAt = startedAt
        self.seconds = seconds
        self.isCold = isCold
        self.requestID = requestID
        self.log = log
    }

    /// The HTTP status, where there was an answer.
    public var status: Int? {
        if case .answered(let status, _) = reply { status } else { nil }
    }

    /// The answer's body; empty where there was none.
    public var body: [UInt8] {
        if case .answered(_, let body) = reply { body } else { [] }
    }
}

/// What an error answer of a language runtime says.
public struct InvocationError: Hashable, Sendable {
    /// The class or the `Runtime.…` name.
    public var type: String
    /// The message.
    public var message: String
    /// The stack trace, a line each, as the runtime wrote it.
    public var trace: [String]
    /// Whether it only looks like an error: nothing tells whether the handler raised or returned it.
    public var isDoubtful = false

    /// An error as reported.
    public init(type: String, message: String, trace: [String] = []) {
        self.type = type
        self.message = message
        self.trace = trace
    }
}
