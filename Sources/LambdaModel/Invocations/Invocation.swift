/// The input of one call of a function.
public struct InvocationRequest: Hashable, Sendable {
    /// The function's name.
    public var function: String
    /// The event's name for the user: a file name, or `-` for standard input; empty for a call that arrived through the
    /// endpoint.
    public var event: String
    /// The event: JSON text.
    public var payload: [UInt8]
    /// The request id that the call gets if lamdeck serves the Runtime API; nil for a new one.
    public var requestID: String?
    /// `X-Amz-Client-Context`, in base64, if a caller sent one.
    public var clientContext: String?
    /// `X-Amzn-Trace-Id`, if a caller sent one.
    public var traceID: String?
    /// The JSON text with the identity of Amazon Cognito, if a caller sent one.
    public var cognitoIdentity: String?
    /// The tenant's id (`X-Amz-Tenant-Id`), if a caller sent one.
    public var tenantID: String?
    /// The number of the running call that waits for this one's answer; nil if none is known.
    public var waitingCall: Int?
    /// The origin; nil for a call that the user made with lamdeck.
    public var origin: CallOrigin?
    /// The HTTP request that made it; nil for a call that was made otherwise.
    public var http: HTTPCall?
    /// Whether the caller does not wait for the result (`Event`), so that only the history shows it.
    public var isAsynchronous = false
    /// Whether the caller gets the response in parts, as they arrive. A response that the function streams may then
    /// be as large as Lambda allows for streams.
    public var wantsStream = false
    /// Whether the caller asked for the end of the log in the answer (`X-Amz-Log-Type: Tail`).
    public var wantsLogTail = false

    /// A call.
    public init(function: String, event: String, payload: [UInt8]) {
        self.function = function
        self.event = event
        self.payload = payload
    }

    /// The root of ``traceID``, which the calls that it makes share.
    public var traceRoot: String? { traceID.flatMap(TraceID.root) }
}

/// The answer to a call, or why there is none.
public enum InvocationReply: Hashable, Sendable {
    /// An HTTP answer: status and body as received.
    case answered(status: Int, body: [UInt8])
    /// No answer: the connection broke or was refused.
    case unreachable(String)
    /// The user stopped waiting.
    case cancelled
    /// The call was never sent; the reason.
    case refused(FailureReason)
}

/// The error in an answer of a language runtime.
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
