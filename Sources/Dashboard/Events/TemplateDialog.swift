import JSONText
import LambdaModel
import Support

/// Chooses a template by typing, takes the values of its parameters one by one, and makes an event. Pasted JSON becomes
/// an event without a template.
public struct TemplateDialog: Hashable, Sendable {
    /// The values of a template's parameters.
    struct Filling: Hashable, Sendable {
        let choice: TemplateChoice
        /// Which parameter is typed.
        var index = 0
        /// What was typed; a missing one is the standard value.
        var values: [String: String] = [:]
        var line: EditableLine

        init(_ choice: TemplateChoice) {
            self.choice = choice
            line = EditableLine(choice.parameters[0].standard)
        }

        var parameter: TemplateChoice.Parameter { choice.parameters[index] }
        var use: TemplateUse { TemplateUse(choice.name, values) }

        /// Records what is typed.
        mutating func store() {
            let isStandard = line.text == parameter.standard
            values[parameter.name] = isStandard ? nil : line.text
        }

        /// Goes to another parameter.
        mutating func go(to index: Int) {
            self.index = index
            line = EditableLine(values[parameter.name] ?? parameter.standard)
        }
    }

    /// What becomes of the deck.
    enum Action: Hashable {
        /// Carry out these effects; there may be none.
        case effects([EventEffect])
        /// The panes are visible again.
        case close
        /// An event is made: ask for its name.
        case name([UInt8], suggestion: String)
    }

    /// All templates; nil until they are known.
    private(set) var choices: [TemplateChoice]?
    /// What the user typed to find one.
    private(set) var filter = EditableLine()
    /// The place of the selected one among those that are found.
    private(set) var selection = 0
    /// The values that are typed; nil while the user chooses.
    private(set) var filling: Filling?
    /// What the selected template makes with the values so far.
    private(set) var rendered: Rendered?
    /// What the user is told.
    private(set) var remark: String?
    /// The last use of a template whose event was asked for.
    private var asked: TemplateUse?
    /// Whether the event is made as soon as it is known.
    private var isWaiting = false
    /// The name of the template that is taken as soon as the templates are known; nil to let the user choose.
    private let taken: String?

    /// - Parameter name: the name of the template that is taken at once; nil to let the user choose.
    init(taking name: String? = nil) { taken = name }

    /// What a template makes.
    struct Rendered: Hashable, Sendable {
        let use: TemplateUse
        let result: RenderedTemplate
    }

    /// The templates that match what was typed, the best first.
    var found: [TemplateChoice] { TemplateSearch.found(filter.text, in: choices ?? []) }

    /// The selected template; nil if none is found.
    var selected: TemplateChoice? {
        let found = found
        return found.isEmpty ? nil : found[min(selection, found.count - 1)]
    }

    /// The template with the values so far.
    private var use: TemplateUse? { filling?.use ?? selected.map { TemplateUse($0.name) } }

    /// Whether the last parameter is typed.
    var isLastParameter: Bool { filling.map { $0.index == $0.choice.parameters.count - 1 } ?? false }

    // MARK: News

    /// Takes the templates.
    mutating func receive(_ templates: [TemplateChoice]) -> Action {
        choices = templates
        guard let taken, let index = found.firstIndex(where: { $0.name == taken }) else { return render() }
        selection = index
        let asked = render()
        let action = choose(.enter)
        return action == .effects([]) ? asked : action
    }

    /// Takes what a template makes, unless another one is selected by now.
    mutating func receive(_ result: RenderedTemplate, of use: TemplateUse) -> Action {
        guard use == self.use else { return .effects([]) }
        rendered = Rendered(use: use, result: result)
        return isWaiting ? finish() : .effects([])
    }

    private mutating func render() -> Action {
        guard let use, use != asked else { return .effects([]) }
        asked = use
        return .effects([.render(use)])
    }

    /// Makes the event, once it is known.
    private mutating func finish() -> Action {
        guard let use else { return .effects([]) }
        guard let rendered, rendered.use == use else {
            isWaiting = true
            return .effects([])
        }
        isWaiting = false
        switch rendered.result {
        case .event(let bytes): return .name(bytes, suggestion: use.template + ".json")
        case .problem(let text):
            remark = text
            return .effects([])
        }
    }

    // MARK: Keys

    /// Takes a key.
    mutating func handle(_ key: Key) -> Action {
        (remark, isWaiting) = (nil, false)
        return filling == nil ? choose(key) : fill(key)
    }

    private mutating func choose(_ key: Key) -> Action {
        let last = max(0, found.count - 1)
        switch key {
        case .escape, .control("c"): return .close
        case .down, .control("n"): selection = min(last, selection + 1)
        case .up, .control("p"): selection = max(0, min(last, selection) - 1)
        case .pageDown: selection = min(last, selection + 10)
        case .pageUp: selection = max(0, min(last, selection) - 10)
        case .enter, .tab:
            guard let selected else { return .effects([]) }
            guard !selected.parameters.isEmpty else { return finish() }
            filling = Filling(selected)
        default:
            guard filter.handle(key) else { return .effects([]) }
            selection = 0
        }
        return render()
    }

    private mutating func fill(_ key: Key) -> Action {
        guard var filling else { return .effects([]) }
        switch key {
        case .escape, .control("c"):
            self.filling = nil
            return render()
        case .enter where isLastParameter: return finish()
        case .control("s"): return finish()
        case .enter, .tab, .down: filling.go(to: min(filling.index + 1, filling.choice.parameters.count - 1))
        case .backTab, .up: filling.go(to: max(0, filling.index - 1))
        default:
            guard filling.line.handle(key) else { return .effects([]) }
            filling.store()
        }
        self.filling = filling
        return render()
    }

    /// Takes a click on a template: selects it, and takes it if it was selected.
    mutating func click(_ index: Int) -> Action {
        guard index != selection else { return handle(.enter) }
        selection = index
        return render()
    }

    // MARK: Pasted text

    /// Takes pasted text: JSON becomes an event, other text is typed.
    mutating func paste(_ text: String) -> Action {
        (remark, isWaiting) = (nil, false)
        if var filling {
            filling.line.insert(text)
            filling.store()
            self.filling = filling
            return render()
        }
        switch PastedEvent(text) {
        case .event(let bytes): return .name(bytes, suggestion: PastedEvent.name)
        case .mistake(let mistake):
            remark = "the pasted text is not JSON: \(mistake.place): \(mistake.message)"
            return .effects([])
        case .other:
            filter.insert(text)
            selection = 0
            return render()
        }
    }
}

/// What pasted text is.
enum PastedEvent: Hashable {
    /// An object or a list: the bytes of an event.
    case event([UInt8])
    /// It begins like one, and has a mistake.
    case mistake(EventMistake)
    /// Something else.
    case other

    /// The name for such an event.
    static let name = "pasted.json"

    init(_ text: String) {
        guard let first = text.first(where: { !$0.isWhitespace }), first == "{" || first == "[" else {
            self = .other
            return
        }
        let bytes = Array(text.utf8)
        if let mistake = EventMistake(bytes) {
            self = .mistake(mistake)
        } else {
            self = .event(bytes.last == UInt8(ascii: "\n") ? bytes : bytes + [UInt8(ascii: "\n")])
        }
    }
}

/// Finds templates by a few letters.
enum TemplateSearch {
    /// The templates that match all words of a text: those whose name begins with the first word come first, then those
    /// whose name contains it, then those that have its letters in order, or contain it in their description.
    static func found(_ text: String, in choices: [TemplateChoice]) -> [TemplateChoice] {
        let words = text.lowercased().split(separator: " ").map(String.init)
        guard !words.isEmpty else { return choices }
        let ranked = choices.enumerated().compactMap {
            place, choice -> (rank: Int, place: Int, choice: TemplateChoice)? in
            let ranks = words.compactMap { rank($0, choice) }
            return ranks.count == words.count ? (ranks.reduce(0, +), place, choice) : nil
        }
        return ranked.sorted { ($0.rank, $0.place) < ($1.rank, $1.place) }.map(\.choice)
    }

    private static func rank(_ word: String, _ choice: TemplateChoice) -> Int? {
        let name = choice.name.lowercased()
        if name.hasPrefix(word) { return 0 }
        if name.contains(word) { return 1 }
        if "\(choice.source) \(choice.summary)".lowercased().contains(word) { return 2 }
        var rest = name[...]
        for letter in word {
            guard let found = rest.firstIndex(of: letter) else { return nil }
            rest = rest[rest.index(after: found)...]
        }
        return 3
    }
}
