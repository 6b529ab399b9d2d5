import JSONText

/// Failures as workflow commands of GitHub Actions, which shows them next to the lines of a pull request. The runner
/// executes every output line that begins with `::` as a command, so functions must not be able to print one.
public struct GitHubReport: Sendable {
    private let token: String
    private let place: @Sendable (String) -> String

    /// A report.
    ///
    /// - Parameters:
    ///   - token: a word that cannot be guessed; the runner resumes reading commands when it sees it.
    ///   - place: converts a path of this machine to one relative to the repository's root.
    public init(token: String, place: @escaping @Sendable (String) -> String) {
        self.token = token
        self.place = place
    }

    /// Whether the environment is that of a GitHub Actions step.
    public static func isWanted(_ environment: [String: String]) -> Bool {
        guard let value = environment["GITHUB_ACTIONS"] else { return false }
        return !value.isEmpty && value != "false"
    }

    /// Text wrapped so that the runner does not execute commands in it.
    public func guarded(_ text: String) -> String { "::stop-commands::\(token)\n\(text)\n::\(token)::" }

    /// A test's commands, one per line; empty if the test passed.
    public func text(_ result: EventTestResult) -> String {
        switch result.outcome {
        case .passed, .written: return ""
        case .broken(let reason): return command(result, nil, reason)
        case .failed(let mismatches):
            // GitHub shows ten errors per step: the first difference is the most useful.
            let more = mismatches.count > 1 ? "\n(and \(mismatches.count - 1) more)" : ""
            guard let first = mismatches.first else { return "" }
            let message = "\(first.path)\nexpected  \(first.expected)\ngot       \(first.came)\(more)"
            return command(result, first, message)
        }
    }

    private func command(_ result: EventTestResult, _ mismatch: Mismatch?, _ message: String) -> String {
        let file = place(mismatch == nil ? result.test.event.path : result.test.expectationPath)
        var properties = [("file", file)]
        if let position = mismatch?.position {
            properties += [("line", "\(position.line)"), ("col", "\(position.column)")]
        }
        properties.append(("title", result.test.description))
        let list = properties.map { "\($0.0)=\(Self.escaped($0.1, isProperty: true))" }.joined(separator: ",")
        return "::error \(list)::\(Self.escaped(message, isProperty: false))"
    }

    private static func escaped(_ text: String, isProperty: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": result += "%25"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            case ":": result += isProperty ? "%3A" : ":"
            case ",": result += isProperty ? "%2C" : ","
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
