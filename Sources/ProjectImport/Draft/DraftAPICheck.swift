import JSONText
import LambdaModel
import OrderedCollections

/// The part of `api` in which lamdeck's own reader finds a mistake.
struct DraftAPIPart {
    /// The index of the API in the draft.
    let api: Int
    /// The keys that lead to the part, from the API's object: `routes`, `GET /orders`, `timeoutInMillis`.
    private(set) var path: [String] = []
    /// The index in a list, if the path leads to one.
    private(set) var element: Int?

    /// The part at an offset of the draft's text; nil if the offset is in no API.
    init?(_ root: JSONNode, at offset: Int, in draft: ImportDraft) {
        guard let member = Self.member(root, at: offset), member.key == "api" else { return nil }
        var node = member.value
        var index = 0
        if draft.apis.count > 1 {
            guard let named = Self.member(node, at: offset),
                let place = draft.apis.firstIndex(where: { $0.settings.name == named.key })
            else { return nil }
            (node, index) = (named.value, place)
        }
        guard draft.apis.indices.contains(index) else { return nil }
        api = index
        while let inner = Self.member(node, at: offset) {
            path.append(inner.key)
            node = inner.value
        }
        element = Array(node.elements).firstIndex { $0.byteRange.contains(offset) }
    }

    private static func member(_ node: JSONNode, at offset: Int) -> JSONMember? {
        node.members.first { $0.keyPosition.offset <= offset && offset < $0.value.byteRange.upperBound }
    }
}

extension DraftAPI {
    /// Removes a part with a mistake, and no more than that.
    ///
    /// - Returns: the note about it; nil if the whole API must be removed.
    mutating func remove(_ part: DraftAPIPart, _ message: String) -> ImportNote? {
        let path = part.path
        let usual = APISettings(name: settings.name, kind: settings.kind, resolvedPort: 0)
        switch path.first {
        case "routes":
            guard path.count > 1, let index = settings.routes.firstIndex(where: { $0.key.text == path[1] }) else {
                return nil
            }
            return removeRoute(index, setting: path.count > 2 ? path[2] : nil, message)
        case "authorizers":
            guard path.count > 1 else { return nil }
            let place = authorizerPlaces[path[1]] ?? self.place
            if path.last == "authorizerResultTtlInSeconds" {
                settings.authorizers[path[1]]?.resultSeconds = nil
                return note(place, "left out: \(message)")
            }
            removeAuthorizer(path[1])
            return note(place, "the authorizer is left out, and its routes take every request: \(message)")
        case "cors": removeCORS(path.count > 1 ? path[1] : nil, part.element)
        case "stage": settings.stage = usual.stage
        case "stageVariables":
            if path.count > 1 { settings.stageVariables[path[1]] = nil } else { settings.stageVariables = [:] }
        case "binaryMediaTypes": Self.remove(part.element, from: &settings.binaryMediaTypes)
        case "authorizer": settings.authorizer = nil
        case "multiValueHeaders": settings.multiValueHeaders = false
        case "payloadFormatVersion": settings.payloadVersion = usual.payloadVersion
        case "routeSelectionExpression": settings.routeSelectionExpression = usual.routeSelectionExpression
        default: return nil
        }
        return note(place, "\"\(path.joined(separator: "."))\" is left out: \(message)")
    }

    private mutating func removeRoute(_ index: Int, setting: String?, _ message: String) -> ImportNote {
        let key = settings.routes[index].key
        let place = routePlaces[key] ?? self.place
        switch setting {
        case "timeoutInMillis": settings.routes[index].timeoutMilliseconds = nil
        case "payloadFormatVersion": settings.routes[index].payloadVersion = nil
        case "authorizationScopes": settings.routes[index].scopes = []
        case "authorizer":
            settings.routes[index].authorizer = settings.authorizer
            settings.routes[index].scopes = []
        default:
            settings.routes.remove(at: index)
            routePlaces[key] = nil
            return note(place, "the route \(key.text) is left out: \(message)")
        }
        return note(place, "\"\(setting ?? "")\" of the route \(key.text) is left out: \(message)")
    }

    private mutating func removeCORS(_ key: String?, _ element: Int?) {
        switch key {
        case "allowOrigins": Self.remove(element, from: &settings.cors)
        case "allowMethods": Self.remove(element, from: &settings.cors, \.allowMethods)
        case "allowHeaders": Self.remove(element, from: &settings.cors, \.allowHeaders)
        case "exposeHeaders": Self.remove(element, from: &settings.cors, \.exposeHeaders)
        case "allowCredentials": settings.cors?.allowCredentials = false
        case "maxAge": settings.cors?.maxAge = nil
        default: settings.cors = nil
        }
    }

    /// Without origins, the rest has no effect.
    private static func remove(_ element: Int?, from cors: inout CORSSettings?) {
        remove(element, from: &cors, \.allowOrigins)
        if cors?.allowOrigins.isEmpty ?? true { cors = nil }
    }

    private static func remove(
        _ element: Int?, from cors: inout CORSSettings?, _ list: WritableKeyPath<CORSSettings, [String]>
    ) {
        guard var settings = cors else { return }
        remove(element, from: &settings[keyPath: list])
        cors = settings
    }

    /// Removes an element, or all if the mistake is in none of them.
    private static func remove(_ element: Int?, from list: inout [String]) {
        guard let element, list.indices.contains(element) else {
            list = []
            return
        }
        list.remove(at: element)
    }

    private func note(_ place: DraftPlace, _ message: String) -> ImportNote {
        ImportNote(line: place.line, subject: place.subject, message: message)
    }

    /// Removes what calls a function that is not imported after all.
    ///
    /// - Returns: a note for each.
    mutating func removeUses(of function: String) -> [ImportNote] {
        let why = "the function \"\(function)\" is left out"
        var notes: [ImportNote] = []
        for route in settings.routes where route.function == function {
            notes.append(note(routePlaces[route.key] ?? place, "the route \(route.key.text) is left out: \(why)"))
        }
        settings.routes.removeAll { $0.function == function }
        for (name, authorizer) in settings.authorizers where authorizer.function == function {
            removeAuthorizer(name)
            notes.append(
                note(
                    authorizerPlaces[name] ?? place,
                    "the authorizer \"\(name)\" is left out, and its routes take every request: \(why)"))
        }
        return notes
    }
}
