/// The command that shows a file in the user's pager: `$PAGER`, otherwise `less`, which shows colours (`-R`) and stays
/// even if the text fits on the screen (`-+F`, after the user's own options).
struct PagerCommand: Hashable {
    /// The pager as in the variable, with its options.
    let pager: String
    /// The whole command: a shell splits the variable's value. The file is its input and no argument, so that the pager
    /// does not show the file's name.
    let words: [String]

    /// The command for a file.
    init(path: String, variable: (String) -> String?) {
        let named = variable("PAGER").flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
        pager = named ?? "less"
        let program = pager.split(whereSeparator: \.isWhitespace).first { !$0.contains("=") } ?? ""
        let isLess = program.split(separator: "/").last == "less"
        words = ["/bin/sh", "-c", pager + (isLess ? " -R -+F" : "") + " < \"$1\"", pager, path]
    }

    /// What to tell the user about how it ended; nil if it succeeded.
    func complaint(_ ending: Child.Ending) -> String? {
        switch ending {
        case .exited(0): nil
        case .exited(126), .exited(127): "the pager \(pager) cannot be run; set PAGER to another one"
        case .exited(let status): "the pager \(pager) ended with status \(status)"
        case .killed(let signal): "the pager \(pager) was killed by signal \(signal)"
        }
    }
}
