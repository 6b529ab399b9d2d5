import Dashboard
import JSONText
import LambdaModel
import LambdaRuntime

/// The user's `config.json`.
struct ConfigurationFile {
    /// Its absolute path.
    let path: String
    /// Whether it exists.
    let exists: Bool
    /// The settings; the defaults if there is a mistake.
    let configuration: DeckConfiguration
    /// The mistakes, in the order of the file.
    let problems: [ManifestProblem]

    /// Reads the file that the variables name.
    init(_ environment: [String: String]) {
        path = LamdeckFolders(environment: environment).configurationFile
        exists = LocalFiles().kind(of: path) != nil
        (configuration, problems) = DeckConfiguration.load(
            path: path, files: LocalFiles(), vocabulary: KeyMap.vocabulary)
    }

    /// The mistakes with the file's path, since it is in another folder than the manifest.
    var lines: [String] {
        problems.map { problem in
            let place = "\(problem.position.line):\(problem.position.column)"
            return "\(PlainText.escaped(path)):\(place): \(problem.severity.rawValue): \(problem.message)"
        }
    }

    /// What the deck shows of them; nil if there is none.
    var notice: Notice? {
        guard let first = problems.first else { return nil }
        let more = problems.count == 1 ? "" : " (and \(problems.count - 1) more; lamdeck validate lists them)"
        let place = "\(first.file):\(first.position.line):\(first.position.column)"
        return Notice(.warning, "\(place): \(first.message)\(more); the defaults are used", stays: true)
    }

    /// The findings of `lamdeck doctor`.
    var findings: [Finding] {
        if problems.isEmpty {
            return [Finding(.config, .ok, exists ? path : "\(path) does not exist: the deck uses its defaults")]
        }
        return lines.map { Finding(.config, .fix, $0, fix: "correct it; until then, the deck uses its defaults") }
    }
}
