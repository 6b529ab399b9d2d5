import Foundation

/// All bytes that a program sends to its terminal, in a file.
struct Recording: Sendable {
    fileprivate let path: String

    /// The bytes so far.
    var bytes: [UInt8] { FileManager.default.contents(atPath: path).map(Array.init) ?? [] }

    /// The control strings for the clipboard (xterm's OSC 52) so far, each whole: with what is around it, for tmux and
    /// screen.
    var clipboard: [String] {
        let text = String(decoding: bytes, as: UTF8.self)
        return text.matches(of: /(?:\u{1B}P(?:tmux;\u{1B})?)?\u{1B}\]52;[^\u{7}]*\u{7}(?:\u{1B}\\)?/).map {
            String($0.output)
        }
    }

    /// The control string that puts a text on the clipboard.
    static func copying(_ text: String) -> String { "\u{1B}]52;c;\(Data(text.utf8).base64EncodedString())\u{7}" }

    /// Waits until the program has sent these control strings for the clipboard, and no others.
    func wait(for expected: [String]) async throws {
        _ = try await waiting(for: "\(expected)") {
            clipboard == expected ? true : nil
        } otherwise: {
            "\(clipboard)"
        }
    }
}

extension TerminalSession {
    /// Runs a command line, and records all that it sends to the terminal. It sees no tmux, unless `variables` says so.
    func record(_ command: [String], with variables: [String: String] = [:]) async throws -> Recording {
        let recording = Recording(path: notes + "/recording")
        try await tmux(["pipe-pane", "-O", "exec cat >'\(recording.path)'"])
        try await run(command, with: ["TERM": "xterm-256color"].merging(variables) { $1 })
        return recording
    }

    /// The variable by which programs find the tmux of this terminal. The test's shell does not have it.
    func tmuxVariable() async throws -> String {
        try await tmux(["display-message", "-p", "#{socket_path},#{pid},0"]).text.trimmingCharacters(in: .newlines)
    }

    /// The text on tmux's clipboard; nil if there is none.
    func clipboard() async throws -> String? {
        try await tmux(["list-buffers"]).output.isEmpty ? nil : tmux(["show-buffer"]).text
    }

    /// Pastes text as a terminal does: between two marks, with the Enter key for line ends.
    func paste(_ text: String) async throws {
        try await type("\u{1B}[200~" + text.replacingOccurrences(of: "\n", with: "\r") + "\u{1B}[201~")
    }
}
