extension JSONDocument {
    /// Whether two values, of the same or of different documents, have the same meaning. Key order does not matter,
    /// arrays are compared in order, numbers exactly by value (`1.0` is `1`, `1e2` is `100`, without rounding), strings
    /// by their Unicode scalars. Of duplicate keys the last one counts.
    public static func valuesEqual(_ left: JSONNode, _ right: JSONNode) -> Bool {
        var pending = [(left, right)]
        while let (left, right) = pending.popLast() {
            guard left.kind == right.kind else { return false }
            switch left.kind {
            case .null:
                break
            case .bool:
                guard left.bool == right.bool else { return false }
            case .number:
                guard DecimalText(left.storage.source(left.index)) == DecimalText(right.storage.source(right.index))
                else { return false }
            case .string:
                guard left.storage.decodedString(left.index) == right.storage.decodedString(right.index)
                else { return false }
            case .array:
                guard left.count == right.count else { return false }
                pending.append(contentsOf: zip(left.elements, right.elements))
            case .object:
                let leftMembers = left.lastMembers
                let rightMembers = right.lastMembers
                guard leftMembers.count == rightMembers.count else { return false }
                for (key, value) in leftMembers {
                    guard let other = rightMembers[key] else { return false }
                    pending.append((value, other))
                }
            }
        }
        return true
    }
}

extension JSONNode {
    /// Values by the UTF-8 of their keys: `String` would treat canonically equivalent keys as the same.
    fileprivate var lastMembers: [ArraySlice<UInt8>: JSONNode] {
        var result: [ArraySlice<UInt8>: JSONNode] = [:]
        result.reserveCapacity(count)
        for member in members { result[storage.decodedString(member.keyNode.index)] = member.value }
        return result
    }
}
