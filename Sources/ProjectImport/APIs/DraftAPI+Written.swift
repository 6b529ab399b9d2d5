import LambdaModel
import OrderedCollections

extension DraftAPI {
    /// The value of `api`, or of one of several APIs.
    var written: WrittenValue {
        let usual = APISettings(name: "", kind: settings.kind, resolvedPort: 0)
        var members: OrderedDictionary<String, WrittenValue> = ["type": .text(settings.kind.rawValue)]
        if settings.payloadVersion != usual.payloadVersion {
            members["payloadFormatVersion"] = .text(settings.payloadVersion.rawValue)
        }
        if settings.stage != usual.stage { members["stage"] = .text(settings.stage) }
        if !settings.stageVariables.isEmpty { members["stageVariables"] = .variables(settings.stageVariables) }
        if let cors = settings.cors { members["cors"] = cors.written }
        if !settings.binaryMediaTypes.isEmpty { members["binaryMediaTypes"] = .list(settings.binaryMediaTypes) }
        if settings.multiValueHeaders { members["multiValueHeaders"] = .flag(true) }
        if settings.routeSelectionExpression != usual.routeSelectionExpression {
            members["routeSelectionExpression"] = .text(settings.routeSelectionExpression)
        }
        if !settings.authorizers.isEmpty {
            members["authorizers"] = .object(settings.authorizers.mapValues { $0.written(in: settings.kind) })
        }
        if let authorizer = settings.authorizer { members["authorizer"] = .text(authorizer) }
        let routes = settings.routes.map { ($0.key.text, written($0)) }
        members["routes"] = .object(OrderedDictionary(routes) { first, _ in first })
        return .object(members)
    }

    /// The function's name, or an object if the route has more settings.
    private func written(_ route: APIRoute) -> WrittenValue {
        var members: OrderedDictionary<String, WrittenValue> = ["function": .text(route.function)]
        // Of a WebSocket API, only one route has an authorizer.
        if route.authorizer != (settings.kind == .websocket ? nil : settings.authorizer) {
            members["authorizer"] = .text(route.authorizer ?? "NONE")
        }
        if !route.scopes.isEmpty { members["authorizationScopes"] = .list(route.scopes) }
        if let version = route.payloadVersion, version != settings.payloadVersion {
            members["payloadFormatVersion"] = .text(version.rawValue)
        }
        if route.hasRouteResponse { members["routeResponse"] = .flag(true) }
        if let time = route.timeoutMilliseconds { members["timeoutInMillis"] = .number(time) }
        return members.count == 1 ? .text(route.function) : .object(members)
    }
}

extension AuthorizerSettings {
    fileprivate func written(in api: APISettings.Kind) -> WrittenValue {
        var members: OrderedDictionary<String, WrittenValue> = [:]
        switch kind {
        case .token(let function, let validation):
            members["type"] = .text("token")
            members["function"] = .text(function)
            if let source = identitySource.first { members["identitySource"] = .text(source) }
            if let validation { members["identityValidationExpression"] = .text(validation) }
        case .request(let function, let payload, let simpleResponses):
            members["type"] = .text("request")
            members["function"] = .text(function)
            if !identitySource.isEmpty { members["identitySource"] = .list(identitySource) }
            if api == .http { members["payloadFormatVersion"] = .text(payload.rawValue) }
            if simpleResponses { members["enableSimpleResponses"] = .flag(true) }
        case .jwt(let issuer, let audience, _):
            members["type"] = .text("jwt")
            members["issuer"] = .text(issuer)
            if !audience.isEmpty { members["audience"] = .list(audience) }
            if identitySource != [Self.authorizationHeader], !identitySource.isEmpty {
                members["identitySource"] = .list(identitySource)
            }
        }
        if let resultSeconds { members["authorizerResultTtlInSeconds"] = .number(resultSeconds) }
        return .object(members)
    }
}
