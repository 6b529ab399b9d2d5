import JSONText

extension Expectation {
    /// An expectation made from a response, as the text of a file; nil if the response cannot be expected.
    ///
    /// - Parameters:
    ///   - again: another call with the same event. Values that differ between the two are expected by kind, since they
    ///     would differ in the next run too.
    ///   - now: when the calls were made; nil to write the current day as it is.
    public static func text(
        of result: InvocationResult, and again: InvocationResult? = nil, at now: CurrentTime? = nil
    ) -> String? {
        guard result.isTelling else { return nil }
        var writer = JSONWriter(style: .indented(2))
        guard result.verdict == .ok else {
            writer.object { writer in writeEnding(of: result, into: &writer) }
            return writer.text + "\n"
        }
        guard let response = try? JSONDocument(result.body).root else { return nil }
        let others = [again?.response].compactMap(\.self)
        let value = ExpectedValue(now: now)
        if response.members.contains(where: { $0.key.hasPrefix("$") }) {
            // The value itself would be read as statements.
            writer.object { writer in
                writer.key(Statement.body.rawValue)
                value.write(response, others, into: &writer)
            }
        } else {
            value.write(response, others, into: &writer)
        }
        return writer.text + "\n"
    }

    /// This expectation with the actual values where they differ. Kinds and numbers that match stay unchanged, and so
    /// do limits, since they state what the user wants.
    ///
    /// - Parameters:
    ///   - again: another call with the same event; see ``text(of:and:at:)``.
    ///   - now: when the calls were made; see ``text(of:and:at:)``.
    public func updated(
        with result: InvocationResult, and again: InvocationResult? = nil, at now: CurrentTime? = nil
    ) -> String? {
        guard result.isTelling else { return nil }
        guard hasStatements else {
            guard result.verdict == .ok, let response = try? JSONDocument(result.body).root else {
                return Self.text(of: result, and: again, at: now)
            }
            guard !response.members.contains(where: { $0.key.hasPrefix("$") }) else {
                return Self.text(of: result, and: again, at: now)
            }
            var writer = JSONWriter(style: .indented(2))
            ExpectedValue(now: now).write(
                response, [again?.response].compactMap(\.self), over: document.root, into: &writer)
            return writer.text + "\n"
        }
        var writer = JSONWriter(style: .indented(2))
        writer.object { writer in writeStatements(result, again, now, into: &writer) }
        return writer.text + "\n"
    }

    private func writeStatements(
        _ result: InvocationResult, _ again: InvocationResult?, _ now: CurrentTime?, into writer: inout JSONWriter
    ) {
        let (response, others) = (result.response, [again?.response].compactMap(\.self))
        let value = ExpectedValue(now: now)
        if self[.verdict] == nil, verdictDiffers(result) { Self.writeEnding(of: result, into: &writer) }
        for member in document.root.members {
            guard let statement = Statement(rawValue: member.key) else { continue }
            switch statement {
            case .verdict: writer.member(member.key, result.verdict.rawValue)
            case .errorType: Self.write(result.error?.type, again?.error?.type, now, over: member, into: &writer)
            case .errorMessage:
                Self.write(result.error?.message, again?.error?.message, now, over: member, into: &writer)
            case .body:
                guard let response else { continue }
                writer.key(member.key)
                value.write(response, others, over: member.value, into: &writer)
            case .paths:
                writer.key(member.key)
                writer.object { writer in
                    for place in member.value.members {
                        guard let path = try? ValuePath(place.key), let came = response.flatMap(path.find(in:)) else {
                            continue
                        }
                        writer.key(place.key)
                        value.write(came, others.compactMap(path.find(in:)), over: place.value, into: &writer)
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
        _ came: String?, _ again: String?, _ now: CurrentTime?, over member: JSONMember, into writer: inout JSONWriter
    ) {
        guard let came else { return }
        writer.key(member.key)
        let kind = member.value.string.flatMap { ValueMatcher($0) }
        if let kind, kind.matches(string: came), again.map(kind.matches) ?? true {
            writer.raw(member.value)
        } else if let again, again != came {
            writer.string(ChangingValue.kind(came, again, now).description)
        } else {
            writer.string(now?.kind(of: came)?.description ?? ValueMatcher.literal(came) ?? came)
        }
    }

    private static func writeEnding(of result: InvocationResult, into writer: inout JSONWriter) {
        writer.member(Statement.verdict.rawValue, result.verdict.rawValue)
        if let error = result.error {
            writer.member(Statement.errorType.rawValue, ValueMatcher.literal(error.type) ?? error.type)
        }
    }

    // MARK: Changing values

    /// The paths of arrays whose length differs between two calls: nothing in them can be expected.
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
    /// The response, if it is JSON.
    fileprivate var response: JSONNode? { try? JSONDocument(body).root }

    /// Whether the result depends on the function, rather than on a call that could not be made.
    public var isTelling: Bool {
        switch verdict {
        case .unreachable, .cancelled: false
        case .ok, .functionError, .timeout, .crashed, .outOfMemory, .initFailed, .responseTooLarge: true
        }
    }
}
