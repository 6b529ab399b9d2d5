import LambdaModel
import NIOCore
import NIOPosix

/// Serves the Runtime API and the Extensions API to the processes of one container. ``ExecutionEnvironment`` decides;
/// this class moves the bytes. All state is on the thread of the calls (``CallLoop``).
final class RuntimeAPIServer: Sendable {
    struct State {
        var environment: ExecutionEnvironment
        var exchanges: [ExchangeID: RuntimeExchange] = [:]
        /// Where the bodies of responses go.
        var sinks: [ExchangeID: CallNumber] = [:]
        var calls: [CallNumber: RuntimeCall] = [:]
        var lastExchange = 0
        var lastCall = 0
        var outside: RuntimeOutside
        var initialisation = RuntimeInit()
        /// Fires when the init takes longer than Lambda allows.
        var initTimer: Scheduled<Void>?
        var inquiry = RuntimeInquiry()
        /// Whether the runtime's process ended between two calls.
        var hasLostRuntime = false
        let waiters: EndWaiters
        var address = ""
    }

    let facts: RuntimeFacts
    let loop: any EventLoop
    /// The records about the environment.
    let records: RuntimeTelemetryFeed
    private let box: NIOLoopBoundBox<State>
    private let order: OrderedLoop

    init(_ facts: RuntimeFacts, _ outside: RuntimeOutside = RuntimeOutside()) {
        self.facts = facts
        loop = CallLoop.shared.group.next()
        order = OrderedLoop(loop)
        records = RuntimeTelemetryFeed(facts, on: order)
        let environment = ExecutionEnvironment(concurrency: facts.concurrency, extensions: facts.extensions)
        box = .makeBoxSendingValue(
            State(environment: environment, outside: outside, waiters: EndWaiters(loop)), eventLoop: loop)
    }

    var state: State {
        get { box.value }
        _modify { yield &box.value }
    }

    func onLoop(_ body: @escaping @Sendable () -> Void) { order.run(body) }

    // MARK: From outside

    /// Names the address that containers use.
    func set(address: String) { onLoop { self.state.address = address } }

    /// Changes what the server reports to.
    func update(_ change: @escaping @Sendable (inout RuntimeOutside) -> Void) { onLoop { change(&self.state.outside) } }

    /// Starts the container's processes, unless that has happened.
    func release() { onLoop { self.releaseNow() } }

    private func releaseNow() {
        guard !state.initialisation.isReleased else { return }
        state.initialisation.release()
        state.outside.start(.release)
        if !facts.isDebugged { setInitTimer() }
        if !facts.extensions.isEmpty { beginRecords() }
        handle(.released)
    }

    private func setInitTimer() {
        state.initTimer = loop.assumeIsolated().scheduleTask(in: TimeAmount(facts.initLimit)) {
            if self.state.environment.state == .initialising { self.state.outside.initIsSlow() }
        }
    }

    /// Gives the runtime an event as soon as it takes one, and waits for the end of the call. Cancelling the task ends
    /// the call.
    ///
    /// - Parameter timeout: the function's, in seconds; nil for none.
    func invoke(
        _ request: InvocationRequest, requestID: String, timeout: Int?, _ listeners: RuntimeCall.Listeners
    ) async -> RuntimeCallEnd {
        let number = LateNumber()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                onLoop {
                    let call = RuntimeCall(
                        request, requestID: requestID, timeout: timeout,
                        foundInit: self.state.initialisation.report != nil, listeners, for: continuation)
                    if !call.foundInit { listeners.onWait() }
                    let begun = self.begin(call)
                    if number.set(begun) { self.handle(.callCancelled(begun)) }
                }
            }
        } onCancel: {
            onLoop { if let number = number.cancel() { self.handle(.callCancelled(number)) } }
        }
    }

    private func begin(_ call: RuntimeCall) -> CallNumber {
        state.lastCall += 1
        let number = state.lastCall
        state.calls[number] = call
        releaseNow()
        // Lambda gives the init ten seconds, and then the timeout.
        if let timeout = call.timeout, let left = state.initialisation.timeLeft {
            setTimer(number, in: left + .seconds(timeout))
        }
        handle(.call(number, call.identity))
        return number
    }

    /// The container's main process ended, and all others with it.
    func exited(_ exit: RuntimeExit) {
        onLoop {
            self.handle(.exited(exit))
            self.state.waiters.end()
        }
    }

    /// The runtime's process ended, and extensions may still run. In an environment that must end, they still learn of
    /// the shutdown.
    func runtimeEnded(code: Int) {
        onLoop {
            let state = self.state.environment.state
            if state == .spent { return }
            // A container without extensions ends, and its log says why its init failed.
            if self.facts.extensions.isEmpty, state == .initialising { return }
            guard self.state.calls.isEmpty, state == .ready || state == .settling else {
                return self.handle(.exited(RuntimeExit(code: code, outOfMemory: false)))
            }
            // An extension that ignores a closed connection would keep the container running, and the engine reports the
            // end of another one later.
            self.state.hasLostRuntime = true
            self.handle(.shutdown(.failure))
            self.state.outside.runtimeEnded(code)
        }
    }

    /// An extension's process ended, or could not be started.
    func extensionEnded(_ name: String, _ reason: String) {
        onLoop { self.handle(.extensionEnded(name: name, reason: reason)) }
    }

    /// The environment takes no more calls, and its running call ends.
    func shutDown(_ reason: ShutdownReason) { onLoop { self.handle(.shutdown(reason)) } }

    /// Whether an extension is registered, so that the end takes Lambda's grace.
    func hasExtensions() async -> Bool {
        (try? await loop.submit { !self.state.environment.extensionNames.isEmpty }.get()) ?? false
    }

    /// Waits until the container has ended, at most for `limit`.
    func ended(within limit: Duration) async {
        await withCheckedContinuation { continuation in
            onLoop { self.state.waiters.add(continuation, atMost: limit) }
        }
    }
}
