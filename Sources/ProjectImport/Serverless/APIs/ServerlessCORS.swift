import LambdaModel
import OrderedCollections

/// `cors` of events, of `provider.httpApi` and of `url`, with Serverless' defaults (Serverless' "Enabling CORS" and "CORS
/// Setup").
extension ServerlessValues {
    private static let corsHeaders = [
        "Content-Type", "X-Amz-Date", "Authorization", "X-Api-Key", "X-Amz-Security-Token", "X-Amz-User-Agent",
        "X-Amzn-Trace-Id",
    ]

    /// `cors` of an `http` event: `true` or an object.
    mutating func restCORS(_ node: SourceNode, _ subject: String, method: String?) -> CORSSettings? {
        guard let value = value(subject, node) else { return nil }
        var settings = CORSSettings()
        settings.allowOrigins = ["*"]
        settings.allowHeaders = Self.corsHeaders
        guard value.isMap else {
            settings.allowMethods = Self.withPreflight([], method)
            return flag(subject, value) ? settings : nil
        }
        for member in value.members where !member.value.isNull {
            let name = "\(subject).\(member.key)"
            switch member.key {
            case "origin", "origins":
                settings.allowOrigins = texts(name, member.value).flatMap(TemplateAPIs.parts)
            case "headers": settings.allowHeaders = texts(name, member.value).flatMap(TemplateAPIs.parts)
            case "methods": settings.allowMethods = texts(name, member.value)
            case "allowCredentials": settings.allowCredentials = flag(name, member.value)
            case "maxAge": settings.maxAge = int(name, member.value)
            case "cacheControl": break
            default: note(member.line, name, "left out: \(APILeftOut.unknown)")
            }
        }
        settings.allowMethods = Self.withPreflight(settings.allowMethods, method)
        if settings.dropContradiction() { note(node.line, subject, APILeftOut.credentials) }
        return settings
    }

    /// The methods with OPTIONS and that of the route.
    private static func withPreflight(_ methods: [String], _ method: String?) -> [String] {
        var result = methods.isEmpty ? ["OPTIONS"] : methods
        for needed in ["OPTIONS", method ?? "ANY"] where !result.contains(needed) { result.append(needed) }
        // A browser never asks for the method "ANY".
        return result.map { $0 == "ANY" ? "*" : $0 }
    }

    /// `provider.httpApi.cors`: `true` or an object.
    mutating func httpCORS(_ node: SourceNode, _ subject: String) -> CORSSettings? {
        guard let value = value(subject, node) else { return nil }
        var settings = CORSSettings()
        settings.allowOrigins = ["*"]
        settings.allowHeaders = Self.corsHeaders
        guard value.isMap else { return flag(subject, value) ? settings : nil }
        readCORS(value, subject, into: &settings)
        return settings
    }
}

extension ServerlessValues {
    /// `url` of a function: `true` or an object (Serverless' "AWS - Functions", "Lambda Function URLs").
    mutating func functionURL(_ node: SourceNode, _ subject: String) -> FunctionURLSettings? {
        guard let value = value(subject, node) else { return nil }
        var settings = FunctionURLSettings()
        guard value.isMap else { return flag(subject, value) ? settings : nil }
        for member in value.members where !member.value.isNull {
            let name = "\(subject).\(member.key)"
            switch member.key {
            case "authorizer":
                if text(name, member.value)?.lowercased() == "aws_iam" {
                    note(member.line, name, APILeftOut.iam("the URL"))
                }
            case "cors": settings.cors = urlCORS(member.value, name)?.withoutPreflight
            case "invokeMode":
                guard let text = text(name, member.value) else { break }
                if let mode = FunctionURLSettings.InvokeMode(rawValue: text) {
                    settings.invokeMode = mode
                } else {
                    note(member.line, name, APILeftOut.invokeMode(text))
                }
            default: note(member.line, name, "left out: \(APILeftOut.unknown)")
            }
        }
        return settings
    }

    private mutating func urlCORS(_ node: SourceNode, _ subject: String) -> CORSSettings? {
        guard let value = value(subject, node) else { return nil }
        var settings = CORSSettings()
        settings.allowOrigins = ["*"]
        settings.allowMethods = ["*"]
        settings.allowHeaders = [
            "Content-Type", "X-Amz-Date", "Authorization", "X-Api-Key", "X-Amz-Security-Token", "X-Amzn-Trace-Id",
        ]
        guard value.isMap else { return flag(subject, value) ? settings : nil }
        readCORS(value, subject, into: &settings)
        return settings
    }

    /// The keys of `cors` that an HTTP API and a function URL have. A key replaces the default.
    mutating func readCORS(_ node: SourceNode, _ subject: String, into settings: inout CORSSettings) {
        for member in node.members where !member.value.isNull {
            let name = "\(subject).\(member.key)"
            switch member.key {
            case "allowedOrigins": settings.allowOrigins = texts(name, member.value)
            case "allowedHeaders": settings.allowHeaders = texts(name, member.value)
            case "allowedMethods": settings.allowMethods = texts(name, member.value)
            case "exposedResponseHeaders": settings.exposeHeaders = texts(name, member.value)
            case "allowCredentials": settings.allowCredentials = flag(name, member.value)
            case "maxAge": settings.maxAge = int(name, member.value)
            default: note(member.line, name, "left out: \(APILeftOut.unknown)")
            }
        }
        if settings.dropContradiction() { note(node.line, subject, APILeftOut.credentials) }
    }

    // MARK: Values

    /// The texts of a list, or a single text.
    mutating func texts(_ subject: String, _ node: SourceNode?) -> [String] {
        guard let node else { return [] }
        guard Intrinsic.call(node) == nil else { return text(subject, node).map { [$0] } ?? [] }
        guard let value = value(subject, node) else { return [] }
        return value.isList ? value.elements.compactMap { text(subject, $0) } : text(subject, value).map { [$0] } ?? []
    }

    /// A boolean; a value that is none counts as false, which is noted.
    mutating func flag(_ subject: String, _ node: SourceNode?) -> Bool {
        guard let node, let value = value(subject, node) else { return false }
        if let flag = value.legacyBool ?? value.bool { return flag }
        note(node.line, subject, "left out: it is \(value.kindWord), neither true nor false")
        return false
    }

    /// The stage, without the note that it is assumed: here it is only a name.
    var assumedStage: String? {
        var copy = self
        return copy.stage()
    }
}
