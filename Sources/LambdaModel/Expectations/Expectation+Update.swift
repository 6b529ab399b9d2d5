import JSONText

extension Expectation {
    /// An expectation of what came back, as the text of a file; nil where nothing came back of which one could be made.
    public static func text(of result: InvocationResult) -> String? {
        guard result.isTelling else { return nil }
        var writer = JSONWriter(style: .indented(2))
        guard result.verdict == .ok else {
            writer.object { writer in writeEnding(of: result, into: &writer) }
            return writer.text + "\n"
        }
        guard let response = try? JSONDocument(result.body).root else { return nil }
        if response.members.contains(where: { $0.key.hasPrefix("$") }) {
            // It would be read as statements.
            writer.object { writer in
                writer.key(Statement.body.rawValue)
                write(response, into: &writer)
            }
        } else {
            write(response, into: &writer)
        }
        return writer.text + "\n"
    }

    /// This expectation with what came back in the places that differ: kinds and numbers that hold stay as they stand,
    /// and so do bounds, which say what is wanted and not what is.
    public func updated(with result: InvocationResult) -> String? {
        guard result.isTelling else { return nil }
        guard hasStatements else {
            guard result.verdict == .ok, let response = try? JSONDocument(result.body).root else {
                return Self.text(of: result)
            }
            guard !response.members.contains(where: { $0.key.hasPrefix("$") }) else { return Self.text(of: result) }
            var writer = JSONWriter(style: .indented(2))
            Self.write(response, over: document.root, into: &writer)
            return writer.text + "\n"
        }
        var writer = JSONWriter(style: .indented(2))
        writer.object { writer in writeStatements(result, into: &writer) }
        return writer.text + "\n"
    }

    private func writeStatements(_ result: InvocationResult, into writer: inout JSONWriter) {
        let response = try? JSONDocument(result.body).root
        if self[.verdict] == nil, verdictDiffers(result) { Self.writeEnding(of: result, into: &writer) }
        for member in document.root.members {
            guard let statement = Statement(rawValue: member.key) else { continue }
            switch statement {
            case .verdict: writer.member(member.key, result.verdict.rawValue)
            case .errorType: Self.write(result.error?.type, over: member, into: &writer)
            case .errorMessage: Self.write(result.error?.message, over: member, into: &writer)
            case .body:
                guard let response else { continue }
                writer.key(member.key)
                Self.write(response, over: member.value, into: &writer)
            case .paths:
                writer.key(member.key)
                writer.object { writer in
                    for place in member.value.members {
                        guard let value = response.flatMap({ try? ValuePath(place.key).find(in: $0) }) else { continue }
                        writer.key(place.key)
                        Self.write(value, over: place.value, into: &writer)
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

    private static func write(_ came: String?, over member: JSONMember, into writer: inout JSONWriter) {
        guard let came else { return }
        writer.key(member.key)
        if let wanted = member.value.string, ValueKind(wanted)?.matches(string: came) ?? false {
            writer.raw(member.value)
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
    private static func write(_ came: JSONNode, over expected: JSONNode, into writer: inout JSONWriter) {
        switch (expected.kind, came.kind) {
        case (.object, .object):
            let (wanted, there) = (expected.lastMembers, came.lastMembers)
            writer.object { writer in
                for member in expected.members {
                    let key = Array(member.key.utf8)
                    guard let value = there[key], wanted[key] == member.value else { continue }
                    writer.key(member.key)
                    write(value, over: member.value, into: &writer)
                }
                for member in came.members where wanted[Array(member.key.utf8)] == nil {
                    guard there[Array(member.key.utf8)] == member.value else { continue }
                    writer.key(member.key)
                    write(member.value, into: &writer)
                }
            }
        case (.array, .array):
            let before = Array(expected.elements)
            writer.array { writer in
                for (index, element) in came.elements.enumerated() {
                    if index < before.count {
                        write(element, over: before[index], into: &writer)
                    } else {
                        write(element, into: &writer)
                    }
                }
            }
        default:
            if ValueComparison.matches(expected, came) { writer.raw(expected) } else { write(came, into: &writer) }
        }
    }

    /// Writes a value that came; a string that would be taken for a kind becomes a pattern that it alone matches.
    private static func write(_ came: JSONNode, into writer: inout JSONWriter) {
        switch came.kind {
        case .object:
            writer.object { writer in
                for member in came.members {
                    writer.key(member.key)
                    write(member.value, into: &writer)
                }
            }
        case .array: writer.array { writer in for element in came.elements { write(element, into: &writer) } }
        case .string:
            if let literal = came.string.flatMap(ValueKind.literal) { writer.string(literal) } else { writer.raw(came) }
        case .number, .bool, .null: writer.raw(came)
        }
    }
}

extension InvocationResult {
    /// Whether it tells what the function does, and not only that it could not be asked.
    fileprivate var isTelling: Bool {
        switch verdict {
        case .unreachable, .cancelled: false
        case .ok, .functionError, .timeout, .crashed, .outOfMemory, .initFailed, .responseTooLarge: true
        }
    }
}
