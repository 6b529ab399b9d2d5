/// An invocation in one line: the head of its group in the log, and its row in the history.
public struct InvocationBrief: Hashable, Sendable {
    /// The function's name.
    public var function: String
    /// The request id; nil if neither the answer nor the log told it.
    public var requestID: String?
    /// The event's name; nil for a call that another process made.
    public var event: String?
    /// What happened; nil if that is unknown, such as for a call of another process.
    public var verdict: Verdict?
    /// The error's type, if there was one.
    public var errorType: String?
    /// The HTTP status that the function answered with, if it did.
    public var functionStatus: FunctionStatus?
    /// When it began: seconds since 1970.
    public var startedAt: Double
    /// Milliseconds that the handler took, or, if the emulator did not say, the whole call.
    public var milliseconds: Double?
    /// Whether the log is complete and has no handler time, so ``milliseconds`` is the whole call.
    public private(set) var isWholeCall = false
    /// Milliseconds that the language runtime took to start, if it did for this call: they are not in ``milliseconds``.
    public var initMilliseconds: Double?
    /// Bytes that the container used at most.
    public var peakMemory: Int?
    /// Whether the language runtime started for it.
    public var isCold: Bool
    /// Where it came from, if it came through the front door.
    public var origin: CallOrigin?
    /// What it shares with the calls that were made for it: the root of its trace (``TraceID``).
    public var traceRoot: String?

    /// An invocation in one line.
    public init(
        function: String, requestID: String? = nil, event: String? = nil, verdict: Verdict? = nil,
        errorType: String? = nil, functionStatus: FunctionStatus? = nil, startedAt: Double, milliseconds: Double? = nil,
        initMilliseconds: Double? = nil,
        peakMemory: Int? = nil,
        isCold: Bool = false, origin: CallOrigin? = nil, traceRoot: String? = nil
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
        self.peakMemory = peakMemory
        self.isCold = isCold
        self.origin = origin
        self.traceRoot = traceRoot
    }

    /// What the user knows it by: its event's name, or where it came from; nil if neither is known.
    public var name: String? { event ?? origin?.words }

    /// The outcome in words: the verdict, or in place of "ok" the status that the function returned; nil if it is
    /// unknown.
    public var outcome: String? {
        if verdict == .ok, let functionStatus { return functionStatus.words }
        return verdict?.words
    }

    /// A finished call that lamdeck sent.
    public init(_ result: InvocationResult) {
        self.init(
            function: result.request.function, requestID: result.requestID,
            event: result.request.event.isEmpty ? nil : result.request.event, verdict: result.verdict,
            errorType: result.error.flatMap { $0.type.allSatisfy(\.isWhitespace) ? nil : $0.type },
            functionStatus: result.functionStatus, startedAt: result.startedAt,
            // A call whose handler never ran is told by its start alone: the whole would count that twice.
            milliseconds: result.handlerMilliseconds ?? (result.initMilliseconds == nil ? result.seconds * 1000 : nil),
            initMilliseconds: result.initMilliseconds, peakMemory: result.peakMemory,
            isCold: result.isCold, origin: result.request.origin, traceRoot: result.request.traceRoot)
    }
}

/// A stored invocation in one line.
public struct HistoryRow: Hashable, Sendable, Identifiable {
    /// Its number in the history: later ones are larger.
    public var id: Int64
    /// What it was.
    public var brief: InvocationBrief
    /// Hash of the settings that shaped its container.
    public var spec: String?
    /// Hash of the code's files (paths, sizes, times of change) as they were when the runtime loaded them.
    public var codeHash: String?

    /// A stored invocation.
    public init(id: Int64, brief: InvocationBrief, spec: String? = nil, codeHash: String? = nil) {
        self.id = id
        self.brief = brief
        self.spec = spec
        self.codeHash = codeHash
    }
}

extension InvocationBrief {
    /// An invocation that another process made, as far as its log tells.
    public init(_ slice: InvocationSlice, of function: String, _ family: LambdaRuntimeIdentifier.Family?) {
        self.init(
            function: function, requestID: slice.requestID, verdict: Verdict.read(slice, family),
            startedAt: slice.startedAt, milliseconds: slice.handlerTime,
            initMilliseconds: slice.initMilliseconds, isCold: slice.isCold)
    }
}

extension InvocationBrief {
    /// The same with what the history knows of the call: lamdeck made it, and judged it with all that was known then.
    public func known(by kept: InvocationBrief?) -> InvocationBrief {
        guard var known = kept, known.requestID == requestID else { return self }
        known.startedAt = startedAt
        known.isWholeCall = milliseconds == nil
        return known
    }
}
