import Dashboard
import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import Logging
import Support
import TerminalUI

/// Connects the deck with the project's host: carries the deck's effects out, and turns news into messages.
@MainActor
final class DeckController: EffectRunner {
    private let environment: [String: String]
    private let session: ManifestSession?
    /// The host of a manifest's project on this machine.
    private let source: @Sendable (_ manifest: String) -> any HostSource
    /// The host of a project on another machine; nil for one on this machine.
    private let remote: RemoteAccess?
    /// Opens the functions' ports here; nil if that is not wanted.
    private let forward: PortForward?
    private weak var shell: DeckShell?
    private(set) lazy var events = DeckEvents(
        connection: { [weak self] in await self?.link?.connection() }, send: { [weak self] in self?.shell?.send($0) })
    private lazy var programs = DeckPrograms(
        remote: remote, manifest: { [weak self] in self?.manifest },
        client: { [weak self] in self?.link?.client }, shell: { [weak self] in self?.shell })
    private lazy var debugger = DeckDebugger(
        connection: { [weak self] in await self?.link?.connection() }, send: { [weak self] in self?.shell?.post($0) })
    private(set) var link: DeckLink?
    private var sessionTask: Task<Void, Never>?
    private var calls = CallRegister<InvocationID, Task<CallOutcome, Never>>()
    /// Carries requests out in the order in which the user made them. They wait for the host.
    private let steps = StepQueue()
    /// The manifest of the project; nil if there is none yet, or if it is on another machine.
    private var manifest: String?
    /// The last search of the history, for each function and for all of them.
    private var searches: [String?: Task<Void, Never>] = [:]
    /// The functions whose history was shown.
    private var recalled: Set<String> = []

    /// Whether a signal ended the deck.
    private(set) var wasTerminated = false

    /// - Parameter session: looks for the manifest; nil if the host is on another machine.
    init(
        _ environment: [String: String], session: ManifestSession?, remote: RemoteAccess? = nil,
        forwards: Bool = false, source: @escaping @Sendable (_ manifest: String) -> any HostSource
    ) {
        (self.environment, self.session, self.source, self.remote) = (environment, session, source, remote)
        forward = forwards ? remote.map { PortForward($0) } : nil
    }

    /// Shows the first reading, and attaches to the host of the manifest as soon as there is one.
    func begin(_ shell: DeckShell, _ first: ManifestReading?) {
        self.shell = shell
        guard let session, let first else { return attach(to: "") }
        // Before the manifest is shown, because showing it requests the events and the history.
        if let path = first.path { attach(to: path) }
        shell.send(.manifest(ManifestNews(ProjectManifest(first)) { _ in FileManager.default.currentDirectoryPath }))
        if let path = first.path { recallView(of: path) }
        guard first.path == nil else { return }
        sessionTask = Task { [weak self] in
            for await reading in session.news {
                guard let path = reading.path else { continue }
                self?.attach(to: path)
                self?.recallView(of: path)
                break
            }
        }
    }

    /// Shows what the last deck of the project showed. The host sends what it remembers later.
    private func recallView(of manifest: String) {
        self.manifest = manifest
        let (view, problem) = DeckMemory(environment).view(ofManifest: manifest)
        if let view { shell?.send(.view(view)) }
        if let problem { shell?.send(.notice(Notice(.warning, problem))) }
    }

    private func attach(to manifest: String) {
        guard let shell else { return }
        session?.files.close()
        let link = DeckLink(remote ?? source(manifest), shell, forward)
        self.link = link
        link.begin()
    }

    /// Ends the tasks and calls that still run.
    func end() {
        sessionTask?.cancel()
        steps.end()
        link?.end()
        forward?.end()
    }

    /// Takes log lines from the inbox, at most so many.
    func takeLogs(atMost count: Int) -> (batches: [String: LogBatch], hasMore: Bool) {
        link?.inbox.take(atMost: count) ?? ([:], false)
    }

    // MARK: Effects

    func run(_ effect: Effect) {
        switch effect {
        case .start(let names): send(.start(names))
        case .stop(let names): send(.stop(names))
        case .restart(let name): send(.restart(name))
        case .build(let name): send(.build([name]))
        case .debug(let name): steps.add { [weak self] in await self?.debugger.begin(name) }
        case .endDebug(let name): send(.endDebug(name))
        case .fetchDebugger(let name): steps.add { [weak self] in await self?.debugger.fetch(name) }
        case .launchEntry(let name, let writes):
            // A file of a project on another machine is not written.
            let project = writes && project != nil ? manifest : nil
            steps.add { [weak self] in await self?.debugger.useEntry(of: name, writingFor: project, writes: writes) }
        case .invoke(let id, let function, let event): invoke(id, function, .event(function: function, name: event))
        case .invokeStored(let id, let function, _, let stored): invoke(id, function, .stored(stored))
        case .cancel(let id): calls.cancel(id)?.cancel()
        case .loadEvents(let function):
            send(.followEvents(function))
            recall(function)
        case .loadDetails(let function): loadDetails(function)
        case .quit(let mode): quit(mode)
        case .loadHistory(let function, let text):
            // While the user types, the answers to earlier searches have no use.
            searches[function]?.cancel()
            searches[function] = askHistory { await $0.list(function, matching: text) }
        case .readSource(let key, let function, let request): readSource(key, function, request)
        case .loadCall(let function, let key): askHistory { await $0.load(function, key) }
        case .compareCalls(let function, let one, let other): askHistory { await $0.compare(function, one, other) }
        case .openStored(let id): askHistory { await $0.open(id) }
        case .compareStored(let one, let other): askHistory { await $0.compare(one, other) }
        case .replaceHost: link?.replaceHost()
        case .event(let function, let effect): steps.add { [weak self] in await self?.events.run(effect, of: function) }
        case .copyRun(let function, let payload):
            guard let project, let manifest else {
                shell?.send(
                    .notice(Notice(.warning, "the project is on another machine; use lamdeck export run there")))
                return
            }
            project.copyRun(function, payload, manifest: manifest)
        case .openURL(let url): openURL(url)
        case .createManifest: project?.createManifest(in: FileManager.default.currentDirectoryPath)
        case .loadAllEvents:
            project?.loadEvents(of: manifest, besides: Set(shell?.model.functionsWithKnownEvents ?? []))
        case .command(let command, let function, let variables): programs.run(command, function, variables)
        case .shell(let function): programs.openShell(in: function)
        case .redraw, .suspend, .exit, .edit, .copy, .title, .bell, .page, .theme: break
        }
    }

    /// Sends a request after those that were made before, once there is a host.
    private func send(_ request: HostRequest) {
        steps.add { [weak self] in
            guard let reply = await self?.link?.connection()?.send(request) else { return }
            Task {
                guard case .failure(let reason?) = await reply.value else { return }
                self?.shell?.send(.notice(Notice(.error, reason.summary)))
            }
        }
    }

    private func loadDetails(_ function: String) {
        steps.add { [weak self] in
            guard let client = await self?.link?.connection() else { return }
            let reply = client.send(.details(function))
            Task {
                let details: FunctionDetails? = if case .details(let found) = await reply.value { found } else { nil }
                self?.shell?.send(.details(function: function, details))
            }
        }
    }

    /// What needs only functions.json; nil if the project is on another machine.
    private var project: DeckProject? {
        guard let shell, remote == nil else { return nil }
        return DeckProject(environment: environment) { shell.post($0) }
    }

    /// Opens a URL in the browser. If that is not possible, the URL is put on the clipboard.
    private func openURL(_ url: String) {
        guard let shell else { return }
        let browser = Browser(environment: environment)
        Task {
            guard let reason = await browser.open(url) else { return }
            shell.post(.copied(url, name: "\(url), because \(reason)"))
        }
    }

    @discardableResult
    private func askHistory(
        _ question: @escaping @Sendable (DeckHistory) async -> Message
    ) -> Task<Void, Never>? {
        guard let shell else { return nil }
        guard let link else {
            shell.send(.notice(Notice(.warning, "the history needs a functions.json")))
            return nil
        }
        return Task {
            guard let client = await link.connection() else { return }
            let message = await question(DeckHistory(store: HistorySource(client)))
            if !Task.isCancelled { shell.send(message) }
        }
    }

    /// Reads the source lines around a failing line, on this machine or on that of the host.
    private func readSource(_ key: SourceKey, _ function: String, _ request: SourceRequest) {
        guard let shell else { return }
        let reader =
            remote == nil
            ? SourceReader.local
            : SourceReader { [weak self] path, limit in
                guard case .success(let bytes)? = await self?.fetch(path), bytes.count <= limit else { return nil }
                return SourceReader.File(content: bytes)
            }
        Task { shell.send(.source(key, function: function, await reader.excerpt(request))) }
    }

    /// Shows the history of a function, once. Later calls are shown as they happen.
    private func recall(_ function: String) {
        if recalled.isEmpty { askHistory { await $0.recallAll() } }
        guard recalled.insert(function).inserted else { return }
        let isRunning = shell?.model.live.contains(function) ?? false
        askHistory { await $0.recall(function, isRunning: isRunning) }
    }

    private func invoke(_ id: InvocationID, _ function: String, _ input: CallInput) {
        calls.expect(id)
        steps.add { [weak self] in
            guard let client = await self?.link?.connection() else { return }
            self?.call(id, function, input, client)
        }
    }

    private func call(_ id: InvocationID, _ function: String, _ input: CallInput, _ client: LinkClient) {
        guard let shell else { return }
        let content = ContentOnce()
        let call = client.call(input, wantsStream: true) { news in
            switch news {
            case .started(let time): shell.post(.invocationStarted(id, at: time))
            case .part(let part): shell.post(.invocationPart(id, part))
            case .answered(nil): shell.post(.invocationReturned(id))
            case .answered(let result?):
                Task { shell.post(.invocationAnswered(id, result, await content.of(result))) }
            case .remark(let text): shell.post(.notice(Notice(.info, text)))
            // The deck waits for the whole log.
            case .logIsBehind: break
            }
        }
        if calls.begin(id, call) { call.cancel() }
        Task { [weak self] in
            switch await call.value {
            case .result(let result):
                let content = await content.of(result)
                self?.calls.end(id)
                shell.post(.invocationFinished(id, result, content))
            case .none(let reason):
                self?.calls.end(id)
                shell.post(.invocationRefused(id, function: function, reason))
            }
        }
    }

    // MARK: Quitting

    private func quit(_ mode: QuitMode) {
        wasTerminated = mode == .terminated
        sessionTask?.cancel()
        let live = shell?.model.live ?? []
        if mode != .terminated, !live.isEmpty { QuitChoice.store(mode, environment) }
        let choice = mode == .terminated ? QuitChoice.last(environment) : mode
        let (client, view) = (link?.client, shell?.model.deckView)
        // A deck without functions has forgotten which events were selected.
        if let manifest, let view, shell?.model.functions.isEmpty == false {
            DeckMemory(environment).store(view, ofManifest: manifest)
        }
        link?.end()
        Task { [weak self] in
            if let client {
                if let view { _ = client.send(.storeView(view)) }
                if choice == .stopFunctions { await client.stopAndWait(live) }
                // A deck whose terminal was closed does not send `leave`, so that the next deck reports the running
                // functions.
                if mode == .terminated { client.close() } else { await client.leave() }
            }
            self?.shell?.post(.shutDown)
        }
    }
}
