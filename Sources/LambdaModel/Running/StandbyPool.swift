/// The containers of one function beside the one that its ``RunState`` tells of, as a pure state machine: *workers*
/// serve with it where the function's `concurrency` is above 1, and a *spare* waits untouched to take its place. A
/// restart is then a switch: the emulator starts the language's runtime at its first call (LAMBDA facts, point 2), so
/// that a container which was never called loads the code as it is when it is called.
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

    /// Containers that may die in a row, uncalled, before there are no more.
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

    /// The function serves and wants these beside its first container: asks for those that are missing, and lets those
    /// go that are too many.
    public mutating func want(workers: Int, spare: Bool) -> [Action] {
        wantedWorkers = workers
        wantsSpare = spare
        var actions: [Action] = []
        while self.workers.count > wantedWorkers { actions.append(.remove(container: self.workers.removeLast())) }
        if !wantsSpare, let id = self.spare.take() { actions.append(.remove(container: id)) }
        return actions + fill()
    }

    /// The function serves no more: all of the pool goes.
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

    /// A launch was given up, or failed for a reason that will not be gone at once; what it made is gone. It is not tried
    /// again before somebody asks.
    public mutating func launchEnded(_ number: Int) { launches[number] = nil }

    /// A launch failed because of what it made: that ended before it answered. As where one dies that had answered, a new
    /// one comes in its place.
    public mutating func launchDied(_ number: Int) -> [Action] {
        guard launches.removeValue(forKey: number) != nil else { return [] }
        deaths += 1
        return fill()
    }

    /// A container ended. Whether it was one of the pool's; a new one comes in its place, unless containers end by
    /// themselves one after the other.
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

    /// Whether nothing more is made, because what was made died again and again.
    public var hasGivenUp: Bool { deaths >= Self.mostDeaths }

    /// The spare takes the first container's place, and nobody else stays: `retired` are the workers, whose code is as
    /// old. Nil where no spare waits. `want` asks for new ones.
    public mutating func takeSpare() -> (spare: String, retired: [String])? {
        guard let id = spare.take() else { return nil }
        defer { workers = [] }
        deaths = 0
        return (id, workers)
    }

    /// The first container died: the spare, or else a worker, takes its place. Nil where there is none.
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
