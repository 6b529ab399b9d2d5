import JSONText

/// Facts about a call in addition to its answer.
public struct InvocationEvidence: Hashable, Sendable {
    /// Its log; nil if it could not be read.
    public var callLog: InvocationLog?
    /// The language; nil for a user's own image.
    public var family: LambdaRuntimeIdentifier.Family?
    /// The container's peak memory in bytes; nil if the engine does not report it.
    public var peakMemory: Int?
    /// The container's memory limit in bytes.
    public var memoryLimit: Int?
    /// How the container ended during the call; nil if it is still running.
    public var containerEnd: ContainerEnd?
    /// Whether another process ended the container.
    public var wasEndedOutside = false

    /// How a container ended.
    public enum ContainerEnd: Hashable, Sendable {
        /// Its process ended; whether the kernel killed it for its memory.
        case exited(code: Int, outOfMemory: Bool)
        /// Another process removed it.
        case removed
        /// It runs but cannot be reached: its network was disconnected.
        case cutOff
        /// The user stopped or restarted the function, or lamdeck ended the container.
        case stopped
    }

    /// All facts that are known.
    public init(
        callLog: InvocationLog? = nil, family: LambdaRuntimeIdentifier.Family? = nil, peakMemory: Int? = nil,
        memoryLimit: Int? = nil, containerEnd: ContainerEnd? = nil
    ) {
        self.callLog = callLog
        self.family = family
        self.peakMemory = peakMemory
        self.memoryLimit = memoryLimit
        self.containerEnd = containerEnd
    }

    /// Whether the runtime ended before it asked for the event.
    var didInitFail: Bool { callLog?.didInitFail ?? false }

    /// Whether a timeout-like response can be real. After a real timeout the emulator logs a reset.
    var allowsTimeout: Bool {
        guard let callLog, callLog.isComplete else { return true }
        return callLog.reset == "Timeout"
    }

    /// Whether a kill may be due to memory: the kernel kills at the limit, so the peak is near it. If the engine does
    /// not report the peak, an unexplained kill counts as one.
    var isMemoryFull: Bool {
        guard let peakMemory, let memoryLimit, memoryLimit > 0 else { return true }
        return peakMemory >= memoryLimit / 10 * 9
    }

    enum Answer { case yes, no, unknown }

    /// Whether the handler raised the error in an answer.
    func raised(_ answer: ErrorAnswer) -> Answer {
        guard let callLog, !callLog.isCut else { return looksRaised(answer) }
        if callLog.didInitFail || callLog.processExit != nil { return .yes }
        if let record = callLog.errorRecord, record.matches(type: answer.error.type, message: answer.error.message) {
            return .yes
        }
        switch family {
        // These runtimes log every error that is raised; without a record, there was none.
        case .python, .nodejs: return callLog.isComplete ? .no : looksRaised(answer)
        case .java, .dotnet, .ruby, .go, .provided, nil:
            if let id = answer.requestID, id == callLog.requestID { return .yes }
            return callLog.errorRecord != nil ? .yes : .unknown
        }
    }

    /// The conclusion from the answer alone: an object without the members that the language runtime always writes is
    /// the function's own.
    private func looksRaised(_ answer: ErrorAnswer) -> Answer {
        switch family {
        case .python: answer.hasTrace && answer.requestID != nil ? .yes : .no
        case .nodejs: answer.hasTrace ? .unknown : .no
        case .java, .dotnet, .ruby, .go, .provided, nil: answer.requestID == nil ? .unknown : .yes
        }
    }
}

/// A body that looks like a runtime's error: it has `errorType` and `errorMessage`, and a trace under one of its names.
struct ErrorAnswer: Sendable {
    var error: InvocationError
    /// The request id that Python's runtime writes into it.
    let requestID: String?
    /// Whether it has a trace, possibly empty.
    let hasTrace: Bool

    init?(_ body: [UInt8]) {
        guard body.first == UInt8(ascii: "{"), Self.mayBeError(body),
            let root = try? JSONDocument(body).root,
            let type = root["errorType"]?.string
        else { return nil }
        let trace = root["stackTrace"] ?? root["trace"]
        // An error may have no message, but it always has a trace.
        guard let message = root["errorMessage"]?.string ?? (trace == nil ? nil : "") else { return nil }
        let lines = trace.map(LoggedTrace.texts) ?? []
        error = InvocationError(type: type, message: message, trace: lines.flatMap(Self.lineBreaks))
        requestID = root["requestId"]?.string
        hasTrace = trace?.kind == .array
    }

    /// Whether the emulator says that the response was too large. It answers 502 if the runtime ends because of that,
    /// as Python's does, and 200 if the runtime continues.
    var isTooLarge: Bool {
        error.type == "Function.ResponseSizeTooLarge" && error.trace.isEmpty
            && error.message.wholeMatch(
                of: /Response payload size exceeded maximum allowed payload size \([0-9]+ bytes\)\./) != nil
    }

    /// Error types of a runtime that could not load the handler.
    static let loadingTypes: Set<String> = [
        "Runtime.ImportModuleError", "Runtime.HandlerNotFound", "Runtime.UserCodeSyntaxError",
        "Runtime.MalformedHandlerName", "Runtime.UserCodeLoadError", "Runtime.InvalidEntrypoint",
    ]

    /// Whether the runtime could not load the handler.
    var isOfLoading: Bool { Self.loadingTypes.contains(error.type) }

    /// Whether to parse a body: a long one only if it begins like a runtime's error.
    private static func mayBeError(_ body: [UInt8]) -> Bool {
        body.count < 1 << 20 || errorKeys.contains { body.prefix(64).firstIndex(of: $0) != nil }
    }

    private static let errorKeys = [Array("\"errorType\"".utf8), Array("\"errorMessage\"".utf8)]

    private static func lineBreaks(_ text: String) -> [String] {
        var lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map(String.init)
    }
}
