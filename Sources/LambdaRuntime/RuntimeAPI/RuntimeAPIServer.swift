import Foundation
import JSONText
import LambdaModel
import NIOCore
import NIOHTTP1
import NIOPosix
import Support
import Synchronization

/// Serves the Runtime API and the Extensions API to the processes of one container. ``ExecutionEnvironment`` decides;
/// this class moves the bytes. All state is on the thread of the calls (``CallLoop``).
final class RuntimeAPIServer: Sendable {
    /// What never changes.
    struct Facts: Sendable {
        var functionName: String
        var handler: String
        var arn: String
        var account: String
        /// How many calls the runtime takes at once.
        var concurrency = 1
        /// The files of `/opt/extensions`.
        var extensions: [String] = []
        /// How long a failed or stopped environment's processes may take to end: Lambda's times.
        var grace: Duration { extensions.isEmpty ? .milliseconds(500) : .seconds(2) }
    }

    /// What the server asks and reports, on any thread.
    struct Outside: Sendable {
        /// Starts the processes: the first time everything that must run before the runtime, then the runtime.
        var start: @Sendable (_ step: StartStep) -> Void = { _ in }
        /// The init is over.
        var initEnded: @Sendable (InitReport) -> Void = { _ in }
        /// The init takes longer than Lambda allows.
        var initIsSlow: @Sendable () -> Void = {}
        /// The environment takes no more calls.
        var spent: @Sendable () -> Void = {}
        /// A connection broke as if the container had ended.
        var broke: @Sendable () -> Void = {}
        /// How the container ended; nil if it runs.
        var exit: @Sendable () async -> RuntimeExit? = { nil }
    }

    /// Which processes start.
    enum StartStep: Sendable {
        /// Extensions, and the runtime if there are none.
        case release
        /// The runtime, after the extensions.
        case runtime
    }

    struct State {
        var environment: ExecutionEnvironment
        var exchanges: [ExchangeID: RuntimeExchange] = [:]
        /// Where the bodies of responses go.
        var sinks: [ExchangeID: CallNumber] = [:]
        var calls: [CallNumber: RuntimeCall] = [:]
        /// Open connections.
        var connections = 0
        /// Whether the runtime has been seen to live on without a connection, as Ruby's client does.
        var livesUnconnected = false
        var lastExchange = 0
        var lastCall = 0
        var outside: Outside
        var releasedAt: ContinuousClock.Instant?
        var snapshotAt: ContinuousClock.Instant?
        var initialisation: InitReport?
        /// When a connection broke as if the runtime had ended.
        var brokeAt: ContinuousClock.Instant?
        /// Fires when the init takes longer than Lambda allows.
        var initTimer: Scheduled<Void>?
        /// What waits for the end of the processes.
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var lastWaiting = 0
        /// Whether the engine is being asked, and whether it must be asked again.
        var isInquiring = false
        var mustInquire = false
        var address = ""
    }

    let facts: Facts
    private let loop: any EventLoop
    private let box: NIOLoopBoundBox<State>

    init(_ facts: Facts, _ outside: Outside = Outside()) {
        self.facts = facts
        loop = CallLoop.shared.group.next()
        let environment = ExecutionEnvironment(concurrency: facts.concurrency, extensions: facts.extensions)
        box = .makeBoxSendingValue(State(environment: environment, outside: outside), eventLoop: loop)
    }

    private var state: State {
        get { box.value }
        _modify { yield &box.value }
    }

    private func onLoop(_ body: @escaping @Sendable () -> Void) {
        if loop.inEventLoop { body() } else { loop.execute(body) }
    }

    // MARK: From outside

    /// Replaces what is reported to, and names the address that containers use.
    func set(address: String) { onLoop { self.state.address = address } }

    /// Changes what the server reports to.
    func update(_ change: @escaping @Sendable (inout Outside) -> Void) { onLoop { change(&self.state.outside) } }

    /// Starts the container's processes, unless that has happened.
    func release() { onLoop { self.releaseNow() } }

    private func releaseNow() {
        guard state.releasedAt == nil else { return }
        state.releasedAt = .now
        state.outside.start(.release)
        state.initTimer = loop.assumeIsolated().scheduleTask(in: .seconds(Int64(RuntimeLimits.initSeconds))) {
            if self.state.environment.state == .initialising { self.state.outside.initIsSlow() }
        }
        handle(.released)
    }

    /// Gives the runtime an event as soon as it takes one, and waits for the end of the call. Cancelling the task ends
    /// the call.
    ///
    /// - Parameters:
    ///   - timeout: the function's, in seconds; nil for none.
    ///   - onDelivery: called when the runtime gets the event.
    ///   - onBytes: called with each part of the response; nil for a caller that waits for the whole response.
    func invoke(
        _ request: InvocationRequest, requestID: String, timeout: Int?,
        onDelivery: @escaping @Sendable (RuntimeDelivery) -> Void = { _ in },
        onBytes: (@Sendable ([UInt8]) -> Void)? = nil
    ) async -> RuntimeCallEnd {
        let number = LateNumber()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                onLoop {
                    let call = RuntimeCall(
                        request, requestID: requestID, timeout: timeout,
                        foundInit: self.state.initialisation != nil, onDelivery: onDelivery, onBytes: onBytes,
                        continuation)
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
        if let timeout = call.timeout, let released = state.releasedAt {
            let initLeft = max(.zero, .seconds(RuntimeLimits.initSeconds) - (.now - released))
            setTimer(number, in: initLeft + .seconds(timeout))
        }
        handle(.call(number, call.identity))
        return number
    }

    /// The container's main process ended.
    func exited(_ exit: RuntimeExit) { onLoop { self.handle(.exited(exit)) } }

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
            onLoop {
                guard self.state.environment.state != .ended else { return continuation.resume() }
                self.state.lastWaiting += 1
                let number = self.state.lastWaiting
                self.state.waiting[number] = continuation
                self.loop.assumeIsolated().scheduleTask(in: TimeAmount(limit)) {
                    self.state.waiting.removeValue(forKey: number)?.resume()
                }
            }
        }
    }

    private func resumeWaiting() {
        let waiting = state.waiting
        state.waiting = [:]
        for continuation in waiting.values { continuation.resume() }
    }

    // MARK: From the connections

    /// A connection was opened.
    func connected() { state.connections += 1 }

    /// A connection was closed. If it was the last one during a call, the runtime may have ended.
    func disconnected() {
        state.connections -= 1
        if state.connections == 0, state.environment.state == .running, !state.livesUnconnected { inquire() }
    }

    /// Numbers a request.
    func exchange(for head: HTTPRequestHead, on connection: RuntimeConnection) -> RuntimeExchange {
        state.lastExchange += 1
        let route = RuntimeRoute(method: head.method.rawValue, path: head.uri)
        let exchange = RuntimeExchange(state.lastExchange, route, head, on: connection)
        state.exchanges[exchange.id] = exchange
        return exchange
    }

    /// The head of a request has arrived.
    func began(_ exchange: RuntimeExchange) {
        if let refusal = Self.refusal(of: exchange.head.headers, address: state.address) {
            return answer(exchange, .refusal(refusal))
        }
        guard let route = exchange.route else {
            return answer(exchange, .refusal(RuntimeRefusal(404, "NotFound", "the Runtime API has no such path")))
        }
        if case .response(let id) = route {
            let mode: ResponseMode =
                switch exchange.header(RuntimeHeader.responseMode) {
                case nil: .buffered
                case "streaming": .streaming
                case let other?: .invalid(String(other.prefix(100)))
                }
            handle(.responseBegan(exchange.id, Self.claim(id, exchange), mode))
        }
    }

    /// Refuses browsers, whose pages can send requests to this machine, and callers that use another name for it.
    private static func refusal(of headers: HTTPHeaders, address: String) -> RuntimeRefusal? {
        if headers.contains(name: "Origin") || headers.contains(where: { isOfBrowsers($0.name) }) {
            return RuntimeRefusal(403, "Forbidden", "browsers may not use the Runtime API")
        }
        let hosts = headers["Host"]
        guard address.isEmpty || hosts == [address] else {
            return RuntimeRefusal(403, "Forbidden", "the request is for another host")
        }
        return nil
    }

    /// Whether a header's name begins with `Sec-Fetch-`. Checked for each header of each request, so it makes no text.
    private static func isOfBrowsers(_ name: String) -> Bool {
        name.utf8.prefix(10).elementsEqual("sec-fetch-".utf8) { $0 | 0x20 == $1 }
    }

    private static func claim(_ id: String, _ exchange: RuntimeExchange) -> CallIdentity.Claim {
        CallIdentity.Claim(requestID: id, invocationID: exchange.header(RuntimeHeader.invocationID))
    }

    /// A part of a request's body has arrived.
    func received(_ bytes: ByteBuffer, of exchange: RuntimeExchange) {
        if let number = state.sinks[exchange.id] {
            guard let call = state.calls[number] else { return }
            if !call.receive(bytes, total: exchange.received) {
                state.sinks[exchange.id] = nil
                handle(.responseEnded(exchange.id, .tooLarge))
            }
        } else if let route = exchange.route, !exchange.isAnswered {
            guard exchange.received <= route.bodyLimit else {
                return answer(
                    exchange, .refusal(RuntimeRefusal(413, "RequestEntityTooLarge", "the body is too large")))
            }
            if case .response = route { return }
            var bytes = bytes
            exchange.body.writeBuffer(&bytes)
        }
    }

    /// A request is complete.
    func ended(_ exchange: RuntimeExchange, trailers: HTTPHeaders?) {
        guard !exchange.isAnswered, let route = exchange.route else { return }
        let id = exchange.id
        switch route {
        case .next: handle(.next(id))
        case .response:
            guard state.sinks.removeValue(forKey: id) != nil else { return }
            handle(.responseEnded(id, Self.error(in: trailers).map { .failed($0) } ?? .whole))
        case .error(let request): handle(.error(id, Self.claim(request, exchange), reported(exchange)))
        case .initError: handle(.initError(id, reported(exchange)))
        case .restoreNext: handle(.restoreNext(id))
        case .restoreError: handle(.restoreError(id, reported(exchange)))
        case .ping: answer(exchange, RuntimeReply(status: .ok, body: Array("pong".utf8)))
        case .register: register(exchange)
        case .extensionNext:
            guard let name = identifier(exchange) else { return }
            handle(.extensionNext(id, name))
        case .extensionInitError, .extensionExitError:
            guard let name = identifier(exchange) else { return }
            guard exchange.header(RuntimeHeader.extensionErrorType) != nil else {
                return answer(
                    exchange,
                    .refusal(
                        RuntimeRefusal(
                            403, "Extension.MissingErrorType", "\(RuntimeHeader.extensionErrorType) is missing")))
            }
            handle(.extensionError(id, name, reported(exchange)))
        case .subscribe(let api): answer(exchange, Self.noTelemetry(api))
        }
    }

    /// The connection of a request broke.
    func closed(_ exchange: RuntimeExchange) {
        guard state.exchanges.removeValue(forKey: exchange.id) != nil else { return }
        // The runtime was in the middle of its response: that it has no connection now says nothing about it.
        if state.sinks.removeValue(forKey: exchange.id) != nil { state.livesUnconnected = false }
        if !exchange.isAnswered { handle(.closed(exchange.id)) }
    }

    // MARK: Errors

    private func reported(_ exchange: RuntimeExchange) -> ReportedError {
        ReportedError(
            body: Array(exchange.body.readableBytesView),
            type: exchange.header(RuntimeHeader.errorType) ?? exchange.header(RuntimeHeader.extensionErrorType))
    }

    private static func error(in trailers: HTTPHeaders?) -> ReportedError? {
        guard let trailers, let type = trailers.first(name: RuntimeHeader.errorType) else { return nil }
        let body = trailers.first(name: RuntimeHeader.errorBody).flatMap { Data(base64Encoded: $0) } ?? Data()
        return ReportedError(body: [UInt8](body), type: type)
    }

    // MARK: Extensions

    private func register(_ exchange: RuntimeExchange) {
        let root = try? JSONDocument(Array(exchange.body.readableBytesView)).root
        guard let events = root?["events"], events.kind == .array else {
            return answer(
                exchange,
                .refusal(RuntimeRefusal(403, "InvalidRequestFormat", "the body is not {\"events\": [...]}")))
        }
        let name = exchange.header(RuntimeHeader.extensionName) ?? ""
        handle(
            .register(
                exchange.id,
                ExtensionRegistration(
                    id: RequestID.make(), name: name, events: events.elements.compactMap(\.string))))
    }

    private func identifier(_ exchange: RuntimeExchange) -> ExtensionID? {
        if let id = exchange.header(RuntimeHeader.extensionID) { return id }
        let message = "\(RuntimeHeader.extensionID) is missing"
        answer(exchange, .refusal(RuntimeRefusal(403, "Extension.MissingExtensionIdentifier", message)))
        return nil
    }

    /// What the emulator in AWS's images answers, so that extensions do not end (its source, `rapi/router.go`).
    private static func noTelemetry(_ api: RuntimeRoute.TelemetryAPI) -> RuntimeReply {
        let type = api == .telemetry ? "Telemetry.NotSupported" : "Logs.NotSupported"
        let refusal = RuntimeRefusal(202, type, "lamdeck delivers no records")
        return .refusal(refusal)
    }

    // MARK: Actions

    private func handle(_ event: ExecutionEvent) {
        for action in state.environment.handle(event) { perform(action) }
    }

    private func perform(_ action: ExecutionAction) {
        switch action {
        case .answer(let id, let reply):
            guard let exchange = state.exchanges[id] else { return }
            answer(exchange, make(reply, for: exchange))
        case .close(let id):
            state.sinks[id] = nil
            state.exchanges.removeValue(forKey: id)?.close()
        case .receive(let id, let number): state.sinks[id] = number
        case .startRuntime: if !facts.extensions.isEmpty { state.outside.start(.runtime) }
        case .delivered: break
        case .finish(let number, let outcome): finish(number, outcome)
        case .settled(let number): forget(number)
        case .initEnded(let failure): initEnded(failure)
        case .snapshotTaken: state.snapshotAt = .now
        case .inquire: inquire()
        // The end of the container, and a failed init, are reported otherwise.
        case .spent:
            if state.environment.state == .spent, state.initialisation?.failure == nil { state.outside.spent() }
        }
        if state.environment.state == .ended { resumeWaiting() }
    }

    private func answer(_ exchange: RuntimeExchange, _ reply: RuntimeReply) {
        state.exchanges[exchange.id] = nil
        exchange.reply(reply)
    }

    private func make(_ answer: RuntimeAnswer, for exchange: RuntimeExchange) -> RuntimeReply {
        switch answer {
        case .accepted: return .accepted
        case .refused(let refusal): return .refusal(refusal)
        case .restored: return RuntimeReply(status: .ok, body: Array("{}".utf8))
        case .event(let number):
            guard let call = state.calls[number] else { return .refusal(.init(500, "Runtime.NoCall", "no call")) }
            let now = Date().timeIntervalSince1970
            let deadline = deliver(call, number, at: now)
            return RuntimeReply(
                status: .ok, headers: call.headers(arn: facts.arn, deadline: deadline), body: call.request.payload)
        case .invoke(let number):
            guard let call = state.calls[number] else { return .refusal(.init(500, "Runtime.NoCall", "no call")) }
            let begin = call.deliveredAt ?? Date().timeIntervalSince1970
            return .extensionEvent(call.extensionEvent(arn: facts.arn, deadline: deadline(of: call, from: begin)))
        case .shutdown(let reason):
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("eventType", "SHUTDOWN")
                writer.member("shutdownReason", reason.rawValue)
                let end = Date().timeIntervalSince1970 + facts.grace.seconds
                writer.member("deadlineMs", Int(end * 1000))
            }
            return .extensionEvent(writer.bytes)
        case .registered(let id):
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("functionName", facts.functionName)
                writer.member("functionVersion", "$LATEST")
                writer.member("handler", facts.handler)
                let features = exchange.header(RuntimeHeader.acceptFeature) ?? ""
                if features.split(separator: ",").contains(where: { $0.drop { $0 == " " } == "accountId" }) {
                    writer.member("accountId", facts.account)
                }
            }
            return RuntimeReply(status: .ok, headers: [(RuntimeHeader.extensionID, id)], body: writer.bytes)
        }
    }

    private func deliver(_ call: RuntimeCall, _ number: CallNumber, at now: Double) -> Double {
        if let timeout = call.timeout { setTimer(number, in: .seconds(timeout)) }
        call.deliver(at: now)
        return deadline(of: call, from: now)
    }

    /// The function's deadline: a day ahead if it has no timeout.
    private func deadline(of call: RuntimeCall, from begin: Double) -> Double {
        begin + Double(call.timeout ?? 86_400)
    }

    private func setTimer(_ number: CallNumber, in time: Duration) {
        state.calls[number]?.timer?.cancel()
        state.calls[number]?.timer = loop.assumeIsolated().scheduleTask(in: TimeAmount(time)) {
            self.handle(.callTimedOut(number))
        }
    }

    private func finish(_ number: CallNumber, _ outcome: ExecutionOutcome) {
        guard let call = state.calls[number] else { return }
        // The engine reports the end of a process much later than its connections do.
        let end: ContinuousClock.Instant? = if case .exited = outcome { state.brokeAt } else { nil }
        if case .error = outcome, state.environment.state != .spent, state.environment.state != .ended {
            // Node.js reports an uncaught error, and then ends itself.
            call.hold(outcome, state.initialisation, at: .now)
            call.timer?.cancel()
            call.timer = loop.assumeIsolated().scheduleTask(in: Self.longestHold) { call.endHeld(hasExited: false) }
            return
        }
        call.end(outcome, state.initialisation, at: end ?? .now)
        if state.environment.state == .spent || state.environment.state == .ended || call.deliveredAt == nil {
            forget(number)
        }
    }

    /// How long the end of a call that failed waits for what the runtime does next.
    private static let longestHold = TimeAmount.seconds(3)

    private func forget(_ number: CallNumber) {
        guard let call = state.calls.removeValue(forKey: number) else { return }
        call.timer?.cancel()
        call.endHeld(hasExited: state.environment.state == .ended)
    }

    private func initEnded(_ failure: InitFailure?) {
        state.initTimer?.cancel()
        let now = ContinuousClock.now
        let report = InitReport(
            duration: state.releasedAt.map { now - $0 } ?? .zero, restore: state.snapshotAt.map { now - $0 },
            failure: failure)
        state.initialisation = report
        state.outside.initEnded(report)
    }

    private func inquire() {
        guard !state.isInquiring else {
            state.mustInquire = true
            return
        }
        state.isInquiring = true
        let exit = state.outside.exit
        if state.brokeAt == nil {
            state.brokeAt = .now
            state.outside.broke()
        }
        Task {
            let found = await exit()
            onLoop {
                self.state.isInquiring = false
                if found == nil {
                    self.state.brokeAt = nil
                    // A client that closes its connection after each request, as Ruby's does.
                    if self.state.connections == 0, self.state.environment.state == .running {
                        self.state.livesUnconnected = true
                    }
                }
                let mustInquire = self.state.mustInquire
                self.state.mustInquire = false
                if found == nil, mustInquire { return self.inquire() }
                self.handle(found.map { .exited($0) } ?? .stillRuns)
            }
        }
    }
}

extension RuntimeReply {
    /// The error object of the Runtime API.
    static func refusal(_ refusal: RuntimeRefusal) -> RuntimeReply {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("errorMessage", refusal.message)
            writer.member("errorType", refusal.type)
        }
        return RuntimeReply(status: HTTPResponseStatus(statusCode: refusal.status), body: writer.bytes)
    }

    /// An event for an extension.
    static func extensionEvent(_ body: [UInt8]) -> RuntimeReply {
        RuntimeReply(status: .ok, headers: [(RuntimeHeader.extensionEventID, RequestID.make())], body: body)
    }
}

/// The number of a call, which is known once the event loop has the call.
private final class LateNumber: Sendable {
    private let state = Mutex<(number: CallNumber?, isCancelled: Bool)>((nil, false))

    /// The event loop has the call. Returns whether it was cancelled before.
    func set(_ number: CallNumber) -> Bool {
        state.withLock {
            $0.number = number
            return $0.isCancelled
        }
    }

    /// The call is cancelled. Returns its number, if the event loop has it.
    func cancel() -> CallNumber? {
        state.withLock {
            $0.isCancelled = true
            return $0.number
        }
    }
}
