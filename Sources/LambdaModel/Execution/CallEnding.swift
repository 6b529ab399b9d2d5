import JSONText
import Support

/// The verdict of a call that lamdeck's own Runtime API saw, and what its caller gets.
public struct CallEnding: Hashable, Sendable {
    /// The verdict.
    public var verdict: Verdict
    /// The error; nil if there is none.
    public var error: InvocationError?
    /// The answer for the caller; nil if the caller gets none.
    public var body: [UInt8]?

    /// What a call's outcome means.
    ///
    /// - Parameters:
    ///   - body: the response as received.
    ///   - timeout: the function's, in seconds.
    ///   - initSeconds: how long the init has taken, if it has not ended.
    ///   - isImage: whether the code is in the image, which must have a runtime client.
    public init(
        _ outcome: ExecutionOutcome, body: [UInt8], requestID: String, timeout: Int, initSeconds: Double? = nil,
        isImage: Bool = false
    ) {
        switch outcome {
        case .response: self.init(.ok, nil, body: body)
        case .error(let reported): self.init(.functionError, reported.error, body: reported.body)
        case .responseTooLarge:
            let message = RuntimeRefusal.tooLarge.message.replacing("allowed payload", with: "allowed response payload")
            self.init(.responseTooLarge, InvocationError(type: "Function.ResponseSizeTooLarge", message: message))
        case .truncated:
            let message = "the runtime broke its response off after \(ByteCount.text(body.count))"
            self.init(.crashed, InvocationError(type: "Runtime.TruncatedResponse", message: message))
        case .initFailed(let failure): self.init(failure, requestID: requestID, isImage: isImage)
        case .exited(let exit):
            self.init(exit == .outOfMemory ? .outOfMemory : .crashed, exit.error(requestID: requestID))
        case .extensionFailed(let failure):
            self.init(.crashed, InvocationError(type: failure.type, message: failure.label))
        case .timedOut:
            let message = "Task timed out after \(Decimals.text(Double(timeout), 2)) seconds"
            self.init(.timeout, InvocationError(type: "Sandbox.Timedout", message: message))
        case .initTimedOut(let missing):
            let took = Decimals.text(initSeconds ?? RuntimeLimits.initSeconds, 1)
            let start =
                "init took \(took) s, more than its 10 s and the timeout of \(timeout) s together; the handler never ran"
            let what = missing.map { "the extension /opt/extensions/\($0) is not ready" }
            let advice = isImage ? RuntimeClientAdvice.silent : "load less during init"
            let message = "\(start): \(what ?? advice)"
            self.init(.timeout, InvocationError(type: "Sandbox.Timedout", message: message))
        case .cancelled: self.init(.cancelled)
        case .stopped:
            self.init(
                .cancelled,
                InvocationError(type: "Container.Stopped", message: "the function was stopped during the call"))
        case .neverDelivered:
            self.init(
                .unreachable,
                InvocationError(type: "Unreachable", message: "its container ended before the call began"))
        }
        switch self.verdict {
        case .cancelled, .unreachable: self.body = nil
        case .ok, .functionError, .timeout, .crashed, .outOfMemory, .initFailed, .responseTooLarge:
            self.body = self.body ?? error?.json
        }
    }

    /// Whether no other fact about the call can change the verdict.
    public var isFinal: Bool { !isExit }

    /// Whether the runtime's process ended, which the end of its container may explain.
    private var isExit: Bool { error?.type == "Runtime.ExitError" && verdict != .outOfMemory }

    private init(_ failure: InitFailure, requestID: String, isImage: Bool) {
        switch failure {
        case .reported(let reported), .restore(let reported):
            self.init(.initFailed, reported.error, body: reported.body)
        case .exited(let exit):
            var error = exit.error(requestID: requestID)
            if isImage, exit != .outOfMemory { error.message += ": \(RuntimeClientAdvice.ended)" }
            self.init(exit == .outOfMemory ? .outOfMemory : .initFailed, error)
        case .extensionFailed(let failure):
            self.init(.crashed, InvocationError(type: failure.type, message: failure.label))
        }
    }

    private init(_ verdict: Verdict, _ error: InvocationError? = nil, body: [UInt8]? = nil) {
        (self.verdict, self.error, self.body) = (verdict, error, body)
    }

    /// The verdict together with the other facts about the call.
    func verdict(_ evidence: InvocationEvidence) -> (verdict: Verdict, error: InvocationError?) {
        switch evidence.containerEnd {
        case .removed, .stopped, .cutOff:
            if isExit { return Verdict.read(brokenBy: "", evidence.containerEnd) }
        case .exited where isExit && evidence.wasEndedOutside: return Verdict.read(brokenBy: "", evidence.containerEnd)
        case .exited, nil: break
        }
        // Node.js ends itself if its heap is full, before the container's memory is.
        if verdict == .crashed, evidence.callLog?.reportsFullHeap ?? false { return (.outOfMemory, error) }
        return (verdict, error)
    }
}

extension InitFailure {
    /// The error, for messages.
    public var error: InvocationError {
        switch self {
        case .reported(let reported), .restore(let reported): reported.error
        case .exited(let exit): exit.error(requestID: nil)
        case .extensionFailed(let failure): InvocationError(type: failure.type, message: failure.label)
        }
    }
}
