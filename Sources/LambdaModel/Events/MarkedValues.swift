import JSONText

/// Finds the values that a mark replaces.
public enum MarkedValues {
    /// The paths of all strings and keys that contain a mark, such as `headers.authorization`.
    ///
    /// - Parameters:
    ///   - mark: the text in place of a value.
    ///   - limit: the most paths.
    public static func paths(of mark: String, in document: JSONDocument, limit: Int = 100) -> [String] {
        var found: [String] = []
        var pending: [(node: JSONNode, path: ValuePath)] = [(document.root, .root)]
        while let (node, path) = pending.popLast(), found.count < limit {
            switch node.kind {
            case .string:
                guard node.string?.contains(mark) ?? false else { continue }
                found.append(path == .root ? "$" : path.description)
            case .object:
                for member in node.members.reversed() {
                    let inside = path.appending(key: member.key)
                    if member.key.contains(mark) { found.append(inside.description) }
                    pending.append((member.value, inside))
                }
            case .array:
                for (index, element) in node.elements.enumerated().reversed() {
                    pending.append((element, path.appending(index: index)))
                }
            case .number, .bool, .null: continue
            }
        }
        return found
    }
}
