import JSONText

/// A key of a function in `functions.json`, with all that lamdeck knows of it. The reader, the merge with `defaults`, the
/// schema, the hash of a container's settings, the text of an import and the reference in the README go through these.
public struct FunctionKey<Value: Sendable, Written: WrittenForm>: Sendable {
    let name: String
    let form: ValueForm<Value>
    let setting: Setting<FunctionSettings, Value>
    let inheritance: Inheritance<Value>
    let container: ContainerPart
    /// A valid value that is not the default.
    let example: WrittenValue
    let documentation: KeyDocumentation

    /// - Parameters:
    ///   - summary: a sentence for the schema.
    ///   - meaning: the documentation of the reference, in Markdown.
    ///   - fallback: the default in documentation, if a function without the key has no value that the reference can show.
    init(
        _ name: String, _ form: ValueForm<Value>, _ setting: Setting<FunctionSettings, Value>,
        inheritance: Inheritance<Value> = .ownFirst, container: ContainerPart, example: WrittenValue,
        summary: String, meaning: String, fallback: String? = nil
    ) {
        self.name = name
        self.form = form
        self.setting = setting
        self.inheritance = inheritance
        self.container = container
        self.example = example
        documentation = KeyDocumentation(summary: summary, meaning: meaning, fallback: fallback)
    }
}

/// The texts about a key in the schema and the reference.
struct KeyDocumentation: Sendable {
    let summary: String
    let meaning: String
    let fallback: String?
}

/// Stores a value that was read, and writes the stored value again.
struct Setting<Owner, Value: Sendable>: Sendable {
    let store: @Sendable (Value, inout Owner) -> Void
    /// Nil if the owner has no value.
    let written: @Sendable (Owner) -> WrittenValue?

    static func at(
        _ path: any WritableKeyPath<Owner, Value> & Sendable, _ write: @escaping @Sendable (Value) -> WrittenValue
    ) -> Setting {
        Setting(store: { $1[keyPath: path] = $0 }, written: { write($0[keyPath: path]) })
    }

    static func at(
        _ path: any WritableKeyPath<Owner, Value?> & Sendable, _ write: @escaping @Sendable (Value) -> WrittenValue
    ) -> Setting {
        Setting(store: { $1[keyPath: path] = $0 }, written: { $0[keyPath: path].map(write) })
    }
}

/// How a function's value is merged with that of `defaults`.
enum Inheritance<Value: Sendable>: Sendable {
    /// The function's own value, otherwise that of `defaults`.
    case ownFirst
    /// A key of one function, which `defaults` does not take.
    case notShared
    case combined(@Sendable (_ own: FunctionDraft, _ defaults: FunctionDraft) -> Value?)
}

/// Whether a container that was made with another value of the key is stale.
enum ContainerPart: Sendable {
    /// It is.
    case shapes
    /// It is if this text differs; nil means that there is no text.
    case shapesBy(@Sendable (FunctionSettings) -> String?)
    /// It is, since the values become a part of this other key's.
    case through(String)
    /// It is not.
    case indifferent
}

/// A key without the types of its values, for what is done with every key.
protocol FunctionKeyDeclaration: Sendable {
    var name: String { get }
    var isShared: Bool { get }
    var limits: NumberLimits? { get }
    var container: ContainerPart { get }
    var example: WrittenValue { get }
    var documentation: KeyDocumentation { get }

    /// Reads a value; a mistake in it is reported.
    func read(_ node: JSONNode, by reader: inout ManifestReader, into draft: inout FunctionDraft)
    /// Merges the function's own value with that of `defaults`.
    func merge(_ own: FunctionDraft, over defaults: FunctionDraft, into result: inout FunctionDraft)
    /// Stores the value, if there is one.
    func store(_ draft: FunctionDraft, in settings: inout FunctionSettings)
    /// The value of the settings as `functions.json` has it; nil if they have none.
    func written(_ settings: FunctionSettings) -> WrittenValue?
    /// Writes the value's schema, without description and default.
    func describe(_ schema: inout JSONWriter)
    /// Whether a value has the form in which an import holds this key's.
    func takes(_ value: WrittenValue) -> Bool
}

extension FunctionKey: FunctionKeyDeclaration {
    var isShared: Bool { if case .notShared = inheritance { false } else { true } }

    var limits: NumberLimits? { form.limits }

    func read(_ node: JSONNode, by reader: inout ManifestReader, into draft: inout FunctionDraft) {
        draft.positions[name] = node.position
        draft[self] = form.read(&reader, node, "\"\(name)\"")
    }

    func merge(_ own: FunctionDraft, over defaults: FunctionDraft, into result: inout FunctionDraft) {
        switch inheritance {
        case .ownFirst: result[self] = own[self] ?? defaults[self]
        case .notShared: result[self] = own[self]
        case .combined(let combine): result[self] = combine(own, defaults)
        }
    }

    func store(_ draft: FunctionDraft, in settings: inout FunctionSettings) {
        if let value = draft[self] { setting.store(value, &settings) }
    }

    func written(_ settings: FunctionSettings) -> WrittenValue? { setting.written(settings) }

    func describe(_ schema: inout JSONWriter) { form.describe(&schema) }

    func takes(_ value: WrittenValue) -> Bool { Written.value(in: Written.slot(of: value)) == value }
}

extension FunctionKeyDeclaration {
    /// The value of a function without the key; nil if it has none.
    var usual: WrittenValue? { written(.unset).flatMap { $0.isEmpty ? nil : $0 } }

    /// The effect of this key on a new container, as text; nil if the container is the same as without the key.
    func shape(of settings: FunctionSettings) -> String? {
        switch container {
        case .shapes: written(settings).flatMap { $0 == written(.unset) ? nil : $0.json }
        case .shapesBy(let text): text(settings)
        case .through, .indifferent: nil
        }
    }
}

extension FunctionSettings {
    /// Settings without any written key.
    static let unset = FunctionSettings(
        name: "", runtime: nil, image: "", handler: "", code: .folder(""), resolvedPort: 0)

    /// The settings that shape a container, a line for each key. A key at its default has no line: a key that a later
    /// lamdeck adds does not change the text of older settings.
    public var containerShape: String {
        let keys = FunctionKeys.all.compactMap { key in key.shape(of: self).map { "\(key.name) \($0)" } }
        return (keys + [debugging?.shape].compactMap(\.self)).joined(separator: "\n")
    }
}
