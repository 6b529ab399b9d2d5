import Dashboard
import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import Logging
import TerminalUI

/// Connects the deck with the functions: carries the deck's effects out, and turns news into messages.
@MainActor
final class DeckController: EffectRunner {
    private let engine: EngineChoice
    private let session: ManifestSession
    private let logger: Logger
    private weak var shell: DeckShell?
    private var host: FunctionHost?
    private var hostTask: Task<Void, Never>?
    private var sessionTask: Task<Void, Never>?
    private var calls = CallRegister<InvocationID, Task<InvocationResult, Never>>()
    /// Carries requests out in the order in which the user made them. They read files in the background: a folder may
    /// be slow, and an event large.
    private let steps = StepQueue()
    /// The functions whose history was shown.
    private var recalled: Set<String> = []

    /// Whether a signal ended the deck.
    private(set) var wasTerminated = false
    /// The messages to print after the screen is closed.
    private(set) var exitMessages: [String] = []

    init(engine: EngineChoice, session: ManifestSession, logger: Logger) {
        self.engine = engine
        self.session = session
        self.logger = logger
    }

    /// Shows the first reading, and handles the news of the files from then on.
    func begin(_ shell: DeckShell, _ first: ManifestReading) {
        self.shell = shell
        apply(first)
        sessionTask = Task { [weak self, session] in
            for await news in session.news { self?.handle(news) }
        }
    }

    /// Ends the tasks and calls that still run.
    func end() {
        sessionTask?.cancel()
        steps.end()
        hostTask?.cancel()
        for call in calls.running { call.cancel() }
    }

    /// Empties the inbox.
    func takeLogs() -> [String: LogBatch] { host?.inbox.take() ?? [:] }

    // MARK: Files

    private func handle(_ news: ManifestSession.News) {
        switch news {
        case .manifest(let reading): apply(reading)
        case .events(let function, let listing): shell?.send(.events(function: function, EventList(listing)))
        }
    }

    private func apply(_ reading: ManifestReading) {
        guard let path = reading.path else {
            shell?.send(.manifest(.missing(reading.looked.map { ($0 as NSString).deletingLastPathComponent })))
            return
        }
        guard let manifest = reading.manifest else {
            let problems = reading.problems.filter { $0.severity == .error }.map(\.description)
            shell?.send(.manifest(.broken(path: Self.short(path), problems: problems)))
            return
        }
        let warnings = reading.problems.map(\.description)
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
        let host = FunctionHost(
            manifest: manifest, engine: engine, options: .deck, files: session.files, logger: logger
        ) { update in
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
        case .start(let names): steps.add { [weak self] in self?.host?.send(.start(names)) }
        case .stop(let names): steps.add { [weak self] in self?.host?.send(.stop(names)) }
        case .restart(let name): steps.add { [weak self] in self?.host?.send(.restart(name)) }
        case .invoke(let id, let function, let event): invoke(id, function, event)
        case .cancel(let id): calls.cancel(id)?.cancel()
        case .loadEvents(let function):
            session.select(function)
            recall(function)
        case .quit(let mode): quit(mode)
        case .loadHistory(let function, let text):
            let none = Message.history([], function: function, matching: text, problem: Self.noHistory)
            askHistory(otherwise: none) { await $0.list(function, matching: text) }
        case .openStored(let id): askHistory { await $0.open(id) }
        case .compareStored(let one, let other): askHistory { await $0.compare(one, other) }
        case .invokeStored(let call, let function, _, let id): invokeStored(call, function, id)
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

    private func invokeStored(_ call: InvocationID, _ function: String, _ id: Int64) {
        guard let history else { return }
        calls.expect(call)
        steps.add { [weak self] in
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
            shell?.send(.invocationRefused(call, function: function, reason.message + "; it cannot be sent again"))
            return
        }
        do {
            let request = try await request(function, event)
            shell?.send(.notice(Notice(.info, "\(reason.message); sending \(event) from disk")))
            invoke(call, request)
        } catch {
            calls.end(call)
            shell?.send(.invocationRefused(call, function: function, "\(reason.message), and \(error)"))
        }
    }

    /// Shows the history of a function, once. Later calls are shown as they happen.
    private func recall(_ function: String) {
        guard let history, let shell, recalled.insert(function).inserted else { return }
        Task { shell.send(await history.recall(function)) }
    }

    private func invoke(_ id: InvocationID, _ function: String, _ event: String) {
        calls.expect(id)
        steps.add { [weak self] in
            do {
                guard let request = try await self?.request(function, event) else { return }
                self?.invoke(id, request)
            } catch {
                self?.calls.end(id)
                self?.shell?.send(.invocationRefused(id, function: function, "\(error)"))
            }
        }
    }

    /// A call with a saved event, read as it is now, or with `{}`.
    private func request(_ function: String, _ event: String) async throws(SavedEventError) -> InvocationRequest {
        guard event == EventList.emptyEvent else { return try await session.request(function, event) }
        return InvocationRequest(function: function, event: event, payload: Array(event.utf8))
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
        sessionTask?.cancel()
        for call in calls.running { call.cancel() }
        let host = host
        let hostTask = hostTask
        Task { [weak self] in
            let problems = await host?.shutDown(mode == .leaveRunning ? .handingOver : .stopping)
            hostTask?.cancel()
            self?.exitMessages = problems ?? []
            self?.shell?.post(.shutDown)
        }
    }
}

extension Message {
    /// News of the functions as a message to the deck.
    fileprivate init(_ update: HostUpdate) {
        switch update {
        case .engine(let status): self = .engine(status)
        case .state(let function, let state, let isStale, let note):
            self = .state(function: function, state, isStale: isStale, note: note)
        case .memory(let bytes): self = .memory(bytes)
        case .outside(let summary): self = .outsideInvocation(summary)
        case .saved(let function, let message): self = .saved(function: function, message)
        case .notice(let text, _): self = .notice(Notice(.warning, text))
        }
    }
}

extension EventList {
    /// What the screen needs of a function's saved events.
    fileprivate init(_ listing: EventListing) {
        let paths = Dictionary(listing.events.map { ($0.name, $0.path) }) { first, _ in first }
        self.init(
            names: listing.events.map(\.name), folder: listing.folder, problem: listing.problem, paths: paths)
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
