import ArgumentParser

/// `lamdeck completions`
struct CompletionsCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions", abstract: "Print a completion script for a shell.",
        discussion: """
            The script completes the names of functions and saved events from functions.json.

            Examples: lamdeck completions bash > ~/.local/share/bash-completion/completions/lamdeck
                      lamdeck completions zsh > ~/.zfunc/_lamdeck
                      lamdeck completions fish > ~/.config/fish/completions/lamdeck.fish
            """)

    /// The shells that there are scripts for.
    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash, zsh, fish
    }

    @Argument(help: "The shell.") var shell: Shell

    func run(in context: CommandContext) {
        let kind: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        context.output.write(Lamdeck.completionScript(for: kind))
    }
}
