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
        for key in FunctionKey.allCases { elsewhere[key.rawValue] = "a function or to \"defaults\"" }
        elsewhere[FunctionKey.port.rawValue] = "a function"
        let fields = Dictionary(
            uniqueKeysWithValues: fields(of: root, as: "the manifest", keys: ManifestKey.allCases, elsewhere: elsewhere)
                .map { ($0.key, $0.member.value) })
        guard root.kind == .object else { return nil }

        let registry = registry(fields[.registry], override: registryOverride, at: root.position)
        let mouse = fields[.mouse].flatMap { bool($0, as: "\"mouse\"") }
        let endpoint = fields[.endpoint].flatMap { port($0, as: "\"endpoint\"") }
        let defaults =
            fields[.defaults].map {
                draft(
                    of: $0, as: "\"defaults\"", keys: FunctionKey.defaults,
                    elsewhere: placesOutsideOfFunctions.merging(["port": "one function, not to all"]) { $1 })
            } ?? FunctionDraft()
        guard let list = fields[.functions] else {
            error("there are no functions; add \(Self.example)", at: root.position)
            return nil
        }
        let named = functions(list, defaults: defaults)
        checkPorts(named, endpoint: endpoint)
        let settings = settings(named, registry: registry ?? Manifest.publicRegistry, endpoint: endpoint)
        return Manifest(
            path: path, registry: registry ?? Manifest.publicRegistry, mouse: mouse ?? true,
            endpoint: endpoint, functions: settings)
    }

    private var placesOutsideOfFunctions: [String: String] {
        Dictionary(uniqueKeysWithValues: ManifestKey.allCases.map { ($0.rawValue, "the top of the file") })
    }

    private mutating func registry(_ node: JSONNode?, override: String?, at root: JSONPosition) -> String? {
        let configured = node.flatMap { string($0, as: "\"registry\"") }
        let variable = ManifestLoader.registryVariable
        let isOverridden = !(override ?? "").isEmpty
        guard var registry = isOverridden ? override : configured else { return nil }
        while registry.hasSuffix("/") { registry.removeLast() }
        if registry.contains("://") || registry.isEmpty || registry.contains(where: \.isWhitespace) {
            let name = isOverridden ? "the environment variable \(variable)" : "\"registry\""
            error(
                "\(name) must be a host and path such as \"\(Manifest.publicRegistry)\", without \"https://\" or spaces",
                at: isOverridden ? root : node?.position ?? root)
        }
        return registry
    }

    private mutating func functions(_ list: JSONNode, defaults: FunctionDraft) -> [NamedDraft] {
        guard list.kind == .object else {
            error("\"functions\" must be an object of names and settings, found \(describe(list))", at: list.position)
            return []
        }
        let members = uniqueMembers(of: list, called: "function")
        if members.isEmpty { error("there are no functions; write \(Self.example)", at: list.position) }
        // What is written twice has mistakes twice.
        let counted = Set(members.map(\.keyPosition.offset))
        for member in list.members where !member.key.hasPrefix("//") && !counted.contains(member.keyPosition.offset) {
            _ = draft(
                of: member.value, as: "function \"\(member.key)\"", keys: FunctionKey.allCases,
                elsewhere: placesOutsideOfFunctions)
        }
        return members.map { member in
            let name = member.key
            if !Self.isFunctionName(name) {
                let rule = "1 to 64 letters, digits, - and _"
                error("\"\(name)\" is not a valid Lambda function name: \(rule)", at: member.keyPosition)
            }
            let own = draft(
                of: member.value, as: "function \"\(name)\"", keys: FunctionKey.allCases,
                elsewhere: placesOutsideOfFunctions)
            return NamedDraft(
                name: name, position: member.keyPosition, isObject: member.value.kind == .object,
                draft: own.over(defaults))
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
