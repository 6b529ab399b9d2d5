import JSONText

/// Reads typed values out of a document and remembers everything that is wrong with it.
///
/// A reading function that gives nil has reported why, so its caller says nothing more.
struct ManifestReader {
    let files: any ManifestFiles
    /// The absolute path of the manifest.
    let path: String
    /// The day that decides which runtimes are deprecated.
    let today: CalendarDay

    /// Problems with the offset in the manifest that they belong to: a `.env` file's belong to where it is named.
    private var found: [(anchor: Int, problem: ManifestProblem)] = []

    init(files: any ManifestFiles, path: String, today: CalendarDay) {
        self.files = files
        self.path = path
        self.today = today
    }

    var folder: String { PathText.folder(of: path) }

    /// All problems in the order of the manifest, each once: a `.env` file may be named by several functions.
    var problems: [ManifestProblem] {
        var seen: Set<ManifestProblem> = []
        return found.enumerated()
            .sorted { ($0.element.anchor, $0.offset) < ($1.element.anchor, $1.offset) }
            .map(\.element.problem)
            .filter { seen.insert($0).inserted }
    }

    var hasErrors: Bool { found.contains { $0.problem.severity == .error } }

    // MARK: Reporting

    mutating func error(_ message: String, at position: JSONPosition) {
        report(.error, message, file: path, at: position, anchor: position.offset)
    }

    mutating func warning(_ message: String, at position: JSONPosition) {
        report(.warning, message, file: path, at: position, anchor: position.offset)
    }

    /// - Parameters:
    ///   - file: the absolute path of the file that `position` is in.
    ///   - anchor: the offset in the manifest that decides the order.
    mutating func report(
        _ severity: ManifestProblem.Severity, _ message: String, file: String, at position: JSONPosition, anchor: Int
    ) {
        let problem = ManifestProblem(
            severity: severity, message: message, path: file, file: PathText.relative(file, to: folder),
            position: position)
        found.append((anchor, problem))
    }

    // MARK: Objects

    /// The values of `object` by key, the last of duplicates; unknown and duplicate keys are reported.
    ///
    /// - Parameters:
    ///   - place: the object as the user calls it: `"defaults"`.
    ///   - elsewhere: what to say of keys that are right in another place.
    mutating func fields(
        of object: JSONNode, as place: String, keys: [String], elsewhere: [String: String]
    ) -> [String: JSONNode] {
        guard object.kind == .object else {
            error("\(place) must be an object, found \(describe(object))", at: object.position)
            return [:]
        }
        var result: [String: JSONNode] = [:]
        for member in uniqueMembers(of: object, called: "key") {
            let name = member.key
            if keys.contains(name) {
                result[name] = member.value
            } else if let place = elsewhere[name] {
                error("\"\(name)\" belongs to \(place)", at: member.keyPosition)
            } else {
                let hint = NearestName.hint(name, in: keys)
                let list = hint.isEmpty ? "; the keys here: \(keys.joined(separator: ", "))" : hint
                error("unknown key \"\(name)\"\(list)", at: member.keyPosition)
            }
        }
        return result
    }

    /// The members of `object` without comments (keys that start with `//`), of duplicates the last one; duplicates
    /// are reported.
    ///
    /// - Parameter noun: what a key is here: `function`.
    mutating func uniqueMembers(of object: JSONNode, called noun: String) -> [JSONMember] {
        var places: [String: Int] = [:]
        var result: [JSONMember] = []
        for member in object.members where !member.key.hasPrefix("//") {
            if let place = places[member.key] {
                let line = result[place].keyPosition.line
                error(
                    "\(noun) \"\(member.key)\" is defined twice; the first is on line \(line)", at: member.keyPosition)
                result[place] = member
            } else {
                places[member.key] = result.count
                result.append(member)
            }
        }
        return result
    }

    // MARK: Values

    /// A string with something in it.
    mutating func string(_ node: JSONNode, as name: String) -> String? {
        guard let text = node.string else {
            error("\(name) must be a string, found \(describe(node))", at: node.position)
            return nil
        }
        guard text.contains(where: { !$0.isWhitespace }) else {
            error("\(name) is empty", at: node.position)
            return nil
        }
        return text
    }

    mutating func bool(_ node: JSONNode, as name: String) -> Bool? {
        if let bool = node.bool { return bool }
        error("\(name) must be true or false, found \(describe(node))", at: node.position)
        return nil
    }

    /// A whole number in `range`.
    ///
    /// - Parameter unit: what the number counts: `MB`; empty if it counts nothing.
    mutating func integer(_ node: JSONNode, as name: String, in range: ClosedRange<Int>, unit: String) -> Int? {
        if let value = node.int, range.contains(value) { return value }
        let limits = "\(unit.isEmpty ? "" : " of \(unit)") from \(range.lowerBound) to \(range.upperBound)"
        error("\(name) must be a whole number\(limits), found \(describe(node))", at: node.position)
        return nil
    }

    /// What a value is, so that the user recognizes it.
    func describe(_ node: JSONNode) -> String {
        switch node.kind {
        case .object: "an object"
        case .array: "an array"
        case .string: "the string \(shortened(node.text))"
        case .number: "the number \(shortened(node.text))"
        case .bool: node.text
        case .null: "null; omit the key to use its default"
        }
    }

    private func shortened(_ text: String) -> String { text.count > 40 ? text.prefix(40) + "…" : text }
}
