import Dashboard
import Foundation
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
    private var calls: [InvocationID: Task<InvocationResult, Never>] = [:]
    private var reading: ManifestWatch.Reading
    private var events = EventWatch()

    /// Whether a signal ended the deck.
    private(set) var wasTerminated = false
    /// What is to be said once the screen is gone.
    private(set) var partingWords: [String] = []

    init(engine: EngineChoice, loader: ManifestWatch, logger: Logger) {
        self.engine = engine
        self.loader = loader
        self.logger = logger
        reading = ManifestWatch.Reading()
    }

    /// Shows what was read first, and begins to watch.
    func begin(_ shell: DeckShell, _ first: ManifestWatch.Reading) {
        self.shell = shell
        take(first)
        watchTask = Task { [weak self] in
            while !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(500))
                self?.look()
            }
        }
    }

    /// Ends what still goes on.
    func end() {
        watchTask?.cancel()
        hostTask?.cancel()
        for call in calls.values { call.cancel() }
    }

    /// Empties the inbox.
    func takeLogs() -> [String: LogBatch] { host?.inbox.take() ?? [:] }

    // MARK: Files

    private func look() {
        if let change = loader.change(since: reading) { take(change) }
        if let (function, list) = events.change() { shell?.send(.events(function: function, list)) }
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
        events.settings = manifest.functions
        if let host {
            host.post(.apply(manifest))
        } else {
            startHost(manifest)
        }
        shell?.send(
            .manifest(.loaded(path: Self.short(path), manifest.functions.map(FunctionInfo.init), warnings: warnings)))
    }

    private func startHost(_ manifest: Manifest) {
        guard let shell else { return }
        let host = FunctionHost(manifest: manifest, engine: engine, purpose: .deck, logger: logger) { update in
            shell.post(Message(update))
        }
        self.host = host
        host.inbox.onArrival { shell.logsArrived() }
        hostTask = Task { await host.run() }
    }

    /// The path as a person would write it from here.
    private static func short(_ path: String) -> String {
        let here = FileManager.default.currentDirectoryPath + "/"
        return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
    }

    // MARK: Effects

    func run(_ effect: Effect) {
        switch effect {
        case .start(let names): host?.post(.start(names))
        case .stop(let names): host?.post(.stop(names))
        case .restart(let name): host?.post(.restart(name))
        case .invoke(let id, let function, let event): invoke(id, function, event)
        case .cancel(let id): calls[id]?.cancel()
        case .loadEvents(let function):
            if let list = events.select(function) { shell?.send(.events(function: function, list)) }
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

    private static let noHistory = "a history begins with a functions.json"

    private func askHistory(
        otherwise none: Message = .notice(Notice(.warning, DeckController.noHistory)),
        _ question: @escaping @Sendable (DeckHistory) async -> Message
    ) {
        guard let shell else { return }
        guard let history else { return shell.send(none) }
        Task { shell.send(await question(history)) }
    }

    private func invokeKept(_ call: InvocationID, _ function: String, _ id: Int64) {
        guard let history, let shell else { return }
        Task { [weak self] in
            switch await history.request(id) {
            case .success(let request): self?.invoke(call, request)
            case .failure(let reason): shell.send(.invocationRefused(call, function: function, reason.words))
            }
        }
    }

    private func invoke(_ id: InvocationID, _ function: String, _ event: String) {
        do {
            invoke(id, try events.request(function, event))
        } catch {
            shell?.send(.invocationRefused(id, function: function, "\(error)"))
        }
    }

    private func invoke(_ id: InvocationID, _ request: InvocationRequest) {
        guard let host, let shell else { return }
        let call = host.call(request) { news in
            switch news {
            case .started(let time): shell.post(.invocationStarted(id, at: time))
            case .answered(nil): shell.post(.invocationReturned(id))
            case .answered(let result?):
                Task.detached { shell.post(.invocationAnswered(id, result, ResponseContent(result.body))) }
            }
        }
        calls[id] = call
        Task { [weak self] in
            let result = await call.value
            // Large bodies are read away from the screen.
            let content = await Task.detached { ResponseContent(result.body) }.value
            self?.calls[id] = nil
            shell.post(.invocationFinished(id, result, content))
        }
    }

    private func quit(_ mode: QuitMode) {
        wasTerminated = mode == .terminated
        watchTask?.cancel()
        for call in calls.values { call.cancel() }
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
    fileprivate init(_ update: RuntimeUpdate) {
        switch update {
        case .engine(let status): self = .engine(status)
        case .state(let function, let state, let isStale, let note):
            self = .state(function: function, state, isStale: isStale, note: note)
        case .memory(let bytes): self = .memory(bytes)
        case .outside(let brief): self = .outsideInvocation(brief)
        case .saved(let function, let words): self = .saved(function: function, words)
        case .notice(let text): self = .notice(Notice(.warning, text))
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
