import Foundation
import HostLink
import LambdaModel
import Synchronization

/// Runs the builds of a host's functions. Functions with equal `build` settings share one.
actor BuildDesk {
    private let setup: HostSetup
    private let send: @Sendable (HostUpdate) -> Void
    private let logs: (any LogSink)?
    private var entries: [BuildSettings: Build] = [:]
    private var nextWaiter = 0
    /// The functions that were started, and not stopped.
    private let inUse = Mutex<Set<String>>([])
    /// The functions whose next start does not build.
    private var skipped: Set<String> = []
    private var besides: [String] = []
    private var isEnded = false
    private let building = Mutex<Set<String>>([])
    /// Watches the functions' files; nil in a host that is not resident.
    private var codeWatch: CodeWatch?

    /// - Parameters:
    ///   - logs: receives the output; nil if no client shows it.
    ///   - send: receives the states of builds.
    init(_ setup: HostSetup, logs: (any LogSink)?, _ send: @escaping @Sendable (HostUpdate) -> Void) {
        (self.setup, self.logs, self.send) = (setup, logs, send)
    }

    /// Whether the command that makes a function's code runs, and will end.
    nonisolated func isBuilding(_ function: String) -> Bool { building.withLock { $0.contains(function) } }

    // MARK: The manifest

    /// Takes the builds of a manifest, and watches their sources if the host has a watch.
    func apply(_ manifest: Manifest, _ watch: CodeWatch?) async {
        guard !isEnded else { return }
        codeWatch = watch
        besides = [manifest.path] + OwnOutput.paths + setup.folders.all
        let groups = Dictionary(grouping: manifest.functions.filter { $0.build != nil }, by: \.build)
        let before = Set(entries.values.flatMap(\.names))
        for (settings, entry) in entries where groups[settings] == nil {
            for name in entry.names where manifest.function(named: name)?.build == nil {
                send(.build(function: name, nil))
            }
            end(entry)
            entries[settings] = nil
        }
        for case (let settings?, let functions) in groups {
            let sources = BuildSources(settings, of: functions, besides: besides)
            if entries[settings] == nil {
                entries[settings] = Build(settings, of: functions, sources)
            } else {
                entries[settings]?.functions = functions
                entries[settings]?.sources = sources
            }
        }
        for settings in groups.keys.compactMap(\.self) {
            await self.watch(settings)
            guard let entry = entries[settings], entry.isNew else { continue }
            entries[settings]?.isNew = false
            // The code of a function that runs was made by another command.
            let changed = entry.names.filter(before.contains)
            if isInUse(changed) {
                handle(.sourcesChanged("its build in functions.json changed", paths: [], isInUse: true), of: settings)
            }
        }
    }

    private func watch(_ settings: BuildSettings) async {
        guard let entry = entries[settings] else { return }
        let isWatched = settings.mode == .once && entry.functions.contains { $0.watch != .off }
        let plan = entry.sources.watched
        if let old = entry.watch {
            if isWatched, old.plan == plan { return }
            old.listener.cancel()
            entries[settings]?.watch = nil
        }
        guard isWatched, let (files, news, reader) = await codeWatch?.sources(of: plan) else { return }
        let listener = Task { [weak self] in
            for await one in news {
                switch one {
                case .changed(let changes): await self?.changed(changes, settings)
                case .notice(let text): self?.send(.notice(text))
                case .watching, .began, .wentOn: break
                }
            }
        }
        entries[settings]?.watch = (plan, files, reader, listener)
    }

    private func changed(_ changes: FileChanges, _ settings: BuildSettings) {
        var changes = changes
        changes.leaveOut(where: OwnOutput.isReport)
        guard changes.count > 0, let entry = entries[settings] else { return }
        let map = CodeMap(entry.functions[0], workingFolder: FileManager.default.currentDirectoryPath)
        handle(
            .sourcesChanged(
                changes.subject(map) + " changed", paths: changes.paths,
                isInUse: isInUse(entry.names)),
            of: settings)
    }

    // MARK: Requests

    /// The next start of these functions takes the code as it is.
    func skipNext(_ names: [String]) { skipped.formUnion(names) }

    /// Makes the code of a function if it is older than its sources, and waits for it. If the command runs, its result is
    /// awaited.
    ///
    /// - Parameters:
    ///   - isForced: whether the command runs in any case.
    ///   - isReplacing: whether the code serves already, so that only a running build is awaited, and its failure does not
    ///     matter.
    /// - Returns: why there is no code; nil if there is.
    func makeCode(of function: FunctionSettings, isForced: Bool = false, isReplacing: Bool = false) async
        -> BuildFailure?
    {
        guard let settings = function.build, !isEnded, setup.options.builds || isForced else { return nil }
        if skipped.remove(function.name) != nil, !isForced { return nil }
        if entries[settings] == nil {
            entries[settings] = Build(
                settings, of: [function], BuildSources(settings, of: [function], besides: besides))
        }
        guard let entry = entries[settings] else { return nil }
        if isReplacing, !entry.machine.isRunning { return nil }
        let (sources, goodSince) = (entry.sources, entry.goodSince)
        let isStale = isReplacing ? false : await FileWork.run { sources.isCodeStale(since: goodSince) }
        let failure = await wait(for: settings) { .needed(isForced: isForced, isStale: isStale) }
        return isReplacing ? nil : failure
    }

    private func wait(for settings: BuildSettings, _ event: () -> BuildMachine.Event) async -> BuildFailure? {
        nextWaiter += 1
        let number = nextWaiter
        let event = event()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                guard !Task.isCancelled, !isEnded, entries[settings] != nil else {
                    return waiter.resume(returning: nil)
                }
                entries[settings]?.waiters[number] = waiter
                handle(event, of: settings)
            }
        } onCancel: {
            Task { await self.giveUp(number, settings) }
        }
    }

    private func giveUp(_ waiter: Int, _ settings: BuildSettings) {
        entries[settings]?.waiters.removeValue(forKey: waiter)?.resume(returning: nil)
        abandonIfUnused(settings)
    }

    /// A function was started or stopped.
    nonisolated func note(_ function: String, isStopped: Bool) {
        let hasChanged = inUse.withLock { inUse in
            isStopped ? inUse.remove(function) != nil : inUse.insert(function).inserted
        }
        if isStopped, hasChanged { Task { await abandonUnused() } }
    }

    private func abandonUnused() { for settings in entries.keys { abandonIfUnused(settings) } }

    private nonisolated func isInUse(_ names: [String]) -> Bool {
        inUse.withLock { inUse in names.contains(where: inUse.contains) }
    }
    private func abandonIfUnused(_ settings: BuildSettings) {
        guard let entry = entries[settings], entry.waiters.isEmpty, !isInUse(entry.names) else {
            return
        }
        handle(.abandoned, of: settings)
    }

    /// Ends all commands, and waits for that.
    func end() async {
        isEnded = true
        let running = entries.values.compactMap(\.run)
        for entry in entries.values { end(entry) }
        entries = [:]
        for run in running { await run.value }
    }

    private func end(_ entry: Build) {
        entry.watch?.listener.cancel()
        entry.arrival?.cancel()
        entry.process?.cancel()
        building.withLock { $0.subtract(entry.names) }
        for waiter in entry.waiters.values {
            waiter.resume(returning: BuildFailure(time: Self.now, seconds: 0, reason: "was cancelled"))
        }
    }

    // MARK: The machine

    private static var now: Double { Date().timeIntervalSince1970 }

    private func handle(_ event: BuildMachine.Event, of settings: BuildSettings) {
        guard let actions = entries[settings]?.machine.handle(event, at: Self.now) else { return }
        for action in actions { perform(action, settings) }
        if case .needed = event, settings.mode == .watch { awaitCode(settings) }
    }

    private func perform(_ action: BuildMachine.Action, _ settings: BuildSettings) {
        guard let entry = entries[settings] else { return }
        switch action {
        case .start(let run): start(run, settings)
        case .cancel: entry.process?.cancel()
        case .report(let status): for name in entry.names { send(.build(function: name, status)) }
        case .settle(let failure):
            entries[settings]?.waiters = [:]
            entries[settings]?.arrival?.cancel()
            for waiter in entry.waiters.values { waiter.resume(returning: failure) }
        case .restart(let text): Task { await built(entry.names, text, settings) }
        case .ignore(let path):
            if let watch = entry.watch { watch.files.drop(path, of: watch.reader) }
            send(
                .notice(
                    "\(path) changes during each build, so the command writes it: no longer watched; \"watch\" of "
                        + "\"build\" in functions.json can leave it out"))
        }
    }

    private func start(_ run: BuildMachine.Run, _ settings: BuildSettings) {
        guard let entry = entries[settings] else { return }
        let (names, logs) = (entry.names, logs)
        if settings.mode == .once { building.withLock { $0.formUnion(names) } }
        let write: @Sendable ([String]) -> Void = { lines in
            let time = Self.now
            let records = lines.map { LogRecord(time: time, source: .build, text: $0) }
            for name in names { logs?.append(records, of: name) }
        }
        write(["$ \(settings.command)"])
        let process = BuildProcess(settings, environment: setup.engine.environment, output: write)
        entries[settings]?.process = process
        entries[settings]?.since = Self.now
        entries[settings]?.run = Task {
            let outcome = await process.run()
            ended(run, outcome, settings)
        }
    }

    private func ended(_ run: BuildMachine.Run, _ outcome: BuildMachine.Outcome, _ settings: BuildSettings) {
        guard let entry = entries[settings] else { return }
        entries[settings]?.process = nil
        if outcome == .good { entries[settings]?.goodSince = entry.since }
        log(outcome, entry)
        handle(.ended(run, outcome), of: settings)
        if outcome != .good, entries[settings]?.machine.isRunning == false {
            Task { await built(entry.names, nil, settings) }
        }
    }

    /// Writes how a run ended into the functions' logs.
    private func log(_ outcome: BuildMachine.Outcome, _ entry: Build) {
        let time = Self.now
        let text = outcome.text(after: max(0, time - entry.since))
        for name in entry.names { logs?.append([LogRecord(time: time, source: .lamdeck, text: text)], of: name) }
    }

    /// The command has ended, and does not run again: the code is as it left it.
    private func built(_ names: [String], _ text: String?, _ settings: BuildSettings) async {
        await codeWatch?.built(names, text)
        if entries[settings]?.machine.isRunning != true { building.withLock { $0.subtract(names) } }
    }

    // MARK: Commands that watch by themselves

    /// Waits until such a command has made code that is newer than the sources. If there is code, that may be in vain: the
    /// command finds that nothing has changed.
    private func awaitCode(_ settings: BuildSettings) {
        guard let entry = entries[settings], entry.machine.isRunning, !entry.waiters.isEmpty else { return }
        entry.arrival?.cancel()
        let (sources, timing) = (entry.sources, setup.world.timing)
        let limit = Duration.seconds(settings.timeout)
        entries[settings]?.arrival = Task {
            let begin = timing.now
            var last: BuildSources.CodeState?
            while !Task.isCancelled {
                let state = await FileWork.run { sources.codeState }
                let waited = timing.now - begin
                // A builder writes its files within a moment.
                let isComplete = state.exists && state == last && (!state.isStale || waited > Self.mostWait)
                if isComplete || waited > limit { break }
                last = state
                guard (try? await timing.sleep(for: .milliseconds(200))) != nil else { return }
            }
            if !Task.isCancelled { handle(.codeAppeared, of: settings) }
        }
    }

    /// How long a start waits for a command that watches by itself if there is code already.
    private static let mostWait = Duration.seconds(5)
}
