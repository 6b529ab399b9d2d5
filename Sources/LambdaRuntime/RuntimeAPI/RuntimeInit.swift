import LambdaModel

/// The init of an execution environment.
struct InitReport: Hashable, Sendable {
    /// From the release of the container to the runtime's first request for an event.
    var duration: Duration
    /// The part of it after the snapshot; nil without SnapStart.
    var restore: Duration?
    /// Why it failed; nil if it did not.
    var failure: InitFailure?
}

/// Measures the init of one environment.
struct RuntimeInit {
    private var releasedAt: ContinuousClock.Instant?
    private var snapshotAt: ContinuousClock.Instant?
    /// Nil if the init is not over.
    private(set) var report: InitReport?

    /// Whether the container's processes have been started.
    var isReleased: Bool { releasedAt != nil }

    /// How much of the time that Lambda gives the init is left; nil before the release.
    var timeLeft: Duration? {
        releasedAt.map { max(.zero, .seconds(RuntimeLimits.initSeconds) - (.now - $0)) }
    }

    /// The container's processes start.
    mutating func release() { releasedAt = .now }

    /// The code before the snapshot has run.
    ///
    /// - Returns: how long it ran.
    mutating func takeSnapshot() -> Duration {
        let now = ContinuousClock.now
        snapshotAt = now
        return releasedAt.map { now - $0 } ?? .zero
    }

    /// The init is over.
    mutating func end(_ failure: InitFailure?) -> InitReport {
        let now = ContinuousClock.now
        let report = InitReport(
            duration: releasedAt.map { now - $0 } ?? .zero, restore: snapshotAt.map { now - $0 }, failure: failure)
        self.report = report
        return report
    }
}
