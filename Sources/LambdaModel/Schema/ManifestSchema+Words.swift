import JSONText

extension ManifestSchema {
    /// The keys that every function needs, in itself or in `defaults`.
    static func writeNeeds(_ root: inout JSONWriter) {
        root.key("allOf")
        root.array { rules in
            for alternatives in [[FunctionKey.runtime, .image], [.handler], [.code]] {
                rules.object { writeNeed(of: alternatives, &$0) }
            }
        }
    }

    /// If `defaults` has none of the keys, every function must have one.
    private static func writeNeed(of alternatives: [FunctionKey], _ rule: inout JSONWriter) {
        rule.key("if")
        rule.object { defaults in
            defaults.key("required")
            defaults.array { $0.string(ManifestKey.defaults.rawValue) }
            defaults.key("properties")
            defaults.object { members in
                members.key(ManifestKey.defaults.rawValue)
                members.object { has(alternatives, &$0) }
            }
        }
        rule.key("else")
        rule.object { functions in
            functions.key("properties")
            functions.object { members in
                members.key(ManifestKey.functions.rawValue)
                members.object { all in
                    all.key("patternProperties")
                    all.object { names in
                        names.key("^[^/]")
                        names.object { has(alternatives, &$0) }
                    }
                }
            }
        }
    }

    private static func has(_ alternatives: [FunctionKey], _ object: inout JSONWriter) {
        if alternatives.count == 1 { return requires(alternatives[0], &object) }
        object.key("anyOf")
        object.array { either in
            for key in alternatives { either.object { requires(key, &$0) } }
        }
    }

    private static func requires(_ key: FunctionKey, _ object: inout JSONWriter) {
        object.key("required")
        object.array { $0.string(key.rawValue) }
    }

    static func summary(of key: ManifestKey) -> String {
        switch key {
        case .schema: "This schema, for editors."
        case .registry: "Where base images come from; the variable \(ManifestLoader.registryVariable) overrides it."
        case .mouse: "Whether the deck uses the mouse."
        case .endpoint:
            "A loopback port that serves all functions by name, to callers on this machine and to each other."
        case .defaults: "Default settings of all functions."
        case .functions: "The functions by name, in the order in which the deck shows them."
        }
    }

    static func summary(of key: FunctionKey) -> String {
        switch key {
        case .runtime: "Lambda's identifier, which names the base image."
        case .image: "Any image with the Runtime Interface Emulator as its entry point, in place of a runtime."
        case .handler: "The handler, as on Lambda; with provided.*, any word."
        case .code: "A folder or .zip file, mounted read-only at /var/task."
        case .layers: "Folders or .zip files, merged in order at /opt: a later one wins."
        case .events:
            "The folder of saved events. Default: events/NAME and events beside the code, and events in it."
        case .environment: "Variables."
        case .environmentFile: "A .env file of variables; environment wins."
        case .secrets:
            "Names of variables whose values are hidden in the history, besides those that look like secrets."
        case .plain: "Names of variables whose values are not hidden although they look like secrets."
        case .credentials: "AWS credentials: \"none\", \"environment\", or the name of an AWS profile."
        case .memorySize: "Memory in MB."
        case .timeout: "The time limit of an invocation in seconds."
        case .ephemeralStorage: "The size of /tmp in MB."
        case .architecture: "The processor architecture. Default: the engine's."
        case .port: "The function's loopback port. Default: the next free one from 9000."
        case .concurrency: "The number of containers that serve calls at once."
        case .watch: "Whether a code change restarts the function, or globs of files to ignore."
        case .spare: "Whether a started container waits in reserve, for a quick restart."
        }
    }
}
