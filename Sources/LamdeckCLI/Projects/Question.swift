import Foundation

/// A question to the user of a command, who answers on the terminal.
struct Question {
    let context: CommandContext

    /// Whether a terminal can show the question and take the answer.
    var canAsk: Bool { context.input.isTerminal && context.output.messagesGoToTerminal }

    /// Asks whether to do something. Anything but `y` or `yes` means no.
    func isAgreed(_ text: String) -> Bool {
        context.output.complain("\(text) [y/N]")
        let answer = (try? context.input.line()) ?? ""
        return ["y", "yes"].contains(answer.lowercased())
    }
}
