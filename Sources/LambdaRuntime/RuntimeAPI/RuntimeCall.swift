import Foundation
import LambdaModel
import NIOCore
import Support

/// A call in an execution environment, from the request for it to its end. Used only on the event loop.
final class RuntimeCall {
    /// What is called as the call goes on.
    struct Listeners: Sendable {
        /// Called before anything else if the init is not over, so that the call waits for it.
        var onWait: @Sendable () -> Void = {}
        /// Whether the call is given back if a save has overtaken the init for which it waits: that init may have loaded
        /// a half-saved file.
        var mayReturn = false
        /// Called when the runtime gets the event.
        var onDelivery: @Sendable (RuntimeDelivery) -> Void = { _ in }
        /// Called with each part of the response; nil for a caller that waits for the whole response.
        var onPart: (@Sendable (ResponsePart) -> Void)?
        /// How fast the caller takes them; nil if it takes them at once.
        var pace: StreamPace?
        /// Called with the end of the call, before the task that waits for it goes on.
        var onEnd: @Sendable (RuntimeCallEnd) -> Void = { _ in }
    }

    /// What the caller knows of the end.
    private enum Progress {
        case running
        /// The call has this outcome, and its caller does not get it yet.
        case held(ExecutionOutcome, InitReport?, at: ContinuousClock.Instant)
        /// The caller has the outcome.
        case ended
    }

    let identity: CallIdentity
    let request: InvocationRequest
    /// The function's timeout in seconds; nil for none.
    let timeout: Int?
    let traceID: String
    /// Whether the init was over when the call was asked for.
    let foundInit: Bool
    var timer: Scheduled<Void>?
    /// Whether it is given back to its caller.
    var isReturned = false
    private let listeners: Listeners
    private let caller: CheckedContinuation<RuntimeCallEnd, Never>
    private var response = ReceivedResponse()
    private var delivered: (clock: ContinuousClock.Instant, time: Double)?
    private var progress = Progress.running

    /// The time of delivery: seconds since 1970.
    var deliveredAt: Double? { delivered?.time }

    /// How fast the caller takes the parts of the response; nil if it takes them at once.
    var pace: StreamPace? { listeners.pace }

    /// Whether it can be given back now.
    var mayReturn: Bool { listeners.mayReturn && delivered == nil }

    /// - Parameter caller: waits for the end of the call.
    init(
        _ request: InvocationRequest, requestID: String, timeout: Int?, foundInit: Bool, _ listeners: Listeners,
        for caller: CheckedContinuation<RuntimeCallEnd, Never>
    ) {
        self.request = request
        identity = CallIdentity(requestID: requestID, invocationID: RequestID.make())
        self.timeout = timeout
        self.foundInit = foundInit
        (self.listeners, self.caller) = (listeners, caller)
        traceID = request.traceID ?? TraceHeader.make(at: Date().timeIntervalSince1970)
    }

    /// The runtime has the event.
    func deliver(at time: Double) {
        delivered = (.now, time)
        listeners.onDelivery(RuntimeDelivery(requestID: identity.requestID, time: time, foundInit: foundInit))
    }

    /// The function's deadline in seconds since 1970: a day ahead if it has no timeout.
    ///
    /// - Parameter begin: when the runtime gets the event.
    func deadline(from begin: Double) -> Double { begin + Double(timeout ?? 86_400) }

    /// How much of the function's timeout is left; nil if it has none, or if the call was not delivered.
    var timeLeft: Duration? {
        guard let timeout, let delivered else { return nil }
        return max(.zero, .seconds(timeout) - (.now - delivered.clock))
    }

    /// Adds a part of the response. Returns false if the response is too large.
    ///
    /// - Parameter total: how many bytes have arrived, including these.
    func receive(
        _ bytes: ByteBuffer, total: Int, _ transfer: RuntimeExchange.Transfer, contentType: String? = nil
    ) -> Bool {
        let part = response.receive(
            bytes, total: total, transfer, contentType: contentType, deliveredAt: delivered?.clock,
            isStreamWanted: listeners.onPart != nil)
        guard let part else { return false }
        listeners.onPart?(part)
        return true
    }

    /// The call has this outcome, and its caller does not get it yet.
    func hold(_ outcome: ExecutionOutcome, _ initialisation: InitReport?, at end: ContinuousClock.Instant) {
        if case .ended = progress { return }
        progress = .held(outcome, initialisation, at: end)
    }

    /// Ends a call whose outcome was held.
    ///
    /// - Parameter hasExited: whether the runtime's process ended instead of asking for the next event.
    func endHeld(hasExited: Bool) {
        guard case .held(let outcome, let initialisation, let end) = progress else { return }
        self.end(outcome, initialisation, at: end, hasExited: hasExited)
    }

    /// Ends the call for its caller.
    func end(
        _ outcome: ExecutionOutcome, _ initialisation: InitReport?, at end: ContinuousClock.Instant,
        hasExited: Bool = false
    ) {
        if case .ended = progress { return }
        progress = .ended
        let handler = handler(until: end)
        let result = RuntimeCallEnd(
            outcome: outcome, body: response.body, droppedBytes: response.droppedBytes, identity: identity,
            traceID: traceID, deliveredAt: delivered?.time, handler: handler, firstByte: response.firstByte,
            responseType: response.contentType, isStreamed: response.isStreamed(until: handler),
            initialisation: initialisation, foundInit: foundInit,
            exitedAfter: hasExited, isReturned: isReturned)
        listeners.onEnd(result)
        caller.resume(returning: result)
    }

    /// The response as extensions get it in a record; nil if the call was not delivered.
    func responseRecord(at end: ContinuousClock.Instant) -> TelemetryRecord.Response? {
        guard let delivered, let handler = handler(until: end) else { return nil }
        return response.record(from: delivered.time, handler: handler)
    }

    /// From the delivery to the end of the response; nil if the call was not delivered.
    private func handler(until end: ContinuousClock.Instant) -> Duration? {
        delivered.map { max(.zero, end - $0.clock) }
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
