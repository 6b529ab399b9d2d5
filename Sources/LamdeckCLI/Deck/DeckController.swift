import Dashboard
import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import Logging
import TerminalUI

/// Stands between the deck and the functions: carries effects out, and turns news into messages.
@MainActor
final class DeckController: EffectRunner {
    private let engine: EngineChoice
    private let loader: ManifestWatch
    private let logger: Logger
    private weak var shell: DeckShell?
    private var host: FunctionHost?
    private var hostTask: Task<Void, Never>?
    private var watchTask: Task<Void, Never>?
    private var calls = CallRegister<InvocationID, Task<InvocationResult, Never>>()
    private var reading: ManifestWatch.Reading
    private let events = EventWatch()
    /// What is done one after the other, in the order in which it was asked for. Files are read in between, away from
    /// the screen: a folder may be slow, and an event large.
    private let steps: AsyncStream<Step>
    private let step: AsyncStream<Step>.Continuation
    private var stepTask: Task<Void, Never>?
    /// The functions whose history was shown.
    private var recalled: Set<String> = []

    private typealias Step = @MainActor @Sendable () async -> Void

    /// Whether a signal ended the deck.
    private(set) var wasTerminated = false
    /// What is to be said once the screen is gone.
    private(set) var partingWords: [String] = []

    init(engine: EngineChoice, loader: ManifestWatch, logger: Logger) {
        self.engine = engine
        self.loader = loader
        self.logger = logger
        reading = ManifestWatch.Reading()
        (steps, step) = AsyncStream.makeStream(of: Step.self)
    }

    /// Shows what was read first, and begins to watch.
    func begin(_ shell: DeckShell, _ first: ManifestWatch.Reading) {
        self.shell = shell
        stepTask = Task { [steps] in for await step in steps { await step() } }
        take(first)
        watchTask = Task { [weak self] in
            while !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(500))
                await self?.look()
            }
        }
    }

    /// Ends what still goes on.
    func end() {
        watchTask?.cancel()
        stepTask?.cancel()
        hostTask?.cancel()
        for call in calls.running { call.cancel() }
    }

    /// Empties the inbox.
    func takeLogs() -> [String: LogBatch] { host?.inbox.take() ?? [:] }

    // MARK: Files

    private func look() async {
        let (loader, last) = (loader, reading)
        if let change = await Task.detached(operation: { loader.change(since: last) }).value, !Task.isCancelled {
            take(change)
        }
        let events = events
        guard let (function, list) = await Task.detached(operation: { events.change() }).value else { return }
        shell?.send(.events(function: function, list))
    }

    private func take(_ new: ManifestWatch.Reading) {
        reading = new
        guard let path = new.path else {
            shell?.send(.manifest(.missing(new.looked.map { ($0 as NSString).deletingLastPathComponent })))
            return
        }
        guard let manifest = new.manifest else {
            let problems = new.problems.filter { $0.severity == .error }.map(\.description)
            shell?.send(.manifest(.broken(path: Self.short(path), problems: problems)))
            return
        }
        let warnings = new.problems.map(\.description)
        events.use(manifest.functions)
        if let host {
            host.send(.apply(manifest))
        } else {
            startHost(manifest)
        }
        shell?.send(
            .manifest(.loaded(path: Self.short(path), manifest.functions.map(FunctionInfo.init), warnings: warnings)))
    }

    private func startHost(_ manifest: Manifest) {
        guard let shell else { return }
        let host = FunctionHost(manifest: manifest, engine: engine, options: .deck, logger: logger) { update in
            shell.post(Message(update))
        }
        self.host = host
        host.inbox.onArrival { shell.logsArrived() }
        hostTask = Task { await host.run() }
    }

    /// The path as the user would write it from here.
    private static func short(_ path: String) -> String {
        let here = FileManager.default.currentDirectoryPath + "/"
        return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
    }

    // MARK: Effects

    func run(_ effect: Effect) {
        switch effect {
        case .start(let names): step.yield { [weak self] in self?.host?.send(.start(names)) }
        case .stop(let names): step.yield { [weak self] in self?.host?.send(.stop(names)) }
        case .restart(let name): step.yield { [weak self] in self?.host?.send(.restart(name)) }
        case .invoke(let id, let function, let event): invoke(id, function, event)
        case .cancel(let id): calls.cancel(id)?.cancel()
        case .loadEvents(let function):
            // A call that is typed right behind finds the events.
            let (events, shell) = (events, shell)
            let list = PromptWork.run(
                { events.select(function) },
                later: { late in if let late { shell?.post(.events(function: function, late)) } })
            if let list, let list { shell?.send(.events(function: function, list)) }
            recall(function)
        case .quit(let mode): quit(mode)
        case .loadHistory(let function, let text):
            let none = Message.history([], function: function, matching: text, problem: Self.noHistory)
            askHistory(otherwise: none) { await $0.list(function, matching: text) }
        case .openKept(let id): askHistory { await $0.open(id) }
        case .compareKept(let one, let other): askHistory { await $0.compare(one, other) }
        case .invokeKept(let call, let function, _, let id): invokeKept(call, function, id)
        case .redraw, .suspend, .exit, .edit: break
        }
    }

    private var history: DeckHistory? { host?.history.map(DeckHistory.init) }

    private static let noHistory = "the history needs a functions.json"

    private func askHistory(
        otherwise none: Message = .notice(Notice(.warning, DeckController.noHistory)),
        _ question: @escaping @Sendable (DeckHistory) async -> Message
    ) {
        guard let shell else { return }
        guard let history else { return shell.send(none) }
        Task { shell.send(await question(history)) }
    }

    private func invokeKept(_ call: InvocationID, _ function: String, _ id: Int64) {
        guard let history else { return }
        calls.expect(call)
        step.yield { [weak self] in
            switch await history.request(id) {
            case .success(let request): self?.invoke(call, request)
            case .failure(let reason): await self?.invokeSaved(call, function, reason)
            }
        }
    }

    /// Invokes a call's saved event, whose content the history does not have.
    private func invokeSaved(_ call: InvocationID, _ function: String, _ reason: HistoryRefusal) async {
        guard let event = reason.savedEvent else {
            calls.end(call)
            shell?.send(.invocationRefused(call, function: function, reason.words + "; it cannot be sent again"))
            return
        }
        do {
            let events = events
            let request = try await Task.detached { try events.request(function, event) }.value
            shell?.send(.notice(Notice(.info, "\(reason.words); sending \(event) from disk")))
            invoke(call, request)
        } catch {
            calls.end(call)
            shell?.send(.invocationRefused(call, function: function, "\(reason.words), and \(error)"))
        }
    }

    /// Shows what the history has of a function, once: what comes later is told as it happens.
    private func recall(_ function: String) {
        guard let history, let shell, recalled.insert(function).inserted else { return }
        Task { shell.send(await history.recall(function)) }
    }

    private func invoke(_ id: InvocationID, _ function: String, _ event: String) {
        calls.expect(id)
        step.yield { [weak self, events] in
            do {
                let request = try await Task.detached { try events.request(function, event) }.value
                self?.invoke(id, request)
            } catch {
                self?.calls.end(id)
                self?.shell?.send(.invocationRefused(id, function: function, "\(error)"))
            }
        }
    }

    private func invoke(_ id: InvocationID, _ request: InvocationRequest) {
        guard let host, let shell else { return calls.end(id) }
        let content = ContentOnce()
        let call = host.call(request) { news in
            switch news {
            case .started(let time): shell.post(.invocationStarted(id, at: time))
            case .answered(nil): shell.post(.invocationReturned(id))
            case .answered(let result?):
                Task { shell.post(.invocationAnswered(id, result, await content.of(result.body))) }
            // The deck waits for the whole log.
            case .logIsBehind: break
            }
        }
        if calls.begin(id, call) { call.cancel() }
        Task { [weak self] in
            let result = await call.value
            let content = await content.of(result.body)
            self?.calls.end(id)
            shell.post(.invocationFinished(id, result, content))
        }
    }

    private func quit(_ mode: QuitMode) {
        wasTerminated = mode == .terminated
        watchTask?.cancel()
        for call in calls.running { call.cancel() }
        let host = host
        let hostTask = hostTask
        Task { [weak self] in
            let problems = await host?.shutDown(mode == .leaveRunning ? .handingOver : .stopping)
            hostTask?.cancel()
            self?.partingWords = problems ?? []
            self?.shell?.post(.shutDown)
        }
    }
}

extension Message {
    /// News of the functions as the deck takes it.
    fileprivate init(_ update: HostUpdate) {
        switch update {
        case .engine(let status): self = .engine(status)
        case .state(let function, let state, let isStale, let note):
            self = .state(function: function, state, isStale: isStale, note: note)
        case .memory(let bytes): self = .memory(bytes)
        case .outside(let brief): self = .outsideInvocation(brief)
        case .saved(let function, let words): self = .saved(function: function, words)
        case .notice(let text, _): self = .notice(Notice(.warning, text))
        }
    }
}

extension FunctionInfo {
    /// What the screen needs of a function's settings.
    fileprivate init(_ settings: FunctionSettings) {
        self.init(
            name: settings.name, runtime: settings.runtimeLabel, image: settings.image, port: settings.resolvedPort,
            files: CodeMap(settings, workingFolder: FileManager.default.currentDirectoryPath))
    }
}
