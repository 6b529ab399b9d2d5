import HostLink
import LambdaModel
import Support
import Synchronization

/// Reports changes to a host's clients. A client that subscribes first gets the complete current state.
final class ClientHub: Sendable {
    fileprivate struct State {
        var engine: EngineStatus?
        var manifest: ProjectManifest?
        /// In the order in which the functions were first reported.
        var states: [(function: String, update: HostUpdate)] = []
        /// Why emulators serve, by function.
        var emulators: [String: String] = [:]
        /// Why functions run without their ports.
        var ports: [String: String] = [:]
        /// What builds do, and who is debugged, by function.
        var builds: [String: BuildStatus] = [:]
        var debuggers: [String: DebugStatus] = [:]
        var memory: [String: Int] = [:]
        /// The open connections of WebSocket APIs.
        var sockets: [String: [WebSocketConnectionRow]] = [:]
        /// The last report about each expectation, by function and event.
        var expectations: [String: [String: ExpectationReport]] = [:]
        /// Notices that no deck has seen.
        var unseen: [HostUpdate] = []
        var view: DeckView?
        var connections: [Int: LinkConnection] = [:]
        var subscribers: [Int: LinkConnection] = [:]
        var decks: Set<Int> = []
        var lifetime = HostLifetime()
    }

    /// The most notices that wait for a deck.
    fileprivate static let mostUnseen = 20

    private let state = Mutex(State())
    /// An element whenever the host becomes idle, or is not idle any more.
    let changes: AsyncStream<Void>
    private let changing: AsyncStream<Void>.Continuation

    init() {
        (changes, changing) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        // At first no client is connected, so the host is idle.
        changing.yield()
    }

    // MARK: Lifetime

    /// What the host's life depends on.
    var lifetime: HostLifetime { state.withLock { $0.lifetime } }

    /// Changes the counts that decide whether the host is idle.
    func changeLifetime(_ change: (inout HostLifetime) -> Void) {
        let hasChanged = state.withLock { state in
            let before = state.lifetime.isIdle
            change(&state.lifetime)
            return before != state.lifetime.isIdle
        }
        if hasChanged { changing.yield() }
    }

    // MARK: Updates

    /// Sends an update to all subscribed clients, except one.
    func report(_ update: HostUpdate, except client: Int? = nil) {
        if case .state(let function, let state, _, _) = update {
            changeLifetime { lifetime in
                if state.isResting { lifetime.running.remove(function) } else { lifetime.running.insert(function) }
            }
        }
        state.withLock { state in
            state.remember(update)
            let others = state.subscribers.filter { $0.key != client }
            guard !others.isEmpty, let frame = try? LinkFrame.bytes(HostMessage.update(update)) else { return }
            for connection in others.values { connection.send(news: frame, key: update.key) }
        }
    }

    /// Sends a client the complete current state, and each change from then on.
    func subscribe(_ client: Int, _ connection: LinkConnection, as kind: Subscription.Client) {
        state.withLock { state in
            state.subscribers[client] = connection
            var current: [HostUpdate] = []
            if let engine = state.engine { current.append(.engine(engine)) }
            if let manifest = state.manifest { current.append(.manifest(manifest)) }
            current += state.states.map(\.update)
            current += state.emulators.sorted { $0.key < $1.key }.map { .emulator(function: $0.key, reason: $0.value) }
            current += state.ports.sorted { $0.key < $1.key }.map { .port(function: $0.key, problem: $0.value) }
            current += state.builds.sorted { $0.key < $1.key }.map { .build(function: $0.key, $0.value) }
            current += state.debuggers.sorted { $0.key < $1.key }.map { .debug(function: $0.key, $0.value) }
            if !state.memory.isEmpty { current.append(.memory(state.memory)) }
            current += state.sockets.map { .connections(api: $0.key, $0.value) }
            if kind == .deck {
                state.decks.insert(client)
                current += state.expectations.flatMap { function, reports in
                    reports.map { .expectation(function: function, event: $0.key, $0.value) }
                }
                current += state.unseen
                state.unseen = []
            }
            for update in current { connection.send(.update(update)) }
            connection.send(.current(kind == .deck ? state.view : nil))
        }
    }

    /// A client has disconnected.
    ///
    /// - Parameter hasLeft: whether it sent `leave`. If a deck did not, the next deck gets a notice that its functions
    ///   kept running.
    func unsubscribe(_ client: Int, hasLeft: Bool) {
        state.withLock { state in
            state.subscribers[client] = nil
            guard state.decks.remove(client) != nil, !hasLeft, state.decks.isEmpty else { return }
            let running = state.lifetime.running.sorted()
            guard !running.isEmpty else { return }
            let what = running.count == 1 ? running[0] : "\(running.count) functions"
            state.addUnseen(.notice("\(what) kept running when the last deck's terminal was closed"))
        }
    }

    /// Sends all clients the farewell, and closes their connections. Returns when the connections are closed, or after
    /// a second.
    func sayFarewell() async {
        let connections = Array(state.withLock { $0.connections.values })
        for connection in connections {
            connection.send(.farewell)
            connection.finish()
        }
        await finishes(within: .seconds(1)) { for connection in connections { await connection.waitForEnd() } }
        for connection in connections { connection.close() }
    }

    /// A client has connected.
    func add(_ client: Int, _ connection: LinkConnection) {
        state.withLock { $0.connections[client] = connection }
        changeLifetime { $0.clients += 1 }
    }

    /// A client has disconnected, and the functions that it kept running are stopped.
    func remove(_ client: Int) {
        state.withLock { $0.connections[client] = nil }
        changeLifetime { $0.clients -= 1 }
    }

    /// How many bytes of news wait for clients.
    var waitingBytes: Int { state.withLock { $0.connections.values.reduce(0) { $0 + $1.waitingNews } } }

    /// Stores the view of the last deck.
    func store(_ view: DeckView) { state.withLock { $0.view = view } }

    /// The functions that run with other settings than functions.json has.
    var staleFunctions: Set<String> {
        stale()
    }

    private func stale() -> Set<String> {
        state.withLock { state in
            Set(state.states.compactMap { if case .state(let name, _, true, _) = $0.update { name } else { nil } })
        }
    }
}

extension ClientHub.State {
    fileprivate mutating func remember(_ update: HostUpdate) {
        switch update {
        case .engine(let status): engine = status
        case .manifest(let manifest):
            self.manifest = manifest
            guard case .loaded(_, let functions, _, _) = manifest else { return }
            let names = Set(functions.map(\.name))
            states.removeAll { !names.contains($0.function) }
            expectations = expectations.filter { names.contains($0.key) }
        case .state(let function, _, _, _):
            // A function that was removed from the manifest is stopped.
            if case .loaded(_, let functions, _, _)? = manifest, !functions.contains(where: { $0.name == function }) {
                return
            }
            if let index = states.firstIndex(where: { $0.function == function }) {
                states[index].update = update
            } else {
                states.append((function, update))
            }
        case .emulator(let function, let reason): emulators[function] = reason
        case .port(let function, let problem): ports[function] = problem
        case .build(let function, let status): builds[function] = status
        case .debug(let function, let status): debuggers[function] = status
        case .memory(let memory): self.memory = memory
        case .connections(let api, let rows): sockets[api] = rows.isEmpty ? nil : rows
        case .expectation(let function, let event, let report):
            expectations[function, default: [:]][event] = report
        case .notice: if decks.isEmpty { addUnseen(update) }
        case .events, .began, .outside, .saved: break
        }
    }

    fileprivate mutating func addUnseen(_ notice: HostUpdate) {
        unseen.append(notice)
        if unseen.count > ClientHub.mostUnseen { unseen.removeFirst() }
    }
}

extension HostUpdate {
    /// Identifies the thing whose state this is: a newer update with the same key replaces it. Nil for an event.
    fileprivate var key: String? {
        switch self {
        case .engine: "engine"
        case .manifest: "manifest"
        case .events: "events"
        case .expectation(let function, let event, _): "expectation/\(function)/\(event)"
        case .state(let function, _, _, _): "state/\(function)"
        case .emulator(let function, _): "emulator/\(function)"
        case .port(let function, _): "port/\(function)"
        case .build(let function, _): "build/\(function)"
        case .debug(let function, _): "debug/\(function)"
        case .memory: "memory"
        case .connections(let api, _): "connections/\(api)"
        case .began, .outside, .saved, .notice: nil
        }
    }
}
