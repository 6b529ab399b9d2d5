import JSONText
import OrderedCollections

/// Reads the value of a key, and describes it in the schema.
struct ValueForm<Value: Sendable>: Sendable {
    /// Reads a value. Nil if it has a mistake, which the reader has reported.
    let read: @Sendable (_ reader: inout ManifestReader, _ node: JSONNode, _ name: String) -> Value?
    /// Writes the members of the value's schema, without description and default.
    let describe: @Sendable (_ schema: inout JSONWriter) -> Void
    /// The limits of a number; nil for other values.
    var limits: NumberLimits?
}

/// The whole numbers that a key takes.
public struct NumberLimits: Sendable, Hashable {
    /// The smallest and the greatest one.
    public let range: ClosedRange<Int>
    /// What the number counts, such as `MB`; empty if it counts nothing.
    public let unit: String
}

extension ValueForm where Value == Int {
    static func number(_ range: ClosedRange<Int>, unit: String = "") -> ValueForm {
        ValueForm(
            read: { reader, node, name in reader.integer(node, as: name, in: range, unit: unit) },
            describe: { schema in
                schema.member("type", "integer")
                schema.member("minimum", range.lowerBound)
                schema.member("maximum", range.upperBound)
            },
            limits: NumberLimits(range: range, unit: unit))
    }

    static var port: ValueForm { number(1...65535) }
}

extension ValueForm where Value == Bool {
    static var flag: ValueForm {
        ValueForm(read: { $0.bool($1, as: $2) }, describe: { $0.member("type", "boolean") })
    }
}

extension ValueForm where Value == String {
    static var image: ValueForm {
        ValueForm(read: { ManifestText.image($1, as: $2, by: &$0) }, describe: SchemaForm.imageName)
    }

    /// The reader looks at its content after it knows whether the registry is overridden.
    static var registry: ValueForm { ValueForm(read: { $0.string($1, as: $2) }, describe: SchemaForm.imageName) }

    static var handler: ValueForm {
        ValueForm(
            read: { ManifestText.handler($1, as: $2, by: &$0) },
            describe: { schema in
                schema.member("type", "string")
                schema.member("pattern", "^\\S{1,\(ManifestLimits.handlerLength)}$")
            })
    }

    static var folder: ValueForm {
        ValueForm(read: { LocalPath.readFolder($1, as: $2, by: &$0) }, describe: SchemaForm.text)
    }
}

extension ValueForm where Value == LambdaRuntimeIdentifier {
    static var runtime: ValueForm {
        ValueForm(
            read: { LambdaRuntimeIdentifier.read($1, as: $2, by: &$0) },
            describe: { SchemaForm.choice(&$0, LambdaRuntimeIdentifier.all.map(\.identifier)) })
    }
}

extension ValueForm where Value == CodeSource {
    static var source: ValueForm {
        ValueForm(read: { CodeSource.read($1, as: $2, by: &$0) }, describe: SchemaForm.text)
    }
}

extension ValueForm where Value == [CodeSource] {
    static var layers: ValueForm {
        ValueForm(read: { CodeSource.readLayers($1, as: $2, by: &$0) }, describe: SchemaForm.list)
    }
}

extension ValueForm where Value == Variables {
    static var variables: ValueForm {
        ValueForm(read: { Variables.read($1, as: $2, by: &$0) }, describe: SchemaForm.variables)
    }
}

extension ValueForm where Value == VariablesFile {
    static var variablesFile: ValueForm {
        ValueForm(read: { VariablesFile.read($1, as: $2, by: &$0) }, describe: SchemaForm.text)
    }
}

extension ValueForm where Value == OrderedDictionary<String, JSONPosition> {
    /// Names of variables, each with its position.
    static var variableNames: ValueForm {
        ValueForm(read: { VariableNames.read($1, as: $2, by: &$0) }, describe: SchemaForm.list)
    }
}

extension ValueForm where Value == Credentials {
    static var credentials: ValueForm {
        ValueForm(
            read: { Credentials.read($1, as: $2, by: &$0) },
            describe: { schema in
                SchemaForm.text(&schema)
                schema.key("examples")
                schema.array { names in
                    names.string("none")
                    names.string("environment")
                }
            })
    }
}

extension ValueForm where Value == Architecture {
    static var architecture: ValueForm {
        ValueForm(
            read: { Architecture.read($1, as: $2, by: &$0) },
            describe: { SchemaForm.choice(&$0, Architecture.allCases.map(\.rawValue)) })
    }
}

extension ValueForm where Value == InitTiming {
    static var initTiming: ValueForm {
        ValueForm(
            read: { InitTiming.read($1, as: $2, by: &$0) },
            describe: { SchemaForm.choice(&$0, InitTiming.allCases.map(\.rawValue)) })
    }
}

extension ValueForm where Value == LoggingSettings {
    static var logging: ValueForm {
        ValueForm(
            read: { LoggingSettings.read($1, as: $2, by: &$0) },
            describe: { schema in
                schema.member("type", "object")
                schema.member("additionalProperties", false)
                schema.key("properties")
                schema.object { properties in
                    let levels = LoggingSettings.Level.allCases.map(\.rawValue)
                    properties.key("logFormat")
                    properties.object { SchemaForm.choice(&$0, LoggingSettings.Format.allCases.map(\.rawValue)) }
                    properties.key("applicationLogLevel")
                    properties.object { SchemaForm.choice(&$0, levels) }
                    properties.key("systemLogLevel")
                    properties.object { SchemaForm.choice(&$0, levels) }
                    properties.key("logGroup")
                    properties.object(SchemaForm.text)
                }
            })
    }
}

extension ValueForm where Value == WatchSetting {
    static var watch: ValueForm {
        ValueForm(
            read: { WatchSetting.read($1, as: $2, by: &$0) },
            describe: { schema in
                schema.key("anyOf")
                schema.array { kinds in
                    kinds.object { $0.member("type", "boolean") }
                    kinds.object(SchemaForm.list)
                }
            })
    }
}
