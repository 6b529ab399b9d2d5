import LambdaModel
import NIOCore
import Synchronization

/// Keeps the records about one environment while an extension gets them or may subscribe to them.
final class RuntimeTelemetryFeed: Sendable {
    /// Calls the action with all lines of the container from now on; nil if no lines are wanted any more.
    typealias LineSource = @Sendable (_ action: (@Sendable ([LogRecord]) -> Void)?) -> Void

    private struct State {
        var telemetry: RuntimeTelemetry?
        var lines: LineSource?
    }

    private let facts: RuntimeFacts
    private let order: OrderedLoop
    /// Whether extensions subscribed to records. If not, records cost nothing.
    private let hasSubscribers = Atomic(false)
    private let state: NIOLoopBoundBox<State>

    init(_ facts: RuntimeFacts, on order: OrderedLoop) {
        (self.facts, self.order) = (facts, order)
        state = .makeBoxSendingValue(State(), eventLoop: order.loop)
    }

    // MARK: On the event loop

    /// The records; nil if no extension can get any.
    var telemetry: RuntimeTelemetry? { state.value.telemetry }

    /// Keeps records from now on, during the init: an extension may subscribe.
    func begin(_ lines: @escaping LineSource) {
        guard telemetry == nil, let address = facts.address else { return }
        state.value = State(telemetry: RuntimeTelemetry(facts, address: address, on: order.loop), lines: lines)
        lines { [weak self] lines in
            guard let feed = self else { return }
            feed.order.run { feed.telemetry?.add(lines: lines) }
        }
    }

    /// Adds an extension that subscribes.
    ///
    /// - Parameter body: that of its request.
    /// - Throws: a refusal.
    func subscribe(
        _ id: ExtensionID, _ name: String, _ body: [UInt8], _ api: TelemetryAPI
    ) throws(RuntimeRefusal) {
        guard let telemetry else { throw Self.unsupported(api) }
        let subscription = try TelemetrySubscription.read(body, api, concurrency: facts.concurrency)
        try telemetry.subscribe(id, name, subscription)
        hasSubscribers.store(true, ordering: .relaxed)
    }

    /// The answer if this machine cannot connect to the container: that of the emulator in AWS's images, so that
    /// extensions do not end (its source, `rapi/router.go`).
    private static func unsupported(_ api: TelemetryAPI) -> RuntimeRefusal {
        RuntimeRefusal(202, "\(api.name).NotSupported", "lamdeck cannot connect to the container to deliver records")
    }

    /// The init is over: without subscribers, no records are kept.
    func initEnded(_ report: InitReport, _ extensions: [(name: String, events: [String])]) {
        guard let telemetry else { return }
        telemetry.initEnded(report, extensions)
        if !telemetry.hasSubscribers { drop() }
    }

    private func drop() {
        let (telemetry, lines) = (state.value.telemetry, state.value.lines)
        guard let telemetry else { return }
        state.value = State()
        hasSubscribers.store(false, ordering: .relaxed)
        lines?(nil)
        telemetry.close()
    }

    // MARK: On any thread

    /// A call is over, and measured.
    func report(_ result: InvocationResult, requestID: String) {
        guard hasSubscribers.load(ordering: .relaxed) else { return }
        order.run { self.telemetry?.report(result, requestID: requestID) }
    }

    /// Delivers the records that wait, at most for `limit`.
    func deliver(within limit: Duration) async {
        guard hasSubscribers.load(ordering: .relaxed) else { return }
        await withCheckedContinuation { continuation in
            order.run {
                guard let telemetry = self.telemetry else { return continuation.resume() }
                telemetry.flush(within: limit) { continuation.resume() }
            }
        }
    }

    /// The container is gone: nothing is sent to its address any more.
    func end() { order.run { self.drop() } }
}
