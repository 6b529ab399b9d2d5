import DockerEngine
import Foundation
import HostLink
import LambdaModel
import Logging

/// Keeps one function's containers as the user wants them. ``FunctionMachine`` knows their state and decides; this
/// actor carries out its actions and reports the results to it.
actor FunctionSupervisor {
    typealias Machine = FunctionMachine<FunctionContainer>

    let context: SupervisorContext
    private(set) var prepared: PreparedSettings
    private(set) var machine: Machine
    /// The calls that wait for a container, and those that have one.
    nonisolated let queue = CallQueue()
    /// Listens at the function's port.
    nonisolated let port: PortKeeper
    /// Handles what the engine reports of the function's containers, one event after the other.
    nonisolated let engineEvents = RequestQueue()
    /// Signals when the engine may do what it could not do before.
    nonisolated let engineRetry: ChangeSignal
    var tasks = SupervisorTasks()
    private var published = PublishedState()
    /// The queue's load that the machine knows.
    private var reportedLoad: (running: Int, waiting: Int)?
    /// Whether the beginning or the end of a call will be reported.
    private var isPublishDue = false
    private let waiters = ConditionWaiters<FunctionSupervisor>()

    init(_ settings: FunctionSettings, endpoint: ServedPorts?, _ context: SupervisorContext) {
        prepared = PreparedSettings(settings, endpoint: endpoint, context)
        machine = Machine(wanted: prepared.wanted)
        port = PortKeeper(context)
        (self.context, engineRetry) = (context, ChangeSignal(context.timing))
    }

    var settings: FunctionSettings { prepared.settings }
    var state: RunState { machine.state }
    /// The container that serves.
    var serving: FunctionContainer? { machine.containers.serving?.container }
    /// What runs the function, for clients that show it.
    var running: FunctionRunning { FunctionRunning(machine) }

    // MARK: The machine

    /// Passes an event to the machine, and carries out the actions that it returns.
    func handle(_ event: FunctionEvent<FunctionContainer>) {
        if context.end.hasBegun { _ = machine.handle(.hostEnds) }
        reportLoad()
        let actions = machine.handle(event)
        queue.setLimit(machine.containers.callLimit)
        for action in actions { perform(action) }
        // A container that begins to serve may have calls.
        if !event.isOfCall { reportedLoad = nil }
        reportLoad()
        publish()
    }

    /// Calls entered or left the queue.
    func loadChanged() {
        reportLoad()
        publish()
    }

    private func reportLoad() {
        let load = queue.load
        if let reportedLoad, load == reportedLoad { return }
        reportedLoad = load
        _ = machine.handle(.load(running: load.running, waiting: load.waiting))
    }

    /// Reports what changed, and wakes the tasks that wait for it. That a call has begun or ended is reported a moment
    /// later: a warm call is over by then.
    func publish() {
        if published.differsInLoad(from: machine.state), CallLoop.shared.isCurrent {
            if !isPublishDue {
                isPublishDue = true
                CallLoop.shared.later { Task(executorPreference: CallLoop.shared) { await self.publishLoad() } }
            }
        } else {
            report()
        }
        waiters.check(self)
    }

    private func publishLoad() {
        isPublishDue = false
        report()
    }

    private func report() {
        for update in published.updates(of: settings.name, machine, now: context.timing.now) { context.report(update) }
    }

    /// Waits until a condition holds. A cancelled task does not wait.
    func wait(until isDone: @escaping ConditionWaiters<FunctionSupervisor>.Condition) async {
        await waiters.wait(self, until: isDone)
    }

    /// Waits until a condition holds, for a limited time.
    func wait(
        atMost limit: Duration, until isDone: @escaping ConditionWaiters<FunctionSupervisor>.Condition
    ) async {
        await waiters.wait(self, atMost: limit, by: context.timing, until: isDone)
    }

    // MARK: Requests

    /// Applies new settings. A container that was created with other settings is stale until it is replaced. A port that
    /// the function no longer has is closed when this returns.
    ///
    /// - Returns: whether to open the function's port, with ``openPort()``.
    func apply(_ settings: FunctionSettings, endpoint: ServedPorts?) async -> Bool {
        let debugging = FunctionDebugging.session(for: settings, of: self)
        use(PreparedSettings(settings, endpoint: endpoint, debugging: debugging, context))
        let needsPort = port.wantedPort != nil || state.isServing
        await port.close { [port] in port.wantedPort != settings.resolvedPort }
        return needsPort
    }

    /// Uses other settings from now on. A debugger that they have no use for ends.
    func use(_ next: PreparedSettings) {
        let before = prepared.debugging
        prepared = next
        if let before, before !== next.debugging { before.end(before: next.debugging) }
        handle(.settings(next.wanted))
        if before !== next.debugging { FunctionDebugging.report(self) }
    }

    func start() { handle(.start) }

    func stop() {
        handle(.stop)
        published.forgetEnd()
        FunctionDebugging.leave(self)
    }

    /// Begins a restart. Later requests to the function are carried out after it.
    ///
    /// - Returns: a task that ends when the restart is carried out or waits for a spare; nil if it is carried out.
    func beginRestart(_ cause: RestartCause) -> Task<Void, Never>? { check(after: .restart(cause)) }

    /// Files of the function changed: it restarts. Without a spare, the calls that run end first.
    ///
    /// - Returns: a task that ends with a restart that takes its time.
    func filesChanged(_ text: String) -> Task<Void, Never>? {
        FunctionDebugging.keepsRunning(self, after: text) ? nil : check(after: .filesChanged(text))
    }

    private func check(after event: FunctionEvent<FunctionContainer>) -> Task<Void, Never>? {
        noteExpiry()
        let before = tasks.newestCheck
        handle(event)
        return tasks.newestCheck == before ? nil : tasks.newestCheck.flatMap { tasks.checks[$0] }
    }

    /// Waits until the state is as asked for; a cancelled task gets the state as it is.
    func state(where isDone: @escaping @Sendable (RunState) -> Bool) async -> RunState {
        await wait { isDone($0.machine.state) }
        return machine.state
    }

    /// Waits until nothing is left of a function that was stopped, or it runs again.
    func removed() async {
        await wait {
            $0.state.isServing || $0.state.isResting && $0.tasks.removals.isEmpty && $0.tasks.launches.isEmpty
        }
    }

    /// Waits until no restart is on its way; a cancelled task does not wait.
    func restarted() async {
        // The next restart may have begun by the time that this goes on.
        while machine.restart.isPending, !Task.isCancelled { await wait { !$0.machine.restart.isPending } }
    }

    /// The engine can be reached again. Starts the function again if its container ended with the engine.
    ///
    /// - Parameter goneSince: when the connection to it broke. An engine that shuts down ends its containers first.
    func engineCameBack(goneSince: ContinuousClock.Instant) {
        guard published.hasEnded(since: goneSince - .seconds(20)), state.isResting else { return }
        log("its container ended with the engine; the engine is back: started again")
        start()
    }

    /// Stops reading logs, ends launches and waits for removals.
    func detach() async {
        for record in machine.containers.all { record.container.log.stopFollowing() }
        // A launch removes what it created before it ends, for which it needs the engine.
        for task in tasks.cancel() { await task.value }
        while let removal = tasks.removals.values.first { await removal.value }
        await port.close()
    }

    // MARK: Messages

    /// Writes lamdeck's own lines into the function's log.
    func log(_ text: String) {
        let time = Date().timeIntervalSince1970
        let records = text.split(separator: "\n").map { LogRecord(time: time, source: .lamdeck, text: String($0)) }
        context.logs?.append(records, of: settings.name)
    }

    /// Tells the user something about the function.
    func notify(_ text: String) { context.report(.notice("\(settings.name): \(text)", of: settings.name)) }

    /// Tells the user that a restart waits for an image.
    func reportPull() {
        let text = "the image \(settings.image) is not on this machine: pulling it first"
        log(text)
        if !context.keepsStandby { notify(text) }
    }
}

extension FunctionEvent {
    /// Whether a call has begun or ended, which changes nothing else.
    fileprivate var isOfCall: Bool {
        switch self {
        case .callBegan, .callComplete: true
        default: false
        }
    }
}
