/// The file that imports a module that cannot be found. Such errors name no line, so the excerpt looks for the module's
/// name in the file.
enum MissingModule {
    /// The place in the file that imports it; nil if the lines are about something else.
    static func frame(in lines: [String]) -> StackFrame? {
        for (index, line) in lines.enumerated() {
            if let found = python(line) ?? modules(line) { return found }
            // Node.js lists the files that required each other, the innermost first.
            guard let name = quoted(line, after: "Cannot find module '"),
                let stack = lines[index...].prefix(4).firstIndex(where: { $0.contains("Require stack:") }),
                stack + 1 < lines.count, lines[stack + 1].hasPrefix("- /")
            else { continue }
            return StackFrame(.nodejs, path: String(lines[stack + 1].dropFirst(2)), line: nil, needle: name)
        }
        return nil
    }

    /// `Unable to import module 'app': No module named 'requests'`.
    private static func python(_ line: String) -> StackFrame? {
        guard let module = quoted(line, after: "Unable to import module '"),
            let name = quoted(line, after: "No module named '") ?? quoted(line, after: "cannot import name '"),
            name != module
        else { return nil }
        let path = "/var/task/" + module.replacing(".", with: "/") + ".py"
        return StackFrame(.python, path: path, line: nil, needle: name)
    }

    /// `Cannot find package 'nope' imported from /var/task/app.mjs`.
    private static func modules(_ line: String) -> StackFrame? {
        guard let from = line.firstRange(of: " imported from /"),
            let name = quoted(line, after: "Cannot find module '") ?? quoted(line, after: "Cannot find package '")
        else { return nil }
        // A file is named by its whole path, and the import by a relative one.
        let needle = name.split(separator: "/").last.map(String.init) ?? name
        let path = line[line.index(before: from.upperBound)...].prefix { !$0.isWhitespace }
        return StackFrame(.nodejs, path: String(path), line: nil, needle: name.hasPrefix("/") ? needle : name)
    }

    private static func quoted(_ line: String, after words: String) -> String? {
        guard let begin = line.firstRange(of: words) else { return nil }
        let rest = line[begin.upperBound...]
        guard let end = rest.firstIndex(of: "'"), end > rest.startIndex else { return nil }
        return String(rest[..<end])
    }
}
