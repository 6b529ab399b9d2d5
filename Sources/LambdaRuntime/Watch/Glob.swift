/// One line of the language of gitignore(5): `*.md` and `dist` mean a name at any depth, `/build` and `docs/**` a path
/// seen from the root, `dist/` only a folder, `!kept.tmp` takes back what an earlier one ignores.
struct Glob: Sendable {
    private enum Part {
        /// `**`: any folders, also none.
        case anyFolders
        /// A name without wildcards, which is most of them.
        case exact(ArraySlice<UInt8>)
        case pattern(ArraySlice<UInt8>)
    }

    /// Whether it cancels what an earlier glob ignores.
    let isNegated: Bool
    private let isFolderOnly: Bool
    private let isNameOnly: Bool
    private let parts: [Part]

    /// Nil if the text names nothing: it is empty, or has only slashes.
    init?(_ text: String) {
        var bytes = Array(text.utf8)[...]
        isNegated = bytes.first == UInt8(ascii: "!")
        if isNegated { bytes.removeFirst() }
        isFolderOnly = bytes.last == UInt8(ascii: "/")
        while bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
        isNameOnly = !bytes.contains(UInt8(ascii: "/"))
        let names = bytes.split(separator: UInt8(ascii: "/"))
        guard !names.isEmpty else { return nil }
        let special = Set("*?[\\".utf8)
        parts = names.map { name in
            if name.elementsEqual("**".utf8) { return .anyFolders }
            return name.contains(where: special.contains) ? .pattern(name) : .exact(name)
        }
    }

    /// Whether it means this path.
    ///
    /// - Parameter names: the path's parts, seen from the root.
    func matches(_ names: [ArraySlice<UInt8>], isFolder: Bool) -> Bool {
        guard isFolder || !isFolderOnly else { return false }
        return Self.match(parts[...], isNameOnly ? names.suffix(1) : names[...])
    }

    private static func match(_ parts: ArraySlice<Part>, _ names: ArraySlice<ArraySlice<UInt8>>) -> Bool {
        guard let part = parts.first else { return names.isEmpty }
        switch part {
        case .anyFolders:
            // At the end it means all that is inside, and so at least one name.
            guard parts.count > 1 else { return !names.isEmpty }
            return (names.startIndex...names.endIndex).contains { match(parts.dropFirst(), names[$0...]) }
        case .exact(let name):
            return names.first == name && match(parts.dropFirst(), names.dropFirst())
        case .pattern(let pattern):
            guard let name = names.first, matchName(pattern, name) else { return false }
            return match(parts.dropFirst(), names.dropFirst())
        }
    }

    /// One name against `*`, `?`, `[a-z]`, `[!a-z]` and `\`. Only the last `*` is retried, so that no pattern takes
    /// more steps than its length times the name's.
    private static func matchName(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
        var (pattern, name) = (pattern, name)
        var retry: (pattern: ArraySlice<UInt8>, name: ArraySlice<UInt8>)?
        while true {
            if pattern.first == UInt8(ascii: "*") {
                pattern = pattern.drop { $0 == UInt8(ascii: "*") }
                retry = (pattern, name)
            } else if let byte = name.first, let rest = matchOne(pattern, byte) {
                pattern = rest
                name = name.dropFirst()
            } else if pattern.isEmpty, name.isEmpty {
                return true
            } else {
                guard let last = retry, !last.name.isEmpty else { return false }
                retry = (last.pattern, last.name.dropFirst())
                pattern = last.pattern
                name = last.name.dropFirst()
            }
        }
    }

    /// The rest of the pattern if its first sign matches this byte; nil if not.
    private static func matchOne(_ pattern: ArraySlice<UInt8>, _ byte: UInt8) -> ArraySlice<UInt8>? {
        guard let sign = pattern.first else { return nil }
        switch sign {
        case UInt8(ascii: "?"):
            return pattern.dropFirst()
        case UInt8(ascii: "\\") where pattern.count > 1:
            let literal = pattern.dropFirst()
            return literal.first == byte ? literal.dropFirst() : nil
        case UInt8(ascii: "["):
            return matchClass(pattern, byte)
        default:
            return sign == byte ? pattern.dropFirst() : nil
        }
    }

    private static func matchClass(_ pattern: ArraySlice<UInt8>, _ byte: UInt8) -> ArraySlice<UInt8>? {
        var inside = pattern.dropFirst()
        let isInverted = inside.first == UInt8(ascii: "!") || inside.first == UInt8(ascii: "^")
        if isInverted { inside.removeFirst() }
        // A `]` at the start of a class belongs to it. A `[` without an end means itself.
        guard let end = inside.dropFirst().firstIndex(of: UInt8(ascii: "]")) else {
            return byte == UInt8(ascii: "[") ? pattern.dropFirst() : nil
        }
        var isIn = false
        var signs = inside[..<end]
        while let low = signs.popFirst() {
            var high = low
            if signs.count > 1, signs.first == UInt8(ascii: "-") {
                signs.removeFirst()
                high = signs.popFirst() ?? low
            }
            if low <= byte, byte <= high { isIn = true }
        }
        return isIn != isInverted ? inside[(end + 1)...] : nil
    }
}
