import JSONText

/// Stack traces inside JSON: loggers and Node.js's runtime write an error as one object on one line.
enum LoggedTrace {
    /// The names under which loggers write a trace.
    private static let keys: Set<String> = [
        "stack", "stackTrace", "stack_trace", "trace", "traceback", "exception", "exc_info", "error", "err",
    ]

    /// A line of a log, or the lines of the trace in it.
    static func lines(_ line: String) -> [String] {
        guard line.utf8.last == UInt8(ascii: "}"), let brace = line.utf8.firstIndex(of: UInt8(ascii: "{")),
            let root = try? JSONDocument(Array(line.utf8[brace...])).root
        else { return [line] }
        var found: [String] = []
        collect(root, depth: 0, &found)
        return found.isEmpty ? [line] : found
    }

    private static func collect(_ node: JSONNode, depth: Int, _ lines: inout [String]) {
        guard depth < 4 else { return }
        for member in node.members where keys.contains(member.key) {
            switch member.value.kind {
            case .string, .array:
                lines += (member.value.string.map { [$0] } ?? texts(member.value)).flatMap {
                    $0.split(whereSeparator: \.isNewline).map(String.init)
                }
            case .object: collect(member.value, depth: depth + 1, &lines)
            case .number, .bool, .null: break
            }
        }
    }

    /// The texts of a list that is a trace: texts, or the objects that Go's library writes (`path`, `line`, `label`), as
    /// text. They can contain line breaks. Empty for anything but a list.
    static func texts(_ node: JSONNode) -> [String] {
        node.elements.compactMap { element in
            if let text = element.string { return text }
            guard let path = element["path"]?.string, let line = element["line"]?.int else { return nil }
            let label = element["label"]?.string ?? ""
            return "    at " + (label.isEmpty ? "\(path):\(line)" : "\(label) (\(path):\(line))")
        }
    }
}
