/// The containers of a function, the launches of further ones, and what the function's settings ask for. Its methods
/// return the actions that keep the wanted workers and the spare beside the container that serves.
struct ContainerPool<Container: LaunchedContainer>: Sendable {
    var containers = ContainerTable<Container>()
    var wanted: WantedContainers
    var launches = Launches()
    var maintenance = Maintenance()
    /// Whether the host is ending. Nothing is launched then, because nothing would remove it.
    var isHostEnding = false

    init(wanted: WantedContainers) { self.wanted = wanted }

    // MARK: Workers and spares

    /// The settings have changed.
    mutating func apply(_ next: WantedContainers, isServing: Bool) -> [FunctionAction] {
        let before = wanted
        wanted = next
        var actions: [FunctionAction] = []
        if next.specHash != before.specHash {
            // The settings may have fixed what made containers exit. Workers are as old as the container beside them.
            launches.forgetDeaths()
            actions += containers.discardAll(.spare) + launches.abandonStandby()
        }
        return actions + fill(isServing: isServing)
    }

    /// Launches missing workers and a missing spare, and retires or removes surplus containers.
    mutating func fill(isServing: Bool) -> [FunctionAction] {
        guard wanted.keepsStandby, isServing, !isHostEnding else { return [] }
        var actions: [FunctionAction] = []
        for record in containers.workers.dropFirst(wanted.workers) { actions += containers.retire(record) }
        if !wanted.spare { actions += containers.discardAll(.spare) }
        if !maintenance.isPending { actions += containers.discardIdle(.retired) }
        return actions + launches.fill(containers, wanted)
    }

    /// Removes workers and spares, and gives their launches up.
    mutating func dropStandby() -> [FunctionAction] {
        launches.forgetDeaths()
        return containers.discardAll(.worker, .spare) + launches.abandonStandby()
    }

    /// Does the work that waited for the first call.
    mutating func maintain(isServing: Bool) -> [FunctionAction] {
        maintenance.end()
        return containers.discardIdle(.retired) + fill(isServing: isServing)
    }

    // MARK: Launches that ended

    /// Takes a container that was launched for a role. Removes it if nothing needs it any more.
    mutating func take(_ container: Container, _ role: ContainerRole?, isServing: Bool) -> [FunctionAction] {
        switch role {
        case .worker? where isServing && containers.workers.count < wanted.workers:
            join(container, .worker, isServing: isServing)
        case .spare? where isServing && wanted.spare && containers.spare == nil:
            join(container, .spare, isServing: isServing)
        default: containers.refuse(container)
        }
    }

    private mutating func join(_ container: Container, _ role: ContainerRole, isServing: Bool) -> [FunctionAction] {
        launches.note(nil)
        guard container.specHash == wanted.specHash else {
            return containers.refuse(container) + fill(isServing: isServing)
        }
        containers.insert(container, role)
        let start = role == .worker ? [.follow(container.id)] + initialise(container.id) : []
        return start + fill(isServing: isServing)
    }

    /// The launch of a worker or spare failed.
    ///
    /// - Parameters:
    ///   - isOfContainer: whether a container was created and exited.
    ///   - isAwaited: whether a restart waits for a spare.
    mutating func launchFailed(
        _ role: ContainerRole, _ reason: FailureReason, isOfContainer: Bool, isServing: Bool, isAwaited: Bool
    ) -> [FunctionAction] {
        defer { launches.note(reason) }
        if isOfContainer { return standbyDied(isServing: isServing, isAwaited: isAwaited) }
        // The next restart tries again.
        return isAwaited || launches.failure?.summary == reason.summary
            ? [] : [.notify("has no \(role.rawValue) container: \(reason.summary)")]
    }

    // MARK: Runtimes

    /// Starts the runtime of a container that will take calls, if that is wanted before the first call.
    mutating func initialise(_ id: String) -> [FunctionAction] {
        wanted.initialisesEarly && containers.release(id) ? [.initialise(id)] : []
    }

    /// Starts the runtime of the spare, which will probably serve soon.
    mutating func startSpareEarly() -> [FunctionAction] {
        guard wanted.initialisesEarly, let spare = containers.spare, spare.end == nil,
            containers.release(spare.id, isEarly: true)
        else { return [] }
        return [.observe(spare.id), .initialise(spare.id)]
    }

    /// Throws a spare away that may have loaded code from the middle of a save.
    mutating func dropEarlySpare(isServing: Bool) -> [FunctionAction] {
        guard let spare = containers.spare, spare.isEarly else { return [] }
        return containers.discard(spare.id) + fill(isServing: isServing)
    }
}
