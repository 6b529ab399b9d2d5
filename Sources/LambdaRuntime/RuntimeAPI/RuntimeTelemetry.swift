import Foundation
import LambdaModel
import NIOCore
import Support

/// The records about one environment, and the extensions that subscribed to them. Exists only if extensions run. Used
/// only on the event loop of its server.
final class RuntimeTelemetry {
    private struct StartedCall {
        let call: TelemetryRecord.Call
        var spans: [TelemetryRecord.Span] = []
    }

    private let facts: RuntimeFacts
    private let loop: any EventLoop
    /// The container's address.
    private let address: String
    private var subscribers: [ExtensionID: TelemetrySubscriber] = [:]
    /// The records of the init, for extensions that subscribe during it.
    private var early: [TelemetryRecord] = []
    private var hasInitEnded = false
    /// The calls that were delivered and not reported, by their request ids.
    private var calls: [String: StartedCall] = [:]
    /// Waits until all records are delivered.
    private var flush: (timer: Scheduled<Void>, done: () -> Void)?

    /// The most records of an init that are kept.
    private static let mostEarly = 1_000

    init(_ facts: RuntimeFacts, address: String, on loop: any EventLoop) {
        (self.facts, self.address, self.loop) = (facts, address, loop)
        add(.initStart(function))
    }

    var hasSubscribers: Bool { !subscribers.isEmpty }

    private var function: TelemetryRecord.Function {
        TelemetryRecord.Function(name: facts.functionName, initType: facts.initType)
    }

    /// Adds a record.
    ///
    /// - Parameter time: seconds since 1970; nil for now.
    private func add(_ event: TelemetryRecord.Event, at time: Double? = nil) {
        let record = TelemetryRecord(time: time ?? Date().timeIntervalSince1970, event)
        if !hasInitEnded, early.count < Self.mostEarly { early.append(record) }
        for subscriber in subscribers.values { subscriber.add(record) }
    }

    // MARK: Subscriptions

    /// Adds a subscriber, which also gets the records so far. It replaces the same extension's earlier subscription.
    ///
    /// - Throws: a refusal.
    func subscribe(
        _ id: ExtensionID, _ name: String, _ subscription: TelemetrySubscription
    ) throws(RuntimeRefusal) {
        if let known = subscribers[id]?.subscription {
            let (api, other) = (subscription.schema.api, known.schema.api)
            guard api == other else {
                throw RuntimeRefusal(
                    400, api.validationError, "the extension has subscribed to the \(other.name) API already")
            }
            guard known != subscription else { return }
        }
        subscribers[id]?.close()
        let subscriber = TelemetrySubscriber(
            subscription, subscription.destination.sender(to: address), on: loop
        ) { [weak self] in self?.finishFlush() }
        subscribers[id] = subscriber
        for record in early { subscriber.add(record) }
        add(.subscription(name: name, subscription.streams))
    }

    // MARK: The init

    /// The code before the snapshot has run.
    func snapshotTaken(after duration: Duration) {
        endInit(.success, duration)
        add(.restoreStart(function))
    }

    /// The init is over, and with it the time for subscriptions.
    func initEnded(_ report: InitReport, _ extensions: [(name: String, events: [String])]) {
        let status = TelemetryRecord.Status(report.failure)
        if let restore = report.restore {
            add(.restoreRuntimeDone(status))
            add(.restoreReport(status, milliseconds: restore.seconds * 1000))
        } else {
            endInit(status, report.duration)
        }
        if report.failure == nil {
            for (name, events) in extensions { add(.extensionReady(name: name, events: events)) }
        }
        if case .exited(let exit) = report.failure { add(.fault(exit.error(requestID: nil).message)) }
        hasInitEnded = true
        early = []
    }

    private func endInit(_ status: TelemetryRecord.Status, _ duration: Duration) {
        add(.initRuntimeDone(initType: facts.initType, status))
        add(.initReport(initType: facts.initType, status, milliseconds: duration.seconds * 1000))
    }

    // MARK: Calls

    /// The runtime got a call.
    func started(_ identity: CallIdentity, traceID: String, at time: Double) {
        let call = TelemetryRecord.Call(requestID: identity.requestID, traceID: traceID)
        calls[identity.requestID] = StartedCall(call: call)
        add(.start(call), at: time)
    }

    /// The runtime has answered a call, or did not.
    func answered(_ identity: CallIdentity, _ outcome: ExecutionOutcome, _ response: TelemetryRecord.Response) {
        guard let started = calls[identity.requestID] else { return }
        if isAlone {
            add(.runtimeDone(started.call, TelemetryRecord.Status(outcome), response))
        } else {
            // On Managed Instances, the report has these parts.
            calls[identity.requestID]?.spans = response.spans
        }
        if case .exited(let exit) = outcome { add(.fault(exit.error(requestID: identity.requestID).message)) }
    }

    /// A call is over, and measured.
    func report(_ result: InvocationResult, requestID: String) {
        guard let started = calls.removeValue(forKey: requestID) else { return }
        var metrics = TelemetryRecord.Metrics(milliseconds: result.handlerMilliseconds ?? result.seconds * 1000)
        metrics.isAlone = isAlone
        metrics.memorySize = facts.memorySize
        metrics.maxMemoryUsed = result.peakMemory.map { ($0 + (1 << 20) - 1) >> 20 }
        metrics.initMilliseconds = result.initMilliseconds
        add(.end(started.call))
        add(.report(started.call, TelemetryRecord.Status(result.verdict, result.error), metrics, spans: started.spans))
    }

    private var isAlone: Bool { facts.concurrency == 1 }

    // MARK: Lines

    /// Lines of the container were read.
    func add(lines: [LogRecord]) {
        for line in lines {
            switch WaitingShell.line(line.text) {
            case .output(_, let text): add(.extension(text, isJSON: facts.hasJSONLogs), at: line.time)
            case .extensionEnded, .runtimeEnded: break
            case nil:
                guard line.source == .output || line.source == .errorOutput else { continue }
                add(.function(line.text, isJSON: facts.hasJSONLogs), at: line.time)
            }
        }
    }

    // MARK: The end

    /// The environment takes no more calls: records wait for no others.
    func hurry() {
        for subscriber in subscribers.values { subscriber.hurry() }
    }

    /// Delivers what waits, unless a subscriber fails. Calls `done` then, or after `limit`.
    func flush(within limit: Duration, _ done: @escaping () -> Void) {
        finishFlush(isLate: true)
        hurry()
        let timer = loop.assumeIsolated().scheduleTask(in: TimeAmount(limit)) { self.finishFlush(isLate: true) }
        flush = (timer, done)
        finishFlush()
    }

    private func finishFlush(isLate: Bool = false) {
        guard let (timer, done) = flush, isLate || subscribers.values.allSatisfy(\.isQuiet) else { return }
        timer.cancel()
        flush = nil
        done()
    }

    /// The container has ended.
    func close() {
        for subscriber in subscribers.values { subscriber.close() }
        subscribers = [:]
        finishFlush(isLate: true)
    }
}

/// An extension that gets records: carries out what ``TelemetryBuffer`` decides. Used only on one event loop.
private final class TelemetrySubscriber {
    let subscription: TelemetrySubscription
    private let sender: any TelemetrySender
    private let loop: any EventLoop
    private var buffer: TelemetryBuffer
    private var timer: (due: TelemetryBuffer.Instant, task: Scheduled<Void>)?
    private var isClosed = false
    /// Called after each attempt to send.
    private let onSent: () -> Void

    init(
        _ subscription: TelemetrySubscription, _ sender: any TelemetrySender, on loop: any EventLoop,
        onSent: @escaping () -> Void
    ) {
        (self.subscription, self.sender, self.loop, self.onSent) = (subscription, sender, loop, onSent)
        buffer = TelemetryBuffer(subscription)
    }

    deinit { sender.close() }

    /// Whether all records are delivered, or the subscriber fails.
    var isQuiet: Bool { buffer.isEmpty || buffer.isFailing }

    func add(_ record: TelemetryRecord) {
        buffer.add(record, at: .now)
        proceed()
    }

    func hurry() {
        buffer.hurry()
        proceed()
    }

    func close() {
        isClosed = true
        timer?.task.cancel()
        sender.close()
    }

    /// Sends a batch that is due, or waits until one is.
    private func proceed() {
        guard !isClosed, let due = buffer.due else { return }
        let now = ContinuousClock.now
        if let batch = buffer.take(at: now, time: Date().timeIntervalSince1970) { return send(batch) }
        guard timer.map({ $0.due > due }) ?? true else { return }
        timer?.task.cancel()
        let task = loop.assumeIsolated().scheduleTask(in: TimeAmount(due - now)) { [weak self] in
            guard let self else { return }
            timer = nil
            proceed()
        }
        timer = (due, task)
    }

    private func send(_ batch: TelemetryBuffer.Batch) {
        timer?.task.cancel()
        timer = nil
        loop.makeFutureWithTask { [sender] in await sender.send(batch) }.assumeIsolated().whenComplete { result in
            self.buffer.sent((try? result.get()) ?? false, at: .now)
            self.onSent()
            self.proceed()
        }
    }
}
