import Support

/// The known facts about one build, which functions may share, and the decisions about it. A pure value: it takes events and
/// returns actions, and the caller carries the actions out.
public struct BuildMachine: Sendable {
    /// A run of the command, by its number.
    public typealias Run = Int

    /// How a run ended.
    public enum Outcome: Sendable, Hashable {
        /// The command ended well.
        case good
        /// It did not: what happened, in words that follow "the build ", and the last lines of its output.
        case bad(String, lastLines: [String])
    }

    /// What happens to a build.
    public enum Event: Sendable, Hashable {
        /// A start or a request waits for the code.
        ///
        /// `isForced`: whether the command runs although nothing has changed. `isStale`: whether the code is older than
        /// its sources.
        case needed(isForced: Bool, isStale: Bool)
        /// Sources were saved, as the text says; the first paths. `isInUse`: whether a function that uses the build was
        /// started.
        case sourcesChanged(String, paths: [String], isInUse: Bool)
        /// The command that watches by itself has made code.
        case codeAppeared
        /// A run ended, with its process group.
        case ended(Run, Outcome)
        /// No function uses the build, and no start waits for it.
        case abandoned
    }

    /// What the machine asks for.
    public enum Action: Sendable, Hashable {
        /// Run the command. The run ends with exactly one `ended`.
        case start(Run)
        /// End the process group of a run, which then reports `ended`.
        case cancel(Run)
        /// Report the state to clients.
        case report(BuildStatus?)
        /// Answer those who wait: why there is no new code, or nil if there is.
        case settle(BuildFailure?)
        /// Restart the functions that serve; the text says why: `src/app.ts changed, built in 1.2 s`.
        case restart(String)
        /// Changes of this file no longer run the command, which changes it itself each time.
        case ignore(String)
    }

    private enum Phase: Hashable {
        case idle
        case running(Run, since: Double)
        /// It was asked to end.
        case ending(Run, startsAgain: Bool)
    }

    /// A file that so many builds in a row have changed while they ran is written by the command itself.
    static let mostOwnChanges = 4

    private let mode: BuildSettings.Mode
    private var phase = Phase.idle
    private var runs = 0
    /// Whether the sources have changed since the last good run began.
    private var isDirty = false
    /// What clients know.
    private var status: BuildStatus?
    /// The state before the run.
    private var before: BuildStatus?
    /// What caused the run, for the restart.
    private var cause: String?
    /// How many runs in a row a file has changed during.
    private var ownChanges: [String: Int] = [:]
    private var changedInRun: Set<String> = []

    /// A build that has not run.
    public init(mode: BuildSettings.Mode) { self.mode = mode }

    /// Whether the command runs.
    public var isRunning: Bool { phase != .idle }

    /// Handles an event at a time, in seconds since 1970.
    ///
    /// - Returns: the actions to carry out, in this order.
    public mutating func handle(_ event: Event, at now: Double) -> [Action] {
        switch event {
        case .needed(let isForced, let isStale): needed(isForced, isStale, now)
        case .sourcesChanged(let text, let paths, let isInUse): sourcesChanged(text, paths, isInUse, now)
        case .codeAppeared: mode == .watch && isRunning ? [.settle(nil)] : []
        case .ended(let run, let outcome): ended(run, outcome, now)
        case .abandoned: abandon()
        }
    }

    private mutating func needed(_ isForced: Bool, _ isStale: Bool, _ now: Double) -> [Action] {
        switch phase {
        case .idle:
            guard isForced || isStale || isDirty || status?.failure != nil || mode == .watch else {
                return [.settle(nil)]
            }
            return begin(now)
        case .running: return []
        case .ending(let run, _):
            phase = .ending(run, startsAgain: true)
            return []
        }
    }

    private mutating func sourcesChanged(
        _ text: String, _ paths: [String], _ isInUse: Bool, _ now: Double
    ) -> [Action] {
        isDirty = true
        cause = text
        switch phase {
        case .idle: return isInUse ? begin(now) : []
        case .running(let run, _):
            changedInRun.formUnion(paths)
            phase = .ending(run, startsAgain: true)
            return [.cancel(run)]
        case .ending(let run, let startsAgain):
            phase = .ending(run, startsAgain: startsAgain || isInUse)
            return []
        }
    }

    private mutating func begin(_ now: Double) -> [Action] {
        runs += 1
        phase = .running(runs, since: now)
        if status?.isBuilding != true { before = status }
        return [report(mode == .watch ? .watching(since: now) : .building(since: now)), .start(runs)]
    }

    private mutating func report(_ next: BuildStatus?) -> Action {
        status = next
        return .report(next)
    }

    private mutating func ended(_ run: Run, _ outcome: Outcome, _ now: Double) -> [Action] {
        let circling = noteOwnChanges()
        switch phase {
        case .running(run, let since):
            phase = .idle
            return circling + finish(outcome, seconds: max(0, now - since), now)
        case .ending(run, let startsAgain):
            phase = .idle
            if startsAgain { return circling + begin(now) }
            let reason = BuildFailure(time: now, seconds: 0, reason: "was cancelled")
            return circling + [report(before), .settle(reason)]
        case .idle, .running, .ending: return circling
        }
    }

    private mutating func finish(_ outcome: Outcome, seconds: Double, _ now: Double) -> [Action] {
        let changed = cause.take()
        switch outcome {
        case .good where mode == .watch:
            let failure = BuildFailure(time: now, seconds: seconds, reason: "ended by itself")
            return [report(.failed(failure)), .settle(failure)]
        case .good:
            isDirty = false
            let built = outcome.text(after: seconds)
            return [
                report(.succeeded(at: now, seconds: seconds)), .settle(nil),
                .restart(changed.map { "\($0), \(built)" } ?? built),
            ]
        case .bad(let reason, let lastLines):
            let failure = BuildFailure(time: now, seconds: seconds, reason: reason, lastLines: lastLines)
            return [report(.failed(failure)), .settle(failure)]
        }
    }

    /// Counts the runs in a row during which a file has changed.
    private mutating func noteOwnChanges() -> [Action] {
        ownChanges = Dictionary(uniqueKeysWithValues: changedInRun.map { ($0, (ownChanges[$0] ?? 0) + 1) })
        changedInRun = []
        let circling = ownChanges.filter { $0.value >= Self.mostOwnChanges }.keys.sorted()
        for path in circling { ownChanges[path] = nil }
        return circling.map { .ignore($0) }
    }

    private mutating func abandon() -> [Action] {
        switch phase {
        case .idle: return []
        case .running(let run, _):
            phase = .ending(run, startsAgain: false)
            return [.cancel(run)]
        case .ending(let run, _):
            phase = .ending(run, startsAgain: false)
            return []
        }
    }
}

extension BuildMachine.Outcome {
    /// How a run ended, in one line: `built in 1.2 s`, `the build failed with exit code 2 after 1.2 s`.
    public func text(after seconds: Double) -> String {
        switch self {
        case .good: "built in \(TimeSpan.short(seconds))"
        case .bad(let reason, _): BuildFailure(time: 0, seconds: seconds, reason: reason).summary
        }
    }
}

extension BuildFailure {
    /// The failure in one line: `the build failed with exit code 2 after 1.2 s`.
    public var summary: String { "the build \(reason)" + (seconds > 0 ? " after \(TimeSpan.short(seconds))" : "") }
}
