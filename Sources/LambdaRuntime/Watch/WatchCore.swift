import Dispatch
import Synchronization

/// The effects of a watch. They happen on one queue, one after the other, except ``lastBurstNow(of:)``: it runs on the
/// caller's thread if the lock is free.
final class WatchCore: Sendable {
    private struct Watcher {
        var trees: [Int]
        var debounce: Debounce
        var burst = ChangeBurst()
        /// Whether the reader knows that its trees are polled.
        var knowsOfPolling = false
        /// How many bursts were reported.
        var told = 0
        /// Paths that are no longer reported.
        var dropped: Set<String> = []
        let continuation: AsyncStream<WatchNews>.Continuation

        mutating func note(_ path: String, at time: ContinuousClock.Instant) {
            burst.note(path)
            debounce.change(at: time, files: burst.count)
        }
    }

    /// Two watchers share a tree if these are equal.
    private struct TreeKey: Hashable {
        var root: String
        var rules: IgnoreRules
        var seesOtherMachines: Bool
    }

    private struct State {
        var forest: WatchForest
        var watchers: [Int: Watcher] = [:]
        var trees: [TreeKey: Int] = [:]
        var reader: (any DispatchSourceRead)?
        var timer: (any DispatchSourceTimer)?
        /// When the timer fires; nil for never.
        var timerDeadline: ContinuousClock.Instant?
        var isClosed = false
    }

    private let queue = DispatchQueue(label: "lamdeck.watch", qos: .userInitiated)
    private let state: Mutex<State>
    private let nextWatcher = Atomic(0)
    private let timing: WatchTiming
    private let notifier: (any FolderNotifier)?
    private let isAlwaysPolling: Bool

    init(
        _ forest: WatchForest, timing: WatchTiming, notifier: (any FolderNotifier)?, isAlwaysPolling: Bool
    ) {
        self.timing = timing
        self.notifier = notifier
        self.isAlwaysPolling = isAlwaysPolling
        state = Mutex(State(forest: forest))
        queue.async { [weak self] in self?.open() }
    }

    /// Watches a plan for a reader, and returns the reader's number.
    ///
    /// - Parameter restarts: whether the reader restarts a function after each burst.
    func begin(_ plan: WatchPlan, restarts: Bool, _ continuation: AsyncStream<WatchNews>.Continuation) -> Int {
        let id = nextWatcher.add(1, ordering: .relaxed).newValue
        queue.async { self.add(plan, restarts ? self.timing : self.timing.plain, continuation, as: id) }
        continuation.onTermination = { [weak self] _ in
            guard let self else { return }
            queue.async { self.remove(id) }
        }
        return id
    }

    /// The number of the last burst that has begun for a reader: 0 before the first. It includes every change that the
    /// system knows of by now. This takes microseconds, unless a large tree is being read.
    ///
    /// - Parameter isAwaited: whether the caller waits for the end of that burst.
    func lastBurst(of id: Int, isAwaited: Bool) async -> Int {
        if !isAwaited, let burst = lastBurstNow(of: id) { return burst }
        // If a tree is being read, perhaps the reader's own for the first time, this waits for the queue.
        return await withCheckedContinuation { continuation in
            queue.async {
                let burst = self.state.withLock { state in
                    let burst = self.burst(of: id, &state)
                    guard isAwaited else { return burst }
                    state.watchers[id]?.debounce.wait(at: .now)
                    self.pass(&state)
                    return burst
                }
                continuation.resume(returning: burst ?? 0)
            }
        }
    }

    /// The same without waiting; nil if a tree is being read just now, or if the reader is not known yet.
    func lastBurstNow(of id: Int) -> Int? { state.withLockIfAvailable { burst(of: id, &$0) } ?? nil }

    /// Nil if the reader is not known.
    private func burst(of id: Int, _ state: inout State) -> Int? {
        guard !state.isClosed, let trees = state.watchers[id]?.trees else { return nil }
        takeEvents(&state)
        state.forest.pollNow(trees)
        pass(&state)
        guard let watcher = state.watchers[id] else { return nil }
        return watcher.told + (watcher.debounce.isBurst ? 1 : 0)
    }

    /// Stops reporting a file to a reader.
    func drop(_ path: String, of id: Int) {
        queue.async { self.state.withLock { _ = $0.watchers[id]?.dropped.insert(path) } }
    }

    /// Ends everything, after the work that has begun.
    func close() {
        queue.async {
            self.state.withLock { state in
                guard !state.isClosed else { return }
                state.isClosed = true
                for watcher in state.watchers.values { watcher.continuation.finish() }
                state.watchers = [:]
                state.reader?.cancel()
                state.timer?.cancel()
                (state.reader, state.timer) = (nil, nil)
            }
        }
    }

    // MARK: On the queue

    private func open() {
        state.withLock { state in
            let timer = DispatchSource.makeTimerSource(queue: queue)
            timer.setEventHandler { [weak self] in self?.poll() }
            timer.schedule(deadline: .distantFuture)
            timer.activate()
            state.timer = timer
            guard let notifier else { return }
            let reader = DispatchSource.makeReadSource(fileDescriptor: notifier.descriptor, queue: queue)
            reader.setEventHandler { [weak self] in self?.read() }
            // The source uses the descriptor until then. If it were closed before, another file could get its number.
            reader.setCancelHandler { notifier.close() }
            reader.activate()
            state.reader = reader
        }
    }

    private func add(
        _ plan: WatchPlan, _ timing: WatchTiming, _ continuation: AsyncStream<WatchNews>.Continuation, as id: Int
    ) {
        state.withLock { state in
            guard !state.isClosed else { return continuation.finish() }
            var trees: [Int] = []
            for root in plan.roots {
                let rules = IgnoreRules(plan, root: root)
                let key = TreeKey(root: root, rules: rules, seesOtherMachines: plan.seesOtherMachines)
                let tree =
                    state.trees[key]
                    ?? state.forest.add(root, rules: rules, seesOtherMachines: plan.seesOtherMachines)
                state.trees[key] = tree
                trees.append(tree)
            }
            state.watchers[id] = Watcher(
                trees: trees, debounce: Debounce(timing), continuation: continuation)
            reportPolling(of: trees.filter { state.forest.trees[$0]?.isUnwatched ?? false }, to: id, &state)
            continuation.yield(.watching)
            pass(&state)
        }
    }

    private func remove(_ id: Int) {
        state.withLock { state in
            guard let watcher = state.watchers.removeValue(forKey: id) else { return }
            let used = Set(state.watchers.values.flatMap(\.trees))
            for tree in watcher.trees where !used.contains(tree) {
                state.forest.remove(tree)
                state.trees = state.trees.filter { $0.value != tree }
            }
            pass(&state)
        }
    }

    private func read() {
        state.withLock { state in
            guard !state.isClosed else { return }
            takeEvents(&state)
            pass(&state)
        }
    }

    private func takeEvents(_ state: inout State) {
        guard let notifier else { return }
        // The number of reads is limited, even if events keep arriving: this queue also reports bursts and polls trees.
        for _ in 0..<16 {
            let events = notifier.read()
            if events.isEmpty { break }
            for event in events { state.forest.handle(event) }
        }
        state.forest.settle()
    }

    private func poll() {
        state.withLock { state in
            guard !state.isClosed else { return }
            state.timerDeadline = nil
            state.forest.poll(at: .now)
            pass(&state)
        }
    }

    /// Passes on what the forest found, reports the bursts that are due, and sets the timer for the next deadline.
    private func pass(_ state: inout State) {
        let now = ContinuousClock.now
        for outcome in state.forest.takeOutcomes() {
            switch outcome {
            case .changed(let tree, let path):
                for id in state.watchers.keys where state.watchers[id]?.trees.contains(tree) ?? false {
                    guard !(state.watchers[id]?.dropped.contains(path) ?? false) else { continue }
                    state.watchers[id]?.note(path, at: now)
                }
            case .polling(let tree):
                for id in state.watchers.keys where state.watchers[id]?.trees.contains(tree) ?? false {
                    reportPolling(of: [tree], to: id, &state)
                }
            }
        }
        var next = state.forest.nextPoll
        for id in state.watchers.keys {
            guard var watcher = state.watchers[id] else { continue }
            if let report = watcher.debounce.report(at: now) {
                self.report(report, of: &watcher, state.forest)
                state.watchers[id] = watcher
            }
            if let deadline = watcher.debounce.deadline { next = min(next ?? deadline, deadline) }
        }
        setTimer(next, now, &state)
    }

    /// Setting a timer wakes another thread, so a call that asks for changes and finds none does not set it.
    private func setTimer(_ deadline: ContinuousClock.Instant?, _ now: ContinuousClock.Instant, _ state: inout State) {
        let isSet = state.timerDeadline == deadline && deadline.map { $0 > now } ?? true
        state.timerDeadline = deadline
        if isSet { return }
        guard let next = deadline else { return state.timer?.schedule(deadline: .distantFuture) ?? () }
        let wait = max(now.duration(to: next), .zero).components
        let nanoseconds = Int(wait.seconds) * 1_000_000_000 + Int(wait.attoseconds / 1_000_000_000)
        state.timer?.schedule(deadline: .now() + .nanoseconds(nanoseconds))
    }

    private func report(_ report: Debounce.Report, of watcher: inout Watcher, _ forest: WatchForest) {
        switch report {
        case .began: if let path = watcher.burst.first { watcher.continuation.yield(.began(path)) }
        case .wentOn: watcher.continuation.yield(.wentOn)
        case .ended:
            let missing = watcher.trees.compactMap { forest.trees[$0] }.filter { !$0.exists }.map(\.root)
            watcher.told += 1
            var changes = watcher.burst.take(missing: missing)
            changes.number = watcher.told
            watcher.continuation.yield(.changed(changes))
        }
    }

    private func reportPolling(of trees: [Int], to id: Int, _ state: inout State) {
        guard !isAlwaysPolling, !(state.watchers[id]?.knowsOfPolling ?? true),
            let root = trees.first.flatMap({ state.forest.trees[$0]?.root })
        else { return }
        state.watchers[id]?.knowsOfPolling = true
        state.watchers[id]?.continuation.yield(.notice(Self.pollingNotice(root, hasNotifier: notifier != nil)))
    }

    private static func pollingNotice(_ root: String, hasNotifier: Bool) -> String {
        let (what, setting, value) =
            hasNotifier
            ? ("watches", "fs.inotify.max_user_watches", 524_288)
            : ("instances", "fs.inotify.max_user_instances", 512)
        return "no inotify \(what) left for this user: lamdeck checks \(root) every second or less often; "
            + "raise the limit: sudo sysctl \(setting)=\(value)"
    }
}
