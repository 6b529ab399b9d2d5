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
    /// Its routes.
    let routes: RouteTable
    /// The keys of the issuers of JSON Web Tokens.
    let keys = IssuerKeys()
    /// The answers of its authorizers.
    private let answers = Mutex(Answers())

    /// An API with these settings.
    public init(_ settings: APISettings) {
        self.settings = settings
        routes = RouteTable(settings)
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

extension AuthorizerSettings {
    /// The function; nil for one that checks tokens of an issuer.
    fileprivate var function: String? {
        switch kind {
        case .token(let function, _), .request(let function, _, _): function
        case .jwt: nil
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
                let kept = before[settings.name].flatMap { $0.settings == settings ? $0 : nil }
                known[settings.name] = kept ?? ServedAPI(settings)
            }
        }
    }

    /// Forgets the answers of a function as an authorizer: its code or its container has changed.
    func forgetAnswers(of function: String) {
        for api in known.withLock({ Array($0.values) }) { api.forgetAnswers(of: function) }
    }
}
