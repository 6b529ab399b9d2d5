import OrderedCollections

/// Merges equal notes on one line for several functions, as for `Globals`, a provider's settings or an anchor.
enum NoteMerge {
    private struct Key: Hashable {
        var line: Int?
        var subject: String
        var message: String
    }

    /// The most names in a note; the rest is counted.
    private static let mostNames = 3

    static func merged(_ notes: [ImportNote], functions: Set<String>) -> [ImportNote] {
        var places: [Key: Int] = [:]
        var names: [OrderedSet<String>] = []
        var keys: [Key] = []
        for note in notes {
            let (name, subject) = split(note.subject, functions)
            let key = Key(line: note.line, subject: subject, message: note.message)
            if let place = places[key] {
                if let name { names[place].append(name) }
                continue
            }
            places[key] = keys.count
            keys.append(key)
            names.append(name.map { [$0] } ?? [])
        }
        return zip(keys, names).map { key, names in
            ImportNote(line: key.line, subject: joined(names, key.subject), message: key.message)
        }
    }

    /// Splits `hello: Policies` into the function and the rest.
    private static func split(_ subject: String, _ functions: Set<String>) -> (name: String?, rest: String) {
        guard let end = subject.firstRange(of: ": ") else { return (nil, subject) }
        let name = String(subject[..<end.lowerBound])
        return functions.contains(name) ? (name, String(subject[end.upperBound...])) : (nil, subject)
    }

    private static func joined(_ names: OrderedSet<String>, _ subject: String) -> String {
        if names.isEmpty { return subject }
        let shown = names.prefix(mostNames).joined(separator: ", ")
        let rest = names.count - mostNames
        return "\(shown)\(rest > 0 ? " and \(rest) more" : ""): \(subject)"
    }
}
