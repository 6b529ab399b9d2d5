import JSONText

/// The JSON Schema of `functions.json`, made from the tables that the reader uses: ``RootKeys`` and ``FunctionKeys``.
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
            writeProperties(&root, RootKeys.all.map { Property($0.name, $0.documentation, $0.usual, $0.describe) })
            root.key("required")
            root.array { $0.string(RootKeys.table.functions.name) }
            writeNeeds(&root)
            root.key("$defs")
            root.object { definitions in
                definitions.key(settingsName)
                definitions.object(writeSettings)
                definitions.key(buildName)
                definitions.object { build in
                    writeMembers(&build, BuildKeys.all)
                    require(["command"], &build)
                }
                definitions.key(debugName)
                definitions.object { writeMembers(&$0, DebugKeys.all) }
                definitions.key(imageConfigName)
                definitions.object { writeMembers(&$0, ImageConfigKeys.all) }
                writeHTTPDefinitions(&definitions)
            }
        }
        return writer.text + "\n"
    }

    private static let settingsName = "settings"
    static let buildName = "build"
    static let debugName = "debug"
    static let imageConfigName = "imageConfig"

    private struct Property {
        let name: String
        let summary: String
        let usual: WrittenValue?
        let describe: (inout JSONWriter) -> Void

        init(
            _ name: String, _ documentation: KeyDocumentation, _ usual: WrittenValue?,
            _ describe: @escaping (inout JSONWriter) -> Void
        ) {
            self.name = name
            summary = documentation.summary
            self.usual = usual
            self.describe = describe
        }
    }

    /// The members of an object: those of a table, and comments.
    private static func writeProperties(_ object: inout JSONWriter, _ properties: [Property]) {
        object.key("properties")
        object.object { members in
            for property in properties {
                members.key(property.name)
                members.object { value in
                    value.member("description", property.summary)
                    property.describe(&value)
                    if let usual = property.usual {
                        value.key("default")
                        usual.write(to: &value)
                    }
                }
            }
        }
        object.key("patternProperties")
        object.object { $0.member(SchemaForm.comment, true) }
        object.member("additionalProperties", false)
    }

    private static func writeSettings(_ settings: inout JSONWriter) {
        settings.member("type", "object")
        writeProperties(&settings, FunctionKeys.all.map { Property($0.name, $0.documentation, $0.usual, $0.describe) })
        writeExclusion(&settings)
        writeProcessors(&settings)
    }

    // MARK: Keys that hold settings

    static func describeDefaults(_ value: inout JSONWriter) {
        value.member("$ref", "#/$defs/\(settingsName)")
        value.key("properties")
        value.object { keys in for key in FunctionKeys.all where !key.isShared { keys.member(key.name, false) } }
    }

    static func describeFunctions(_ value: inout JSONWriter) {
        let length = ManifestLimits.nameLength
        value.member("type", "object")
        value.key("patternProperties")
        value.object { names in
            names.member(SchemaForm.comment, true)
            names.key("^[a-zA-Z0-9_-]{\(length.lowerBound),\(length.upperBound)}$")
            names.object { $0.member("$ref", "#/$defs/\(settingsName)") }
        }
        value.member("additionalProperties", false)
        value.member("minProperties", 1)
    }
}
