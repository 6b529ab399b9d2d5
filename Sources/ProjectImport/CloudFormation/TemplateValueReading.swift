import LambdaModel
import OrderedCollections

/// Reads values of a template. A value that is not known here becomes a note.
protocol TemplateValueReading {
    var scope: TemplateScope { get set }
    mutating func note(_ line: Int, _ subject: String, _ message: String)
}

extension TemplateValueReading {
    /// The result of evaluating a value; nil if it fails, which is noted.
    mutating func value<Value>(
        _ subject: String, _ line: Int,
        _ work: (inout TemplateScope) throws(Unresolved) -> Value
    ) -> Value? {
        do throws(Unresolved) {
            return try work(&scope)
        } catch {
            if !error.isNoValue { note(line, subject, "left out: \(error.why)") }
            return nil
        }
    }

    mutating func text(_ subject: String, _ node: SourceNode) -> String? {
        value(subject, node.line) { scope throws(Unresolved) in try scope.text(node) }
    }

    mutating func int(_ subject: String, _ node: SourceNode) -> Int? {
        guard let text = text(subject, node) else { return nil }
        if let int = Int(text) { return int }
        note(node.line, subject, "left out: \"\(text.prefix(60))\" is not a whole number")
        return nil
    }

    /// A boolean; a value that is none counts as false, which is noted.
    mutating func flag(_ subject: String, _ node: SourceNode?) -> Bool {
        guard let node, let text = text(subject, node) else { return false }
        switch text.lowercased() {
        case "true": return true
        case "false": return false
        default:
            note(node.line, subject, "left out: \"\(text.prefix(60))\" is neither true nor false")
            return false
        }
    }

    /// The texts of a list, or a single text. Elements without a text are noted.
    mutating func texts(_ subject: String, _ node: SourceNode?) -> [String] {
        guard let node,
            let value = value(subject, node.line, { scope throws(Unresolved) in try scope.resolve(node) })
        else { return [] }
        guard value.isList else { return text(subject, value).map { [$0] } ?? [] }
        return value.elements.compactMap { text(subject, $0) }
    }

    /// The members of an object as texts.
    mutating func variables(_ subject: String, _ node: SourceNode) -> OrderedDictionary<String, String> {
        var result: OrderedDictionary<String, String> = [:]
        for member in object(subject, node)?.members ?? [] {
            if let text = text("\(subject).\(member.key)", member.value) { result[member.key] = text }
        }
        return result
    }

    /// An object, evaluated but not its members; nil if it is none, which is noted.
    mutating func object(_ subject: String, _ node: SourceNode) -> SourceNode? {
        guard let found = value(subject, node.line, { scope throws(Unresolved) in try scope.resolve(node) }) else {
            return nil
        }
        if found.isMap { return found }
        note(node.line, subject, "left out: it is \(found.kindWord), not an object")
        return nil
    }

    // MARK: HTTP

    /// `Cors` of a function URL and `CorsConfiguration` of an HTTP API.
    mutating func cors(_ subject: String, _ node: SourceNode) -> CORSSettings? {
        guard let object = object(subject, node) else { return nil }
        var settings = CORSSettings()
        for member in object.members where !member.value.isNull {
            let name = "\(subject).\(member.key)"
            switch member.key {
            case "AllowOrigins": settings.allowOrigins = texts(name, member.value)
            case "AllowMethods": settings.allowMethods = texts(name, member.value)
            case "AllowHeaders": settings.allowHeaders = texts(name, member.value)
            case "ExposeHeaders": settings.exposeHeaders = texts(name, member.value)
            case "AllowCredentials": settings.allowCredentials = flag(name, member.value)
            case "MaxAge": settings.maxAge = int(name, member.value)
            default: note(member.line, name, "left out: \(APILeftOut.unknown)")
            }
        }
        if settings.dropContradiction() { note(node.line, subject, APILeftOut.credentials) }
        return settings
    }

    /// `FunctionUrlConfig`, and the properties of `AWS::Lambda::Url`.
    mutating func urlSettings(_ subject: String, _ node: SourceNode) -> FunctionURLSettings? {
        guard let object = object(subject, node) else { return nil }
        var settings = FunctionURLSettings()
        if let type = object["AuthType"], text("\(subject).AuthType", type) == "AWS_IAM" {
            note(type.line, "\(subject).AuthType", APILeftOut.iam("the URL"))
        }
        if let cors = object["Cors"] { settings.cors = self.cors("\(subject).Cors", cors)?.withoutPreflight }
        if let node = object["InvokeMode"], let text = text("\(subject).InvokeMode", node) {
            if let mode = FunctionURLSettings.InvokeMode(rawValue: text) {
                settings.invokeMode = mode
            } else {
                note(node.line, "\(subject).InvokeMode", APILeftOut.invokeMode(text))
            }
        }
        return settings
    }
}

extension CORSSettings {
    /// Without OPTIONS, which a function URL answers itself and does not have among the methods.
    var withoutPreflight: CORSSettings {
        var result = self
        result.allowMethods.removeAll { $0 == "OPTIONS" }
        return result
    }

    /// Turns credentials off if every origin is allowed, which AWS and browsers refuse; whether it did.
    mutating func dropContradiction() -> Bool {
        guard allowCredentials, allowOrigins.contains("*") else { return false }
        allowCredentials = false
        return true
    }
}
