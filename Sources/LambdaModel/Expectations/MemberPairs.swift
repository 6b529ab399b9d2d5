import JSONText

/// Pairs the members of an expected object with those of an actual one: by equal keys, and for an expected key that is
/// a ``ValueMatcher``, all others with keys of that kind.
struct MemberPairs {
    /// The expected members, each with its actual ones; at most one unless the key is a kind.
    private(set) var pairs: [(expected: JSONMember, came: [JSONMember])] = []
    /// The actual members that are not expected.
    private(set) var others: [JSONMember] = []

    /// Of equal keys the last one counts.
    init(expected: JSONNode, came: JSONNode) {
        let wanted = expected.lastMembers
        let cameMembers = came.distinctMembers
        let there = Dictionary(cameMembers.map { (Array($0.key.utf8), $0) }) { $1 }
        var taken: Set<[UInt8]> = []
        var kinds: [(place: Int, kind: ValueMatcher)] = []
        for member in expected.members {
            let key = Array(member.key.utf8)
            guard wanted[key] == member.value else { continue }
            if let found = there[key] {
                taken.insert(key)
                pairs.append((member, [found]))
            } else {
                if let kind = ValueMatcher(member.key) { kinds.append((pairs.count, kind)) }
                pairs.append((member, []))
            }
        }
        for member in cameMembers where !taken.contains(Array(member.key.utf8)) {
            // A narrow kind has precedence over one that matches every key.
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
    /// The members without duplicates; of equal keys the last one counts.
    var distinctMembers: [JSONMember] {
        let last = lastMembers
        return members.filter { last[Array($0.key.utf8)] == $0.value }
    }
}
