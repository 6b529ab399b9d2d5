import JSONText

/// Compares a value with the expected one: key order does not matter, arrays are compared in order, numbers exactly by
/// value (`1.0` is `1`), and a string that is a ``ValueMatcher`` matches all values of that kind.
enum ValueComparison {
    /// The most differences to collect; more would not help.
    static let mostMismatches = 100

    private enum Work {
        case compare(JSONNode, JSONNode, ValuePath)
        case note(Mismatch)
    }

    /// The first ``mostMismatches`` differences, in the order of the expectation.
    static func mismatches(expected: JSONNode, came: JSONNode, at path: ValuePath) -> [Mismatch] {
        guard !JSONDocument.valuesEqual(expected, came) || expected.mayHoldKinds else { return [] }
        var found: [Mismatch] = []
        // An explicit stack, since values may be nested more deeply than the call stack allows.
        var pending = [Work.compare(expected, came, path)]
        while found.count < mostMismatches, let work = pending.popLast() {
            switch work {
            case .note(let mismatch): found.append(mismatch)
            case .compare(let expected, let came, let path):
                if expected.kind == .object, came.kind == .object {
                    pending += members(expected, came, path).reversed()
                } else if expected.kind == .array, came.kind == .array {
                    pending += elements(expected, came, path).reversed()
                } else if !matches(expected, came) {
                    found.append(difference(expected, came, path))
                }
            }
        }
        return found
    }

    /// Whether a value matches the expected one; objects and arrays are compared without kinds.
    static func matches(_ expected: JSONNode, _ came: JSONNode) -> Bool {
        guard let kind = expected.string.flatMap({ ValueMatcher($0) }) else {
            return JSONDocument.valuesEqual(expected, came)
        }
        if kind == .any { return true }
        if kind == .number { return came.kind == .number }
        return came.string.map(kind.matches) ?? false
    }

    private static func difference(_ expected: JSONNode, _ came: JSONNode, _ path: ValuePath) -> Mismatch {
        let kind = expected.string.flatMap { ValueMatcher($0) }
        let hint = expected.string.map(ValueMatcher.hint) ?? ""
        return Mismatch(
            path: path.description, expected: (kind?.description ?? Mismatch.text(expected)) + hint,
            came: Mismatch.text(came), position: expected.position)
    }

    private static func members(_ expected: JSONNode, _ came: JSONNode, _ path: ValuePath) -> [Work] {
        let pairs = MemberPairs(expected: expected, came: came)
        var work: [Work] = []
        for (member, found) in pairs.pairs {
            work += found.map { .compare(member.value, $0.value, path.appending(key: $0.key)) }
            guard found.isEmpty else { continue }
            work.append(
                .note(
                    Mismatch(
                        path: path.appending(key: member.key).description, expected: shown(member.value),
                        came: "nothing", position: member.keyPosition)))
        }
        for member in pairs.others {
            work.append(
                .note(
                    Mismatch(
                        path: path.appending(key: member.key).description, expected: "nothing",
                        came: Mismatch.text(member.value), position: expected.position)))
        }
        return work
    }

    private static func elements(_ expected: JSONNode, _ came: JSONNode, _ path: ValuePath) -> [Work] {
        let there = Array(came.elements)
        var work: [Work] = []
        for (index, element) in expected.elements.enumerated() {
            let place = path.appending(index: index)
            if index < there.count {
                work.append(.compare(element, there[index], place))
            } else {
                work.append(
                    .note(
                        Mismatch(
                            path: place.description, expected: shown(element), came: "nothing",
                            position: element.position)))
            }
        }
        for index in there.indices.dropFirst(expected.count) {
            work.append(
                .note(
                    Mismatch(
                        path: path.appending(index: index).description, expected: "nothing",
                        came: Mismatch.text(there[index]), position: expected.position)))
        }
        return work
    }

    private static func shown(_ node: JSONNode) -> String {
        node.string.flatMap { ValueMatcher($0) }?.description ?? Mismatch.text(node)
    }
}

extension JSONNode {
    /// Values by the UTF-8 of their keys, the last one of duplicates. `String` would treat canonically equivalent keys
    /// as the same.
    var lastMembers: [[UInt8]: JSONNode] {
        var result: [[UInt8]: JSONNode] = [:]
        result.reserveCapacity(count)
        for member in members { result[Array(member.key.utf8)] = member.value }
        return result
    }

    /// Whether it may contain a string that is a ``ValueMatcher``. A literal string that looks like one counts as well, so
    /// `<uuid>` does not match the text `<uuid>`.
    fileprivate var mayHoldKinds: Bool { text.utf8.contains(UInt8(ascii: "<")) || text.contains("\\u003") }
}
