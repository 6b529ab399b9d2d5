/// A problem of functions.json, or of a `.env` file that it names, with its position.
struct LocatedProblem: Hashable, Sendable {
    /// Whether functions.json can be used in spite of it.
    enum Severity: String, Hashable, Sendable, CaseIterable { case error, warning }

    /// The whole line, as compilers write it: `functions.json:12:7: error: …`.
    let text: String
    /// The file, relative to the folder of functions.json if it is in there; nil if the line names none.
    let file: String?
    /// Line and column, from 1; nil if the line has none.
    let position: (line: Int, column: Int)?
    /// The severity; nil if the line has none.
    let severity: Severity?
    /// What is wrong and what to do.
    let message: String

    /// Reads a line. A line of another form is a message without a position.
    init(_ text: String) {
        self.text = text
        for severity in Severity.allCases {
            // The name of a file may have colons, and the message may quote any text: the first place that looks like a
            // position is one.
            guard let found = Self.split(text, at: ": \(severity.rawValue): ") else { continue }
            (file, position, message) = (found.file, found.position, found.message)
            self.severity = severity
            return
        }
        (file, position, severity, message) = (nil, nil, nil, text)
    }

    private static func split(
        _ text: String, at word: String
    ) -> (file: String, position: (line: Int, column: Int), message: String)? {
        guard let place = text.firstRange(of: word) else { return nil }
        let parts = text[..<place.lowerBound].split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 3, let line = Int(parts[parts.count - 2]), let column = Int(parts[parts.count - 1]),
            line > 0, column > 0
        else { return nil }
        return (parts.dropLast(2).joined(separator: ":"), (line, column), String(text[place.upperBound...]))
    }

    /// The path of the file as the deck knows functions.json's; nil without a file.
    ///
    /// - Parameter manifest: the path of functions.json.
    func path(besides manifest: String) -> String? {
        guard let file, !file.hasPrefix("/"), let slash = manifest.lastIndex(of: "/") else { return file }
        return String(manifest[...slash]) + file
    }

    static func == (left: LocatedProblem, right: LocatedProblem) -> Bool { left.text == right.text }

    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
