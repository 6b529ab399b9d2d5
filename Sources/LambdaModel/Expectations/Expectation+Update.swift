import JSONText

extension Expectation {
    /// An expectation of what came back, as the text of a file; nil where nothing came back of which one could be made.
    ///
    /// - Parameter again: another call with the same event. What differs between the two is expected by its kind, since it
    ///   would differ in the next run too.
    public static func text(of result: InvocationResult, and again: InvocationResult? = nil) -> String? {
        guard result.isTelling else { return nil }
        var writer = JSONWriter(style: .indented(2))
        guard result.verdict == .ok else {
            writer.object { writer in writeEnding(of: result, into: &writer) }
            return writer.text + "\n"
        }
        guard let response = try? JSONDocument(result.body).root else { return nil }
        let other = again?.response
        if response.members.contains(where: { $0.key.hasPrefix("$") }) {
            // It would be read as statements.
            writer.object { writer in
                writer.key(Statement.body.rawValue)
                write(response, other, into: &writer)
            }
        } else {
            write(response, other, into: &writer)
        }
        return writer.text + "\n"
    }

    /// This expectation with what came back in the places that differ: kinds and numbers that hold stay as they stand,
    /// and so do bounds, which say what is wanted and not what is.
    ///
    /// - Parameter again: another call with the same event; see ``text(of:and:)``.
    public func updated(with result: InvocationResult, and again: InvocationResult? = nil) -> String? {
        guard result.isTelling else { return nil }
        guard hasStatements else {
            guard result.verdict == .ok, let response = try? JSONDocument(result.body).root else {
                return Self.text(of: result, and: again)
            }
            guard !response.members.contains(where: { $0.key.hasPrefix("$") }) else {
                return Self.text(of: result, and: again)
            }
            var writer = JSONWriter(style: .indented(2))
            Self.write(response, again?.response, over: document.root, into: &writer)
            return writer.text + "\n"
        }
        var writer = JSONWriter(style: .indented(2))
        writer.object { writer in writeStatements(result, again, into: &writer) }
        return writer.text + "\n"
    }

    private func writeStatements(
        _ result: InvocationResult, _ again: InvocationResult?, into writer: inout JSONWriter
    ) {
        let (response, other) = (result.response, again?.response)
        if self[.verdict] == nil, verdictDiffers(result) { Self.writeEnding(of: result, into: &writer) }
        for member in document.root.members {
            guard let statement = Statement(rawValue: member.key) else { continue }
            switch statement {
            case .verdict: writer.member(member.key, result.verdict.rawValue)
            case .errorType: Self.write(result.error?.type, again?.error?.type, over: member, into: &writer)
            case .errorMessage: Self.write(result.error?.message, again?.error?.message, over: member, into: &writer)
            case .body:
                guard let response else { continue }
                writer.key(member.key)
                Self.write(response, other, over: member.value, into: &writer)
            case .paths:
                writer.key(member.key)
                writer.object { writer in
                    for place in member.value.members {
                        guard let path = try? ValuePath(place.key), let value = response.flatMap(path.find(in:)) else {
                            continue
                        }
                        writer.key(place.key)
                        Self.write(value, other.flatMap(path.find(in:)), over: place.value, into: &writer)
                    }
                }
            case .maxDuration, .maxMemory: writer.member(member.key, member.value)
            }
        }
    }

    private func verdictDiffers(_ result: InvocationResult) -> Bool {
        let wantsError = self[.errorType] != nil || self[.errorMessage] != nil
        return wantsError ? result.verdict == .ok : result.verdict != .ok
    }

    private static func write(
        _ came: String?, _ again: String?, over member: JSONMember, into writer: inout JSONWriter
    ) {
        guard let came else { return }
        writer.key(member.key)
        let kind = member.value.string.flatMap { ValueKind($0) }
        if let kind, kind.matches(string: came), again.map(kind.matches) ?? true {
            writer.raw(member.value)
        } else if let again, again != came {
            writer.string(ChangingValue.kind(came, again).description)
        } else {
            writer.string(ValueKind.literal(came) ?? came)
        }
    }

    private static func writeEnding(of result: InvocationResult, into writer: inout JSONWriter) {
        writer.member(Statement.verdict.rawValue, result.verdict.rawValue)
        if let error = result.error {
            writer.member(Statement.errorType.rawValue, ValueKind.literal(error.type) ?? error.type)
        }
    }

    // MARK: Values

    /// Writes a value that came, and what an expectation has in its place where that holds.
    ///
    /// - Parameter again: what came in the same place of another call; nil if it is not known.
    private static func write(
        _ came: JSONNode, _ again: JSONNode?, over expected: JSONNode, into writer: inout JSONWriter
    ) {
        if let again, !isAlike(came, again) {
            let holds = ValueComparison.matches(expected, came) && ValueComparison.matches(expected, again)
            return holds ? writer.raw(expected) : writer.string(ChangingValue.kind(came, again).description)
        }
        switch (expected.kind, came.kind) {
        case (.object, .object):
            let (wanted, there, others) = (expected.lastMembers, came.lastMembers, again?.lastMembers)
            writer.object { writer in
                for member in expected.members {
                    let key = Array(member.key.utf8)
                    guard let value = there[key], wanted[key] == member.value else { continue }
                    writer.key(member.key)
                    write(value, others?[key], over: member.value, into: &writer)
                }
                for member in came.members where wanted[Array(member.key.utf8)] == nil {
                    let key = Array(member.key.utf8)
                    guard there[key] == member.value else { continue }
                    writer.key(member.key)
                    write(member.value, others?[key], into: &writer)
                }
            }
        case (.array, .array):
            let (before, others) = (Array(expected.elements), again.map { Array($0.elements) })
            writer.array { writer in
                for (index, element) in came.elements.enumerated() {
                    if index < before.count {
                        write(element, others?[index], over: before[index], into: &writer)
                    } else {
                        write(element, others?[index], into: &writer)
                    }
                }
            }
        default:
            let holds =
                ValueComparison.matches(expected, came) && again.map { ValueComparison.matches(expected, $0) } ?? true
            if holds { writer.raw(expected) } else { write(came, again, into: &writer) }
        }
    }

    /// Whether two calls gave the same value in a place, or objects or arrays that can be written member by member.
    private static func isAlike(_ one: JSONNode, _ other: JSONNode) -> Bool {
        switch (one.kind, other.kind) {
        case (.object, .object): true
        // Which elements are the same ones is not known.
        case (.array, .array): one.count == other.count
        default: JSONDocument.valuesEqual(one, other)
        }
    }

    /// Writes a value that came; a string that would be taken for a kind becomes a pattern that it alone matches.
    private static func write(_ came: JSONNode, _ again: JSONNode?, into writer: inout JSONWriter) {
        if let again, !isAlike(came, again) { return writer.string(ChangingValue.kind(came, again).description) }
        switch came.kind {
        case .object:
            let others = again?.lastMembers
            writer.object { writer in
                for member in came.members {
                    writer.key(member.key)
                    write(member.value, others?[Array(member.key.utf8)], into: &writer)
                }
            }
        case .array:
            let others = again.map { Array($0.elements) }
            writer.array { writer in
                for (index, element) in came.elements.enumerated() { write(element, others?[index], into: &writer) }
            }
        case .string:
            if let literal = came.string.flatMap(ValueKind.literal) { writer.string(literal) } else { writer.raw(came) }
        case .number, .bool, .null: writer.raw(came)
        }
    }

    // MARK: What changes

    /// Arrays of two calls that have not the same length, by their paths: nothing in them can be expected.
    public static func changingLengths(_ one: InvocationResult, _ other: InvocationResult) -> [String] {
        guard let one = one.response, let other = other.response else { return [] }
        var found: [String] = []
        collect(one, other, .root, &found)
        return found
    }

    private static func collect(_ one: JSONNode, _ other: JSONNode, _ path: ValuePath, _ found: inout [String]) {
        switch (one.kind, other.kind) {
        case (.object, .object):
            let others = other.lastMembers
            for member in one.members {
                guard let value = others[Array(member.key.utf8)] else { continue }
                collect(member.value, value, path.appending(key: member.key), &found)
            }
        case (.array, .array):
            guard one.count == other.count else { return found.append(path.description) }
            for (index, pair) in zip(one.elements, other.elements).enumerated() {
                collect(pair.0, pair.1, path.appending(index: index), &found)
            }
        default: break
        }
    }
}

extension InvocationResult {
    /// What came back, if it is JSON.
    fileprivate var response: JSONNode? { try? JSONDocument(body).root }

    /// Whether it tells what the function does, and not only that it could not be asked.
    fileprivate var isTelling: Bool {
        switch verdict {
        case .unreachable, .cancelled: false
        case .ok, .functionError, .timeout, .crashed, .outOfMemory, .initFailed, .responseTooLarge: true
        }
    }
}
