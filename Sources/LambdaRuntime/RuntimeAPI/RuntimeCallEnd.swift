import LambdaModel
import Support

/// How a call in an execution environment ended.
struct RuntimeCallEnd: Sendable {
    let outcome: ExecutionOutcome
    /// The response as far as it was received, at most as much as a buffered response may have.
    let body: [UInt8]
    /// How many bytes were received after ``body``.
    let droppedBytes: Int
    let identity: CallIdentity
    let traceID: String
    /// When the runtime got the event, in seconds since 1970; nil if it did not.
    let deliveredAt: Double?
    /// From the delivery to the end of the response.
    let handler: Duration?
    /// From the delivery to the response's first byte; nil if there was none.
    let firstByte: Duration?
    /// The media type that the runtime gave the response; nil if it gave none.
    let responseType: String?
    /// Whether the function streamed its response.
    let isStreamed: Bool
    /// The environment's init; nil if it is not over.
    let initialisation: InitReport?
    /// Whether the init was over when the call was asked for.
    let foundInit: Bool
    /// Whether the runtime's process ended after it had reported an error.
    let exitedAfter: Bool
    /// Whether the call was given back, so that another environment takes it.
    let isReturned: Bool
}

extension RuntimeCallEnd {
    /// Whether the call was not delivered because of the init, whose lines are its log.
    var diedInInit: Bool {
        switch outcome {
        case .initFailed, .initTimedOut: true
        case .response, .error, .responseTooLarge, .truncated, .exited, .extensionFailed, .timedOut, .cancelled,
            .stopped,
            .neverDelivered:
            false
        }
    }

    /// What the call means for the container.
    var fate: ContainerFate {
        switch outcome {
        case .cancelled where isReturned: .overtaken
        case .error where exitedAfter: .exited(reported: nil)
        case .response, .error, .responseTooLarge, .truncated: .lives
        case .initFailed(let failure): .initFailed(failure)
        case .exited: .exited(reported: nil)
        // A call that was given up before its delivery has no effect.
        case .cancelled: deliveredAt == nil ? .lives : .unusable
        case .extensionFailed, .timedOut, .initTimedOut, .stopped, .neverDelivered: .unusable
        }
    }
}

extension CallFacts {
    init(_ end: RuntimeCallEnd) {
        self.init(
            requestID: end.identity.requestID, traceID: end.traceID,
            handlerMilliseconds: end.handler.map { $0.seconds * 1000 },
            initMilliseconds: end.initialisation.map { $0.duration.seconds * 1000 }, waitedForInit: !end.foundInit)
        if end.isStreamed { firstByteMilliseconds = end.firstByte.map { $0.seconds * 1000 } }
        if end.outcome.breaksResponse { partialResponse = end.body }
        droppedBytes = end.droppedBytes
        // A header may be as long as an error's cause.
        responseType = end.responseType.map { String($0.prefix(200)) }
    }
}

extension ExecutionOutcome {
    /// Whether the call ended in the middle of its response, or before it. What had been received of a response that is
    /// too large means nothing.
    fileprivate var breaksResponse: Bool {
        switch self {
        case .response, .responseTooLarge: false
        case .error, .truncated, .initFailed, .exited, .extensionFailed, .timedOut, .initTimedOut, .cancelled, .stopped,
            .neverDelivered:
            true
        }
    }
}
