import JSONText
import OrderedCollections

/// `url` while it is read.
struct FunctionURLDraft: KeyedObject {
    var settings = FunctionURLSettings()
    var kind: APISettings.Kind? { nil }
}

/// The keys of `url` (Lambda API, `CreateFunctionUrlConfig`).
enum FunctionURLKeys {
    static let all: [ObjectKey<FunctionURLDraft>] = [
        ObjectKey(
            "cors", summary: "Which pages of other origins may call the function.",
            meaning: "which pages of other origins may call the function, see below", fallback: "none",
            describe: { $0.member("$ref", "#/$defs/\(ManifestSchema.corsName)") },
            read: { node, url, reader in url.settings.cors = CORSSettings.read(node, of: nil, by: &reader) }),
        ObjectKey(
            "invokeMode", .invokeMode, at: \.settings.invokeMode,
            summary: "Whether the response goes out in parts as the function makes them.",
            meaning: "`RESPONSE_STREAM`: the response goes out in parts as the function makes them",
            fallback: "`\"BUFFERED\"`"),
        ObjectKey(
            "context", .context, at: \.settings.context,
            summary: "A JSON file whose object becomes requestContext.authorizer of each event.",
            meaning: "a JSON file whose object becomes `requestContext.authorizer` of each event", fallback: "none"),
    ]
}

extension FunctionURLSettings {
    static func read(_ node: JSONNode, as name: String, by reader: inout ManifestReader) -> FunctionURLSettings? {
        guard reader.isObject(node, as: name, "such as {\"invokeMode\": \"RESPONSE_STREAM\"}") else { return nil }
        var draft = FunctionURLDraft()
        reader.read(node, as: name, keys: FunctionURLKeys.all, into: &draft)
        return draft.settings
    }

    /// The members as `functions.json` has them.
    public var written: WrittenValue {
        var members: OrderedDictionary<String, WrittenValue> = [:]
        if let cors { members["cors"] = cors.written }
        if invokeMode != .buffered { members["invokeMode"] = .text(invokeMode.rawValue) }
        if let context { members["context"] = .text(context) }
        return .object(members)
    }
}

extension ValueForm where Value == FunctionURLSettings.InvokeMode {
    static var invokeMode: ValueForm {
        ValueForm(
            read: { $0.choice($1, as: $2, of: Value.self) },
            describe: { SchemaForm.choice(&$0, Value.allCases.map(\.rawValue)) })
    }
}

extension ValueForm where Value == APISettings.PayloadVersion {
    static var payloadVersion: ValueForm {
        ValueForm(
            read: { $0.choice($1, as: $2, of: Value.self) },
            describe: { SchemaForm.choice(&$0, Value.allCases.map(\.rawValue)) })
    }
}

extension ValueForm where Value == String {
    /// The path of a JSON file with an object; the value is the path in full.
    static var context: ValueForm {
        ValueForm(read: { ContextFile.read($1, as: $2, by: &$0) }, describe: SchemaForm.text)
    }

    static var text: ValueForm { ValueForm(read: { $0.string($1, as: $2) }, describe: SchemaForm.text) }
}

extension ValueForm where Value == FunctionURLSettings {
    static var functionURL: ValueForm {
        ValueForm(
            read: { FunctionURLSettings.read($1, as: $2, by: &$0) },
            describe: { $0.member("$ref", "#/$defs/\(ManifestSchema.urlName)") })
    }
}
