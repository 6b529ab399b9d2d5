import JSONText

/// The schemas of `url` and `api`.
extension ManifestSchema {
    static let urlName = "url"
    static let corsName = "cors"
    private static let apiName = "api"
    private static let routeName = "route"
    private static let authorizerName = "authorizer"

    /// The definitions that the values of `url` and `api` refer to.
    static func writeHTTPDefinitions(_ definitions: inout JSONWriter) {
        definitions.key(urlName)
        definitions.object { writeMembers(&$0, FunctionURLKeys.all) }
        definitions.key(corsName)
        definitions.object { writeMembers(&$0, CORSKeys.all) }
        definitions.key(apiName)
        definitions.object { api in
            writeMembers(&api, APIKeys.all)
            require(["routes"], &api)
            api.key("allOf")
            api.array { rules in
                for kind in APISettings.Kind.allCases {
                    let others = APIKeys.all.filter { !$0.kinds.contains(kind) }.map(\.name)
                    rules.object { writeRule(kind.rawValue, isUsual: kind == .http, without: others, &$0) }
                }
            }
        }
        definitions.key(routeName)
        definitions.object { route in
            writeMembers(&route, RouteKeys.all)
            require(["function"], &route)
        }
        definitions.key(authorizerName)
        definitions.object { authorizer in
            writeMembers(&authorizer, AuthorizerKeys.all)
            require(["type"], &authorizer)
            authorizer.key("allOf")
            authorizer.array { rules in
                for type in AuthorizerType.allCases {
                    let others = AuthorizerKeys.all.filter { !$0.types.contains(type) }.map(\.name)
                    rules.object { writeRule(type.rawValue, without: others, needed: type.neededKeys, &$0) }
                }
            }
        }
    }

    /// An object with the keys of a table, and comments.
    static func writeMembers<Owner>(_ object: inout JSONWriter, _ keys: [ObjectKey<Owner>]) {
        object.member("type", "object")
        object.key("properties")
        object.object { members in
            for key in keys {
                members.key(key.name)
                members.object { value in
                    value.member("description", key.summary)
                    key.describe(&value)
                }
            }
        }
        object.key("patternProperties")
        object.object { $0.member(SchemaForm.comment, true) }
        object.member("additionalProperties", false)
    }

    /// The keys that an object of a type does not have, and those that it needs.
    ///
    /// - Parameter isUsual: whether an object without `type` has this type.
    private static func writeRule(
        _ type: String, isUsual: Bool = false, without others: [String], needed: [String] = [],
        _ rule: inout JSONWriter
    ) {
        rule.key("if")
        rule.object { condition in
            condition.key("properties")
            condition.object { members in
                members.key("type")
                members.object { $0.member("const", type) }
            }
            if !isUsual { require(["type"], &condition) }
        }
        rule.key("then")
        rule.object { then in
            then.key("properties")
            then.object { keys in for key in others { keys.member(key, false) } }
            if !needed.isEmpty { require(needed, &then) }
        }
    }

    static func require(_ keys: [String], _ object: inout JSONWriter) {
        object.key("required")
        object.array { list in for key in keys { list.string(key) } }
    }

    // MARK: Values

    /// One API, or several by name.
    static func describeAPIs(_ value: inout JSONWriter) {
        value.member("type", "object")
        value.key("if")
        value.object { require(["routes"], &$0) }
        value.key("then")
        value.object { $0.member("$ref", "#/$defs/\(apiName)") }
        value.key("else")
        value.object { several in
            let length = ManifestLimits.nameLength
            several.key("patternProperties")
            several.object { names in
                names.member(SchemaForm.comment, true)
                let keys = APIKeys.names.joined(separator: "|")
                names.key("^(?!(\(keys))$)[a-zA-Z0-9_-]{\(length.lowerBound),\(length.upperBound)}$")
                names.object { $0.member("$ref", "#/$defs/\(apiName)") }
            }
            several.member("additionalProperties", false)
            several.member("minProperties", 1)
        }
    }

    /// The routes by their keys.
    static func describeRoutes(_ value: inout JSONWriter) {
        value.member("type", "object")
        value.key("patternProperties")
        value.object { names in
            names.member(SchemaForm.comment, true)
            names.key("^(?!//).*\\S")
            names.object { route in
                route.key("anyOf")
                route.array { forms in
                    forms.object(SchemaForm.text)
                    forms.object { $0.member("$ref", "#/$defs/\(routeName)") }
                }
            }
        }
        value.member("additionalProperties", false)
        value.member("minProperties", 1)
    }

    /// The authorizers by name.
    static func describeAuthorizers(_ value: inout JSONWriter) {
        value.member("type", "object")
        value.key("patternProperties")
        value.object { names in
            names.member(SchemaForm.comment, true)
            names.key("^(?!//|\(APIKeys.noAuthorizer)$).*\\S")
            names.object { $0.member("$ref", "#/$defs/\(authorizerName)") }
        }
        value.member("additionalProperties", false)
    }
}
