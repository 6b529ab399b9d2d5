import Gateway
import LambdaModel
import OrderedCollections
import Synchronization

/// An API of the manifest, with what its requests share.
public final class ServedAPI: Sendable {
    private struct Answers {
        var cache = AuthorizerCache()
        /// How often answers were forgotten: one that was asked for before must not be kept.
        var generation = 0
    }

    /// Its settings.
    let settings: APISettings
    /// Its routes; a WebSocket API has its own in ``connections(_:)``.
    let routes: RouteTable
    /// Its authorizers by name, or what is wrong with their settings.
    let authorizers: [String: Result<RouteAuthorizer, AuthorizerSettingsProblem>]
    /// The keys of the issuers of JSON Web Tokens.
    let keys = IssuerKeys()
    /// The connections of a WebSocket API; nil before there was one.
    private let sockets: Mutex<WebSocketConnections?>
    /// The answers of its authorizers.
    private let answers = Mutex(Answers())

    /// An API with these settings.
    public convenience init(_ settings: APISettings) { self.init(settings, after: nil) }

    /// An API that replaces an earlier one of that name, whose connections stay open if it has routes for them.
    fileprivate init(_ settings: APISettings, after before: ServedAPI?) {
        self.settings = settings
        let kept = before.flatMap { before in before.sockets.withLock { $0 } }
        let isUsable = if let kept, settings.kind == .websocket { (try? kept.use(settings)) != nil } else { false }
        sockets = Mutex(isUsable ? kept : nil)
        if let kept, !isUsable { Task { await kept.shutDown(within: Self.endLimit) } }
        routes = RouteTable(settings)
        authorizers = Dictionary(uniqueKeysWithValues: settings.authorizers.map { ($0.key, settings.authorizer($0)) })
    }

    /// How long connections may take to end when their API is no longer in the manifest.
    fileprivate static let endLimit = Duration.seconds(5)

    /// The connections of a WebSocket API.
    ///
    /// - Throws: why its `routeSelectionExpression` is not an expression.
    func connections(_ service: any LambdaService) throws(RouteSelectionProblem) -> WebSocketConnections {
        let calls = WebSocketServiceCalls(service: service, api: settings.name)
        return try sockets.withLock { sockets throws(RouteSelectionProblem) in
            if let sockets { return sockets }
            let news = ConnectionNews(service, api: settings.name)
            let made = try WebSocketConnections(settings, calls: calls) { news.changed() }
            sockets = made
            return made
        }
    }

    /// The open connections, oldest first.
    var connectionRows: [WebSocketConnectionRow] { sockets.withLock { $0 }?.rows ?? [] }

    /// Ends all connections, since the API is no longer in the manifest, or the host ends.
    fileprivate func end(within limit: Duration) async {
        guard let kept = sockets.withLock({ $0 }) else { return }
        await kept.shutDown(within: limit)
    }

    /// The answer that is kept for a key; nil if there is none.
    func answer(for key: AuthorizerCache.Key, at time: Double) -> AuthorizerAnswer? {
        answers.withLock { $0.cache.answer(for: key, at: time) }
    }

    /// Names the present answers: see ``keep(_:for:at:seconds:if:)``.
    var generation: Int { answers.withLock { $0.generation } }

    /// Keeps an answer for a time in seconds, unless answers were forgotten since the generation.
    func keep(
        _ answer: AuthorizerAnswer, for key: AuthorizerCache.Key, at time: Double, seconds: Int, if generation: Int
    ) {
        answers.withLock { answers in
            guard answers.generation == generation else { return }
            answers.cache.keep(answer, for: key, at: time, seconds: seconds)
        }
    }

    /// Forgets the answers of a function: its code or its container has changed.
    fileprivate func forgetAnswers(of function: String) {
        for (name, authorizer) in settings.authorizers where authorizer.function == function {
            answers.withLock { answers in
                answers.generation += 1
                answers.cache.remove(authorizer: name, api: settings.name)
            }
        }
    }
}

extension APISettings {
    fileprivate func authorizer(
        _ entry: (key: String, value: AuthorizerSettings)
    ) -> Result<RouteAuthorizer, AuthorizerSettingsProblem> {
        do throws(AuthorizerSettingsProblem) {
            return .success(try RouteAuthorizer(name: entry.key, settings: entry.value, api: kind))
        } catch {
            return .failure(error)
        }
    }
}

/// The APIs of the newest manifest. One whose settings have not changed keeps what its requests share.
final class ServedAPIs: Sendable {
    private let known = Mutex<[String: ServedAPI]>([:])

    /// The API with that name.
    func find(_ name: String) -> ServedAPI? { known.withLock { $0[name] } }

    /// Takes the APIs of a manifest over.
    func apply(_ manifest: Manifest) {
        known.withLock { known in
            let before = known
            known = [:]
            for settings in manifest.apis {
                let earlier = before[settings.name]
                known[settings.name] =
                    earlier?.settings == settings ? earlier : ServedAPI(settings, after: earlier)
            }
            for (name, api) in before where known[name] == nil { Task { await api.end(within: ServedAPI.endLimit) } }
        }
    }

    /// Ends all connections of WebSocket APIs; returns when their functions know it, or when the time is over.
    func end(within limit: Duration) async {
        await withDiscardingTaskGroup { group in
            for api in known.withLock({ Array($0.values) }) {
                group.addTask { await api.end(within: limit) }
            }
        }
    }

    /// Forgets the answers of a function as an authorizer: its code or its container has changed.
    func forgetAnswers(of function: String) {
        for api in known.withLock({ Array($0.values) }) { api.forgetAnswers(of: function) }
    }
}
