/// The command that opens a file in the user's editor: `$VISUAL`, otherwise `$EDITOR`, otherwise `vi`, like git.
struct EditorCommand: Hashable {
    /// The editor as in the variable, with its options.
    let editor: String
    /// The whole command: a shell splits the variable's value, and the file is a separate argument.
    let words: [String]

    /// The command for a file, and for a line if given, counted from 1.
    init(path: String, line: Int?, variable: (String) -> String?) {
        let named = ["VISUAL", "EDITOR"].lazy.compactMap(variable).first { !$0.allSatisfy(\.isWhitespace) }
        editor = named ?? "vi"
        // The path must not look like an option.
        let path = path.hasPrefix("/") ? path : "./" + path
        words = ["/bin/sh", "-c", editor + " \"$@\"", editor] + Self.arguments(Self.name(of: editor), path, line)
    }

    /// The program's name: the last part of the first word that does not set a variable.
    private static func name(of editor: String) -> String {
        let words = editor.split(whereSeparator: \.isWhitespace)
        let program = words.first { !$0.contains("=") } ?? ""
        return program.split(separator: "/").last.map { $0.filter { $0 != "\"" && $0 != "'" } } ?? ""
    }

    /// The arguments for a line. An unknown editor gets only the file: it would take a line for a second file.
    private static func arguments(_ name: String, _ path: String, _ line: Int?) -> [String] {
        guard let line, line > 0 else { return [path] }
        switch name {
        case "vi", "vim", "nvim", "view", "vim.basic", "vim.tiny", "gvim", "neovim", "nano", "rnano", "emacs",
            "emacsclient", "emacs-nox", "mg", "jed", "joe", "jmacs", "ne", "micro", "kak", "gedit", "vis", "zile", "ex":
            return ["+\(line)", path]
        case "hx", "helix", "zed", "zeditor", "subl", "sublime_text": return ["\(path):\(line)"]
        case "code", "code-insiders", "codium", "vscodium", "cursor", "windsurf": return ["-g", "\(path):\(line)"]
        case "mate", "kate", "kwrite": return ["-l", "\(line)", path]
        default: return [path]
        }
    }

    /// What to tell the user about how it ended; nil if it succeeded.
    func complaint(_ ending: Child.Ending) -> String? {
        switch ending {
        case .exited(0): nil
        case .exited(126), .exited(127): "the editor \(editor) cannot be run; set VISUAL or EDITOR to another one"
        case .exited(let status): "the editor \(editor) ended with status \(status)"
        case .killed(let signal): "the editor \(editor) was killed by signal \(signal)"
        }
    }
}
