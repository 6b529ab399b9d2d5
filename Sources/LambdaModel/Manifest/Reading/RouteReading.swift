import JSONText

extension RouteDraft {
    /// Reads `routes`.
    static func readAll(_ node: JSONNode, into api: inout APIDraft, by reader: inout ManifestReader) {
        guard reader.isObject(node, as: "\"routes\"", "of routes and functions") else { return }
        let members = reader.uniqueMembers(of: node, called: "route")
        if members.isEmpty {
            reader.error("there are no routes; write \(api.settings.kind.routeExample)", at: node.position)
        }
        for member in members {
            let key: RouteKey?
            do throws(RouteKeyProblem) {
                key = try RouteKey(reading: member.key, for: api.settings.kind)
            } catch {
                reader.error("route \"\(member.key)\": \(error)", at: member.keyPosition)
                key = nil
            }
            let draft = read(member, key, of: api, by: &reader)
            if let function = draft.function { api.functions.append(function) }
            if key != nil { api.routes.append(draft) }
        }
    }

    /// - Parameter key: nil if it has a mistake; the value may have others.
    private static func read(
        _ member: JSONMember, _ key: RouteKey?, of api: APIDraft, by reader: inout ManifestReader
    ) -> RouteDraft {
        let key = key ?? RouteKey(method: nil, path: member.key)
        let value = member.value
        var draft = RouteDraft(
            kind: api.kind, route: APIRoute(key: key, function: ""), position: member.keyPosition,
            valuePosition: value.position)
        let words = "route \"\(member.key)\""
        switch value.kind {
        case .string:
            draft.function = reader.reference(value, as: words, of: words)
        case .object:
            let values = reader.read(value, as: words, keys: RouteKeys.all, into: &draft)
            if values["function"] == nil { reader.error("\(words) needs \"function\"", at: member.keyPosition) }
        case .array, .number, .bool, .null:
            reader.error(
                "\(words) must be the name of a function, or an object with \"function\", found "
                    + reader.describe(value),
                at: value.position)
        }
        draft.route.function = draft.function?.name ?? ""
        return draft
    }
}

extension APISettings.Kind {
    /// A route for messages.
    var routeExample: String {
        switch self {
        case .http, .rest: "\"routes\": { \"ANY /{proxy+}\": \"hello\" }"
        case .alb: "\"routes\": { \"/*\": \"hello\" }"
        case .websocket: "\"routes\": { \"$default\": \"hello\" }"
        }
    }
}

extension APIDraft {
    /// Reports routes that take the same requests, and those that never get one.
    func checkRoutes(by reader: inout ManifestReader) {
        var seen: [RouteShape: RouteDraft] = [:]
        var variables: [[RoutePart]: (part: RoutePart, user: RouteDraft)] = [:]
        var rules: [(pattern: RouteGlob, user: RouteDraft)] = []
        for route in routes {
            if let other = seen[RouteShape(route.route.key, settings.kind)] {
                reader.error(
                    "\(route.words) takes the same requests as \(other.words) on line \(other.position.line)",
                    at: route.position)
                continue
            }
            seen[RouteShape(route.route.key, settings.kind)] = route
            switch settings.kind {
            case .rest: check(route, &variables, by: &reader)
            case .alb: check(route, after: &rules, by: &reader)
            case .http, .websocket: break
            }
        }
    }

    /// Reports a rule of a load balancer that an earlier one leaves no request: the first rule that matches is used.
    private func check(
        _ route: RouteDraft, after rules: inout [(pattern: RouteGlob, user: RouteDraft)],
        by reader: inout ManifestReader
    ) {
        let key = route.route.key
        // The default rule is the last one wherever it is in the file.
        if key == .fallback { return }
        let pattern = RouteGlob(key.path)
        let earlier = rules.first { rule in
            let method = rule.user.route.key.method
            return (method == nil || method == key.method) && rule.pattern.covers(pattern)
        }
        guard let earlier else {
            rules.append((pattern, route))
            return
        }
        let user = earlier.user
        reader.warning(
            "\(route.words) gets no requests: \(user.words) on line \(user.position.line) takes them first; move it before "
                + "\"\(user.route.key.text)\"",
            at: route.position)
    }

    /// Reports variables of a REST API that are at the same place with other names: API Gateway refuses them ("A sibling of
    /// this resource already has a variable path part -- only one is allowed").
    private func check(
        _ route: RouteDraft, _ variables: inout [[RoutePart]: (part: RoutePart, user: RouteDraft)],
        by reader: inout ManifestReader
    ) {
        let parts = route.route.key.parts
        for (index, part) in parts.enumerated() where part.name != nil {
            let parent = parts[..<index].map(\.shape)
            guard let other = variables[parent] else {
                variables[parent] = (part, route)
                continue
            }
            if other.part == part { continue }
            return reader.error(
                "\(route.words) has \(part) where \(other.user.words) on line \(other.user.position.line) has "
                    + "\(other.part); a REST API allows one variable there",
                at: route.position)
        }
    }
}

/// What two routes that take the same requests have in common.
private struct RouteShape: Hashable {
    private let method: String?
    private let parts: [RoutePart]
    private let pattern: String?

    init(_ key: RouteKey, _ kind: APISettings.Kind) {
        method = key.method
        let isTree = (kind == .http || kind == .rest) && key != .fallback
        parts = isTree ? key.parts.map(\.shape) : []
        pattern = isTree ? nil : key.path
    }
}
