extension Key {
    /// The key's name in the help and in `config.json`.
    public var name: String {
        switch self {
        case .character(" "): "Space"
        case .character(let character): String(character)
        case .control(let character): "^" + character.uppercased()
        case .alt(" "): "M-Space"
        case .alt(let character): "M-" + String(character)
        case .function(let number): "F\(number)"
        case .enter: "Enter"
        case .escape: "Esc"
        case .tab: "Tab"
        case .backTab: "S-Tab"
        case .backspace: "Backspace"
        case .delete: "Del"
        case .insert: "Ins"
        case .up: "↑"
        case .down: "↓"
        case .left: "←"
        case .right: "→"
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        case .home: "Home"
        case .end: "End"
        }
    }

    /// Keys with a word as their name, and that word as the user may write it.
    private static let words: [(word: String, key: Key)] = [
        ("Space", .character(" ")), ("Enter", .enter), ("Esc", .escape), ("Tab", .tab), ("S-Tab", .backTab),
        ("Backspace", .backspace), ("Del", .delete), ("Ins", .insert), ("Up", .up), ("Down", .down), ("Left", .left),
        ("Right", .right), ("PgUp", .pageUp), ("PgDn", .pageDown), ("Home", .home), ("End", .end),
    ]

    /// Other words for keys.
    private static let otherWords: [(word: String, key: Key)] = [
        ("Return", .enter), ("Escape", .escape), ("Delete", .delete), ("Insert", .insert), ("PageUp", .pageUp),
        ("PageDown", .pageDown), ("↑", .up), ("↓", .down), ("←", .left), ("→", .right),
    ]

    /// The function keys that terminals send.
    private static let functionKeys = 1...12

    /// All words and function keys, for hints and the reference.
    static var wordNames: [String] { words.map(\.word) + functionKeys.map { "F\($0)" } }

    /// The key with a name; nil if there is none. Words may be in upper or lower case.
    public init?(name: String) {
        let lower = name.lowercased()
        if let found = (Self.words + Self.otherWords).first(where: { $0.word.lowercased() == lower }) {
            self = found.key
            return
        }
        let characters = Array(name)
        switch characters.count {
        case 1:
            guard characters[0] != " ", !Self.isHidden(characters[0]) else { return nil }
            self = .character(characters[0])
        case 2 where characters[0] == "^":
            guard let key = Self.withControl(characters[1]) else { return nil }
            self = key
        case 3 where lower.hasPrefix("m-"):
            guard !Self.isHidden(characters[2]), characters[2] != " " else { return nil }
            self = .alt(characters[2])
        default:
            if lower == "m-space" {
                self = .alt(" ")
            } else if lower.first == "f", let number = Int(lower.dropFirst()), Self.functionKeys.contains(number),
                lower == "f\(number)"
            {
                self = .function(number)
            } else {
                return nil
            }
        }
    }

    /// What a terminal sends for Control and a character: some are the same as other keys.
    private static func withControl(_ character: Character) -> Key? {
        switch character.lowercased() {
        case "m", "j": .enter
        case "i": .tab
        case "h": .backspace
        case "[": .escape
        case let lower where lower.count == 1 && ("a"..."z").contains(lower): .control(Character(lower))
        case "\\", "]", "^", "_", "@": .control(character)
        default: nil
        }
    }

    private static func isHidden(_ character: Character) -> Bool {
        character.isWhitespace || character.isNewline
            || character.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}
