/// The command that opens a file in the user's editor: `$VISUAL`, else `$EDITOR`, else `vi`, as git does it.
struct EditorCommand: Hashable {
    /// The editor as the variable says it, with its own options.
    let editor: String
    /// The whole command: a shell splits what the variable holds, and gets the file as an argument of its own.
    let words: [String]

    /// A command for a file, at a line where one is given, counted from 1.
    init(path: String, line: Int?, variable: (String) -> String?) {
        let named = ["VISUAL", "EDITOR"].lazy.compactMap(variable).first { !$0.allSatisfy(\.isWhitespace) }
        editor = named ?? "vi"
        // An option is no file, and a file no option.
        let path = path.hasPrefix("/") ? path : "./" + path
        words = ["/bin/sh", "-c", editor + " \"$@\"", editor] + Self.arguments(Self.name(of: editor), path, line)
    }

    /// The program's name: the last part of the first word that sets no variable.
    private static func name(of editor: String) -> String {
        let words = editor.split(whereSeparator: \.isWhitespace)
        let program = words.first { !$0.contains("=") } ?? ""
        return program.split(separator: "/").last.map { $0.filter { $0 != "\"" && $0 != "'" } } ?? ""
    }

    /// How editors are told a line. One that is not known gets the file alone: it would take a line for a second file.
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

    /// What the user should know of how it ended; nil if all went well.
    func complaint(_ ending: Child.Ending) -> String? {
        switch ending {
        case .exited(0): nil
        case .exited(126), .exited(127): "the editor \(editor) cannot be run; set VISUAL or EDITOR to another one"
        case .exited(let status): "the editor \(editor) ended with status \(status)"
        case .killed(let signal): "the editor \(editor) was killed by signal \(signal)"
        }
    }
}
