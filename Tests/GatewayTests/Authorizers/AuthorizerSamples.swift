import Gateway
import JSONText
import LambdaModel
import OrderedCollections
import Testing

/// Requests, places and authorizers of tests.
enum AuthorizerSamples {
    static func request(
        _ method: String = "GET", _ target: String = "/orders/7?token=a%20b&x=1&token=c",
        _ fields: [(String, String)] = [("Host", "localhost:8000"), ("Authorization", "Bearer abc")]
    ) -> WebRequest {
        WebRequest(
            method: method, target: target, fields: fields.map { HTTPField($0, $1) }, port: 8000,
            time: 1_583_348_638.39,
            requestID: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef", traceID: "Root=1-5e66d96f-7491f09xmpl79d18acf3d050")
    }

    static func place(_ format: EventFormat, route: RouteKey? = RouteKey(method: "GET", path: "/orders/{id}"))
        -> RequestPlace
    {
        var place = RequestPlace(format: format, function: "orders", apiName: "api", region: "us-east-1")
        place.route = route
        place.stage = format == .http2 || format == .http1 ? "$default" : "test"
        place.stageVariables = ["StageVar1": "stageValue1"]
        return place
    }

    static func token(validation: String? = nil, sources: [String] = []) throws -> LambdaAuthorizer {
        var settings = AuthorizerSettings(.token(function: "auth", validation: validation))
        settings.identitySource = sources
        return try #require(try LambdaAuthorizer(name: "auth", settings: settings, api: .rest))
    }

    static func request(
        _ api: APISettings.Kind, payload: APISettings.PayloadVersion = .v2, simple: Bool = false,
        sources: [String] = [],
        seconds: Int? = nil
    ) throws -> LambdaAuthorizer {
        var settings = AuthorizerSettings(.request(function: "auth", payload: payload, simpleResponses: simple))
        settings.identitySource = sources
        settings.resultSeconds = seconds
        return try #require(try LambdaAuthorizer(name: "auth", settings: settings, api: api))
    }

    static func call(_ step: LambdaAuthorizer.Step) throws -> LambdaAuthorizer.Call {
        guard case .ask(let call) = step else { throw Refused(step: step) }
        return call
    }

    static func denial(_ step: LambdaAuthorizer.Step) throws -> AuthorizerDenial {
        guard case .refuse(let denial) = step else { throw Refused(step: step) }
        return denial
    }

    struct Refused: Error {
        let step: LambdaAuthorizer.Step
    }
}

extension WebResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}
