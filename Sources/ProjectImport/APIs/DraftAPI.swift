import LambdaModel
import OrderedCollections

/// An API of a draft, `api` in `functions.json`, with the places of its parts in the imported file.
public struct DraftAPI: Sendable, Equatable {
    /// What is written. Its ports are not.
    public internal(set) var settings: APISettings
    /// The place of the API.
    var place: DraftPlace
    var routePlaces: [RouteKey: DraftPlace] = [:]
    var authorizerPlaces: [String: DraftPlace] = [:]
    /// Authorizers of the imported file that lamdeck does not have: their routes take every request.
    var missingAuthorizers: Set<String> = []
    /// Scopes of an authorizer, for its routes that name none.
    var authorizerScopes: [String: [String]] = [:]

    /// An API without routes.
    init(name: String, kind: APISettings.Kind, place: DraftPlace) {
        settings = APISettings(name: name, kind: kind, resolvedPort: 0)
        self.place = place
    }

    /// Adds a route; false if the API has one with this key.
    mutating func add(_ route: APIRoute, at place: DraftPlace) -> Bool {
        guard routePlaces[route.key] == nil else { return false }
        routePlaces[route.key] = place
        settings.routes.append(route)
        return true
    }

    /// Adds an authorizer, which replaces an earlier one of that name.
    mutating func add(_ authorizer: AuthorizerSettings, named name: String, at place: DraftPlace) {
        authorizerPlaces[name] = place
        settings.authorizers[name] = authorizer
    }

    /// Adds an authorizer of an event. If several events have the same one, the API has it once.
    ///
    /// - Returns: its name here, which is another one if the name has other settings.
    mutating func addAuthorizer(
        _ authorizer: AuthorizerSettings, named wanted: String, at place: DraftPlace
    ) -> String {
        let name = SafeName.unique(wanted) { settings.authorizers[$0] ?? authorizer != authorizer }
        if settings.authorizers[name] == nil { add(authorizer, named: name, at: place) }
        return name
    }

    /// Removes an authorizer; its routes take every request.
    mutating func removeAuthorizer(_ name: String) {
        settings.authorizers[name] = nil
        missingAuthorizers.insert(name)
        if settings.authorizer == name { settings.authorizer = nil }
        for index in settings.routes.indices where settings.routes[index].authorizer == name {
            settings.routes[index].authorizer = nil
            settings.routes[index].scopes = []
        }
    }

    /// Whether the authorizer checks a signed token, for which a route can ask for scopes.
    func isTokenIssuer(_ name: String?) -> Bool {
        guard let name, case .jwt = settings.authorizers[name]?.kind else { return false }
        return true
    }
}

extension OrderedDictionary<String, DraftAPI> {
    /// Takes an API out to change it, so that its routes are not copied. Its place stays, and it must be put back.
    mutating func take(_ id: String) -> DraftAPI? {
        guard let index = index(forKey: id) else { return nil }
        var api = DraftAPI(name: id, kind: .http, place: DraftPlace(line: 0, subject: ""))
        swap(&values[index], &api)
        return api
    }
}

/// A place in an imported file, for notes.
struct DraftPlace: Sendable, Hashable {
    /// 1-based.
    var line: Int
    /// `Hello: Events.Get`.
    var subject: String
}
