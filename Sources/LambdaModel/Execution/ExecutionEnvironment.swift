import OrderedCollections

/// One execution environment as the Runtime API sees it: the language runtime in a container, its extensions, and the
/// calls that it was given. A pure value: it takes events and returns actions, and its owner carries the actions out.
///
/// Sources: AWS Lambda's developer guide, "Lambda runtime API" and "Extensions API"; the emulator's source, `core/states.go`.
public struct ExecutionEnvironment: Sendable {
    /// What it is doing.
    public enum State: String, Hashable, Sendable, CaseIterable {
        /// Nothing in the container has been started.
        case waiting
        /// The runtime or an extension has not asked for its first event.
        case initialising
        /// It waits for a call.
        case ready
        /// The runtime has a call, or as many as it can take.
        case running
        /// The caller has the answer, and the runtime or an extension has not asked for the next event.
        case settling
        /// It takes no more calls, and has not ended.
        case spent
        /// The runtime's process has ended.
        case ended
    }

    enum Stage: Hashable, Sendable {
        case queued
        case running
        case responding(ExchangeID)
        /// The connection broke in the middle of the response.
        case broken
        /// The caller has its answer.
        case answered
        /// The caller gave the call up, and the runtime still works on it.
        case abandoned
    }

    struct Call: Hashable, Sendable {
        let identity: CallIdentity
        var stage = Stage.queued
    }

    enum Phase: Hashable, Sendable {
        case waiting, initialising, serving, spent, ended
    }

    /// How many calls the runtime takes at once.
    public let concurrency: Int
    /// The files of `/opt/extensions`, which must register before the runtime starts.
    public let extensionFiles: [String]

    var phase = Phase.waiting
    var calls: OrderedDictionary<CallNumber, Call> = [:]
    /// The requests of the runtime for its next event, oldest first.
    var nexts: [ExchangeID] = []
    var extensions = ExtensionTable()
    /// Why the init failed, for calls that arrive later.
    var initFailure: InitFailure?
    /// Set when the environment must end.
    var shutdownReason: ShutdownReason?
    var hasStartedRuntime = false
    /// Whether the runtime has restored its snapshot, or does so.
    var isRestored = false
    /// Whether the runtime has asked for an event, after which no extension can register.
    var hasAskedOnce = false
    var isInquiring = false
    var actions: [ExecutionAction] = []

    /// An environment whose container waits.
    ///
    /// - Parameters:
    ///   - concurrency: how many calls the runtime takes at once; 1 except on Managed Instances.
    ///   - extensions: the files of `/opt/extensions`.
    public init(concurrency: Int = 1, extensions: [String] = []) {
        self.concurrency = concurrency
        extensionFiles = extensions
    }

    // MARK: Queries

    /// What it is doing.
    public var state: State {
        switch phase {
        case .waiting: .waiting
        case .initialising: .initialising
        case .serving: unanswered > 0 ? .running : isReady ? .ready : .settling
        case .spent: .spent
        case .ended: .ended
        }
    }

    /// The external extension that has not registered, or has not asked for its first event; nil if there is none.
    public var missingExtension: String? {
        extensionFiles.first { extensions.named($0) == nil } ?? extensions.all.first { $0.exchange == nil }?.name
    }

    /// The extensions that have registered.
    public var extensionNames: [String] { extensions.all.map(\.name) }

    /// The calls that the runtime has and that are not over for their callers.
    private var unanswered: Int { calls.values.count { ![.queued, .answered, .abandoned].contains($0.stage) } }

    /// The calls that the runtime works on.
    var atWork: Int { calls.values.count { ![.queued, .answered].contains($0.stage) } }

    /// Whether the runtime and all extensions wait for an event.
    private var isReady: Bool { !nexts.isEmpty && extensions.areReady }

    // MARK: Events

    /// Handles an event.
    ///
    /// - Returns: the actions to carry out, in this order.
    public mutating func handle(_ event: ExecutionEvent) -> [ExecutionAction] {
        switch event {
        case .released: released()
        case .call(let number, let identity): call(number, identity)
        case .callCancelled(let number): give(up: number, .cancelled)
        case .callTimedOut(let number): timedOut(number)
        case .shutdown(let reason): shutDown(reason)
        case .next(let exchange): next(exchange)
        case .responseBegan(let exchange, let claim, let mode): responseBegan(exchange, claim, mode)
        case .responseEnded(let exchange, let end): responseEnded(exchange, end)
        case .error(let exchange, let claim, let error): self.error(exchange, claim, error)
        case .initError(let exchange, let error): initError(exchange, .reported(error))
        case .restoreNext(let exchange): restoreNext(exchange)
        case .restoreError(let exchange, let error): restoreError(exchange, error)
        case .register(let exchange, let registration): register(exchange, registration)
        case .extensionNext(let exchange, let id): extensionNext(exchange, id)
        case .extensionError(let exchange, let id, let error): extensionError(exchange, id, error)
        case .extensionEnded(let name, let reason): extensionEnded(name, reason)
        case .closed(let exchange): closed(exchange)
        case .exited(let exit): exited(exit)
        case .stillRuns: stillRuns()
        }
        defer { actions = [] }
        return actions
    }

    private mutating func released() {
        guard phase == .waiting else { return }
        phase = .initialising
        startRuntimeIfPossible()
    }

    // MARK: Calls

    private mutating func call(_ number: CallNumber, _ identity: CallIdentity) {
        guard calls[number] == nil else { return }
        switch phase {
        case .waiting, .initialising, .serving:
            calls[number] = Call(identity: identity)
            deliver()
        case .spent, .ended:
            actions.append(.finish(number, initFailure.map { .initFailed($0) } ?? .neverDelivered))
        }
    }

    /// Gives waiting calls to the runtime.
    mutating func deliver() {
        guard phase == .serving, extensions.areReady else { return }
        while let exchange = nexts.first, let (number, _) = calls.elements.first(where: { $0.value.stage == .queued }) {
            nexts.removeFirst()
            calls[number]?.stage = .running
            actions += [.answer(exchange, .event(number)), .delivered(number)]
            // A runtime of Managed Instances takes several calls, and its extensions get no `INVOKE`.
            if concurrency == 1 { actions += extensions.invoke(number) }
        }
    }

    /// Ends a call for its caller.
    mutating func finish(_ number: CallNumber, _ outcome: ExecutionOutcome) {
        guard let call = calls[number], call.stage != .answered, call.stage != .abandoned else { return }
        if case .responding(let exchange) = call.stage, outcome != .response { actions.append(.close(exchange)) }
        actions.append(.finish(number, outcome))
        if call.stage == .queued || phase == .spent || phase == .ended {
            calls[number] = nil
        } else {
            calls[number]?.stage = .answered
        }
    }

    private mutating func give(up number: CallNumber, _ outcome: ExecutionOutcome) {
        guard let stage = calls[number]?.stage, stage != .answered, stage != .abandoned else { return }
        finish(number, outcome)
        guard stage != .queued, phase == .serving else { return }
        // The runtime still works on the call. A runtime that takes one call at a time would not take the next one.
        if concurrency == 1 { spend(.spindown) } else { calls[number]?.stage = .abandoned }
    }

    private mutating func timedOut(_ number: CallNumber) {
        guard let stage = calls[number]?.stage else { return }
        switch stage {
        // The last call is not settled: another environment can run this one.
        case .queued where phase == .serving:
            finish(number, .neverDelivered)
            if unanswered > 0 { return }
        case .queued: finish(number, .initTimedOut(missing: missingExtension))
        // If the caller has its answer, an extension or the runtime took too long after it.
        case .running, .responding, .broken, .answered, .abandoned: finish(number, .timedOut)
        }
        spend(.timeout)
    }

    /// The environment takes no more calls. Those that were not delivered go to another one.
    ///
    /// - Parameter outcome: how the calls that the runtime has end.
    mutating func spend(_ reason: ShutdownReason, running outcome: ExecutionOutcome = .stopped) {
        guard phase != .spent, phase != .ended else { return }
        phase = .spent
        shutdownReason = shutdownReason ?? reason
        endCalls(running: outcome)
        actions.append(.spent)
    }

    private mutating func endCalls(running outcome: ExecutionOutcome) {
        for (number, call) in calls {
            switch call.stage {
            case .queued: finish(number, .neverDelivered)
            case .running, .responding, .broken: finish(number, outcome)
            case .answered, .abandoned:
                calls[number] = nil
                actions.append(.settled(number))
            }
        }
    }

    private mutating func shutDown(_ reason: ShutdownReason) {
        guard phase != .ended else { return }
        spend(reason)
        actions += extensions.shutDown(shutdownReason ?? reason)
    }

    // MARK: The end of the process

    private mutating func closed(_ exchange: ExchangeID) {
        if let index = nexts.firstIndex(of: exchange) {
            nexts.remove(at: index)
            inquire()
        } else if let (number, _) = calls.elements.first(where: { $0.value.stage == .responding(exchange) }) {
            calls[number]?.stage = .broken
            inquire()
        } else {
            extensions.closed(exchange)
        }
    }

    private mutating func inquire() {
        guard phase != .ended, !isInquiring else { return }
        isInquiring = true
        actions.append(.inquire)
    }

    private mutating func stillRuns() {
        guard phase != .ended else { return }
        isInquiring = false
        finishBroken()
    }

    /// The runtime lives, so it broke these responses off itself.
    mutating func finishBroken() {
        for (number, call) in calls where call.stage == .broken { finish(number, .truncated) }
    }

    private mutating func exited(_ exit: RuntimeExit) {
        guard phase != .ended else { return }
        let before = phase
        if before == .initialising { fail(.exited(exit)) }
        phase = .ended
        endCalls(running: .exited(exit))
        if before != .spent { actions.append(.spent) }
        for exchange in nexts + extensions.takeExchanges() { actions.append(.close(exchange)) }
        nexts = []
    }

    /// The init failed.
    mutating func fail(_ failure: InitFailure) {
        initFailure = failure
        actions.append(.initEnded(failure))
        for (number, call) in calls where call.stage == .queued { finish(number, .initFailed(failure)) }
    }
}
