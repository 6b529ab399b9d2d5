import LambdaModel
import Support

/// What a key did to a search bar.
enum SearchBarAction: Hashable, Sendable {
    /// The bar's own change at most: the caret moved.
    case none
    /// The pattern or its mode changed: search again, from the place that had the cursor when the bar opened.
    case changed
    /// Enter: the pattern stays, and the list gets the keys.
    case kept
    /// Esc: there is no pattern any more.
    case cleared
    /// Go to the next match.
    case next
    /// Go to the previous match.
    case previous
    /// The key is not the bar's.
    case ignored
}

/// The line in which the user types a search or a filter. It knows nothing of the list that is searched: its owner
/// searches ``pattern`` and reports ``count`` and ``current``.
///
/// Give each key to ``handle(_:)``, also while ``isTyping`` is false: then it opens the bar for `/` and `&`, and
/// answers `n` and `N`.
struct SearchBar: Hashable, Sendable {
    /// What happens to the lines that match.
    enum Mode: Hashable, Sendable, CaseIterable {
        /// They are found and highlighted: `/`.
        case search
        /// Only they are shown: `&`.
        case only
        /// They are not shown: `&!`.
        case hide

        /// The characters before the pattern.
        var prompt: String {
            switch self {
            case .search: "/"
            case .only: "&"
            case .hide: "&!"
            }
        }
    }

    /// The most characters of a pattern.
    private static let maximumLength = 200
    /// The most searches that are remembered.
    private static let maximumHistory = 30

    /// The pattern as typed.
    private(set) var text = ""
    /// The place of the caret: the number of characters before it.
    private(set) var caret = 0
    /// What happens to the lines that match.
    private(set) var mode = Mode.search
    /// Whether the bar gets all keys.
    private(set) var isTyping = false
    /// What is wrong with the pattern; nil if it can be used.
    private(set) var problem: String?
    /// The pattern to search; nil if there is none or it cannot be used.
    private(set) var pattern: SearchPattern?
    /// How many matches there are; nil while that is unknown.
    var count: Int?
    /// The number of the match that has the cursor, from 1; nil if none has it.
    var current: Int?
    /// Earlier searches, the latest last.
    private(set) var history: [String] = []
    /// The shown search of the history; nil while the user types a new one.
    private var recalled: Int?
    /// The text that the user was typing before a search of the history was shown.
    private var draft = ""

    /// Whether the bar has something to show.
    var isVisible: Bool { isTyping || !text.isEmpty }

    /// Opens the bar for a new pattern.
    mutating func begin(_ mode: Mode) {
        self.mode = mode
        isTyping = true
        (recalled, draft) = (nil, "")
        replace("")
    }

    /// Removes the pattern and closes the bar.
    mutating func clear() {
        isTyping = false
        replace("")
    }

    /// Takes a key.
    mutating func handle(_ key: Key) -> SearchBarAction {
        guard isTyping else { return handleClosed(key) }
        switch key {
        case .character("!") where text.isEmpty && mode != .search:
            mode = mode == .only ? .hide : .only
            return .changed
        case .character(let character): return insert(String(character))
        case .backspace, .control("h"): return deleteBackward()
        case .delete: return remove(caret..<min(caret + 1, text.count))
        case .control("u"): return remove(0..<caret)
        case .control("k"): return remove(caret..<text.count)
        case .control("w"): return remove(startOfWord..<caret)
        case .left, .right, .home, .end, .control("a"), .control("e"), .control("b"), .control("f"):
            return moveCaret(key)
        case .up: return recall(-1)
        case .down: return recall(1)
        case .enter: return keep()
        case .escape, .control("c"):
            clear()
            return .cleared
        case .control, .alt, .function, .tab, .backTab, .insert, .pageUp, .pageDown: return .ignored
        }
    }

    /// Takes pasted text, of which the first line counts. Without an open bar it does nothing.
    mutating func paste(_ text: String) -> SearchBarAction {
        guard isTyping else { return .ignored }
        return insert(text.split(whereSeparator: \.isNewline).first.map(String.init) ?? "")
    }

    // MARK: Keys

    /// Keys while the list has the focus.
    private mutating func handleClosed(_ key: Key) -> SearchBarAction {
        switch key {
        case .character("/"): begin(.search)
        case .character("&"): begin(.only)
        case .character("n"): return pattern == nil || mode != .search ? .ignored : .next
        case .character("N"): return pattern == nil || mode != .search ? .ignored : .previous
        case .escape:
            guard !text.isEmpty else { return .ignored }
            clear()
            return .cleared
        default: return .ignored
        }
        return .changed
    }

    private mutating func insert(_ typed: String) -> SearchBarAction {
        let room = Self.maximumLength - text.count
        let plain = typed.unicodeScalars.filter { !$0.isControl }
        let added = String(String(String.UnicodeScalarView(plain)).prefix(room))
        guard !added.isEmpty else { return .none }
        let before = text.count
        var next = text
        next.insert(contentsOf: added, at: next.index(next.startIndex, offsetBy: caret))
        // A combining mark joins the character before it.
        let place = caret + next.count - before
        replace(next, caret: place)
        return .changed
    }

    private mutating func deleteBackward() -> SearchBarAction {
        guard text.isEmpty else { return remove(max(0, caret - 1)..<caret) }
        guard mode != .hide else {
            mode = .only
            return .changed
        }
        clear()
        return .cleared
    }

    private mutating func remove(_ range: Range<Int>) -> SearchBarAction {
        guard !range.isEmpty else { return .none }
        var characters = Array(text)
        characters.removeSubrange(range)
        replace(String(characters), caret: range.lowerBound)
        return .changed
    }

    private mutating func moveCaret(_ key: Key) -> SearchBarAction {
        switch key {
        case .left, .control("b"): caret = max(0, caret - 1)
        case .right, .control("f"): caret = min(text.count, caret + 1)
        case .home, .control("a"): caret = 0
        default: caret = text.count
        }
        return .none
    }

    /// The start of the word before the caret, without the blanks after it.
    private var startOfWord: Int {
        let characters = Array(text)
        var place = caret
        while place > 0, characters[place - 1] == " " { place -= 1 }
        while place > 0, characters[place - 1] != " " { place -= 1 }
        return place
    }

    /// Shows an earlier or later search; after the last one, what the user was typing.
    private mutating func recall(_ direction: Int) -> SearchBarAction {
        let place = (recalled ?? history.count) + direction
        guard (0...history.count).contains(place), place != recalled else { return .none }
        if recalled == nil {
            guard direction < 0 else { return .none }
            draft = text
        }
        recalled = place == history.count ? nil : place
        replace(recalled.map { history[$0] } ?? draft)
        return .changed
    }

    private mutating func keep() -> SearchBarAction {
        guard !text.isEmpty else {
            clear()
            return .cleared
        }
        // The user is still at the pattern if it cannot be used.
        guard pattern != nil else { return .none }
        isTyping = false
        history.removeAll { $0 == text }
        history.append(text)
        if history.count > Self.maximumHistory { history.removeFirst() }
        return .kept
    }

    /// Replaces the text, and reads it as a pattern.
    private mutating func replace(_ text: String, caret: Int? = nil) {
        self.text = text
        self.caret = min(caret ?? text.count, text.count)
        (count, current, problem, pattern) = (nil, nil, nil, nil)
        guard !text.isEmpty else { return }
        do throws(PatternProblem) { pattern = try SearchPattern(text) } catch { problem = error.description }
    }
}
