import JSONText
import OrderedCollections

/// The sources of the settings of one function: the counterpart of the merge with `defaults`.
public struct SettingOrigins: Hashable, Sendable {
    /// The sources of the keys that functions.json has in this function or in `defaults`.
    private var keys: [String: SettingSource] = [:]
    /// The sources of the variables.
    private var variables: [String: SettingSource] = [:]
    /// The source of the registry of base images.
    public private(set) var registry = SettingSource.standard

    /// The source of a key's value.
    public func source(of key: String) -> SettingSource { keys[key] ?? .standard }

    /// The source of a variable; nil if functions.json does not have it.
    public func source(ofVariable name: String) -> SettingSource? { variables[name] }

    init(_ own: FunctionDraft, over defaults: FunctionDraft, registry: SettingSource) {
        self.registry = registry
        let shared = defaults.shared(with: own)
        for key in FunctionKeys.all {
            if let position = own.positions[key.name] {
                keys[key.name] = .function(line: position.line)
            } else if key.isShared, let position = shared.positions[key.name] {
                keys[key.name] = .defaults(line: position.line)
            }
        }
        // A function's own variables win, those of its file too.
        add(defaults) { .defaults(line: $0) }
        add(own) { .function(line: $0) }
    }

    private mutating func add(_ draft: FunctionDraft, _ source: (Int) -> SettingSource) {
        guard let environment = draft.environment else { return }
        for name in environment.values.keys {
            if environment.fileNames.contains(name), let file = draft.environmentFile {
                variables[name] = .environmentFile(file.path)
            } else if let position = draft.position(of: \.environment) {
                variables[name] = source(position.line)
            }
        }
    }
}

extension ManifestLoader {
    /// The sources of the settings of each function, by the functions' names; empty if the file cannot be read or is
    /// not JSON. Mistakes in it are not reported: ``load(path:environment:files:today:)`` does that.
    ///
    /// - Parameters:
    ///   - path: the absolute path of the manifest.
    ///   - environment: lamdeck's own environment; only ``registryVariable`` is read.
    public static func origins(
        path: String, environment: [String: String], files: any ManifestFiles
    ) -> [String: SettingOrigins] {
        guard let text = try? files.read(path), let document = try? JSONDocument(text) else { return [:] }
        var reader = ManifestReader(files: files, path: path, today: .today)
        var registry = SettingSource.standard
        var draft = ManifestDraft()
        let values = reader.fields(
            of: document.root, as: "the manifest", keys: RootKeys.all.map(\.name), elsewhere: [:])
        for key in RootKeys.all {
            guard let value = values[key.name] else { continue }
            key.read(value, by: &reader, into: &draft)
            if key.name == RootKeys.table.registry.name { registry = .project(line: value.position.line) }
        }
        if let own = environment[registryVariable], !own.isEmpty { registry = .ownEnvironment(registryVariable) }
        let origins = (draft.functions ?? []).map {
            ($0.name, SettingOrigins($0.draft, over: draft.defaults, registry: registry))
        }
        return Dictionary(origins) { _, last in last }
    }
}
