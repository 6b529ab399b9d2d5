import JSONText

/// The JSON Schema of `functions.json`, made from the reader's own tables: keys, limits, runtimes, names.
///
/// It cannot express rules that need a look at the disk (missing folders) or at the whole file (two functions with the
/// same port), so `lamdeck validate` finds more.
public enum ManifestSchema {
    /// The schema as JSON, laid out for people (JSON Schema 2020-12).
    public static var text: String {
        var writer = JSONWriter(style: .indented(2))
        writer.object { root in
            root.member("$schema", "https://json-schema.org/draft/2020-12/schema")
            root.member("title", "functions.json")
            root.member("description", "The Lambda functions that lamdeck runs in their base images.")
            root.member("type", "object")
            properties(of: &root, ManifestKey.allCases, describe: describe)
            root.key("required")
            root.array { $0.string(ManifestKey.functions.rawValue) }
            writeNeeds(&root)
            root.key("$defs")
            root.object { definitions in
                definitions.key(settingsName)
                definitions.object(writeSettings)
            }
        }
        return writer.text + "\n"
    }

    private static let settingsName = "settings"
    /// The pattern for keys of comments, which the reader ignores in every object.
    private static let comment = "^//"
    private static let notBlank = "\\S"

    // MARK: Objects

    /// The members of an object: those of a table, and comments.
    private static func properties<Key: RawRepresentable<String>>(
        of object: inout JSONWriter, _ keys: [Key], describe: (Key, inout JSONWriter) -> Void
    ) {
        object.key("properties")
        object.object { members in
            for key in keys {
                members.key(key.rawValue)
                members.object { describe(key, &$0) }
            }
        }
        object.key("patternProperties")
        object.object { $0.member(comment, true) }
        object.member("additionalProperties", false)
    }

    private static func describe(_ key: ManifestKey, _ value: inout JSONWriter) {
        value.member("description", summary(of: key))
        switch key {
        case .schema:
            value.member("type", "string")
        case .registry:
            value.member("type", "string")
            value.member("pattern", "^(?!.*://)\\S+$")
            value.member("default", Manifest.publicRegistry)
        case .mouse:
            value.member("type", "boolean")
            value.member("default", true)
        case .endpoint:
            number(&value, ManifestLimits.port)
        case .defaults:
            value.member("$ref", "#/$defs/\(settingsName)")
            value.key("properties")
            value.object { $0.member(FunctionKey.port.rawValue, false) }
        case .functions:
            value.member("type", "object")
            value.key("patternProperties")
            value.object { names in
                names.member(comment, true)
                names.key(functionName)
                names.object { $0.member("$ref", "#/$defs/\(settingsName)") }
            }
            value.member("additionalProperties", false)
            value.member("minProperties", 1)
        }
    }

    private static var functionName: String {
        "^[a-zA-Z0-9_-]{\(ManifestLimits.nameLength.lowerBound),\(ManifestLimits.nameLength.upperBound)}$"
    }

    // MARK: A function

    private static func writeSettings(_ settings: inout JSONWriter) {
        settings.member("type", "object")
        properties(of: &settings, FunctionKey.allCases, describe: describe)
        settings.key("not")
        settings.object { both in
            both.key("required")
            both.array { keys in
                keys.string(FunctionKey.runtime.rawValue)
                keys.string(FunctionKey.image.rawValue)
            }
        }
        // Base images that exist for only one processor.
        settings.key("if")
        settings.object { old in
            old.key("properties")
            old.object { members in
                members.key(FunctionKey.runtime.rawValue)
                members.object {
                    strings(&$0, LambdaRuntimeIdentifier.all.filter(\.isForOneProcessor).map(\.identifier))
                }
            }
            old.key("required")
            old.array { $0.string(FunctionKey.runtime.rawValue) }
        }
        settings.key("then")
        settings.object { then in
            then.key("properties")
            then.object { members in
                members.key(FunctionKey.architecture.rawValue)
                members.object { $0.member("const", Architecture.x86_64.rawValue) }
            }
        }
    }

    private static func describe(_ key: FunctionKey, _ value: inout JSONWriter) {
        value.member("description", summary(of: key))
        switch key {
        case .runtime:
            strings(&value, LambdaRuntimeIdentifier.all.map(\.identifier))
        case .image:
            value.member("type", "string")
            value.member("pattern", "^(?!.*://)\\S+$")
        case .handler:
            value.member("type", "string")
            value.member("pattern", "^\\S{1,\(ManifestLimits.handlerLength)}$")
        case .code, .events, .environmentFile:
            text(&value)
        case .layers, .secrets, .plain:
            list(&value)
        case .environment:
            environment(&value)
        case .credentials:
            text(&value)
            value.key("examples")
            value.array { names in
                names.string("none")
                names.string("environment")
            }
            value.member("default", "none")
        case .memorySize: number(&value, ManifestLimits.memorySize, default: 128)
        case .timeout: number(&value, ManifestLimits.timeout, default: 3)
        case .ephemeralStorage: number(&value, ManifestLimits.ephemeralStorage, default: 512)
        case .architecture: strings(&value, Architecture.allCases.map(\.rawValue))
        case .port: number(&value, ManifestLimits.port)
        case .concurrency: number(&value, ManifestLimits.concurrency, default: 1)
        case .watch:
            value.key("anyOf")
            value.array { kinds in
                kinds.object { $0.member("type", "boolean") }
                kinds.object(list)
            }
            value.member("default", true)
        case .spare:
            value.member("type", "boolean")
            value.member("default", true)
        }
    }

    private static func environment(_ value: inout JSONWriter) {
        value.member("type", "object")
        value.key("patternProperties")
        value.object { names in
            names.member(comment, true)
            names.key(VariableName.pattern)
            names.object { variable in
                variable.member("type", "string")
                variable.member("pattern", "^[^\\u0000]*$")
            }
        }
        value.member("additionalProperties", false)
        value.key("propertyNames")
        value.object { names in
            names.key("not")
            names.object { strings(&$0, VariableName.reserved.sorted()) }
        }
    }

    // MARK: Values

    private static func text(_ value: inout JSONWriter) {
        value.member("type", "string")
        value.member("pattern", notBlank)
    }

    private static func list(_ value: inout JSONWriter) {
        value.member("type", "array")
        value.key("items")
        value.object(text)
    }

    private static func number(_ value: inout JSONWriter, _ range: ClosedRange<Int>, default usual: Int? = nil) {
        value.member("type", "integer")
        value.member("minimum", range.lowerBound)
        value.member("maximum", range.upperBound)
        if let usual { value.member("default", usual) }
    }

    private static func strings(_ value: inout JSONWriter, _ names: [String]) {
        value.key("enum")
        value.array { list in for name in names { list.string(name) } }
    }
}

extension LambdaRuntimeIdentifier {
    fileprivate var isForOneProcessor: Bool { architectures == [.x86_64] }
}
