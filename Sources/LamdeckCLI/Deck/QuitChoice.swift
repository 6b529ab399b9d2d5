import Dashboard
import Foundation
import LambdaRuntime

/// What the user chose when a deck was closed last, which a closed terminal repeats. At first the functions go on.
enum QuitChoice {
    private static func path(_ environment: [String: String]) -> String {
        LamdeckFolders(environment: environment).state + "/quit"
    }

    /// The last choice.
    static func last(_ environment: [String: String]) -> QuitMode {
        let text = try? String(contentsOfFile: path(environment), encoding: .utf8)
        return text.flatMap { QuitMode(rawValue: $0.trimmingCharacters(in: .whitespacesAndNewlines)) } ?? .detach
    }

    /// Remembers a choice. If that is not possible, the next closed terminal does what was chosen before.
    static func store(_ mode: QuitMode, _ environment: [String: String]) {
        try? Data((mode.rawValue + "\n").utf8).write(to: URL(fileURLWithPath: path(environment)), options: .atomic)
    }
}
