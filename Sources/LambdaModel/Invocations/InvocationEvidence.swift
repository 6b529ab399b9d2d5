import JSONText

/// Facts about a call besides its answer.
public struct InvocationEvidence: Hashable, Sendable {
    /// What it logged; nil if the log could not be read.
    public var slice: InvocationSlice?
    /// The language; nil for an image of the user's own.
    public var family: LambdaRuntimeIdentifier.Family?
    /// Bytes that the container used at most; nil if the engine did not say.
    public var peakMemory: Int?
    /// Bytes that it may use.
    public var memoryLimit: Int?
    /// How the container ended during the call; nil if it is still running.
    public var containerEnd: ContainerEnd?

    /// How a container ended.
    public enum ContainerEnd: Hashable, Sendable {
        /// Its process ended, and whether the kernel killed it for its memory.
        case exited(code: Int, outOfMemory: Bool)
        /// Somebody removed it.
        case removed
        /// It goes on, and nothing reaches it: its network was cut.
        case cutOff
        /// The person stopped or restarted the function.
        case stopped
    }

    /// What is known of a call.
    public init(
        slice: InvocationSlice? = nil, family: LambdaRuntimeIdentifier.Family? = nil, peakMemory: Int? = nil,
        memoryLimit: Int? = nil, containerEnd: ContainerEnd? = nil
    ) {
        self.slice = slice
        self.family = family
        self.peakMemory = peakMemory
        self.memoryLimit = memoryLimit
        self.containerEnd = containerEnd
    }

    /// Whether the runtime ended before it asked for the event.
    var didInitFail: Bool { slice?.didInitFail ?? false }

    /// Whether text like a timeout's can be one: the emulator resets the runtime then, and says so.
    var allowsTimeout: Bool {
        guard let slice, slice.isComplete else { return true }
        return slice.reset == "Timeout"
    }

    /// Whether a kill was one for memory: the kernel kills when the limit is reached, so the peak is near it. Where the
    /// engine does not tell the peak, a kill from nowhere is taken for one.
    var isMemoryFull: Bool {
        guard let peakMemory, let memoryLimit, memoryLimit > 0 else { return true }
        return peakMemory >= memoryLimit / 10 * 9
    }

    enum Answer { case yes, no, unknown }

    /// Whether the handler raised what an answer holds.
    func raised(_ answer: ErrorAnswer) -> Answer {
        guard let slice, !slice.isCut else { return looksRaised(answer) }
        if slice.didInitFail || slice.processExit != nil { return .yes }
        if let record = slice.errorRecord, record.matches(type: answer.error.type, message: answer.error.message) {
            return .yes
        }
        switch family {
        // These runtimes write a record of every error; without one, there was none.
        case .python, .nodejs: return slice.isComplete ? .no : looksRaised(answer)
        case .java, .dotnet, .ruby, .go, .provided, nil:
            if let id = answer.requestID, id == slice.requestID { return .yes }
            return slice.errorRecord != nil ? .yes : .unknown
        }
    }

    /// What an answer alone tells: an object without the members that the language runtime always writes is the
    /// function's own.
    private func looksRaised(_ answer: ErrorAnswer) -> Answer {
        switch family {
        case .python: answer.hasTrace && answer.requestID != nil ? .yes : .no
        case .nodejs: answer.hasTrace ? .unknown : .no
        case .java, .dotnet, .ruby, .go, .provided, nil: answer.requestID == nil ? .unknown : .yes
        }
    }
}

/// A body that has the shape of a runtime's error: `errorType` and `errorMessage`, and a trace under one of its names.
struct ErrorAnswer {
    var error: InvocationError
    /// The request id that Python's runtime writes into it.
    let requestID: String?
    /// Whether it has a trace, though perhaps an empty one.
    let hasTrace: Bool

    init?(_ body: [UInt8]) {
        guard body.first == UInt8(ascii: "{"), Self.mayBeError(body),
            let root = try? JSONDocument(body).root,
            let type = root["errorType"]?.string
        else { return nil }
        let trace = root["stackTrace"] ?? root["trace"]
        // What was raised may have no message, and then has a trace all the same.
        guard let message = root["errorMessage"]?.string ?? (trace == nil ? nil : "") else { return nil }
        let lines = trace.map { $0.elements.compactMap(\.string) } ?? []
        error = InvocationError(type: type, message: message, trace: lines.flatMap(Self.lineBreaks))
        requestID = root["requestId"]?.string
        hasTrace = trace?.kind == .array
    }

    /// Whether it is the emulator's word that the response was too large. It answers 502 with it where the runtime ends
    /// over that, as Python's does, and 200 if the runtime goes on.
    var isTooLarge: Bool {
        error.type == "Function.ResponseSizeTooLarge" && error.trace.isEmpty
            && error.message.wholeMatch(
                of: /Response payload size exceeded maximum allowed payload size \([0-9]+ bytes\)\./) != nil
    }

    /// Types of a runtime that could not load the handler, rather than of a handler that raised.
    static let loadingTypes: Set<String> = [
        "Runtime.ImportModuleError", "Runtime.HandlerNotFound", "Runtime.UserCodeSyntaxError",
        "Runtime.MalformedHandlerName", "Runtime.UserCodeLoadError", "Runtime.InvalidEntrypoint",
    ]

    /// Whether the runtime could not load the handler.
    var isOfLoading: Bool { Self.loadingTypes.contains(error.type) }

    /// Whether it is worth the time to read a body as JSON: a long one only where it begins as a runtime's error does.
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
