import Dashboard
import Foundation
import LambdaRuntime

/// The user's choice when a deck was last closed. A deck whose terminal is closed repeats it. Without an earlier
/// choice, the functions keep running.
enum QuitChoice {
    private static func path(_ environment: [String: String]) -> String {
        LamdeckFolders(environment: environment).state + "/quit"
    }

    /// The last choice.
    static func last(_ environment: [String: String]) -> QuitMode {
        let text = try? String(contentsOfFile: path(environment), encoding: .utf8)
        return text.flatMap { QuitMode(rawValue: $0.trimmingCharacters(in: .whitespacesAndNewlines)) } ?? .detach
    }

    /// Stores a choice. If it cannot be stored, a deck whose terminal is closed repeats the earlier choice.
    static func store(_ mode: QuitMode, _ environment: [String: String]) {
        try? Data((mode.rawValue + "\n").utf8).write(to: URL(fileURLWithPath: path(environment)), options: .atomic)
    }
}
