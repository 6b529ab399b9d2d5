import Support

/// A short summary of an invocation: the head of its group in the log, and its row in the history.
public struct InvocationSummary: Hashable, Sendable {
    /// The function's name.
    public var function: String
    /// The request id; nil if neither the answer nor the log has it.
    public var requestID: String?
    /// The event's name; nil for a call that another process made.
    public var event: String?
    /// The verdict; nil if unknown, such as for a call by another process.
    public var verdict: Verdict?
    /// The error's type, if there was one.
    public var errorType: String?
    /// The HTTP status in the function's answer, if there is one.
    public var functionStatus: FunctionStatus?
    /// When it began: seconds since 1970.
    public var startedAt: Double
    /// Milliseconds that the handler took or, if that is not known, the whole call.
    public var milliseconds: Double?
    /// Whether the log is complete and has no handler time, so ``milliseconds`` is the whole call.
    public private(set) var isWholeCall = false
    /// Milliseconds that the language runtime took to start, if it did for this call; not included in ``milliseconds``.
    public var initMilliseconds: Double?
    /// Milliseconds that it waited for its turn, or for a container; nil if unknown, such as for a call that did not pass
    /// through lamdeck's queue.
    public var queuedMilliseconds: Double?
    /// The container's peak memory in bytes.
    public var peakMemory: Int?
    /// Whether the language runtime started for it.
    public var isCold: Bool
    /// The origin, if it arrived through the endpoint.
    public var origin: CallOrigin?
    /// The HTTP request that made it, if one did.
    public var http: HTTPCall?
    /// The root of its trace (``TraceID``), which the calls that it makes share.
    public var traceRoot: String?

    /// A summary.
    public init(
        function: String, requestID: String? = nil, event: String? = nil, verdict: Verdict? = nil,
        errorType: String? = nil, functionStatus: FunctionStatus? = nil, startedAt: Double, milliseconds: Double? = nil,
        initMilliseconds: Double? = nil, queuedMilliseconds: Double? = nil,
        peakMemory: Int? = nil,
        isCold: Bool = false, origin: CallOrigin? = nil, http: HTTPCall? = nil,
        traceRoot: String? = nil
    ) {
        self.function = function
        self.requestID = requestID
        self.event = event
        self.verdict = verdict
        self.errorType = errorType
        self.functionStatus = functionStatus
        self.startedAt = startedAt
        self.milliseconds = milliseconds
        self.initMilliseconds = initMilliseconds
        self.queuedMilliseconds = queuedMilliseconds
        self.peakMemory = peakMemory
        self.isCold = isCold
        self.origin = origin
        self.http = http
        self.traceRoot = traceRoot
    }

    /// The event's name for a new call with it.
    public var eventLabel: String { event ?? http?.label ?? "event " + (origin?.label ?? "of \(function)") }

    /// The name for the user: the request's method and target, the event's name, or the origin; nil if none is known.
    public var name: String? { http?.label ?? event ?? origin?.label }

    /// The outcome in words: the verdict, or instead of "ok" the status in the function's answer; nil if unknown.
    public var outcome: String? {
        if verdict == .ok, let functionStatus { return functionStatus.label }
        return verdict?.label
    }

    /// A call that runs.
    public init(sent request: InvocationRequest, at time: Double) {
        self.init(
            function: request.function, requestID: request.requestID,
            event: request.event.isEmpty ? nil : request.event, startedAt: time, origin: request.origin,
            http: request.http, traceRoot: request.traceRoot)
    }

    /// A finished call that lamdeck sent.
    public init(_ result: InvocationResult) {
        self.init(
            function: result.request.function, requestID: result.requestID,
            event: result.request.event.isEmpty ? nil : result.request.event, verdict: result.verdict,
            errorType: result.error.flatMap { $0.type.allSatisfy(\.isWhitespace) ? nil : $0.type },
            functionStatus: result.functionStatus, startedAt: result.startedAt,
            // If the handler never ran, only the start is reported: the duration of the whole call would count it
            // twice.
            milliseconds: result.handlerMilliseconds ?? (result.initMilliseconds == nil ? result.seconds * 1000 : nil),
            initMilliseconds: result.initMilliseconds, queuedMilliseconds: result.queuedSeconds * 1000,
            peakMemory: result.peakMemory, isCold: result.isCold, origin: result.request.origin,
            http: result.request.http, traceRoot: result.request.traceRoot)
    }
}

/// A stored invocation.
public struct HistoryRow: Hashable, Sendable, Identifiable {
    /// Its number in the history: later ones are larger.
    public var id: Int64
    /// Its summary.
    public var summary: InvocationSummary
    /// Hash of the settings that shaped its container.
    public var spec: String?
    /// Hash of the code's files (paths, sizes, modification times) when the runtime loaded them.
    public var codeHash: String?

    /// A stored invocation.
    public init(id: Int64, summary: InvocationSummary, spec: String? = nil, codeHash: String? = nil) {
        self.id = id
        self.summary = summary
        self.spec = spec
        self.codeHash = codeHash
    }
}

extension InvocationSummary {
    /// An invocation by another process, as far as its log shows it.
    public init(_ callLog: InvocationLog, of function: String, _ family: LambdaRuntimeIdentifier.Family?) {
        self.init(
            function: function, requestID: callLog.requestID, verdict: Verdict.read(callLog, family),
            startedAt: callLog.startedAt, milliseconds: callLog.handlerTime,
            initMilliseconds: callLog.initMilliseconds, isCold: callLog.isCold)
    }
}

extension InvocationSummary {
    /// The same with the history's data, if lamdeck made the call: its verdict is based on more than the log.
    public func known(by kept: InvocationSummary?) -> InvocationSummary {
        guard var known = kept, known.requestID == requestID else { return self }
        known.startedAt = startedAt
        known.isWholeCall = milliseconds == nil
        return known
    }
}

extension InvocationSummary: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "function": function.wire, "requestID": requestID.wire, "event": event.wire, "verdict": verdict.wire,
            "errorType": errorType.wire, "functionStatus": functionStatus.wire, "startedAt": startedAt.wire,
            "milliseconds": milliseconds.wire, "isWholeCall": isWholeCall.wire,
            "initMilliseconds": initMilliseconds.wire, "queuedMilliseconds": queuedMilliseconds.wire,
            "peakMemory": peakMemory.wire, "isCold": isCold.wire, "origin": origin.wire, "traceRoot": traceRoot.wire,
            "http": http.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        function = try members["function"]
        requestID = try members["requestID"]
        event = try members["event"]
        verdict = try members["verdict"]
        errorType = try members["errorType"]
        functionStatus = try members["functionStatus"]
        startedAt = try members["startedAt"]
        milliseconds = try members["milliseconds"]
        isWholeCall = try members["isWholeCall"]
        initMilliseconds = try members["initMilliseconds"]
        queuedMilliseconds = try members["queuedMilliseconds"]
        peakMemory = try members["peakMemory"]
        isCold = try members["isCold"]
        origin = try members["origin"]
        traceRoot = try members["traceRoot"]
        http = try members["http"]
    }
}
