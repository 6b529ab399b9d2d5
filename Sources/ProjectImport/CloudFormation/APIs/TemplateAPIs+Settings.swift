import LambdaModel
import OrderedCollections

/// Stages, preflight requests and lists, which several kinds of APIs have.
extension TemplateAPIs {
    /// Reads a stage. An API has one here; further ones are noted.
    mutating func readStage(_ member: SourceMember, _ kind: APISettings.Kind, api key: String, variables: String) {
        guard let properties = member.value["Properties"], let node = properties["StageName"] else { return }
        let place = DraftPlace(line: member.line, subject: member.key)
        guard let id = id(properties[key], kind, at: place) else { return }
        guard staged.insert(id).inserted else {
            return builder.note(place, "left out: an API has one stage here")
        }
        if let name = text("\(member.key): StageName", node) { apis[id]?.settings.stage = name }
        if let node = properties[variables] {
            let values = self.variables("\(member.key): \(variables)", node)
            apis[id]?.settings.stageVariables = values
        }
        for property in properties.members
        where ![key, "StageName", variables].contains(property.key) && !property.value.isNull {
            noteUnused(property, "\(member.key): \(property.key)")
        }
    }

    /// `image~1png`, SAM's spelling, or `image/png`.
    mutating func mediaTypes(_ subject: String, _ node: SourceNode) -> [String] {
        texts(subject, node).map { $0.replacing("~1", with: "/") }
    }

    /// `a, b` → a, b.
    static func parts(_ text: String) -> [String] {
        text.split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
    }

    /// Notes a route whose requests do not go to a function.
    mutating func noteIntegration(_ type: String, _ key: RouteKey, at place: DraftPlace) {
        let shown = type.isEmpty ? "no type" : "the type \"\(type.prefix(60))\""
        builder.note(
            place,
            "the route \(key.text) is left out: its integration has \(shown); lamdeck has Lambda proxy integrations only"
        )
    }

    /// The response of an integration without a function that answers browsers' preflight requests: its headers are the
    /// API's `cors`.
    mutating func readPreflight(
        _ response: SourceNode?, parameters: String, at place: DraftPlace, into api: inout DraftAPI
    ) {
        var settings = CORSSettings()
        for member in response?[parameters]?.members ?? [] {
            let name = member.key.lowercased().replacing("method.response.header.access-control-", with: "")
            guard let value = text("\(place.subject).\(member.key)", member.value) else { continue }
            let parts = CORSSettings.unquoted(value)
            switch name {
            case "allow-origin": settings.allowOrigins = parts
            case "allow-methods": settings.allowMethods = parts
            case "allow-headers": settings.allowHeaders = parts
            case "allow-credentials": settings.allowCredentials = parts == ["true"]
            case "max-age": settings.maxAge = parts.first.flatMap { Int($0) }
            default: break
            }
        }
        if settings.dropContradiction() { builder.note(place, APILeftOut.credentials) }
        api.addCORS(settings)
    }
}

extension CORSSettings {
    /// The parts of a header's value in an API's definition: `'GET,POST'` → GET, POST.
    static func unquoted(_ text: String) -> [String] {
        var inner = text.trimmed[...]
        if inner.count >= 2, inner.hasPrefix("'"), inner.hasSuffix("'") { inner = inner.dropFirst().dropLast() }
        return inner.split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
    }
}

extension DraftAPI {
    /// Adds what one route allows to what the API allows: `functions.json` has one setting for all routes.
    mutating func addCORS(_ other: CORSSettings) {
        guard !other.allowOrigins.isEmpty else { return }
        guard var settings = settings.cors else {
            settings.cors = other
            return
        }
        func add(_ more: [String], to list: inout [String]) {
            for item in more where !list.contains(item) { list.append(item) }
        }
        add(other.allowOrigins, to: &settings.allowOrigins)
        add(other.allowMethods, to: &settings.allowMethods)
        add(other.allowHeaders, to: &settings.allowHeaders)
        add(other.exposeHeaders, to: &settings.exposeHeaders)
        settings.allowCredentials = settings.allowCredentials || other.allowCredentials
        settings.maxAge = settings.maxAge ?? other.maxAge
        _ = settings.dropContradiction()
        self.settings.cors = settings
    }
}
