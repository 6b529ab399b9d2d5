/// A finished call of a function: its event, its response, the verdict and the measurements.
public struct InvocationResult: Hashable, Sendable {
    /// The request.
    public var request: InvocationRequest
    /// The reply.
    public var reply: InvocationReply
    /// The verdict.
    public var verdict: Verdict
    /// Type, message and trace, if the function or its runtime reported an error.
    public var error: InvocationError?
    /// When the call was sent: seconds since 1970.
    public var startedAt: Double
    /// Seconds from sending the call to the last byte of its answer, without the wait in the queue.
    public var seconds: Double
    /// Seconds that the call waited for its turn, and for its container if none ran.
    public var queuedSeconds = 0.0
    /// Whether the language runtime started for it. It starts on a container's first call (LAMBDA facts, point 2), and
    /// on the call after one that ended it.
    public var isCold: Bool
    /// The request id, if the answer or the log has it.
    public var requestID: String?
    /// The function's output during the call, in order; only the first lines if there were too many.
    public var log: [LogRecord] = []
    /// The number of lines that were dropped after ``log``.
    public var droppedLines = 0
    /// The last of these lines, as many as ``InvocationLog/lastRecords`` keeps. The history does not store them.
    public var lastLines: [LogRecord] = []
    /// Whether the log has not yet been read to the call's end.
    public var isLogBehind = false
    /// Whether lines of its log are lost; a remark in the log shows the place.
    public var isLogLost = false
    /// Milliseconds that the language runtime took to start, if it did for this call.
    public var initMilliseconds: Double?
    /// Milliseconds that the handler ran, as its server measured them.
    public var handlerMilliseconds: Double?
    /// Milliseconds from the delivery of the event to the first byte of the response, if the function streamed it;
    /// nil if it sent the response in one piece, or if the emulator served.
    public var firstByteMilliseconds: Double?
    /// What was received of the response of a call that then failed or was cancelled; empty if nothing was. The
    /// caller of a buffered call does not get it. It is at most as long as a buffered response.
    public var partialResponse: [UInt8] = []
    /// How many bytes of the response were received and not kept: a streamed response may be longer than a buffered
    /// one.
    public var droppedBytes = 0
    /// The media type that the runtime gave the response of a function URL that streams: it says whether the response
    /// begins with a prelude. Nil if the runtime gave none, if the emulator served, and for other calls.
    public var responseType: String?
    /// The container's peak memory in bytes during the call, with all of its processes.
    public var peakMemory: Int?
    /// The container's memory limit in bytes; nil if the engine sets none.
    public var memoryLimit: Int?
    /// Seconds of processor time that the container used for the call.
    public var cpuSeconds: Double?

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

    /// The HTTP status of the emulator's answer, if there was one. It is not the function's (``functionStatus``) and
    /// means nothing to the user.
    public var status: Int? {
        if case .answered(let status, _) = reply { status } else { nil }
    }

    /// The answer's body; empty if there was none.
    public var body: [UInt8] {
        if case .answered(_, let body) = reply { body } else { [] }
    }

    /// What the function sent: the part of its response before a failure, or the answer's body.
    public var sentResponse: [UInt8] { partialResponse.isEmpty ? body : partialResponse }
}
