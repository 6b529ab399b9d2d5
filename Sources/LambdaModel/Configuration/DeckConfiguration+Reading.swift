import JSONText

extension DeckConfiguration {
    /// Reads the text of a `config.json`, reporting all mistakes at once.
    ///
    /// - Parameter path: the file's absolute path, for the messages.
    /// - Returns: the settings, or the defaults if there is a mistake; and the mistakes in the order of the file.
    public static func load(
        text: [UInt8], path: String, vocabulary: DeckVocabulary
    ) -> (configuration: DeckConfiguration, problems: [ManifestProblem]) {
        var reader = ManifestReader(files: LocalFiles(), path: path, today: .today)
        do throws(JSONError) {
            let document = try JSONDocument(text)
            let found = read(document.root, vocabulary, by: &reader)
            return (reader.problems.haveErrors ? DeckConfiguration() : found, reader.problems.all)
        } catch {
            reader.error(error.message, at: error.position)
            return (DeckConfiguration(), reader.problems.all)
        }
    }

    /// Reads the file at an absolute path. A missing file has the defaults.
    public static func load(
        path: String, files: any ManifestFiles, vocabulary: DeckVocabulary
    ) -> (configuration: DeckConfiguration, problems: [ManifestProblem]) {
        guard files.kind(of: path) != nil else { return (DeckConfiguration(), []) }
        do throws(FileError) {
            return load(text: try files.read(path), path: path, vocabulary: vocabulary)
        } catch {
            var problems = ManifestProblems(path: path)
            let start = JSONPosition(offset: 0, line: 1, column: 1)
            problems.report(.error, "the file cannot be read: \(error.reason)", at: start)
            return (DeckConfiguration(), problems.all)
        }
    }

    private static func read(
        _ root: JSONNode, _ vocabulary: DeckVocabulary, by reader: inout ManifestReader
    ) -> DeckConfiguration {
        let values = reader.fields(
            of: root, as: "the configuration", keys: ConfigurationKey.allCases.map(\.rawValue), elsewhere: [:])
        var configuration = DeckConfiguration()
        var keys = ConfiguredKeys(vocabulary)
        for key in ConfigurationKey.allCases {
            guard let value = values[key.rawValue] else { continue }
            let name = "\"\(key.rawValue)\""
            switch key {
            case .schema: break
            case .theme: configuration.theme = reader.choice(value, as: name, of: Theme.self) ?? .automatic
            case .mouse: configuration.mouse = reader.bool(value, as: name)
            case .keys: configuration.keys = keys.readKeys(value, as: name, by: &reader)
            case .commands: configuration.commands = keys.readCommands(value, as: name, by: &reader)
            }
        }
        keys.reportConflicts(by: &reader)
        return configuration
    }
}

/// The keys at the top of `config.json`.
enum ConfigurationKey: String, CaseIterable {
    case schema = "$schema"
    case theme, mouse, keys, commands

    /// What the key means, for the schema.
    var summary: String {
        switch self {
        case .schema: "This schema, for editors."
        case .theme: "The palette: for a dark or a light background, or as the terminal's background is."
        case .mouse: "Whether the deck uses the mouse. Without it, \"mouse\" of functions.json decides."
        case .keys: "The keys of commands. An empty list leaves a command without a key."
        case .commands: "Your own commands, which /bin/sh runs."
        }
    }
}
