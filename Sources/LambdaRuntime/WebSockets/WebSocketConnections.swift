import Gateway
import JSONText
import LambdaModel
import NIOCore
import OrderedCollections
import Support
import Synchronization

/// The connections of a WebSocket API.
final class WebSocketConnections: Sendable {
    /// What became of a handshake.
    enum Opening: Sendable {
        /// The client is connected: nothing is left to do for its request.
        case opened
        /// The client has left.
        case left
        /// The request gets this answer, after which its connection closes.
        ///
        /// - Parameter problem: the reason, for the user; nil if the function has refused the client.
        case refused(WebResponse, problem: String?)
    }

    private struct Entry {
        var row: WebSocketConnectionRow
        let connection: NIOLoopBound<WebSocketConnection>
        let loop: any EventLoop
        /// Whether `$connect` has accepted the client.
        var isOpen = false
    }

    private struct State {
        var settings: APISettings
        var routes: WebSocketRoutes
        var entries: OrderedDictionary<String, Entry> = [:]
        /// The running calls.
        var tasks: [Int: Task<Void, Never>] = [:]
        var nextTask = 0
        var isShut = false
        /// Resumed when no connection and no call is left.
        var whenEmpty: [CheckedContinuation<Void, Never>] = []
    }

    let calls: any WebSocketCalls
    let limits: WebSocketMachine.Limits
    /// Called when ``rows`` has changed, on any thread.
    private let changed: @Sendable () -> Void
    private let state: Mutex<State>

    /// The route of a client that connects; nil if clients connect without a call.
    var connectRoute: APIRoute? { state.withLock { $0.routes.connect } }

    /// The most connections, also those that wait for `$connect`. AWS has no limit.
    private let most: Int

    /// The connections of an API: none.
    ///
    /// - Throws: why `routeSelectionExpression` is not an expression.
    init(
        _ settings: APISettings, calls: any WebSocketCalls, limits: WebSocketMachine.Limits = .init(),
        most: Int = 1_000,
        changed: @escaping @Sendable () -> Void = {}
    ) throws(RouteSelectionProblem) {
        (self.calls, self.limits, self.most, self.changed) = (calls, limits, most, changed)
        state = Mutex(State(settings: settings, routes: try WebSocketRoutes(settings)))
    }

    /// Uses other settings for new connections, and their routes for all.
    ///
    /// - Throws: why `routeSelectionExpression` is not an expression; then nothing changes.
    func use(_ settings: APISettings) throws(RouteSelectionProblem) {
        let routes = try WebSocketRoutes(settings)
        state.withLock { ($0.settings, $0.routes) = (settings, routes) }
    }

    /// The routes.
    var routes: WebSocketRoutes { state.withLock { $0.routes } }

    /// The open connections, oldest first.
    var rows: [WebSocketConnectionRow] { state.withLock { $0.entries.values.filter(\.isOpen).map(\.row) } }

    // MARK: Handshakes

    /// The connection that a handshake asks for.
    func session(of request: WebRequest) -> WebSocketSession {
        let settings = state.withLock { $0.settings }
        let place = WebSocketSession.Place(
            apiName: settings.name, stage: settings.stage, stageVariables: settings.stageVariables)
        return WebSocketSession(request: request, place: place)
    }

    /// Connects a client: calls `$connect`, and if that accepts the client, makes a WebSocket of its channel.
    ///
    /// - Parameter channel: the channel of the request. Its request has no answer yet.
    func open(
        _ session: WebSocketSession, _ handshake: WebSocketHandshake, on channel: any Channel,
        caller: IncomingCall.Caller
    ) async -> Opening {
        let client = WebSocketConnection.Client(session: session, key: handshake.key, caller: caller)
        let connection: NIOLoopBound<WebSocketConnection>
        do {
            connection = try await channel.eventLoop.submit {
                let connection = WebSocketConnection(client, of: self, loop: channel.eventLoop)
                try channel.pipeline.syncOperations.addHandler(connection)
                return NIOLoopBound(connection, eventLoop: channel.eventLoop)
            }.get()
        } catch {
            return .left
        }
        if let problem = add(session, connection, channel.eventLoop) {
            channel.eventLoop.execute { connection.value.withdraw() }
            return .refused(WebSocketAnswer.unavailable, problem: problem)
        }
        return await withCheckedContinuation { opening in
            channel.eventLoop.execute { connection.value.connect(self.connectRoute, opening) }
        }
    }

    /// Adds a connection that waits for `$connect`.
    ///
    /// - Returns: why it cannot be added, for the user; nil if it is added.
    private func add(
        _ session: WebSocketSession, _ connection: NIOLoopBound<WebSocketConnection>, _ loop: any EventLoop
    ) -> String? {
        state.withLock { state in
            if state.isShut { return "the API closes: functions.json has changed, or lamdeck stops" }
            guard state.entries.count < most else {
                return "the API has \(most) connections, which is lamdeck's limit; close some of them"
            }
            let authorizer = session.place.authorizer.flatMap { try? JSONDocument($0).root }
            let row = WebSocketConnectionRow(
                id: session.connectionID, api: session.place.apiName, since: session.request.time,
                sourceAddress: session.request.sourceAddress, userAgent: session.userAgent,
                principal: authorizer?["principalId"]?.string)
            state.entries[session.connectionID] = Entry(row: row, connection: connection, loop: loop)
            return nil
        }
    }

    // MARK: The Management API

    /// Carries a request of the Management API out.
    ///
    /// - Parameter body: the message of a `POST`.
    func answer(_ request: ManagementRequest, body: [UInt8]) async -> WebResponse {
        guard let entry = state.withLock({ $0.entries[request.connectionID] }), entry.isOpen else {
            return ManagementRequest.gone
        }
        switch request.operation {
        case .get:
            let row = entry.row
            return ManagementRequest.description(
                connectedAt: row.since, lastActiveAt: row.lastActive, sourceAddress: row.sourceAddress,
                userAgent: row.userAgent)
        case .post:
            guard body.count <= limits.messageBytes else { return ManagementRequest.tooLarge }
            return await onLoop(entry) { $0.post(body) }
        case .delete:
            let response = await onLoop(entry) { $0.delete() }
            // Its client may still have to answer the close frame; for callers it is gone.
            state.withLock { $0.entries[request.connectionID]?.isOpen = false }
            changed()
            return response
        }
    }

    private func onLoop(
        _ entry: Entry, _ work: @escaping @Sendable (WebSocketConnection) -> WebResponse
    ) async -> WebResponse {
        let done = entry.loop.submit { work(entry.connection.value) }
        return (try? await done.get()) ?? ManagementRequest.gone
    }

    // MARK: What the connections report

    /// A client is connected.
    func opened(_ id: String) {
        state.withLock { $0.entries[id]?.isOpen = true }
        changed()
    }

    /// A message has passed.
    func passed(_ id: String, isFromClient: Bool, at time: Double) {
        state.withLock { state in
            state.entries[id]?.row.lastActive = time
            if isFromClient { state.entries[id]?.row.messagesIn += 1 } else { state.entries[id]?.row.messagesOut += 1 }
        }
        changed()
    }

    /// A connection has ended.
    func ended(_ id: String) {
        release { _ = $0.entries.removeValue(forKey: id) }
        changed()
    }

    /// Runs a call on the thread of the calls.
    func run(_ work: @escaping @Sendable () async -> Void) {
        state.withLock { state in
            let number = state.nextTask
            state.nextTask += 1
            // It cannot end before it is recorded: that needs the lock that is held here.
            state.tasks[number] = Task(executorPreference: CallLoop.shared) {
                await work()
                self.release { _ = $0.tasks.removeValue(forKey: number) }
            }
        }
    }

    private func release(_ change: (inout State) -> Void) {
        let waiting = state.withLock { state in
            change(&state)
            guard state.entries.isEmpty, state.tasks.isEmpty else { return [CheckedContinuation<Void, Never>]() }
            defer { state.whenEmpty = [] }
            return state.whenEmpty
        }
        for one in waiting { one.resume() }
    }

    // MARK: The end

    /// Ends all connections, and takes no more. Returns when they have ended and their calls too, or when the time is over;
    /// what is left then is cut off.
    func shutDown(within limit: Duration) async {
        let entries = state.withLock { state in
            state.isShut = true
            return state.entries.values
        }
        for entry in entries { entry.loop.execute { entry.connection.value.shutDown() } }
        await finishes(within: limit) { await self.whenEmpty() }
        let (tasks, left) = state.withLock { ($0.tasks.values, $0.entries.values) }
        for task in tasks { task.cancel() }
        for entry in left { entry.loop.execute { entry.connection.value.cutOff() } }
    }

    private func whenEmpty() async {
        await withCheckedContinuation { continuation in
            let isEmpty = state.withLock { state in
                let isEmpty = state.entries.isEmpty && state.tasks.isEmpty
                if !isEmpty { state.whenEmpty.append(continuation) }
                return isEmpty
            }
            if isEmpty { continuation.resume() }
        }
    }
}
