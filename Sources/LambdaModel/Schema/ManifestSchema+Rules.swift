import JSONText

extension ManifestSchema {
    /// What every function needs, itself or by `defaults`.
    static func writeNeeds(_ root: inout JSONWriter) {
        root.key("allOf")
        root.array { rules in
            for alternatives in FunctionKeys.needed { rules.object { writeNeed(of: alternatives.map(\.name), &$0) } }
        }
    }

    /// If `defaults` has none of the keys, every function has one.
    private static func writeNeed(of alternatives: [String], _ rule: inout JSONWriter) {
        rule.key("if")
        rule.object { defaults in
            defaults.key("required")
            defaults.array { $0.string(RootKeys.table.defaults.name) }
            defaults.key("properties")
            defaults.object { members in
                members.key(RootKeys.table.defaults.name)
                members.object { has(alternatives, &$0) }
            }
        }
        rule.key("else")
        rule.object { functions in
            functions.key("properties")
            functions.object { members in
                members.key(RootKeys.table.functions.name)
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

    private static func has(_ alternatives: [String], _ object: inout JSONWriter) {
        if alternatives.count == 1 { return requires(alternatives, &object) }
        object.key("anyOf")
        object.array { either in
            for key in alternatives { either.object { requires([key], &$0) } }
        }
    }

    private static func requires(_ keys: [String], _ object: inout JSONWriter) {
        object.key("required")
        object.array { list in for key in keys { list.string(key) } }
    }

    /// A function chooses a runtime or an image.
    static func writeExclusion(_ settings: inout JSONWriter) {
        settings.key("not")
        settings.object { requires([FunctionKeys.table.runtime.name, FunctionKeys.table.image.name], &$0) }
    }

    /// Some base images exist for one processor only.
    static func writeProcessors(_ settings: inout JSONWriter) {
        let runtime = FunctionKeys.table.runtime.name
        settings.key("if")
        settings.object { old in
            old.key("properties")
            old.object { members in
                members.key(runtime)
                members.object { value in
                    SchemaForm.choice(
                        &value,
                        LambdaRuntimeIdentifier.all.filter { $0.architectures == [.x86_64] }.map(\.identifier))
                }
            }
            requires([runtime], &old)
        }
        settings.key("then")
        settings.object { then in
            then.key("properties")
            then.object { members in
                members.key(FunctionKeys.table.architecture.name)
                members.object { $0.member("const", Architecture.x86_64.rawValue) }
            }
        }
    }
}
