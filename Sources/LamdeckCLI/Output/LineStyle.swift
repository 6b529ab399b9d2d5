import LambdaModel
import Support

/// How lines of logs look: with colours on a terminal, and never with `NO_COLOR` (no-color.org).
struct LineStyle: Sendable {
    /// Whether the user reads it at a terminal, which obeys control characters.
    let isTerminal: Bool
    let hasColours: Bool

    /// The style of results that go to a terminal, or not.
    init(environment: [String: String], isTerminal: Bool) {
        self.isTerminal = isTerminal
        hasColours = isTerminal && Self.allowsColours(environment)
    }

    /// Whether the user and the terminal want colours. A terminal without a name may have none.
    static func allowsColours(_ environment: [String: String]) -> Bool {
        let terminal = environment["TERM"] ?? ""
        return (environment["NO_COLOR"] ?? "").isEmpty && !terminal.isEmpty && terminal != "dumb"
    }

    /// A colour by its purpose.
    enum Role: Hashable {
        /// One of the functions, by its index.
        case function(Int)
        case good
        case bad
        case doubtful
        case faint

        fileprivate var code: String {
            switch self {
            case .function(let place): "\([36, 33, 35, 34, 32, 96][place % 6])"
            case .good: "32"
            case .bad: "31"
            case .doubtful: "33"
            case .faint: "2"
            }
        }
    }

    /// Text in a colour, if there are colours.
    func text(_ text: String, _ role: Role) -> String {
        hasColours ? SGR.text(text, code: role.code) : text
    }

    /// A function's text: unchanged if no terminal shows it; on a terminal, its colours are kept at most.
    func foreign(_ text: String) -> String {
        guard isTerminal else { return text }
        return hasColours ? PlainText.colouredLine(text) : PlainText.line(text, keepingTabs: true)
    }
}
