import LambdaModel
import OrderedCollections

extension DraftBuilder {
    /// Sets the function URL of a function of the draft; the settings of a function without the key are not written.
    mutating func setURL(_ settings: FunctionURLSettings, of function: String, line: Int) {
        change(function) { draft in
            draft.url = settings.writtenIfAny
            draft.lines["url"] = line
        }
    }

    /// Adds a route to an API; one that cannot be used becomes a note.
    mutating func add(_ route: APIRoute, to api: inout DraftAPI, at place: DraftPlace) {
        guard has(function: route.function) else {
            return note(
                place, "the route \(route.key.text) is left out: the function \"\(route.function)\" is not imported")
        }
        do throws(RouteKeyProblem) {
            _ = try RouteKey(reading: route.key.text, for: api.settings.kind)
        } catch {
            return note(place, "the route \(route.key.text.prefix(200)) is left out: \(error)")
        }
        var route = route
        if !api.isTokenIssuer(route.authorizer) { route.scopes = [] }
        guard !api.add(route, at: place) else { return }
        let other = api.settings.routes.first { $0.key == route.key }
        // SAM adds the function of an event to the route of its API's definition.
        if other?.function == route.function { return }
        note(
            place,
            "the route \(route.key.text) is left out: \"\(other?.function ?? "")\" has it already")
    }

    /// Adds an API, unless it has no routes. Parts that need a function that is not imported become notes.
    mutating func add(_ api: DraftAPI) {
        var api = api
        for (name, authorizer) in api.settings.authorizers {
            guard let function = authorizer.function, !has(function: function) else { continue }
            api.removeAuthorizer(name)
            note(
                api.authorizerPlaces[name] ?? api.place,
                "the authorizer \"\(name)\" is left out, and its routes take every request: the function "
                    + "\"\(function)\" is not imported")
        }
        api.settle()
        for method in api.settings.cors?.dropUnknownMethods() ?? [] {
            note(api.place, "the method \"\(method.prefix(60))\" of CORS is left out: an API has no such method")
        }
        if api.settings.routes.isEmpty {
            return note(api.place, "the API is left out: no route of it is known here that calls an imported function")
        }
        api.settings.name = claimAPIName(api.settings.name)
        addAPI(api)
    }

    mutating func note(_ place: DraftPlace, _ message: String) { note(place.line, place.subject, message) }
}

extension DraftAPI {
    /// Gives the API the payload version that all its routes have, so that they need not name it, and turns off the
    /// caches of authorizers that have no key for them.
    fileprivate mutating func settle() {
        if settings.kind == .http, settings.routes.allSatisfy({ $0.payloadVersion == .v1 }) {
            settings.payloadVersion = .v1
        }
        for (name, authorizer) in settings.authorizers where authorizer.identitySource.isEmpty {
            guard case .request = authorizer.kind, settings.kind == .rest || authorizer.resultSeconds != nil else {
                continue
            }
            settings.authorizers[name]?.resultSeconds = 0
        }
    }
}

extension CORSSettings {
    /// Writes methods in capital letters and removes those that no route can have. Returns the removed ones.
    fileprivate mutating func dropUnknownMethods() -> [String] {
        let methods = allowMethods.map { $0.uppercased() == "ANY" ? "*" : $0.uppercased() }
        let known = Set(RouteKey.methods + ["*"])
        allowMethods = methods.filter(known.contains)
        return methods.filter { !known.contains($0) }
    }
}

extension FunctionURLSettings {
    /// The value of `url`; nil if all settings are those of a function without the key.
    var writtenIfAny: WrittenValue? { self == FunctionURLSettings() ? nil : written }
}
