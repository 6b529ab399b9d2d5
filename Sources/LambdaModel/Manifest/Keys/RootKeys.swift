import JSONText
import OrderedCollections

/// The keys at the top of `functions.json`, each declared once.
struct RootKeys: Sendable {
    let schema = RootKey<String>(
        "$schema", ValueForm(read: { _, _, _ in nil }, describe: { $0.member("type", "string") }),
        Setting(store: { _, _ in }, written: { _ in nil }), example: .text("functions.schema.json"),
        summary: "This schema, for editors.", meaning: "the file of `lamdeck export schema`, for editors",
        fallback: "none")

    let registry = RootKey<String>(
        "registry", .registry, .at(\.registry) { .text($0) }, example: .text("registry.example/lambda"),
        summary: "Where base images come from; the variable \(ManifestLoader.registryVariable) overrides it.",
        meaning: "a mirror of the base images; the variable `\(ManifestLoader.registryVariable)` overrides it")

    let mouse = RootKey<Bool>(
        "mouse", .flag, .at(\.mouse) { .flag($0) }, example: .flag(false),
        summary: "Whether the deck uses the mouse.", meaning: "`false` leaves the mouse to the terminal")

    let endpoint = RootKey<Int>(
        "endpoint", .port, .at(\.endpoint) { .number($0) }, example: .number(3001),
        summary: "A loopback port that serves all functions by name, to callers on this machine and to each other.",
        meaning: "a loopback port that serves all functions by name", fallback: "none")

    let defaults = RootKey<FunctionDraft>(
        "defaults",
        ValueForm(
            read: { FunctionDraft.readDefaults($1, as: $2, by: &$0) },
            describe: ManifestSchema.describeDefaults),
        Setting(store: { $1.defaults = $0 }, written: { _ in nil }), example: nil,
        summary: "Default settings of all functions.",
        meaning: "the keys that all functions share, except those of one function only", fallback: "none")

    let functions = RootKey<[NamedDraft]>(
        "functions",
        ValueForm(
            read: { NamedDraft.readAll($1, as: $2, by: &$0) }, describe: ManifestSchema.describeFunctions),
        Setting(store: { $1.functions = $0 }, written: { _ in nil }), example: nil,
        summary: "The functions by name, in the order in which the deck shows them.",
        meaning: "the functions by name, in the order in which the deck shows them", fallback: "required")

    let api = RootKey<[APIDraft]>(
        "api", .apis, Setting(store: { $1.apis = $0 }, written: { _ in nil }),
        example: .object(["routes": .object(["GET /orders/{id}": .text("orders")])]),
        summary: "An HTTP, REST or WebSocket API or a load balancer in front of the functions, or several by name.",
        meaning: "an HTTP, REST or WebSocket API or a load balancer in front of the functions, or several by name "
            + "([api.md](docs/api.md))",
        fallback: "none")

    let commands = RootKey<[ProjectCommand]>(
        "commands", .commands, Setting(store: { $1.commands = $0 }, written: { _ in nil }),
        example: .object(["deploy": .object(["command": .text("make deploy"), "key": .text("^O")])]),
        summary: "Commands of the deck, which /bin/sh runs with the selected function in their environment.",
        meaning: "commands of the deck, which `/bin/sh` runs with the selected function in their environment "
            + "([configuration.md](docs/configuration.md#your-own-commands))",
        fallback: "none")

    static let table = RootKeys()

    /// All keys, in the order of schema and reference. A test compares the list with the declarations.
    static let all: [any RootKeyDeclaration] = [
        table.schema, table.registry, table.mouse, table.endpoint, table.defaults, table.functions, table.api,
        table.commands,
    ]
}

/// A key at the top of `functions.json`.
struct RootKey<Value: Sendable>: Sendable {
    let name: String
    let form: ValueForm<Value>
    let setting: Setting<ManifestDraft, Value>
    /// A valid value that is not the default; nil if it is too long for the reference.
    let example: WrittenValue?
    let documentation: KeyDocumentation

    init(
        _ name: String, _ form: ValueForm<Value>, _ setting: Setting<ManifestDraft, Value>, example: WrittenValue?,
        summary: String, meaning: String, fallback: String? = nil
    ) {
        self.name = name
        self.form = form
        self.setting = setting
        self.example = example
        documentation = KeyDocumentation(summary: summary, meaning: meaning, fallback: fallback)
    }
}

/// A key without the type of its value, for what is done with every key.
protocol RootKeyDeclaration: Sendable {
    var name: String { get }
    var example: WrittenValue? { get }
    var documentation: KeyDocumentation { get }
    /// The value of a manifest without the key; nil if it has none.
    var usual: WrittenValue? { get }

    /// Reads a value; a mistake in it is reported.
    func read(_ node: JSONNode, by reader: inout ManifestReader, into draft: inout ManifestDraft)
    /// Writes the value's schema, without description and default.
    func describe(_ schema: inout JSONWriter)
}

extension RootKey: RootKeyDeclaration {
    var usual: WrittenValue? { setting.written(ManifestDraft()) }

    func read(_ node: JSONNode, by reader: inout ManifestReader, into draft: inout ManifestDraft) {
        if let value = form.read(&reader, node, "\"\(name)\"") { setting.store(value, &draft) }
    }

    func describe(_ schema: inout JSONWriter) { form.describe(&schema) }
}
