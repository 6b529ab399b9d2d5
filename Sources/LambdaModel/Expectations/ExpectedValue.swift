import JSONText

/// Writes actual values as an expectation: a value that changes by its kind, any other as it is.
struct ExpectedValue {
    /// When the calls were made; nil to write the current day as it is.
    let now: CurrentTime?

    // MARK: Over an expectation

    /// Writes an actual value, or the expected one if that matches.
    ///
    /// - Parameter others: the values at the same place in other calls, or under other keys of the same kind.
    func write(_ came: JSONNode, _ others: [JSONNode], over expected: JSONNode, into writer: inout JSONWriter) {
        guard others.allSatisfy({ Self.isAlike(came, $0) }) else {
            return holds(expected, came, others) ? writer.raw(expected) : writeKind(came, others, into: &writer)
        }
        switch (expected.kind, came.kind) {
        case (.object, .object):
            let pairs = MemberPairs(expected: expected, came: came)
            let other = others.map { MemberPairs(expected: expected, came: $0) }
            writer.object { writer in
                for (index, (member, found)) in pairs.pairs.enumerated() {
                    guard let first = found.first else { continue }
                    let rest = found.dropFirst() + other.flatMap { $0.pairs[index].came }
                    writer.key(member.key)
                    write(first.value, rest.map(\.value), over: member.value, into: &writer)
                }
                writeMembers(pairs.others, other.map(\.others), into: &writer)
            }
        case (.array, .array):
            let (before, others) = (Array(expected.elements), others.map { Array($0.elements) })
            writer.array { writer in
                for (index, element) in came.elements.enumerated() {
                    let others = others.map { $0[index] }
                    if index < before.count {
                        write(element, others, over: before[index], into: &writer)
                    } else {
                        write(element, others, into: &writer)
                    }
                }
            }
        default:
            if holds(expected, came, others) { writer.raw(expected) } else { write(came, others, into: &writer) }
        }
    }

    private func holds(_ expected: JSONNode, _ came: JSONNode, _ others: [JSONNode]) -> Bool {
        guard ValueComparison.matches(expected, came), others.allSatisfy({ ValueComparison.matches(expected, $0) })
        else { return false }
        // The current day as written matches only today.
        return expected.string.flatMap { ValueMatcher($0) } != nil || currentKind(came) == nil
    }

    // MARK: Values

    /// Writes an actual value; a string that would be read as a kind becomes a pattern that matches only itself.
    func write(_ came: JSONNode, _ others: [JSONNode], into writer: inout JSONWriter) {
        guard others.allSatisfy({ Self.isAlike(came, $0) }) else { return writeKind(came, others, into: &writer) }
        switch came.kind {
        case .object:
            writer.object { writer in
                writeMembers(came.distinctMembers, others.map(\.distinctMembers), into: &writer)
            }
        case .array:
            let others = others.map { Array($0.elements) }
            writer.array { writer in
                for (index, element) in came.elements.enumerated() {
                    write(element, others.map { $0[index] }, into: &writer)
                }
            }
        case .string, .number:
            if let kind = currentKind(came) {
                writer.string(kind.description)
            } else if let literal = came.string.flatMap(ValueMatcher.literal) {
                writer.string(literal)
            } else {
                writer.raw(came)
            }
        case .bool, .null: writer.raw(came)
        }
    }

    /// Writes members; those with changing keys are written once, under the kind of their keys.
    private func writeMembers(_ came: [JSONMember], _ others: [[JSONMember]], into writer: inout JSONWriter) {
        let kinds = KeyKinds(came, others, now)
        var written: Set<ValueMatcher> = []
        let otherValues = others.map { Dictionary($0.map { (Array($0.key.utf8), $0.value) }) { $1 } }
        for member in came {
            guard let kind = kinds.kind(of: member.key) else {
                writer.key(member.key)
                write(member.value, otherValues.compactMap { $0[Array(member.key.utf8)] }, into: &writer)
                continue
            }
            guard written.insert(kind).inserted else { continue }
            let all = (came + others.flatMap(\.self)).filter { kinds.kind(of: $0.key) == kind }.map(\.value)
            writer.key(kind.description)
            write(member.value, Array(all.dropFirst()), into: &writer)
        }
    }

    private func writeKind(_ came: JSONNode, _ others: [JSONNode], into writer: inout JSONWriter) {
        writer.string(ChangingValue.kind(came, others, now).description)
    }

    /// The kind of a value that contains the current day or time.
    private func currentKind(_ value: JSONNode) -> ValueMatcher? {
        guard let now else { return nil }
        if value.kind == .number { return now.isNow(number: value.text) ? .number : nil }
        return value.string.flatMap(now.kind)
    }

    /// Whether two calls gave the same value at a place, or objects or arrays that can be written member by member.
    static func isAlike(_ one: JSONNode, _ other: JSONNode) -> Bool {
        switch (one.kind, other.kind) {
        case (.object, .object): true
        // Without knowing which elements correspond, only the count is compared.
        case (.array, .array): one.count == other.count
        default: JSONDocument.valuesEqual(one, other)
        }
    }
}

/// The keys of an object that change from call to call, with their kinds.
private struct KeyKinds {
    private var kinds: [String: ValueMatcher] = [:]

    init(_ came: [JSONMember], _ others: [[JSONMember]], _ now: CurrentTime?) {
        let calls = ([came] + others).map { Set($0.map(\.key)) }
        let stable = calls.dropFirst().reduce(calls[0]) { $0.intersection($1) }
        for key in calls.reduce(Set(), { $0.union($1) }) {
            if let kind = now?.kind(of: key) {
                kinds[key] = kind
            } else if !stable.contains(key) {
                kinds[key] = [ValueMatcher.uuid, .timestamp].first { $0.matches(string: key) } ?? .string
            }
        }
        // A key that is missing in some calls is not a changing key: of a changing key, each call has one.
        let lasting = Set(kinds.values).filter { kind in
            calls.allSatisfy { keys in keys.contains { kinds[$0] == kind } }
        }
        kinds = kinds.filter { lasting.contains($0.value) }
    }

    func kind(of key: String) -> ValueMatcher? { kinds[key] }
}
