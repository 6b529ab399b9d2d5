import JSONText

/// `debug` while it is read.
struct DebugDraft: KeyedObject {
    var settings = DebugSettings()
    var kind: APISettings.Kind? { nil }
}

/// The keys of `debug`.
enum DebugKeys {
    static let all: [ObjectKey<DebugDraft>] = [
        ObjectKey(
            "wait", .flag, at: \.settings.waits,
            summary: "Whether the runtime waits for a debugger before it loads the handler's module.",
            meaning: "`true`: the runtime waits for a debugger before it loads the handler's module",
            fallback: "`false`"),
        ObjectKey(
            "port", .port, at: \.settings.port, summary: "The loopback port for the debugger.",
            meaning: "the loopback port for the debugger",
            fallback: "the debugger's usual port, or the next free one"),
        ObjectKey(
            "restart", .flag, at: \.settings.restartsOnSave,
            summary: "Whether a save restarts the function while it is debugged.",
            meaning: "`true`: a save restarts the function also while it is debugged", fallback: "`false`"),
    ]
}

extension DebugSettings {
    static func read(_ node: JSONNode, as name: String, by reader: inout ManifestReader) -> DebugSettings? {
        guard reader.isObject(node, as: name, "such as {\"wait\": true}") else { return nil }
        var draft = DebugDraft()
        reader.read(node, as: name, keys: DebugKeys.all, into: &draft)
        return draft.settings
    }
}

extension ValueForm where Value == DebugSettings {
    static var debug: ValueForm {
        ValueForm(
            read: { DebugSettings.read($1, as: $2, by: &$0) },
            describe: { $0.member("$ref", "#/$defs/\(ManifestSchema.debugName)") })
    }
}
