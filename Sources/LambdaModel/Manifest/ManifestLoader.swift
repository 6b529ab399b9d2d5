import JSONText

/// Reads `functions.json`, reporting all mistakes at once.
public enum ManifestLoader {
    /// The environment variable that overrides `registry`.
    public static let registryVariable = "LAMDECK_REGISTRY"

    /// Reads a manifest's text.
    ///
    /// - Parameters:
    ///   - text: the file's bytes.
    ///   - path: its absolute path, from whose folder relative paths are seen.
    ///   - environment: lamdeck's own environment; only ``registryVariable`` is looked at.
    ///   - files: where code, layers, events and `.env` files are looked for.
    ///   - today: the day that decides which runtimes are deprecated.
    /// - Returns: the manifest, nil when there is an error; and all problems in the order of the file.
    public static func load(
        text: [UInt8], path: String, environment: [String: String], files: any ManifestFiles,
        today: CalendarDay = .today
    ) -> (manifest: Manifest?, problems: [ManifestProblem]) {
        var reader = ManifestReader(files: files, path: path, today: today)
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(text)
        } catch {
            reader.error(error.message, at: error.position)
            return (nil, reader.problems)
        }
        let manifest = reader.manifest(document.root, registryOverride: environment[registryVariable])
        return (reader.hasErrors ? nil : manifest, reader.problems)
    }

    /// Reads the manifest at an absolute path; see ``load(text:path:environment:files:today:)``.
    public static func load(
        path: String, environment: [String: String], files: any ManifestFiles, today: CalendarDay = .today
    ) -> (manifest: Manifest?, problems: [ManifestProblem]) {
        let text: [UInt8]
        do throws(FileError) {
            text = try files.read(path)
        } catch {
            var reader = ManifestReader(files: files, path: path, today: today)
            reader.error("the file cannot be read: \(error.reason)", at: JSONPosition(offset: 0, line: 1, column: 1))
            return (nil, reader.problems)
        }
        return load(text: text, path: path, environment: environment, files: files, today: today)
    }
}

extension ManifestReader {
    private static let example = """
        "functions": { "hello": { "runtime": "nodejs22.x", "handler": "app.handler", "code": "hello" } }
        """

    /// Nil, or a manifest of which nothing may be used, where an error was reported.
    fileprivate mutating func manifest(_ root: JSONNode, registryOverride: String?) -> Manifest? {
        var elsewhere: [String: String] = [:]
        for key in FunctionKeys.all {
            elsewhere[key.name] = key.isShared ? "a function or to \"defaults\"" : "a function"
        }
        let values = fields(of: root, as: "the manifest", keys: RootKeys.all.map(\.name), elsewhere: elsewhere)
        guard root.kind == .object else { return nil }

        var draft = ManifestDraft()
        for key in RootKeys.all { if let value = values[key.name] { key.read(value, by: &self, into: &draft) } }
        let position = values[RootKeys.table.registry.name]?.position ?? root.position
        let registry = registry(draft.registry, at: position, override: registryOverride, root: root.position)
        guard let functions = draft.functions else {
            error("there are no functions; add \(Self.example)", at: root.position)
            return nil
        }
        let named = functions.map { function in
            var function = function
            function.draft = function.draft.over(draft.defaults)
            return function
        }
        checkPorts(named, endpoint: draft.endpoint)
        let settings = settings(named, registry: registry, endpoint: draft.endpoint)
        return Manifest(
            path: path, registry: registry, mouse: draft.mouse, endpoint: draft.endpoint, functions: settings)
    }

    private mutating func registry(
        _ configured: String, at position: JSONPosition, override: String?, root: JSONPosition
    ) -> String {
        let own = override.flatMap { $0.isEmpty ? nil : $0 }
        var registry = own ?? configured
        while registry.hasSuffix("/") { registry.removeLast() }
        if registry.contains("://") || registry.isEmpty || registry.contains(where: \.isWhitespace) {
            let name = own == nil ? "\"registry\"" : "the environment variable \(ManifestLoader.registryVariable)"
            error(
                "\(name) must be a host and path such as \"\(Manifest.publicRegistry)\", without \"https://\" or spaces",
                at: own == nil ? position : root)
        }
        return registry
    }

    /// The functions, without the defaults.
    mutating func functions(_ list: JSONNode, as name: String) -> [NamedDraft] {
        guard list.kind == .object else {
            error("\(name) must be an object of names and settings, found \(describe(list))", at: list.position)
            return []
        }
        let members = uniqueMembers(of: list, called: "function")
        if members.isEmpty { error("there are no functions; write \(Self.example)", at: list.position) }
        // What is written twice has mistakes twice.
        let counted = Set(members.map(\.keyPosition.offset))
        for member in list.members where !member.key.hasPrefix("//") && !counted.contains(member.keyPosition.offset) {
            _ = draft(ofFunction: member.value, as: "function \"\(member.key)\"")
        }
        return members.map { member in
            let name = member.key
            if !Self.isFunctionName(name) {
                let rule = "1 to 64 letters, digits, - and _"
                error("\"\(name)\" is not a valid Lambda function name: \(rule)", at: member.keyPosition)
            }
            return NamedDraft(
                name: name, position: member.keyPosition, isObject: member.value.kind == .object,
                draft: draft(ofFunction: member.value, as: "function \"\(name)\""))
        }
    }

    /// AWS: `[a-zA-Z0-9-_]+`, at most 64 characters (CreateFunction's `FunctionName`).
    private static func isFunctionName(_ name: String) -> Bool {
        ManifestLimits.nameLength.contains(name.utf8.count)
            && name.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
