import JSONText

/// Which members of an object that came belong to which of an expected one: those with the same key, and to a key that is
/// a ``ValueKind`` all others whose keys are of that kind.
struct MemberPairs {
    /// The expected members, each with those that came for it; a key that is no kind has one at most.
    private(set) var pairs: [(expected: JSONMember, came: [JSONMember])] = []
    /// What came and is not expected.
    private(set) var others: [JSONMember] = []

    /// Of equal keys the last one counts.
    init(expected: JSONNode, came: JSONNode) {
        let wanted = expected.lastMembers
        let cameMembers = came.distinctMembers
        let there = Dictionary(cameMembers.map { (Array($0.key.utf8), $0) }) { $1 }
        var taken: Set<[UInt8]> = []
        var kinds: [(place: Int, kind: ValueKind)] = []
        for member in expected.members {
            let key = Array(member.key.utf8)
            guard wanted[key] == member.value else { continue }
            if let found = there[key] {
                taken.insert(key)
                pairs.append((member, [found]))
            } else {
                if let kind = ValueKind(member.key) { kinds.append((pairs.count, kind)) }
                pairs.append((member, []))
            }
        }
        for member in cameMembers where !taken.contains(Array(member.key.utf8)) {
            // A narrow kind before one that takes every key.
            let fitting = kinds.filter { $0.kind.matches(string: member.key) }
            if let place = (fitting.first { ![.any, .string].contains($0.kind) } ?? fitting.first)?.place {
                pairs[place].came.append(member)
            } else {
                others.append(member)
            }
        }
    }
}

extension JSONNode {
    /// The members, of equal keys the last one alone.
    var distinctMembers: [JSONMember] {
        let last = lastMembers
        return members.filter { last[Array($0.key.utf8)] == $0.value }
    }
}
