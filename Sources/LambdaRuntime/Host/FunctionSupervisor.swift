import DockerEngine
import Foundation
import LambdaModel

/// Keeps one function's containers in the state that the user asked for. `RunStateMachine` decides about the one that
/// serves, `StandbyPool` about those beside it; this actor carries their actions out and tells them what came of them.
actor FunctionSupervisor {
    let context: SupervisorContext
    private(set) var prepared: PreparedSettings
    var machine = RunStateMachine()
    private var launches: [Int: Task<Void, Never>] = [:]
    /// The container that serves, with what is known of it.
    var current: ServingContainer?
    var pool = StandbyPool() { didSet { wakeWaiters() } }
    /// The pool's containers by their id.
    var standby: [String: ServingContainer] = [:]
    var standbyLaunches: [Int: Task<Void, Never>] = [:]
    /// Containers whose place another one has taken: each goes when its call has ended.
    var retired: [String: ServingContainer] = [:]
    /// Containers that are being removed while the function goes on.
    var removals: [String: Task<Void, Never>] = [:]
    /// How many calls each container has, those among them whose log is still being read.
    var uses: [String: Int] = [:] { didSet { wakeWaiters() } }
    /// Where the calls run that are in the gate.
    var places: [InvocationGate.Ticket: String] = [:] { didSet { wakeWaiters() } }
    /// A restart that waits for a container which is fit for it, and what it is for.
    var dueRestart: RestartCause? { didSet { wakeWaiters() } }
    /// Restarts that still look at what a container would get mounted.
    var restartLooks = 0 { didSet { wakeWaiters() } }
    /// Puts off what is not urgent after a start or restart.
    var breath: Breath?
    /// The port at which the door listens for this function.
    var openPort: Int?
    /// The last opening or closing of the door.
    var doorWork: Task<FailureReason?, Never>?
    private var waiters: [Int: Waiter] = [:]
    private var nextWaiter = 0
    private var lastReport: (state: RunState, isStale: Bool, note: String?)?
    /// The signals that other processes sent to containers: a death of one is no failure.
    var signals: [String: OutsideSignal] = [:]
    /// Containers that lamdeck is ending: their deaths are no news.
    var ending: Set<String> = []
    /// The containers that have calls, by their id.
    var busy: [String: ServingContainer] = [:]
    /// Containers whose runtime is looked at now.
    var runtimeLooks: Set<String> = []
    /// Containers that are being given up, because their runtime ended.
    var givingUp: [String: Task<Bool, Never>] = [:]
    /// What the engine tells of the function's containers, one after the other.
    nonisolated let news = RequestQueue()
    /// When the function ceased to serve; nil if that was asked for.
    private(set) var servedUntil: ContinuousClock.Instant?
    /// What changed on disk while a call ran.
    var pendingChange: String?
    /// How containers ended that had a call: one that was broken off asks for it.
    var ends: [String: InvocationEvidence.ContainerEnd] = [:]
    var gate = InvocationGate()
    /// The last renaming of a container that took over.
    var renaming: Task<Void, Never>?
    /// Rings when the engine may do what it could not do before.
    nonisolated let engineRetry: Bell
    /// Why the last container of the pool could not be made; nil if it was.
    var spareFailure: FailureReason?
    /// Why the last restart did not take place; nil if it did.
    var runsOnBecause: FailureReason?
    /// The last making of a container before a restart without a spare.
    var trial: Task<FailureReason?, Never>?
    /// How often the function was stopped on request: a call that waited meanwhile must not start it again.
    private(set) var stops = 0

    init(_ settings: FunctionSettings, endpoint: Int?, _ context: SupervisorContext) {
        prepared = PreparedSettings(settings, endpoint: endpoint, host: context.environment)
        (self.context, engineRetry) = (context, Bell(context.timing))
    }

    var settings: FunctionSettings { prepared.settings }
    var state: RunState { machine.state }
    var containerID: String? { machine.container }
    /// Whether a container is being made.
    var isLaunching: Bool { !launches.isEmpty || !standbyLaunches.isEmpty }

    // MARK: Requests

    /// Takes new settings; a container that runs with other ones is stale until it is restarted.
    ///
    /// - Returns: a task that ends when the door listens where the settings say; nil if it is closed.
    func apply(_ settings: FunctionSettings, endpoint: Int?) -> Task<Void, Never>? {
        let before = prepared
        prepared = PreparedSettings(settings, endpoint: endpoint, host: context.environment)
        if prepared.spec != before.spec { carryOut(pool: pool.renew()) }
        fillPool()
        report()
        return openPort == nil && !state.isServing ? nil : Task { await openDoor() }
    }

    func start() {
        // Nobody would stop it again.
        if !context.end.hasBegun { carryOut(machine.start()) }
    }

    func stop() {
        stops += 1
        trial?.cancel()
        for container in retired.values { discard(container) }
        carryOut(machine.stop())
        servedUntil = nil
    }

    /// Waits until the state is one that is asked for; a cancelled task gets the state as it is.
    func state(where isDone: @escaping @Sendable (RunState) -> Bool) async -> RunState {
        await wait { isDone($0.machine.state) }
    }

    /// Waits until no restart is on its way; a cancelled task does not wait.
    func restarted() async {
        let isDone: @Sendable (isolated FunctionSupervisor) -> Bool = { $0.dueRestart == nil && $0.restartLooks == 0 }
        // The next restart may have begun by the time that this goes on.
        while !isDone(self), !Task.isCancelled { _ = await wait(until: isDone) }
    }

    /// Waits for a change, and answers the state at that moment.
    private func wait(until isDone: @escaping @Sendable (isolated FunctionSupervisor) -> Bool) async -> RunState {
        if isDone(self) || Task.isCancelled { return machine.state }
        let number = nextWaiter
        nextWaiter += 1
        return await withTaskCancellationHandler {
            await withCheckedContinuation { wake in
                // The way to here may have been a suspension, in which the state changed.
                if isDone(self) || Task.isCancelled { return wake.resume(returning: machine.state) }
                waiters[number] = Waiter(isDone: isDone, wake: wake)
            }
        } onCancel: {
            Task { await self.wake(number) }
        }
    }

    /// Waits for a change; a cancelled task does not wait.
    func changed(_ isDone: @escaping @Sendable (isolated FunctionSupervisor) -> Bool) async {
        _ = await wait(until: isDone)
    }

    /// Waits for a change for so long at most.
    func wait(
        atMost limit: Duration, until isDone: @escaping @Sendable (isolated FunctionSupervisor) -> Bool
    ) async {
        let waiting = Task { _ = await wait(until: isDone) }
        let timer = Task {
            try? await context.timing.sleep(for: limit)
            waiting.cancel()
        }
        await waiting.value
        timer.cancel()
    }

    private func wake(_ number: Int) { waiters.removeValue(forKey: number)?.wake.resume(returning: machine.state) }

    private func wakeWaiters() {
        for (number, waiter) in waiters where waiter.isDone(self) { wake(number) }
    }

    // MARK: Actions

    func carryOut(_ actions: [RunStateMachine.Action]) {
        for action in actions {
            switch action {
            case .launch(let number):
                launches[number] = Task { await self.launch(number) }
            case .cancelLaunch(let number):
                launches[number]?.cancel()
            case .remove(let container):
                let leaving = current?.id == container ? current : nil
                if leaving != nil { current = nil }
                noteEnd(of: container, .stopped)
                ending.insert(container)
                Task { await self.remove(container, leaving) }
            }
        }
        settlePool()
        report()
    }

    private func launch(_ number: Int) async {
        let launch = ContainerLaunch(
            settings: settings, endpoint: prepared.endpoint, context: context, publishesPort: context.publishesPort)
        do throws(FailureReason) {
            try await openDoorToStart()
            let container = try await launch.run { progress in
                await self.note(progress, number)
            }
            launches[number] = nil
            let actions = machine.launched(number, container: container.id)
            if machine.container == container.id, machine.state.isServing { serve(container, tail: nil) }
            carryOut(actions)
            // Its death may have been told before this function knew the container for its own.
            let details = try? await context.engine.inspectContainer(container.id)
            if let details, !details.state.isRunning {
                await containerDied(container.id, exitCode: details.state.exitCode)
            }
        } catch {
            launches[number] = nil
            if Task.isCancelled {
                carryOut(machine.launchEnded(number))
            } else {
                log(error.description)
                carryOut(machine.launchFailed(number, error))
            }
        }
    }

    private func note(_ progress: ContainerLaunch.Progress, _ number: Int) {
        switch progress {
        case .pulling(let state): machine.pulling(number, state)
        case .pulled: machine.pulled(number)
        }
        report()
    }

    private func remove(_ id: String, _ leaving: ServingContainer?) async {
        do throws(EngineError) {
            try await end(id, leaving)
            carryOut(machine.removed(container: id))
        } catch {
            let reason = FailureReason(.engine, "its container could not be removed: \(error)")
            carryOut(machine.removalFailed(container: id, reason))
        }
    }

    /// Removes a container, once what it said last has been read.
    func end(_ id: String, _ leaving: ServingContainer?) async throws(EngineError) {
        ending.insert(id)
        signals[id] = nil
        // While calls are still read, their container is known, and its death may be told late.
        defer { if busy[id] == nil { ending.remove(id) } }
        if let leaving, context.inbox != nil {
            leaving.beginEnd()
            // Its log goes with it. That it is dead already is no matter.
            try? await context.engine.killContainer(id)
            await leaving.finishFollowing(within: .seconds(1))
        }
        try await ContainerRemoval.remove(id, context.engine)
        endCalls(of: id)
    }

    func serve(_ container: ServingContainer, tail: Int?) {
        current = container
        follow(container, tail: tail)
    }

    /// What the container said last, for the reason of its failure.
    func lastWords(of id: String) async -> LastWords {
        await ContainerLog.lastWords(of: id, context.engine)
    }

    /// Stops reading logs, and gives launches up; containers that serve go on.
    func detach() async {
        breath?.timer.cancel()
        for container in [current].compactMap({ $0 }) + retired.values + standby.values { container.stopFollowing() }
        current = nil
        let launches = Array(launches.values) + standbyLaunches.values
        for launch in launches { launch.cancel() }
        // Each removes what it made before it ends, for which it needs the engine.
        for launch in launches { await launch.value }
        trial?.cancel()
        _ = await trial?.value
        renaming?.cancel()
        await renaming?.value
        while let removal = removals.first { await removal.value.value }
        await closeDoor()
    }

    // MARK: Reports

    /// Whether a container serves that was made for other settings.
    var isStale: Bool { machine.state.isServing && current.map { $0.isStale(for: prepared) } ?? false }

    /// Tells what changed, once, and wakes who waited for it.
    func report() {
        let isStale = isStale
        let next = (state: machine.state, isStale: isStale, note: machine.note)
        if lastReport.map({ $0 != next }) ?? true {
            if lastReport?.state.isServing == true, !next.state.isServing { servedUntil = context.timing.now }
            lastReport = next
            context.report(.state(function: settings.name, next.state, isStale: isStale, note: next.note))
        }
        wakeWaiters()
    }

    /// Tells the machine how many calls run and wait.
    func reportLoad() {
        machine.load(running: gate.holders.count, waiting: gate.waitingCount)
        report()
    }
}

/// Who waits for the function to change.
private struct Waiter {
    let isDone: @Sendable (isolated FunctionSupervisor) -> Bool
    let wake: CheckedContinuation<RunState, Never>
}
