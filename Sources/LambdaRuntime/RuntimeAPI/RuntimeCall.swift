import Foundation
import JSONText
import LambdaModel
import NIOCore
import Support

/// A call in an execution environment, from the request for it to its end. Used only on the event loop.
final class RuntimeCall {
    let identity: CallIdentity
    let request: InvocationRequest
    /// The function's timeout in seconds; nil for none.
    let timeout: Int?
    let traceID: String
    /// Whether the init was over when the call was asked for.
    let foundInit: Bool
    private let continuation: CheckedContinuation<RuntimeCallEnd, Never>
    /// Called with the request id when the runtime gets the event.
    private let onDelivery: @Sendable (RuntimeDelivery) -> Void
    /// Called with each part of the response.
    private let onBytes: (@Sendable ([UInt8]) -> Void)?
    var timer: Scheduled<Void>?
    private var body: [UInt8] = []
    private var delivered: (clock: ContinuousClock.Instant, time: Double)?
    private var firstByte: Duration?
    private(set) var hasEnded = false

    /// The time of delivery: seconds since 1970.
    var deliveredAt: Double? { delivered?.time }

    init(
        _ request: InvocationRequest, requestID: String, timeout: Int?, foundInit: Bool,
        onDelivery: @escaping @Sendable (RuntimeDelivery) -> Void, onBytes: (@Sendable ([UInt8]) -> Void)?,
        _ continuation: CheckedContinuation<RuntimeCallEnd, Never>
    ) {
        self.request = request
        identity = CallIdentity(requestID: requestID, invocationID: RequestID.make())
        self.timeout = timeout
        self.foundInit = foundInit
        self.onDelivery = onDelivery
        self.onBytes = onBytes
        self.continuation = continuation
        traceID = request.traceID ?? TraceHeader.make(at: Date().timeIntervalSince1970)
    }

    /// The runtime has the event.
    func deliver(at time: Double) {
        delivered = (.now, time)
        onDelivery(RuntimeDelivery(requestID: identity.requestID, time: time, foundInit: foundInit))
    }

    /// The most bytes that the response may have.
    var limit: Int { onBytes == nil ? RuntimeLimits.responseBytes : RuntimeLimits.streamedBytes }

    /// Adds a part of the response. Returns false if the response is too large.
    func receive(_ bytes: ByteBuffer, total: Int) -> Bool {
        guard total <= limit else { return false }
        if firstByte == nil { firstByte = delivered.map { .now - $0.clock } }
        let part = Array(bytes.readableBytesView)
        // The history stores no more than a buffered response.
        if body.count < RuntimeLimits.responseBytes { body += part }
        onBytes?(part)
        return true
    }

    private var held: (outcome: ExecutionOutcome, initialisation: InitReport?, at: ContinuousClock.Instant)?

    /// The call has this outcome, and its caller does not get it yet.
    func hold(_ outcome: ExecutionOutcome, _ initialisation: InitReport?, at end: ContinuousClock.Instant) {
        held = (outcome, initialisation, end)
    }

    /// Ends a call whose outcome was held.
    ///
    /// - Parameter hasExited: whether the runtime's process ended instead of asking for the next event.
    func endHeld(hasExited: Bool) {
        guard let held else { return }
        self.held = nil
        end(held.outcome, held.initialisation, at: held.at, hasExited: hasExited)
    }

    /// Ends the call for its caller.
    func end(
        _ outcome: ExecutionOutcome, _ initialisation: InitReport?, at end: ContinuousClock.Instant,
        hasExited: Bool = false
    ) {
        guard !hasEnded else { return }
        hasEnded = true
        continuation.resume(
            returning: RuntimeCallEnd(
                outcome: outcome, body: body, identity: identity, traceID: traceID, deliveredAt: delivered?.time,
                handler: delivered.map { max(.zero, end - $0.clock) }, firstByte: firstByte,
                initialisation: initialisation,
                foundInit: foundInit, exitedAfter: hasExited))
    }

    /// The headers of the event.
    func headers(arn: String, deadline: Double) -> [(String, String)] {
        var headers = [
            (RuntimeHeader.requestID, identity.requestID), (RuntimeHeader.invocationID, identity.invocationID),
            (RuntimeHeader.deadline, "\(Int(deadline * 1000))"), (RuntimeHeader.arn, arn),
            (RuntimeHeader.traceID, traceID),
        ]
        // The runtime gets the JSON text itself, on one line.
        if let context = request.clientContext.flatMap({ Data(base64Encoded: $0) }) {
            let text = String(decoding: context, as: UTF8.self)
            headers.append((RuntimeHeader.clientContext, text.split { $0.isNewline }.joined(separator: " ")))
        }
        if let identity = request.cognitoIdentity { headers.append((RuntimeHeader.cognitoIdentity, identity)) }
        if let tenant = request.tenantID { headers.append((RuntimeHeader.tenantID, tenant)) }
        return headers
    }

    /// The event for an extension (AWS Lambda's developer guide, "Extensions API", Next).
    func extensionEvent(arn: String, deadline: Double) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("eventType", "INVOKE")
            writer.member("deadlineMs", Int(deadline * 1000))
            writer.member("requestId", identity.requestID)
            writer.member("invokedFunctionArn", arn)
            writer.key("tracing")
            writer.object { writer in
                writer.member("type", "X-Amzn-Trace-Id")
                writer.member("value", traceID)
            }
        }
        return writer.bytes
    }
}

/// The runtime got an event.
struct RuntimeDelivery: Hashable, Sendable {
    let requestID: String
    /// Seconds since 1970.
    let time: Double
    /// Whether the init was over when the call was asked for.
    let foundInit: Bool
}

/// How a call in an execution environment ended.
struct RuntimeCallEnd: Sendable {
    let outcome: ExecutionOutcome
    /// The response as far as it was received.
    let body: [UInt8]
    let identity: CallIdentity
    let traceID: String
    /// When the runtime got the event, in seconds since 1970; nil if it did not.
    let deliveredAt: Double?
    /// From the delivery to the end of the response.
    let handler: Duration?
    /// From the delivery to the response's first byte; nil if there was none.
    let firstByte: Duration?
    /// The environment's init; nil if it is not over.
    let initialisation: InitReport?
    /// Whether the init was over when the call was asked for.
    let foundInit: Bool
    /// Whether the runtime's process ended after it had reported an error.
    let exitedAfter: Bool
}

/// The init of an execution environment.
struct InitReport: Hashable, Sendable {
    /// From the release of the container to the runtime's first request for an event.
    var duration: Duration
    /// The part of it after the snapshot; nil without SnapStart.
    var restore: Duration?
    /// Why it failed; nil if it did not.
    var failure: InitFailure?
}
