/// All that is known of one function's containers, and what is to be done about them, as a pure value: events go in,
/// actions come out, and the caller carries these out.
///
/// The function has one ``RunState``, which describes the container that serves. *Workers* serve beside it if the
/// function's `concurrency` is above 1, and a *spare* waits uncalled. A restart is then a switch to the spare, because
/// the emulator starts the language runtime at its first call (LAMBDA facts, point 2).
public struct FunctionMachine<Container: LaunchedContainer>: Sendable {
    /// What is to be done.
    public typealias Action = FunctionAction

    /// What the user sees.
    public internal(set) var state: RunState = .stopped
    /// Why a stopped function stopped, if the user of this process did not ask for it.
    public internal(set) var note: String?
    /// The function's containers.
    public internal(set) var containers = ContainerTable<Container>()
    /// What its settings ask for.
    public internal(set) var wanted: WantedContainers
    /// How often the function was stopped on request. A call that waited before a stop must not start the function again.
    public internal(set) var stops = 0

    var launches = Launches()
    var restart = PendingRestart()
    var maintenance = Maintenance()
    /// Whether the host ends, so that nothing is launched any more: nothing would remove it.
    var isHostEnding = false
    var departure = Departure()
    var load = (running: 0, waiting: 0)
    /// What the event that is handled now asks for.
    var actions: [Action] = []

    /// A function without a container.
    public init(wanted: WantedContainers) { self.wanted = wanted }

    // MARK: Queries

    /// The container whose state ``state`` is: the one that serves, or the one on its way out.
    public var describedContainer: String? { containers.serving?.id ?? departure.container }

    /// Whether the container that serves was created with other settings.
    public var isStale: Bool { state.isServing && containers.serving?.isStale(for: wanted) ?? false }

    /// How many calls may run at once.
    public var callLimit: Int { state.isServing ? 1 + containers.workers.count : 1 }

    /// The container for the next call; nil if none is free.
    public var freeContainer: ContainerRecord<Container>? { state.isServing ? containers.free : nil }

    /// Why the last restart did not take place; nil if it did.
    public var restartFailure: FailureReason? { restart.failure }

    /// Whether a restart is on its way.
    public var isRestartPending: Bool { restart.isPending }

    /// Whether a restart waits for a spare.
    public var waitsForSpare: Bool { restart.due != nil }

    /// Whether a restart waits until the calls that run have ended.
    public var waitsForCalls: Bool { restart.afterCalls != nil }

    /// Whether this look at the code, or trial, is still wanted.
    public func awaits(_ look: RestartLook) -> Bool { restart.looks[look] != nil }

    /// Whether calls are sent to a container.
    public func takesCalls(_ id: String) -> Bool { state.isServing && containers[id]?.role.takesCalls ?? false }

    /// Whether a container is this function's, and is not being removed.
    public func has(_ id: String) -> Bool { departure.container == id || containers[id]?.role.isPresent ?? false }

    // MARK: Events

    /// Takes an event in.
    ///
    /// - Returns: what is to be done, in this order.
    public mutating func handle(_ event: FunctionEvent<Container>) -> [Action] {
        let before = state
        switch event {
        case .start: start()
        case .stop: stop()
        case .restart(let cause): beginRestart(cause)
        case .filesChanged(let text): filesChanged(text)
        case .settings(let next): take(next)
        case .engineCanDoMore: fill()
        case .hostEnds: isHostEnding = true
        case .handOver: leaveOnlyServing()
        case .handedOver(let id): containers.update(id) { $0.role = .leaving }
        case .pulling(let launch, let progress): pulling(launch, progress)
        case .pulled(let launch): pulled(launch)
        case .launched(let launch, let container): launched(launch, container)
        case .launchFailed(let launch, let reason, let isOfContainer): launchFailed(launch, reason, isOfContainer)
        case .launchCancelled(let launch): launchCancelled(launch)
        case .codeRead(let look, let code): codeRead(look, code)
        case .trialEnded(let look, let reason): trialEnded(look, reason)
        case .found(let container): found(container)
        case .exited(let id, let end): exited(id, end)
        case .ended(let id, let death, let code): ended(id, death, code)
        case .unusable(let id, let text, let code): unusable(id, text, code)
        case .signalled(let id, let signal): signalled(id, signal)
        case .renamed(let id, let name): containers.update(id) { $0.name = name }
        case .calledOutside(let id): containers.update(id) { $0.wasCalled = true }
        case .runtimeWatched(let id, let isWatched): containers.update(id) { $0.isRuntimeWatched = isWatched }
        case .givenUp(let id, let isGivenUp): containers.update(id) { $0.isGivenUp = isGivenUp }
        case .removed(let id): removed(id)
        case .removalFailed(let id, let text): removalFailed(id, text)
        case .callBegan(let call, let id): containers.begin(call, in: id)
        case .callAnswered(let call): callAnswered(call)
        case .callLeft(let call): free(call)
        case .callComplete(let id): callComplete(id)
        case .load(let running, let waiting): take(running: running, waiting: waiting)
        case .mayMaintain(let period): mayMaintain(period)
        case .mustMaintain(let period): if maintenance.isPending(period) { maintain() }
        }
        settle(before)
        defer { actions = [] }
        return actions
    }

    /// Carries out a restart that waits for nothing any more, and ends what only a function that serves keeps.
    private mutating func settle(_ before: RunState) {
        guard wanted.keepsStandby else { return }
        if state.isServing { restartIfDue() }
        guard !state.isServing else { return }
        restart.due = nil
        dropStandby()
        if !state.isTransient, before != state { actions.append(.closePortIfIdle) }
    }
}

/// The launches that have not ended.
struct Launches: Sendable {
    /// How many uncalled containers may exit in a row before no more are created.
    static let mostDeaths = 3

    /// What each launch is for.
    private(set) var roles: [LaunchID: ContainerRole] = [:]
    private var next: LaunchID = 1
    /// How many workers and spares have exited in a row before they were called.
    var deaths = 0
    /// Why the last worker or spare could not be launched; nil if it could.
    var failure: FailureReason?

    /// Whether no more workers and spares are launched, because they kept exiting.
    var hasGivenUp: Bool { deaths >= Self.mostDeaths }

    /// The launch of a container that is to serve. There is one at most.
    var serving: LaunchID? { roles.first { $0.value == .serving }?.key }

    /// How many containers with a role are being launched.
    func count(_ role: ContainerRole) -> Int { roles.values.count { $0 == role } }

    mutating func begin(_ role: ContainerRole) -> LaunchID {
        defer { next += 1 }
        roles[next] = role
        return next
    }

    /// Ends a launch, and returns its role; nil if it is not wanted any more.
    mutating func end(_ launch: LaunchID) -> ContainerRole? { roles.removeValue(forKey: launch) }

    /// Forgets the launches of workers and spares, and returns them.
    mutating func abandonStandby() -> [LaunchID] {
        let standby = roles.filter { $0.value != .serving }.keys.sorted()
        for launch in standby { roles[launch] = nil }
        return standby
    }
}

/// A restart that has been asked for and not carried out.
struct PendingRestart: Sendable {
    /// Restarts for which the code is being read or a trial runs.
    private(set) var looks: [RestartLook: RestartCause] = [:]
    private var next: RestartLook = 1
    /// Waits for a spare with the settings and the code as they are now.
    var due: RestartCause?
    /// Waits until the calls that run have ended; the text says which files were saved.
    var afterCalls: String?
    /// Why the last restart did not take place; nil if it did.
    var failure: FailureReason?

    var isPending: Bool { due != nil || !looks.isEmpty }

    mutating func begin(_ cause: RestartCause) -> RestartLook {
        defer { next += 1 }
        looks[next] = cause
        return next
    }

    mutating func end(_ look: RestartLook) -> RestartCause? { looks.removeValue(forKey: look) }

    /// Forgets all looks, and returns them.
    mutating func abandonLooks() -> [RestartLook] {
        defer { looks = [:] }
        return looks.keys.sorted()
    }
}

/// Launches and removals that are not urgent wait, so that the first call after a start or restart has the machine to
/// itself.
struct Maintenance: Sendable {
    private var period: MaintenancePeriod = 0
    /// Whether something waits.
    private(set) var isPending = false
    /// Whether it runs as soon as no call does.
    private(set) var mayRun = false

    mutating func begin() -> MaintenancePeriod {
        period += 1
        (isPending, mayRun) = (true, false)
        return period
    }

    func isPending(_ period: MaintenancePeriod) -> Bool { isPending && self.period == period }

    mutating func allow() { mayRun = true }

    mutating func end() { (isPending, mayRun) = (false, false) }
}

/// How the serving container goes.
struct Departure: Sendable {
    /// The container that is being removed; the state changes when it is gone.
    var container: String?
    /// Whether the function starts again then.
    var startsAgain = false
}
