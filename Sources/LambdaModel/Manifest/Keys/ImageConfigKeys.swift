import JSONText
import OrderedCollections

/// `imageConfig` while it is read.
struct ImageConfigDraft: KeyedObject {
    var config = ImageConfig()
    var kind: APISettings.Kind? { nil }
}

/// The keys of `imageConfig`. Limits are those of Lambda's `ImageConfig`.
enum ImageConfigKeys {
    static let all: [ObjectKey<ImageConfigDraft>] = [
        words(
            "entryPoint", at: \.config.entryPoint, summary: "The program and its first arguments.",
            meaning: "the program and its first arguments, as in a Dockerfile's ENTRYPOINT"),
        words(
            "command", at: \.config.command, summary: "The arguments after the entry point.",
            meaning: "the arguments after the entry point, as in a Dockerfile's CMD: the handler for AWS's base images"),
        ObjectKey(
            "workingDirectory", summary: "The folder in the image in which the program starts.",
            meaning: "the folder in the image in which the program starts", fallback: "the image's own",
            describe: {
                $0.member("type", "string")
                $0.member("pattern", "^/")
                $0.member("maxLength", ManifestLimits.workingDirectoryLength)
            },
            read: { node, draft, reader in
                let name = "\"workingDirectory\" of \"imageConfig\""
                guard let path = reader.string(node, as: name) else { return }
                guard path.hasPrefix("/"), path.utf8.count <= ManifestLimits.workingDirectoryLength else {
                    let most = ManifestLimits.workingDirectoryLength
                    let rule = "the absolute path of a folder in the image, of at most \(most) bytes"
                    return reader.error("\(name) must be \(rule)", at: node.position)
                }
                draft.config.workingDirectory = path
            }),
    ]

    private static func words(
        _ name: String, at path: any WritableKeyPath<ImageConfigDraft, [String]?> & Sendable, summary: String,
        meaning: String
    ) -> ObjectKey<ImageConfigDraft> {
        ObjectKey(
            name, summary: summary, meaning: meaning, fallback: "the image's own", describe: SchemaForm.list,
            read: { node, draft, reader in
                let name = "\"\(name)\" of \"imageConfig\""
                guard let words = reader.texts(node, as: name, each: "a word") else { return }
                if words.isEmpty, Array(node.elements).isEmpty {
                    return reader.error("\(name) is empty; omit the key to use the image's own", at: node.position)
                }
                draft[keyPath: path] = words.map(\.text)
            })
    }
}

extension ImageConfig {
    static func read(_ node: JSONNode, as name: String, by reader: inout ManifestReader) -> ImageConfig? {
        guard reader.isObject(node, as: name, "such as {\"command\": [\"app.handler\"]}") else { return nil }
        var draft = ImageConfigDraft()
        reader.read(node, as: name, keys: ImageConfigKeys.all, into: &draft)
        return draft.config
    }

    /// The value as `functions.json` has it.
    public var written: WrittenValue {
        var members: OrderedDictionary<String, WrittenValue> = [:]
        if let entryPoint { members["entryPoint"] = .list(entryPoint) }
        if let command { members["command"] = .list(command) }
        if let workingDirectory { members["workingDirectory"] = .text(workingDirectory) }
        return .object(members)
    }
}

extension ValueForm where Value == ImageConfig {
    static var imageConfig: ValueForm {
        ValueForm(
            read: { ImageConfig.read($1, as: $2, by: &$0) },
            describe: { $0.member("$ref", "#/$defs/\(ManifestSchema.imageConfigName)") })
    }
}
