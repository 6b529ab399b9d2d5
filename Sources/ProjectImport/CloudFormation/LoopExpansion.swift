/// Expands `Fn::ForEach` (CloudFormation's reference, "AWS::LanguageExtensions transform"): a loop is replaced by its
/// members, with its variable replaced in keys and values.
struct LoopExpansion {
    /// The most values that all loops of a template may create.
    static let mostValues = 200_000
    private static let key = "Fn::ForEach::"

    private(set) var scope: TemplateScope
    private(set) var notes: [ImportNote] = []
    private var made = 0
    private var depth = 0

    init(scope: TemplateScope) { self.scope = scope }

    /// Whether a tree contains a loop.
    static func isNeeded(_ node: SourceNode) -> Bool {
        switch node.content {
        case .scalar, .unknown: false
        case .list(let elements): elements.contains(where: isNeeded)
        case .map(let members): members.contains { $0.key.hasPrefix(key) || isNeeded($0.value) }
        }
    }

    /// The members with all loops in them expanded, at any depth. Of equal keys the last one counts.
    mutating func expanded(_ members: [SourceMember]) -> [SourceMember] {
        var result: [SourceMember] = []
        var places: [String: Int] = [:]
        func add(_ member: SourceMember) {
            if let place = places[member.key] {
                result[place] = member
            } else {
                places[member.key] = result.count
                result.append(member)
            }
        }
        for member in members {
            if member.key.hasPrefix(Self.key) {
                for made in carriedOut(member) { add(made) }
            } else {
                add(SourceMember(key: member.key, line: member.line, value: expanded(member.value)))
            }
        }
        return result
    }

    private mutating func expanded(_ node: SourceNode) -> SourceNode {
        var result = node
        switch node.content {
        case .scalar, .unknown: break
        case .list(let elements): result.content = .list(elements.map { expanded($0) })
        case .map(let members): result.content = .map(expanded(members))
        }
        return result
    }

    private mutating func carriedOut(_ loop: SourceMember) -> [SourceMember] {
        depth += 1
        defer { depth -= 1 }
        do throws(Unresolved) {
            guard depth < 20 else { throw Unresolved(why: "loops are nested too deeply") }
            return try members(loop)
        } catch {
            notes.append(
                ImportNote(
                    line: loop.line, subject: String(loop.key.prefix(80)), message: "the loop is left out: \(error.why)"
                ))
            return []
        }
    }

    private mutating func members(_ loop: SourceMember) throws(Unresolved) -> [SourceMember] {
        let parts = loop.value.elements
        guard parts.count == 3, let variable = parts[0].text, parts[2].isMap else {
            throw Unresolved(why: "it takes a name, a list and an object")
        }
        var values: [String] = []
        for element in try scope.list(parts[1]) {
            // An element may be a parameter of a list type.
            for part in element.isList ? try scope.list(element) : [element] { values.append(try scope.text(part)) }
        }
        var result: [SourceMember] = []
        for value in values {
            let replacement = Replacement(variable, value)
            var body: [SourceMember] = []
            for member in parts[2].members { body.append(try replaced(member, replacement)) }
            result += expanded(body)
        }
        return result
    }

    private struct Replacement {
        let name: String
        let value: String
        private let pairs: [(String, String)]

        init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
            // Logical ids have only letters and digits; the second form exists for them.
            let word = String(value.unicodeScalars.filter { $0.properties.isAlphabetic || "0"..."9" ~= $0 })
            pairs = [("${\(name)}", value), ("&{\(name)}", word)]
        }

        func text(_ text: String) -> String {
            text.contains("{") ? pairs.reduce(text) { $0.replacing($1.0, with: $1.1) } : text
        }
    }

    private mutating func replaced(
        _ member: SourceMember, _ replacement: Replacement
    ) throws(Unresolved) -> SourceMember {
        SourceMember(
            key: replacement.text(member.key), line: member.line, value: try replaced(member.value, replacement))
    }

    private mutating func replaced(_ node: SourceNode, _ replacement: Replacement) throws(Unresolved) -> SourceNode {
        made += 1
        if made > Self.mostValues { throw Unresolved(why: "loops make more than \(Self.mostValues) values") }
        if let (name, argument) = Intrinsic.call(node), name == Intrinsic.ref.rawValue,
            argument.text == replacement.name
        {
            return SourceNode(text: replacement.value, line: node.line)
        }
        var result = node
        switch node.content {
        case .unknown: break
        case .scalar(let text, _):
            let changed = replacement.text(text)
            if changed != text { result.content = .scalar(changed, isPlain: false) }
        case .list(let elements):
            var parts: [SourceNode] = []
            for element in elements { parts.append(try replaced(element, replacement)) }
            result.content = .list(parts)
        case .map(let members):
            var parts: [SourceMember] = []
            for member in members { parts.append(try replaced(member, replacement)) }
            result.content = .map(parts)
        }
        return result
    }
}
