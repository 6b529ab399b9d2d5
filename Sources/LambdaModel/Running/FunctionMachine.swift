/// The known facts about one function's containers, and the decisions about them. A pure value: it takes events and
/// returns actions, and the caller carries the actions out.
///
/// The function has one ``RunState``, which describes the container that serves. *Workers* serve beside it if the
/// function's `concurrency` is above 1, and a *spare* waits without a language runtime. A restart is then a switch to
/// the spare, whose runtime loads the code of that moment.
public struct FunctionMachine<Container: LaunchedContainer>: Sendable {
    /// The containers, their launches, and what the settings ask for.
    var pool: ContainerPool<Container>
    /// How often the function was stopped on request. A call that waited before a stop must not start the function
    /// again.
    public internal(set) var stops = 0

    /// The restarts that have been asked for and not carried out.
    public internal(set) var restart = PendingRestart()

    var cycle = RunCycle()
    /// The actions for the event that is being handled.
    var actions: [FunctionAction] = []

    /// A function without a container.
    public init(wanted: WantedContainers) { pool = ContainerPool(wanted: wanted) }

    // MARK: Queries

    /// The function's containers.
    public var containers: ContainerTable<Container> { pool.containers }
    /// What its settings ask for.
    public var wanted: WantedContainers { pool.wanted }
    /// What the user sees.
    public var state: RunState { cycle.state }
    /// Why a stopped function stopped, if the user of this process did not ask for it.
    public var note: String? { cycle.note }
    /// Whether the container that serves was created with other settings.
    public var isStale: Bool { state.isServing && containers.serving?.isStale(for: wanted) ?? false }
    /// Whether a container belongs to this function. One that is being removed counts only if ``state`` waits for its
    /// end.
    public func has(_ id: String) -> Bool { cycle.leaving == id || containers[id]?.role.isPresent ?? false }

    // MARK: Events

    /// Handles an event.
    ///
    /// - Returns: the actions to carry out, in this order.
    public mutating func handle(_ event: FunctionEvent<Container>) -> [FunctionAction] {
        let before = state
        switch event {
        case .start: start()
        case .stop: stop()
        case .restart(let cause): beginRestart(cause)
        case .saveBegan: saveBegan()
        case .deathSuspected: startSpareEarly()
        case .saveWentOn: actions += pool.dropEarlySpare(isServing: state.isServing)
        case .filesChanged(let text): filesChanged(text)
        case .settings(let next): actions += pool.apply(next, isServing: state.isServing)
        case .engineCanDoMore: fill()
        case .wayChanged: changeWay()
        case .hostEnds: pool.isHostEnding = true
        case .pulling(let launch, let progress): pulling(launch, progress)
        case .pulled(let launch): if launch == pool.launches.serving { cycle.pulled() }
        case .launched(let launch, let container): launched(launch, container)
        case .launchFailed(let launch, let reason, let isOfContainer): launchFailed(launch, reason, isOfContainer)
        case .launchCancelled(let launch): if pool.launches.end(launch) == .serving { perform(cycle.launchEnded()) }
        case .codeRead(let check, let code): codeRead(check, code)
        case .trialEnded(let check, let reason): trialEnded(check, reason)
        case .initEnded(let id, let reason): initEnded(id, reason)
        case .ended(let id, let death, let code): ended(id, death, code)
        case .unusable(let id, let text, let code): unusable(id, text, code)
        case .noted(let id, let fact): pool.containers.update(id) { $0.note(fact) }
        case .removed(let id): removed(id)
        case .removalFailed(let id, let text): removalFailed(id, text)
        case .callBegan(let call, let id): pool.containers.begin(call, in: id)
        case .callAnswered(let call): callAnswered(call)
        case .callLeft(let call): pool.containers.free(call)
        case .callComplete(let id):
            actions += pool.containers.complete(in: id, keepsRetired: pool.maintenance.isPending)
        case .load(let running, let waiting): cycle.loadChanged(running: running, waiting: waiting)
        case .mayMaintain(let period): if pool.maintenance.allow(period), cycle.load.running == 0 { maintain() }
        case .mustMaintain(let period): if pool.maintenance.isPending(period) { maintain() }
        }
        settle(before)
        defer { actions = [] }
        return actions
    }

    /// Carries out a restart that need not wait any longer. If the function does not serve, removes workers and spares.
    private mutating func settle(_ before: RunState) {
        guard wanted.keepsStandby else { return }
        if state.isServing { restartIfDue() }
        guard !state.isServing else { return }
        restart.due = nil
        actions += pool.dropStandby()
        if state.isResting, before != state { actions.append(.closePortIfIdle) }
    }

    // MARK: Requests

    mutating func start() { if !pool.isHostEnding { perform(cycle.start()) } }

    private mutating func stop() {
        stops += 1
        actions += restart.abandon() + pool.containers.discardAll(.retired)
        perform(cycle.stop())
    }

    /// Removes the serving container and launches another one.
    mutating func restartInPlace(_ cause: RestartCause) {
        restart.due = nil
        guard !pool.isHostEnding else { return }
        if case .saved = cause { actions += cause.announcement }
        perform(cycle.restart())
    }

    private mutating func perform(_ step: RunCycle.Step) {
        switch step {
        case .nothing: break
        case .launch: actions.append(pool.launches.begin(.serving))
        case .cancelLaunch: if let launch = pool.launches.serving { actions.append(.cancelLaunch(launch)) }
        case .removeServing:
            guard let id = containers.serving?.id else { return }
            cycle.remove(id)
            actions += pool.containers.discard(id)
        }
    }

    // MARK: Launches

    private mutating func pulling(_ launch: LaunchID, _ progress: PullState) {
        if launch == pool.launches.serving { return cycle.pulling(progress) }
        let isAwaited = restart.due != nil && pool.launches.has(launch)
        if isAwaited, progress == PullState() { actions.append(.reportPull) }
    }

    private mutating func launched(_ launch: LaunchID, _ container: Container) {
        let role = pool.launches.end(launch)
        if role == .serving, cycle.launched(container.id) {
            pool.containers.insert(container, .serving)
            actions.append(.follow(container.id))
            beginServing(container.id)
        } else {
            actions += pool.take(container, role, isServing: state.isServing)
        }
    }

    private mutating func launchFailed(_ launch: LaunchID, _ reason: FailureReason, _ isOfContainer: Bool) {
        guard let role = pool.launches.end(launch) else { return }
        if role == .serving {
            // The output of a build is in the log.
            if reason.kind != .build { actions.append(.log(reason.description)) }
            return perform(cycle.launchEnded(reason))
        }
        actions += pool.launchFailed(
            role, reason, isOfContainer: isOfContainer, isServing: state.isServing, isAwaited: restart.waitsForSpare)
    }

    // MARK: Removals

    private mutating func removed(_ id: String) {
        guard containers[id]?.role == .leaving else { return }
        pool.containers.removed(id)
        perform(cycle.removed(id))
    }

    private mutating func removalFailed(_ id: String, _ text: String) {
        guard let record = containers[id], record.role == .leaving else { return }
        pool.containers.removed(id)
        if !cycle.removalFailed(id, text) {
            actions.append(.log("the container \(record.name) could not be removed: \(text)"))
        }
    }
}
