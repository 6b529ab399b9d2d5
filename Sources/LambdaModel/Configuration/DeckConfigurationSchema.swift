import JSONText

/// The JSON Schema of `config.json`. It does not know which keys collide, so `lamdeck validate` finds more.
public enum DeckConfigurationSchema {
    /// The schema as JSON, laid out for people (JSON Schema 2020-12).
    public static func text(_ vocabulary: DeckVocabulary) -> String {
        var writer = JSONWriter(style: .indented(2))
        writer.object { root in
            root.member("$schema", "https://json-schema.org/draft/2020-12/schema")
            root.member("title", "config.json")
            root.member("description", "The user's settings of lamdeck's deck.")
            root.member("type", "object")
            root.key("properties")
            root.object { members in
                for key in ConfigurationKey.allCases {
                    members.key(key.rawValue)
                    members.object { value in
                        value.member("description", key.summary)
                        describe(key, vocabulary, &value)
                    }
                }
            }
            close(&root)
            root.key("$defs")
            root.object { definitions in
                definitions.key("keys")
                definitions.object(SchemaForm.textOrList)
            }
        }
        return writer.text + "\n"
    }

    private static func describe(_ key: ConfigurationKey, _ vocabulary: DeckVocabulary, _ value: inout JSONWriter) {
        switch key {
        case .schema: value.member("type", "string")
        case .theme:
            SchemaForm.choice(&value, DeckConfiguration.Theme.allCases.map(\.rawValue))
            value.member("default", DeckConfiguration.Theme.automatic.rawValue)
        case .mouse: value.member("type", "boolean")
        case .keys:
            value.member("type", "object")
            value.key("properties")
            value.object { commands in
                for command in vocabulary.commands {
                    commands.key(command.name)
                    commands.object { keys in
                        keys.member("description", command.description)
                        keys.member("$ref", "#/$defs/keys")
                        keys.key("default")
                        keys.array { list in for key in command.keys { list.string(key) } }
                    }
                }
            }
            close(&value)
        case .commands: OwnCommandSchema.describe(&value)
        }
    }

    private static func close(_ object: inout JSONWriter) {
        object.key("patternProperties")
        object.object { $0.member(SchemaForm.comment, true) }
        object.member("additionalProperties", false)
    }
}
