/// SAM's rules for `Globals`: a function's own scalars win, objects are merged, lists are concatenated (SAM's
/// specification, "Globals section", "Overridable properties").
enum Globals {
    /// The globals without those that a function's `IgnoreGlobals` names: a list of properties, or `"*"` for all.
    static func kept(_ globals: SourceNode, besides ignored: SourceNode?) -> SourceNode? {
        guard let ignored else { return globals }
        let names = Set((ignored.isList ? ignored.elements : [ignored]).compactMap(\.text))
        if names.contains("*") { return nil }
        return SourceNode(.map(globals.members.filter { !names.contains($0.key) }), line: globals.line)
    }

    static func merged(_ global: SourceNode, _ own: SourceNode) -> SourceNode {
        switch (global.content, own.content) {
        case (.map(let globals), .map(let owns)) where Intrinsic.call(global) == nil && Intrinsic.call(own) == nil:
            var members = globals
            for member in owns {
                if let index = members.firstIndex(where: { $0.key == member.key }) {
                    members[index].value = merged(members[index].value, member.value)
                    members[index].line = member.line
                } else {
                    members.append(member)
                }
            }
            return SourceNode(.map(members), line: own.line)
        case (.list(let globals), .list(let owns)) where global.tag == nil && own.tag == nil:
            // A value that both have is there once.
            let known = Set(globals.map(content))
            return SourceNode(.list(globals + owns.filter { !known.contains(content($0)) }), line: own.line)
        case (.map, _), (.list, _), (.scalar, _), (.unknown, _):
            return own
        }
    }

    /// An element of a list without its lines and the quotes of a text.
    private static func content(_ element: SourceNode) -> SourceNode {
        let element = element.relined(to: 0)
        guard let text = element.text else { return element }
        return SourceNode(.scalar(text, isPlain: false), tag: element.tag, line: 0)
    }
}
