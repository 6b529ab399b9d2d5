/// The containers of one function besides the one that its ``RunState`` describes, as a pure state machine. *Workers*
/// serve with it if the function's `concurrency` is above 1, and a *spare* waits unused to replace it. A restart is
/// then a switch: the emulator starts the language runtime at its first call (LAMBDA facts, point 2), so a container
/// that was never called loads the code as it is at its first call.
public struct StandbyPool: Hashable, Sendable {
    /// What one of these containers is for.
    public enum Role: Hashable, Sendable {
        /// Serves calls.
        case worker
        /// Waits untouched.
        case spare
    }

    /// What is to be done.
    public enum Action: Hashable, Sendable {
        /// Begin a launch under this number. It ends with exactly one of `launched` and `launchEnded`.
        case launch(Int, Role)
        /// Give the launch with this number up; it then says `launchEnded`.
        case cancelLaunch(Int)
        /// Remove the container; nothing is to be said of that.
        case remove(container: String)
    }

    /// How many uncalled containers may die in a row before the pool creates no more.
    public static let mostDeaths = 3

    /// The containers that serve, in the order in which they came.
    public private(set) var workers: [String] = []
    /// The container that waits.
    public private(set) var spare: String?
    private var wantedWorkers = 0
    private var wantsSpare = false
    private var launches: [Int: Role] = [:]
    private var nextLaunch = 1
    private var deaths = 0

    /// An empty pool that wants nothing.
    public init() {}

    /// Whether a spare is on its way.
    public var isSpareComing: Bool { launches.values.contains(.spare) }

    /// All containers of the pool.
    public var containers: [String] { workers + [spare].compactMap { $0 } }

    /// The function serves and needs these containers besides its first one: launches those that are missing, and
    /// removes those that are too many.
    public mutating func want(workers: Int, spare: Bool) -> [Action] {
        wantedWorkers = workers
        wantsSpare = spare
        var actions: [Action] = []
        while self.workers.count > wantedWorkers { actions.append(.remove(container: self.workers.removeLast())) }
        if !wantsSpare, let id = self.spare.take() { actions.append(.remove(container: id)) }
        return actions + fill()
    }

    /// The function no longer serves: removes the whole pool.
    public mutating func end() -> [Action] {
        let actions = containers.map { Action.remove(container: $0) } + cancelLaunches()
        workers = []
        spare = nil
        wantedWorkers = 0
        wantsSpare = false
        deaths = 0
        return actions
    }

    /// What waits, or is on its way, was made for settings or files that are not the function's any more. Workers that
    /// serve go on: they are as old as the container that they serve with.
    public mutating func renew() -> [Action] {
        deaths = 0
        return dropSpare() + cancelLaunches() + fill()
    }

    /// The user asked for a restart: what died before says nothing of what is made now.
    public mutating func tryAgain() { deaths = 0 }

    /// A launch has a container that answers.
    public mutating func launched(_ number: Int, container id: String) -> [Action] {
        switch launches.removeValue(forKey: number) {
        case .worker? where workers.count < wantedWorkers: workers.append(id)
        case .spare? where wantsSpare && spare == nil: spare = id
        case .worker?, .spare?, nil: return [.remove(container: id)]
        }
        return []
    }

    /// A launch was cancelled, or failed for a lasting reason, and removed what it had created. The pool does not retry
    /// unless it is asked.
    public mutating func launchEnded(_ number: Int) { launches[number] = nil }

    /// A launch failed because its container exited before it answered. A new one replaces it, as for a container that
    /// exits later.
    public mutating func launchDied(_ number: Int) -> [Action] {
        guard launches.removeValue(forKey: number) != nil else { return [] }
        deaths += 1
        return fill()
    }

    /// A container ended. Returns whether it belonged to the pool. A new one replaces it, unless containers keep
    /// exiting by themselves.
    ///
    /// - Parameter isItsOwn: whether it ended by itself before it was called. One that another process ended, or that
    ///   served calls, says nothing of the next one.
    public mutating func died(container id: String, isItsOwn: Bool = true) -> (wasHere: Bool, actions: [Action]) {
        if spare == id {
            spare = nil
        } else if let index = workers.firstIndex(of: id) {
            workers.remove(at: index)
        } else {
            return (false, [])
        }
        if isItsOwn { deaths += 1 }
        return (true, [.remove(container: id)] + fill())
    }

    /// Whether the pool creates no more containers, because they kept dying.
    public var hasGivenUp: Bool { deaths >= Self.mostDeaths }

    /// The spare replaces the first container. `retired` are the workers, whose code is as old. Nil if there is no
    /// spare. ``want(workers:spare:)`` asks for new ones.
    public mutating func takeSpare() -> (spare: String, retired: [String])? {
        guard let id = spare.take() else { return nil }
        defer { workers = [] }
        deaths = 0
        return (id, workers)
    }

    /// The first container died: the spare, or else a worker, takes its place. Nil if there is none.
    public mutating func takeOver() -> String? {
        if let id = spare.take() { return id }
        return workers.isEmpty ? nil : workers.removeFirst()
    }

    /// Takes the spare out, because it is not fit to serve.
    public mutating func dropSpare() -> [Action] {
        spare.take().map { [.remove(container: $0)] } ?? []
    }

    private mutating func fill() -> [Action] {
        guard !hasGivenUp else { return [] }
        var actions: [Action] = []
        while workers.count + launches.values.count(where: { $0 == .worker }) < wantedWorkers {
            actions.append(launch(.worker))
        }
        if wantsSpare, spare == nil, !isSpareComing { actions.append(launch(.spare)) }
        return actions
    }

    private mutating func launch(_ role: Role) -> Action {
        defer { nextLaunch += 1 }
        launches[nextLaunch] = role
        return .launch(nextLaunch, role)
    }

    private mutating func cancelLaunches() -> [Action] {
        defer { launches = [:] }
        return launches.keys.sorted().map { .cancelLaunch($0) }
    }
}

extension Optional {
    /// The value, which is nil from then on.
    fileprivate mutating func take() -> Wrapped? {
        defer { self = nil }
        return self
    }
}
