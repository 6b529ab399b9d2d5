import JSONText

/// Reads objects and simple values out of a document, with everything that other readers need.
///
/// A reading function that gives nil has reported why, so its caller says nothing more.
struct ManifestReader {
    let files: any ManifestFiles
    /// The day that decides which runtimes are deprecated.
    let today: CalendarDay
    /// What is wrong with the document.
    var problems: ManifestProblems

    /// Whether `defaults` has a build.
    var isBuiltByDefault = false
    /// Whether a build makes the code of the function that is read, so that it may not exist yet.
    var isCodeBuilt = false

    /// - Parameter path: the absolute path of the manifest.
    init(files: any ManifestFiles, path: String, today: CalendarDay) {
        self.files = files
        self.today = today
        problems = ManifestProblems(path: path)
    }

    /// The folder of the manifest. Relative paths begin there.
    var folder: String { PathText.folder(of: problems.path) }

    mutating func error(_ message: String, at position: JSONPosition) {
        problems.report(.error, message, at: position)
    }

    mutating func warning(_ message: String, at position: JSONPosition) {
        problems.report(.warning, message, at: position)
    }

    // MARK: Objects

    /// Whether a value is an object; if not, that is reported.
    ///
    /// - Parameter form: what the object must be like: `of strings`; empty if there is nothing to say of it.
    mutating func isObject(_ node: JSONNode, as name: String, _ form: String = "") -> Bool {
        if node.kind == .object { return true }
        let form = form.isEmpty ? "" : " " + form
        error("\(name) must be an object\(form), found \(describe(node))", at: node.position)
        return false
    }

    /// The values of `object` by key, the last of duplicates; unknown and duplicate keys are reported.
    ///
    /// - Parameters:
    ///   - place: the object as the user calls it: `"defaults"`.
    ///   - elsewhere: keys that belong to another place, with that place in words.
    mutating func fields(
        of object: JSONNode, as place: String, keys: [String], elsewhere: [String: String]
    ) -> [String: JSONNode] {
        guard isObject(object, as: place) else { return [:] }
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
        case .object, .array: node.kind.noun
        case .string: "the string \(shortened(node.text))"
        case .number: "the number \(shortened(node.text))"
        case .bool: node.text
        case .null: "null; omit the key to use its default"
        }
    }

    private func shortened(_ text: String) -> String { text.count > 40 ? text.prefix(40) + "…" : text }
}
