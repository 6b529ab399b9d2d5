/// The launches, and which workers and spares are missing.
struct Launches: Sendable {
    /// How many uncalled containers may exit in a row before no more are created.
    static let mostDeaths = 3

    /// What each launch is for.
    private var roles: [LaunchID: ContainerRole] = [:]
    private var next: LaunchID = 1
    /// How many workers and spares have exited in a row before they were called.
    private var deaths = 0
    /// Why the last worker or spare could not be launched; nil if it could.
    private(set) var failure: FailureReason?

    /// Whether no more workers and spares are launched, because they kept exiting.
    var hasGivenUp: Bool { deaths >= Self.mostDeaths }

    /// The launch of a container that will serve. There is at most one.
    var serving: LaunchID? { roles.first { $0.value == .serving }?.key }

    /// Whether a spare is being launched.
    var isSpareComing: Bool { roles.values.contains(.spare) }

    /// Whether a launch has not ended and is still wanted.
    func has(_ launch: LaunchID) -> Bool { roles[launch] != nil }

    mutating func begin(_ role: ContainerRole) -> FunctionAction {
        defer { next += 1 }
        roles[next] = role
        return .launch(next, role)
    }

    /// Ends a launch, and returns its role; nil if it is not wanted any more.
    mutating func end(_ launch: LaunchID) -> ContainerRole? { roles.removeValue(forKey: launch) }

    /// Launches workers and a spare that are missing.
    mutating func fill<Container>(
        _ containers: ContainerTable<Container>, _ wanted: WantedContainers
    ) -> [FunctionAction] {
        guard !hasGivenUp else { return [] }
        let coming = roles.values.count { $0 == .worker }
        let missing = max(0, wanted.workers - containers.workers.count - coming)
        var actions = (0..<missing).map { _ in begin(.worker) }
        if wanted.spare, containers.spare == nil, !isSpareComing { actions.append(begin(.spare)) }
        return actions
    }

    /// Forgets the launches of workers and spares.
    mutating func abandonStandby() -> [FunctionAction] {
        let standby = roles.filter { $0.value != .serving }.keys.sorted()
        for launch in standby { roles[launch] = nil }
        return standby.map { .cancelLaunch($0) }
    }

    /// A worker or spare exited, in a launch or later, before it was called.
    mutating func noteDeath() { deaths += 1 }

    /// Something changed that may have made containers exit.
    mutating func forgetDeaths() { deaths = 0 }

    /// Why the last worker or spare could not be launched; nil if it could.
    mutating func note(_ failure: FailureReason?) { self.failure = failure }
}

/// Restarts that have been asked for and not carried out.
public struct PendingRestart: Sendable {
    /// How to carry a restart out once the code has been read.
    enum Decision<Container: LaunchedContainer>: Sendable {
        /// Nothing: the container that serves will load the code at its first call.
        case nothing
        /// Switch to the spare.
        case switchOver(ContainerRecord<Container>)
        /// Wait for a spare that has the code as it is now.
        case wait
    }

    /// Restarts for which the code is being read or a trial runs.
    private var checks: [RestartCheck: RestartCause] = [:]
    private var next: RestartCheck = 1
    /// Waits for a spare with the settings and the code as they are now.
    var due: RestartCause?
    /// Waits until the calls that run have ended; the text says which files were saved.
    var afterCalls: String?
    /// Why the last restart did not take place; nil if it did.
    public internal(set) var failure: FailureReason?

    /// Whether a restart is on its way.
    public var isPending: Bool { due != nil || !checks.isEmpty }
    /// Whether a restart waits for a spare.
    public var waitsForSpare: Bool { due != nil }
    /// Whether a restart waits until the calls that run have ended.
    public var waitsForCalls: Bool { afterCalls != nil }

    mutating func begin(_ cause: RestartCause, hasSpare: Bool) -> FunctionAction {
        defer { next += 1 }
        checks[next] = cause
        return hasSpare ? .readCode(next) : .tryLaunch(next)
    }

    mutating func end(_ check: RestartCheck) -> RestartCause? { checks.removeValue(forKey: check) }

    /// Notes why a restart did not take place, and reports it.
    ///
    /// - Parameter notifies: whether the user is told outside the log as well.
    mutating func fail(_ reason: FailureReason, notifies: Bool) -> [FunctionAction] {
        let text = "it was not restarted, and its container still runs: \(reason.summary)"
        failure = FailureReason(reason.kind, text, lastLines: reason.lastLines)
        return notifies ? [.log(text), .notify(text)] : [.log(text)]
    }

    /// Forgets all that was not carried out.
    mutating func abandon() -> [FunctionAction] {
        defer { (checks, afterCalls) = ([:], nil) }
        return checks.keys.sorted().map { .cancelTrial($0) }
    }

    /// How a restart is carried out.
    ///
    /// - Parameter code: the code that a new container would mount; nil if lamdeck cannot prepare it.
    static func decide<Container>(
        _ cause: RestartCause, _ code: Container.Code?, _ containers: ContainerTable<Container>,
        _ wanted: WantedContainers
    ) -> Decision<Container> {
        guard let code else { return .wait }
        if case .saved = cause, let serving = containers.serving, serving.isFit(for: wanted, code) { return .nothing }
        if let spare = containers.spare, spare.isFit(for: wanted, code) { return .switchOver(spare) }
        return .wait
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

    mutating func begin() -> FunctionAction {
        period += 1
        (isPending, mayRun) = (true, false)
        return .scheduleMaintenance(period)
    }

    func isPending(_ period: MaintenancePeriod) -> Bool { isPending && self.period == period }

    /// Lets it run as soon as no call does. Returns whether this period is still the last one.
    mutating func allow(_ period: MaintenancePeriod) -> Bool {
        if isPending(period) { mayRun = true }
        return isPending(period)
    }

    mutating func end() { (isPending, mayRun) = (false, false) }
}
