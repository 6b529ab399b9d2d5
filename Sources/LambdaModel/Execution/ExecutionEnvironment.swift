/// One execution environment as the Runtime API sees it: the language runtime in a container, its extensions, and the
/// calls that it was given. A pure value: it takes events and returns actions, and its owner carries the actions out.
///
/// Sources: AWS Lambda's developer guide, "Lambda runtime API" and "Extensions API"; the emulator's source, `core/states.go`.
public struct ExecutionEnvironment: Sendable {
    /// What it is doing.
    public typealias State = ExecutionState

    /// How many calls the runtime takes at once.
    public let concurrency: Int

    var phase = ExecutionPhase.waiting
    var calls = CallTable()
    var runtime = RuntimeProgress()
    var extensions: ExtensionTable
    /// Why the init failed, for calls that arrive later.
    var initFailure: InitFailure?
    /// Set when the environment must end.
    var shutdownReason: ShutdownReason?
    var isInquiring = false
    var actions: [ExecutionAction] = []

    /// An environment whose container waits.
    ///
    /// - Parameters:
    ///   - concurrency: how many calls the runtime takes at once; 1 except on Managed Instances.
    ///   - extensions: the files of `/opt/extensions`.
    public init(concurrency: Int = 1, extensions: [String] = []) {
        self.concurrency = concurrency
        self.extensions = ExtensionTable(files: extensions)
    }

    // MARK: Queries

    /// What it is doing.
    public var state: State {
        switch phase {
        case .waiting: .waiting
        case .initialising: .initialising
        case .serving: calls.unanswered > 0 ? .running : isReady ? .ready : .settling
        case .spent: .spent
        case .ended: .ended
        }
    }

    /// Whether the runtime and all extensions wait for an event.
    private var isReady: Bool { !runtime.nexts.isEmpty && extensions.areReady }

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
        guard calls.stage(of: number) == nil else { return }
        switch phase {
        case .waiting, .initialising, .serving:
            calls.add(number, identity)
            deliver()
        case .spent, .ended:
            actions.append(.finish(number, initFailure.map { .initFailed($0) } ?? .neverDelivered))
        }
    }

    /// Gives waiting calls to the runtime.
    mutating func deliver() {
        guard phase == .serving, extensions.areReady else { return }
        while let exchange = runtime.nexts.first, let number = calls.deliver() {
            runtime.nexts.removeFirst()
            actions += [.answer(exchange, .event(number)), .delivered(number)]
            // A runtime of Managed Instances takes several calls, and its extensions get no `INVOKE`.
            if concurrency == 1 { actions += extensions.invoke(number) }
        }
    }

    /// Ends a call for its caller.
    mutating func finish(_ number: CallNumber, _ outcome: ExecutionOutcome) {
        actions += calls.finish(number, outcome, forgets: phase.isOver)
    }

    mutating func refuse(_ exchange: ExchangeID, _ refusal: RuntimeRefusal) {
        actions.append(.answer(exchange, .refused(refusal)))
    }

    private mutating func give(up number: CallNumber, _ outcome: ExecutionOutcome) {
        guard let stage = calls.stage(of: number), stage != .answered, stage != .abandoned else { return }
        finish(number, outcome)
        guard stage != .queued, phase == .serving else { return }
        // The runtime still works on the call. A runtime that takes one call at a time would not take the next one.
        if concurrency == 1 { spend(.spindown) } else { calls.move(number, to: .abandoned) }
    }

    private mutating func timedOut(_ number: CallNumber) {
        guard let stage = calls.stage(of: number) else { return }
        switch stage {
        // The last call is not settled: another environment can run this one.
        case .queued where phase == .serving:
            finish(number, .neverDelivered)
            if calls.unanswered > 0 { return }
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
        guard !phase.isOver else { return }
        phase = .spent
        shutdownReason = shutdownReason ?? reason
        actions += calls.end(running: outcome)
        actions.append(.spent)
    }

    private mutating func shutDown(_ reason: ShutdownReason) {
        guard phase != .ended else { return }
        spend(reason)
        actions += extensions.shutDown(shutdownReason ?? reason)
    }

    // MARK: The end of the process

    private mutating func closed(_ exchange: ExchangeID) {
        if runtime.closed(exchange) {
            inquire()
        } else if let number = calls.responding(exchange) {
            calls.move(number, to: .broken)
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
        actions += calls.finish(at: .broken, .truncated, forgets: phase.isOver)
    }

    private mutating func exited(_ exit: RuntimeExit) {
        guard phase != .ended else { return }
        let before = phase
        if before == .initialising { fail(.exited(exit)) }
        phase = .ended
        actions += calls.end(running: .exited(exit))
        if before != .spent { actions.append(.spent) }
        for exchange in runtime.nexts + extensions.takeExchanges() { actions.append(.close(exchange)) }
        runtime.nexts = []
    }

    /// The init failed.
    mutating func fail(_ failure: InitFailure) {
        initFailure = failure
        actions.append(.initEnded(failure))
        actions += calls.finish(at: .queued, .initFailed(failure), forgets: phase.isOver)
    }
}
