import JSONText

extension Expectation {
    /// Reads an expectation.
    ///
    /// - Parameter file: its name, for messages.
    /// - Throws: all problems.
    public init(_ bytes: [UInt8], file: String) throws(ExpectationError) {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(bytes)
        } catch {
            let problem = ExpectationProblem(file: file, position: error.position, message: error.message)
            throw ExpectationError(problems: [problem])
        }
        let keys = document.root.members.map(\.key)
        self.init(document: document, hasStatements: keys.contains { $0.hasPrefix("$") })
        var reader = ExpectationReader(file: file)
        reader.checkKinds(document.root)
        if hasStatements {
            reader.read(into: &self)
        } else {
            body = document.root
        }
        guard reader.problems.isEmpty else {
            throw ExpectationError(
                problems: reader.problems.sorted { ($0.position?.offset ?? 0) < ($1.position?.offset ?? 0) })
        }
    }
}

/// Reads statements and collects the problems.
private struct ExpectationReader {
    let file: String
    var problems: [ExpectationProblem] = []

    init(file: String) { self.file = file }

    private mutating func note(_ position: JSONPosition, _ message: String) {
        problems.append(ExpectationProblem(file: file, position: position, message: message))
    }

    /// Finds invalid patterns anywhere in the value.
    mutating func checkKinds(_ root: JSONNode) {
        var pending = [root]
        while let node = pending.popLast() {
            switch node.kind {
            case .string:
                if let flaw = node.string.flatMap({ ValueMatcher($0) })?.flaw {
                    note(node.position, "\(node.text) is not a regular expression: \(flaw)")
                }
            case .object:
                for member in node.members {
                    if let flaw = ValueMatcher(member.key)?.flaw {
                        note(member.keyPosition, "\(member.keyText) is not a regular expression: \(flaw)")
                    }
                    pending.append(member.value)
                }
            case .array: pending += node.elements
            case .number, .bool, .null: break
            }
        }
    }

    mutating func read(into expectation: inout Expectation) {
        var seen: Set<String> = []
        for member in expectation.document.root.members {
            guard let statement = Expectation.Statement(rawValue: member.key) else {
                note(member.keyPosition, unknown(member.key))
                continue
            }
            if !seen.insert(member.key).inserted { note(member.keyPosition, "duplicate key \"\(member.key)\"") }
            read(statement, member.value, into: &expectation)
        }
        if expectation.verdict == .ok {
            for statement in [Expectation.Statement.errorType, .errorMessage] {
                guard let node = expectation[statement] else { continue }
                note(node.position, "\"\(statement.rawValue)\" needs a \"$verdict\" other than \"ok\"")
            }
        }
    }

    private func unknown(_ key: String) -> String {
        let known = Expectation.Statement.allCases.map(\.rawValue)
        guard key.hasPrefix("$") else {
            return "\"\(key)\" is mixed with statements, whose keys begin with \"$\"; put the response under \"$body\""
        }
        let hint = NearestName.hint(key, in: known)
        return "unknown statement \"\(key)\"" + (hint.isEmpty ? "; there are \(known.joined(separator: ", "))" : hint)
    }

    private mutating func read(
        _ statement: Expectation.Statement, _ value: JSONNode, into expectation: inout Expectation
    ) {
        switch statement {
        case .verdict: expectation.verdict = verdict(value)
        case .errorType, .errorMessage:
            if value.kind != .string { note(value.position, "\"\(statement.rawValue)\" must be a string") }
        case .body: expectation.body = value
        case .paths: expectation.places = places(value)
        case .maxDuration: expectation.maxDuration = bound(statement, value, unit: "milliseconds")
        case .maxMemory: expectation.maxMemory = bound(statement, value, unit: "megabytes")
        }
    }

    private mutating func verdict(_ value: JSONNode) -> Verdict? {
        let known = Verdict.allCases.map(\.rawValue)
        guard let name = value.string, let verdict = Verdict(rawValue: name) else {
            let hint = value.string.map { NearestName.hint($0, in: known) } ?? ""
            note(
                value.position,
                "\(value.compact().prefix(80)) is not a verdict"
                    + (hint.isEmpty ? "; there are \(known.joined(separator: ", "))" : hint))
            return nil
        }
        return verdict
    }

    private mutating func places(_ value: JSONNode) -> [Expectation.Place] {
        guard value.kind == .object else {
            note(value.position, "\"$paths\" must be an object: { \"request.uri\": \"/index.html\" }")
            return []
        }
        var places: [Expectation.Place] = []
        for member in value.members {
            do throws(ValuePathError) {
                places.append(Expectation.Place(path: try ValuePath(member.key), value: member.value))
            } catch {
                note(member.keyPosition, error.description)
            }
        }
        return places
    }

    private mutating func bound(_ statement: Expectation.Statement, _ value: JSONNode, unit: String) -> Double? {
        guard let number = value.double, number > 0 else {
            note(value.position, "\"\(statement.rawValue)\" must be a number of \(unit) above 0")
            return nil
        }
        return number
    }
}
