import JSONText
import OrderedCollections

/// `build` while it is read.
struct BuildDraft: KeyedObject {
    /// Relative paths begin here.
    let folder: String
    var command: String?
    var directory: String?
    var watch: [String]?
    var mode = BuildSettings.Mode.once
    var timeout: Int?
    var environment: OrderedDictionary<String, String> = [:]
    var kind: APISettings.Kind? { nil }
}

/// The keys of `build`.
enum BuildKeys {
    /// The variables of a command on this machine, which need not follow Lambda's rules.
    private static func variables(
        _ node: JSONNode, as name: String, by reader: inout ManifestReader
    ) -> OrderedDictionary<String, String> {
        guard reader.isObject(node, as: name, "of strings") else { return [:] }
        var variables: OrderedDictionary<String, String> = [:]
        for member in reader.uniqueMembers(of: node, called: "variable") {
            guard let value = member.value.string, !value.utf8.contains(0) else {
                let found = reader.describe(member.value)
                reader.error(
                    "variable \"\(member.key)\" must be a string without NUL, found \(found)", at: member.value.position
                )
                continue
            }
            if member.key.isEmpty || member.key.contains("=") || member.key.utf8.contains(0) {
                reader.error("\"\(member.key)\" cannot be the name of a variable", at: member.keyPosition)
            }
            variables[member.key] = value
        }
        return variables
    }

    static let all: [ObjectKey<BuildDraft>] = [
        ObjectKey(
            "command", .text, at: \.command, summary: "The command that makes the code, for sh -c.",
            meaning: "the command that makes the code, for `sh -c`", fallback: "required"),
        ObjectKey(
            "watch", summary: "Files and folders whose changes run the command.",
            meaning: "files and folders whose changes run the command; `code` itself never does",
            fallback: "`src` in `directory` if there is one, otherwise `directory`", describe: SchemaForm.list,
            read: { node, build, reader in
                let paths = reader.texts(node, as: "\"watch\" of \"build\"", each: "a path")
                build.watch = paths?.map { PathText.join(build.folder, $0.text) }
            }),
        ObjectKey(
            "directory", .folder, at: \.directory, summary: "The folder in which the command runs.",
            meaning: "the folder in which the command runs", fallback: "the folder of functions.json"),
        ObjectKey(
            "mode", .buildMode, at: \.mode,
            summary: "Whether the command ends after each build, or watches the sources by itself.",
            meaning: "`watch`: the command does not end, it watches the sources by itself, as `tsc --watch` does",
            fallback: "`\"once\"`"),
        ObjectKey(
            "timeout", .number(1...BuildSettings.longestTimeout, unit: "seconds"), at: \.timeout,
            summary: "The time limit of the command in seconds.",
            meaning: "the time limit of the command, 1 to \(BuildSettings.longestTimeout) seconds", fallback: "`300`"),
        ObjectKey(
            "environment", summary: "Variables for the command, in addition to lamdeck's own.",
            meaning: "variables for the command, in addition to lamdeck's own environment", fallback: "none",
            describe: { schema in
                schema.member("type", "object")
                schema.key("patternProperties")
                schema.object { $0.member(SchemaForm.comment, true) }
                schema.key("additionalProperties")
                schema.object { $0.member("type", "string") }
            },
            read: { node, build, reader in
                build.environment = variables(node, as: "\"environment\" of \"build\"", by: &reader)
            }),
    ]
}

extension BuildSettings {
    /// A command, or an object with one. The paths to watch are complete after ``completeWatch(code:at:by:)`` only.
    static func read(_ node: JSONNode, as name: String, by reader: inout ManifestReader) -> BuildSettings? {
        if node.kind == .string {
            return reader.string(node, as: name).map {
                BuildSettings(command: $0, directory: reader.folder, watch: [])
            }
        }
        guard node.kind == .object else {
            reader.error(
                "\(name) must be a command or an object such as {\"command\": \"npm run build\", \"watch\": [\"src\"]}, "
                    + "found \(reader.describe(node))",
                at: node.position)
            return nil
        }
        var draft = BuildDraft(folder: reader.folder)
        let values = reader.read(node, as: name, keys: BuildKeys.all, into: &draft)
        if draft.mode == .watch {
            for key in ["watch", "timeout"] {
                guard let value = values[key] else { continue }
                reader.error(
                    "a build of \"mode\" \"watch\" has no \"\(key)\": its command watches the sources by itself",
                    at: value.position)
            }
        }
        guard let command = draft.command else {
            if values["command"] == nil { reader.error("\(name) needs \"command\"", at: node.position) }
            return nil
        }
        var settings = BuildSettings(
            command: command, directory: draft.directory ?? reader.folder, watch: draft.watch ?? [])
        settings.mode = draft.mode
        if let timeout = draft.timeout { settings.timeout = timeout }
        settings.environment = draft.environment
        return settings
    }

    /// Fills in the default of what is watched, and reports sources that are the code itself: the output would run the
    /// command again and again.
    mutating func completeWatch(code: CodeSource?, at position: JSONPosition, by reader: inout ManifestReader) {
        let isDefault = watch.isEmpty
        if isDefault {
            let sources = PathText.join(directory, "src")
            watch = [reader.files.kind(of: sources) == .folder ? sources : directory]
        }
        guard mode == .once, let code, watch.contains(code.path) else { return }
        let reason = isDefault ? "\"build\" would watch" : "\"watch\" of \"build\" names"
        reader.error(
            "\(reason) the folder of \"code\", to which the command writes: name the files and folders of the sources "
                + "in \"watch\", or let the command write to another folder",
            at: position)
    }

    /// The value as `functions.json` has it.
    public var written: WrittenValue {
        var members: OrderedDictionary<String, WrittenValue> = ["command": .text(command)]
        if !watch.isEmpty { members["watch"] = .list(watch) }
        if !directory.isEmpty { members["directory"] = .text(directory) }
        if mode != .once { members["mode"] = .text(mode.rawValue) }
        if timeout != 300 { members["timeout"] = .number(timeout) }
        if !environment.isEmpty { members["environment"] = .variables(environment) }
        return .object(members)
    }
}

extension ValueForm where Value == BuildSettings {
    static var build: ValueForm {
        ValueForm(
            read: { BuildSettings.read($1, as: $2, by: &$0) },
            describe: { schema in
                schema.key("anyOf")
                schema.array { forms in
                    forms.object(SchemaForm.text)
                    forms.object { $0.member("$ref", "#/$defs/\(ManifestSchema.buildName)") }
                }
            })
    }
}

extension ValueForm where Value == BuildSettings.Mode {
    static var buildMode: ValueForm {
        ValueForm(
            read: { $0.choice($1, as: $2, of: Value.self) },
            describe: { SchemaForm.choice(&$0, Value.allCases.map(\.rawValue)) })
    }
}
