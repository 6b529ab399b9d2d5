import Gateway
import LambdaModel
import Synchronization

/// An API of the manifest, with what its requests share.
public final class ServedAPI: Sendable {
    /// Its settings.
    let settings: APISettings
    /// Its routes.
    let routes: RouteTable
    /// Results of its authorizers.
    let results = Mutex(AuthorizerCache())

    /// An API with these settings.
    public init(_ settings: APISettings) {
        self.settings = settings
        routes = RouteTable(settings)
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

    /// Forgets the results of a function as an authorizer: its code has changed.
    func forgetResults(of function: String) {
        for api in known.withLock({ Array($0.values) }) { api.results.withLock { $0.clear(function: function) } }
    }
}
