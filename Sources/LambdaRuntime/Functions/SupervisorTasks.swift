import LambdaModel

/// What a supervisor has begun and what has not ended yet.
struct SupervisorTasks: Sendable {
    var launches: [LaunchID: Task<Void, Never>] = [:]
    /// Readings of the code, and trial launches, before a restart.
    var checks: [RestartCheck: Task<Void, Never>] = [:]
    var newestCheck: RestartCheck?
    var removals: [String: Task<Void, Never>] = [:]
    var maintenance = MaintenanceTimer()
    /// The last renaming of a container that took over.
    var renaming: Task<Void, Never>?

    /// Cancels what must not go on when the host ends. Removals go on.
    ///
    /// - Returns: what has not ended yet.
    func cancel() -> [Task<Void, Never>] {
        maintenance.cancel()
        let others = Array(launches.values) + checks.values + [renaming].compactMap(\.self)
        for task in others { task.cancel() }
        return others
    }
}

/// Waits for the times at which a function's containers may and must be maintained.
struct MaintenanceTimer: Sendable {
    private var task: Task<Void, Never>?

    /// Begins the waits of a period, in place of those of an earlier one.
    ///
    /// - Parameter handle: passes an event to the machine.
    mutating func begin(
        _ period: MaintenancePeriod, _ timing: Timing,
        _ handle: @escaping @Sendable (FunctionEvent<FunctionContainer>) async -> Void
    ) {
        task?.cancel()
        task = Task {
            guard (try? await timing.sleep(for: .milliseconds(150))) != nil else { return }
            await handle(.mayMaintain(period))
            guard (try? await timing.sleep(for: .seconds(2))) != nil else { return }
            await handle(.mustMaintain(period))
        }
    }

    /// Ends the waits.
    func cancel() { task?.cancel() }
}
