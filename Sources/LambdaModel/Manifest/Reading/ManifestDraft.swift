import JSONText

/// The manifest while it is read.
struct ManifestDraft {
    static let example = """
        "functions": { "hello": { "runtime": "nodejs22.x", "handler": "app.handler", "code": "hello" } }
        """

    /// The registry of the base images, unless lamdeck's environment names another one.
    var registry = Manifest.publicRegistry
    var mouse = true
    var endpoint: Int?
    var defaults = FunctionDraft()
    /// The functions, without the defaults; nil if the key is missing.
    var functions: [NamedDraft]?
    /// The APIs in the order of the file.
    var apis: [APIDraft] = []
    /// The commands of the deck, in the order of the file.
    var commands: [ProjectCommand] = []
}

extension Manifest {
    /// If an error was reported, returns nil or a manifest that the caller must not use.
    static func read(_ root: JSONNode, registryOverride: String?, by reader: inout ManifestReader) -> Manifest? {
        var elsewhere = Dictionary(uniqueKeysWithValues: APIKeys.names.map { ($0, "\"api\"") })
        for key in FunctionKeys.all {
            elsewhere[key.name] = key.isShared ? "a function or to \"defaults\"" : "a function"
        }
        let values = reader.fields(of: root, as: "the manifest", keys: RootKeys.all.map(\.name), elsewhere: elsewhere)
        guard root.kind == .object else { return nil }

        var draft = ManifestDraft()
        for key in RootKeys.all { if let value = values[key.name] { key.read(value, by: &reader, into: &draft) } }
        let position = values[RootKeys.table.registry.name]?.position ?? root.position
        let registry = registry(
            draft.registry, at: position, override: registryOverride, root: root.position, by: &reader)
        guard let functions = draft.functions else {
            reader.error("there are no functions; add \(ManifestDraft.example)", at: root.position)
            return nil
        }
        let named = functions.map { function in
            var function = function
            function.draft = function.draft.over(draft.defaults)
            return function
        }
        for api in draft.apis { api.checkFunctions(named.map(\.name), by: &reader) }
        var ports = ManifestPorts(endpoint: draft.endpoint, functions: named, apis: draft.apis, by: &reader)
        let apis = draft.apis.map { api in
            var settings = api.settings
            settings.resolvedPort = settings.port ?? ports.next(from: ManifestPorts.firstOfAPIs)
            return settings
        }
        let maker = SettingsMaker(functions: named, registry: registry)
        return Manifest(
            path: reader.problems.path, registry: registry, mouse: draft.mouse, endpoint: draft.endpoint,
            functions: maker.settings(&ports, by: &reader), apis: apis, commands: draft.commands)
    }

    private static func registry(
        _ configured: String, at position: JSONPosition, override: String?, root: JSONPosition,
        by reader: inout ManifestReader
    ) -> String {
        let own = override.flatMap { $0.isEmpty ? nil : $0 }
        var registry = own ?? configured
        while registry.hasSuffix("/") { registry.removeLast() }
        if registry.contains("://") || registry.isEmpty || registry.contains(where: \.isWhitespace) {
            let name = own == nil ? "\"registry\"" : "the environment variable \(ManifestLoader.registryVariable)"
            reader.error(
                "\(name) must be a host and path such as \"\(Manifest.publicRegistry)\", without \"https://\" or spaces",
                at: own == nil ? position : root)
        }
        return registry
    }
}
