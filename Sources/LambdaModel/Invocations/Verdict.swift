import JSONText
import Support

/// What really happened to an invocation. The emulator answers 200 to many failures (LAMBDA facts, points 4 to 8).
public enum Verdict: String, Hashable, Sendable, CaseIterable {
    /// The handler returned.
    case ok
    /// The handler raised.
    case functionError
    /// The handler ran longer than its timeout.
    case timeout
    /// The runtime process ended.
    case crashed
    /// The runtime was killed because of its memory.
    case outOfMemory
    /// The handler could not be loaded.
    case initFailed
    /// The response was larger than Lambda allows.
    case responseTooLarge
    /// The container did not answer.
    case unreachable
    /// The user stopped waiting.
    case cancelled

    /// The verdict in words.
    public var label: String {
        switch self {
        case .ok: "ok"
        case .functionError: "function error"
        case .timeout: "timed out"
        case .crashed: "crashed"
        case .outOfMemory: "out of memory"
        case .initFailed: "init failed"
        case .responseTooLarge: "response too large"
        case .unreachable: "no answer"
        case .cancelled: "cancelled"
        }
    }

    /// The verdict from the log alone, for an invocation by another process. Nil if the language's runtime does not log
    /// an error that a handler raises.
    public static func read(
        _ callLog: InvocationLog, _ family: LambdaRuntimeIdentifier.Family?
    ) -> Verdict? {
        if callLog.reset == "Timeout" { return .timeout }
        if callLog.extensionFailure != nil { return .crashed }
        if callLog.didInitFail { return .initFailed }
        if callLog.processExit != nil { return callLog.reportsFullHeap ? .outOfMemory : .crashed }
        if callLog.reportsError { return .functionError }
        if callLog.isCut { return nil }
        switch family {
        case .python, .nodejs: return callLog.isComplete ? .ok : nil
        case .java, .dotnet, .ruby, .go, .provided, nil: return nil
        }
    }

    /// Reads an answer together with the other facts about the call, see ``InvocationAnswer/verdict(_:)``.
    public static func read(
        _ reply: InvocationReply, _ evidence: InvocationEvidence = InvocationEvidence()
    ) -> (verdict: Verdict, error: InvocationError?) {
        InvocationAnswer(reply).verdict(evidence)
    }

    /// Reads a call without an answer: its container ended, or the reason is unknown.
    static func read(
        brokenBy reason: String, _ end: InvocationEvidence.ContainerEnd?
    ) -> (Verdict, InvocationError?) {
        switch end {
        case .exited(_, outOfMemory: true):
            return (
                .outOfMemory, InvocationError(type: "Container.OutOfMemory", message: "the container ran out of memory")
            )
        case .exited(let code, _):
            let how = code == 137 ? "was killed" : "exited with code \(code)"
            let message = "the container \(how) while the function was running"
            return (.crashed, InvocationError(type: "Container.Exited", message: message))
        case .removed:
            let message = "the container was removed while the function was running"
            return (.crashed, InvocationError(type: "Container.Removed", message: message))
        case .cutOff:
            let message = "the container lost its network while the function was running"
            return (.unreachable, InvocationError(type: "Container.CutOff", message: message))
        case .stopped:
            return (
                .cancelled,
                InvocationError(type: "Container.Stopped", message: "the function was stopped during the call")
            )
        case nil:
            return (.unreachable, InvocationError(type: "Unreachable", message: reason))
        }
    }

    fileprivate static func read(
        status: Int, withoutErrorIn body: [UInt8], _ evidence: InvocationEvidence
    ) -> (Verdict, InvocationError?) {
        guard status >= 300 else {
            // The emulator gives the running call an empty answer when it receives SIGTERM.
            guard body.isEmpty, let callLog = evidence.callLog, callLog.reset == "SandboxTerminated",
                callLog.handlerMilliseconds == nil
            else { return (.ok, nil) }
            return read(brokenBy: "", evidence.containerEnd ?? .exited(code: 0, outOfMemory: false))
        }
        if let exit = evidence.callLog?.processExit {
            let error = InvocationError(type: "Runtime.ExitError", message: "the runtime exited: \(exit)")
            return (failure(error, evidence), error)
        }
        if let failure = evidence.callLog?.extensionFailure {
            return (.crashed, InvocationError(type: failure.type, message: failure.label))
        }
        let message = body.isEmpty ? "an empty answer" : String(decoding: body.prefix(500), as: UTF8.self)
        return (.crashed, InvocationError(type: "HTTP \(status)", message: message))
    }

    /// Reads an error with a bad status: the emulator's own, or that of a runtime that ended.
    fileprivate static func failure(_ error: InvocationError, _ evidence: InvocationEvidence) -> Verdict {
        if error.type == "Function.ResponseSizeTooLarge" { return .responseTooLarge }
        let wasKilled = evidence.callLog?.processExit.map { $0 == "signal: killed" } ?? false
        if wasKilled || error.message.hasSuffix("signal: killed"), evidence.isMemoryFull { return .outOfMemory }
        if evidence.callLog?.processExit != nil, evidence.callLog?.reportsFullHeap ?? false { return .outOfMemory }
        if evidence.didInitFail || ErrorAnswer.loadingTypes.contains(error.type) { return .initFailed }
        if evidence.callLog?.processExit != nil || error.type.hasPrefix("Runtime.") { return .crashed }
        return ["Extension.Crash", "Sandbox.Failure"].contains(error.type) ? .crashed : .functionError
    }

    /// The message for a timeout. The emulator applies the function's timeout to the start, so a start that takes
    /// longer ends every call before the handler runs; Lambda gives the start its own ten seconds.
    fileprivate static func timeoutText(_ text: String, _ callLog: InvocationLog?) -> String {
        guard let callLog, callLog.neverRan, let took = callLog.initMilliseconds else { return text }
        let limit = text.split(separator: " ").compactMap { Double($0) }.first ?? took / 1000
        let start =
            "init took \(Decimals.text(took / 1000, 1)) s of the \(plain(limit)) s timeout; the handler never ran"
        if let failure = callLog.extensionFailure { return "\(start): \(failure.label)" }
        return start
            + ": raise \"timeout\" in functions.json (on Lambda, init has its own 10 s), or load less during init"
    }

    private static func plain(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e9 ? String(Int(number)) : String(number)
    }

    /// The emulator's message for a timeout, which is plain text and never JSON: `Task timed out after 2.00 seconds`.
    /// Any number counts: the container may have been started with another timeout than the manifest has now.
    fileprivate static func timeoutMessage(_ body: [UInt8]) -> String? {
        // This runs for every answer. A regular expression would be compiled each time, which took a tenth of a warm
        // call.
        guard body.count < 200, body.first != UInt8(ascii: "\""), body.suffix(8).elementsEqual(" seconds".utf8) else {
            return nil
        }
        let text = String(decoding: body, as: UTF8.self)
        guard let start = text.firstRange(of: "Task timed out after ") else { return nil }
        let number = text[start.upperBound...].dropLast(" seconds".count)
            .split(separator: ".", omittingEmptySubsequences: false)
        let areDigits = number.allSatisfy { !$0.isEmpty && $0.allSatisfy { ("0"..."9").contains($0) } }
        return number.count == 2 && areDigits ? text : nil
    }
}

/// The reply to a call, with its body parsed once.
public struct InvocationAnswer: Sendable {
    /// The reply.
    public let reply: InvocationReply
    /// What lamdeck's own Runtime API saw; nil if the emulator answered.
    public let ending: CallEnding?
    /// The body, if it looks like a runtime's error.
    private let error: ErrorAnswer?

    /// Takes an answer.
    public init(_ reply: InvocationReply, _ ending: CallEnding? = nil) {
        (self.reply, self.ending) = (reply, ending)
        guard ending == nil else {
            error = nil
            return
        }
        if case .answered(_, let body) = reply { error = ErrorAnswer(body) } else { error = nil }
    }

    /// Reads the answer together with the other facts about the call. An object that looks like a runtime's error is one
    /// if the body's own request id or the runtime's record in the log says so. If the log shows that no error was
    /// raised, the function returned the object. If neither is known, it counts as an error and is doubtful.
    public func verdict(_ evidence: InvocationEvidence) -> (verdict: Verdict, error: InvocationError?) {
        if let ending { return ending.verdict(evidence) }
        switch reply {
        case .cancelled: return (.cancelled, nil)
        case .unreachable(let reason):
            return Verdict.read(brokenBy: reason, evidence.containerEnd)
        case .refused(let reason):
            return (.unreachable, InvocationError(type: "NotRunning", message: reason.summary))
        case .answered(let status, let body):
            if let text = Verdict.timeoutMessage(body), evidence.allowsTimeout {
                let message = Verdict.timeoutText(text, evidence.callLog)
                return (.timeout, InvocationError(type: "Sandbox.Timedout", message: message))
            }
            guard var answer = error else {
                return Verdict.read(status: status, withoutErrorIn: body, evidence)
            }
            if status >= 300 { return (Verdict.failure(answer.error, evidence), answer.error) }
            if answer.isTooLarge { return (.responseTooLarge, answer.error) }
            switch evidence.raised(answer) {
            case .yes: return (answer.isOfLoading || evidence.didInitFail ? .initFailed : .functionError, answer.error)
            case .no: return (.ok, nil)
            case .unknown:
                answer.error.isDoubtful = true
                return (.functionError, answer.error)
            }
        }
    }
}
