import JSONText

/// The members of a value's schema, for values of several keys.
enum SchemaForm {
    /// What a key of a comment looks like; the reader skips it in every object.
    static let comment = "^//"

    /// A string with something in it.
    static func text(_ value: inout JSONWriter) {
        value.member("type", "string")
        value.member("pattern", "\\S")
    }

    static func imageName(_ value: inout JSONWriter) {
        value.member("type", "string")
        value.member("pattern", "^(?!.*://)\\S+$")
    }

    static func list(_ value: inout JSONWriter) {
        value.member("type", "array")
        value.key("items")
        value.object(text)
    }

    /// A string, or a list of them.
    static func textOrList(_ value: inout JSONWriter) {
        value.key("anyOf")
        value.array { forms in
            forms.object(text)
            forms.object(list)
        }
    }

    static func choice(_ value: inout JSONWriter, _ names: [String]) {
        value.key("enum")
        value.array { list in for name in names { list.string(name) } }
    }

    static func variables(_ value: inout JSONWriter) {
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
            names.object { choice(&$0, VariableName.reserved.sorted()) }
        }
    }
}
