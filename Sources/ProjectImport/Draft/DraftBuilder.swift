import LambdaModel

/// Collects functions in a draft that lamdeck can load: what would be an error in `functions.json` becomes a note.
struct DraftBuilder {
    private(set) var draft: ImportDraft
    /// The names in use, by their lower case.
    private var names: [String: String] = [:]
    private var notedReasons: Set<String> = []
    private var ports: Set<Int> = []
    private var paths: Set<String> = []
    private var apiNames: Set<String> = []
    /// The names of the functions of the draft.
    private var added: Set<String> = []
    /// The event sources that are routes of APIs.
    private(set) var webEvents: [WebEvent] = []

    init(format: String) { draft = ImportDraft(format: format) }

    mutating func note(_ line: Int?, _ subject: String, _ message: String) {
        draft.notes.append(ImportNote(line: line, subject: subject, message: message))
    }

    /// Adds a note unless one with this reason was added before.
    mutating func noteOnce(_ reason: String, _ line: Int?, _ subject: String, _ message: String) {
        if notedReasons.insert(reason).inserted { note(line, subject, message) }
    }

    /// Sets the registry of the base images.
    mutating func setRegistry(_ registry: String) { draft.registry = registry }

    /// Reserves a name that is unique in the draft.
    mutating func claimName(_ wanted: String, line: Int) -> String {
        let safe = SafeName.function(wanted)
        let other = names[safe.lowercased()]
        let name = claimFreeName(safe)
        guard name != wanted else { return name }
        let reason =
            switch other {
            case nil: "a name is 1 to 64 letters, digits, - and _"
            case safe?: "another function has the name \"\(safe)\""
            case let other?:
                "\"\(other)\" differs only in case, and some disks do not distinguish such folders"
            }
        note(line, String(wanted.prefix(80)), "is \"\(name)\" here: \(reason)")
        return name
    }

    /// Reserves a unique name derived from one that lamdeck has chosen.
    mutating func claimFreeName(_ wanted: String) -> String {
        // Folders are named after functions, and some disks ignore case.
        let name = SafeName.unique(wanted) { names[$0.lowercased()] != nil }
        names[name.lowercased()] = name
        return name
    }

    /// Adds a function whose name was claimed. One that cannot run is left out with a note.
    ///
    /// - Parameters:
    ///   - line: the line of the function.
    ///   - lines: the lines of its properties, by their keys in `functions.json`.
    /// - Returns: whether it was added.
    @discardableResult
    mutating func add(_ function: DraftFunction, line: Int, lines: [String: Int] = [:]) -> Bool {
        var checked = DraftCheck(function: function, line: line, lines: lines)
        checked.run()
        if let port = checked.function.port, !ports.insert(port).inserted {
            checked.note("port", "another function has port \(port) already; lamdeck chooses one")
            checked.function.port = nil
        }
        draft.notes += checked.notes
        guard checked.isUsable else { return false }
        if checked.function.code == nil, !checked.function.isContainerImage {
            let folder = "code/\(function.name)"
            checked.function.code = folder
            if paths.insert(folder).inserted { draft.folders.append(folder) }
        }
        checked.function.line = line
        checked.function.lines = lines
        draft.functions.append(checked.function)
        added.insert(checked.function.name)
        return true
    }

    /// Saves an event for the function that was added last, if it has that name.
    mutating func giveEvent(_ text: String, named name: String, to function: String) {
        guard let last = draft.functions.indices.last, draft.functions[last].name == function else { return }
        let folder = "events/\(function)"
        let file = SafeName.unique(SafeName.file(name)) { paths.contains("\(folder)/\($0).json".lowercased()) }
        addFile("\(folder)/\(file).json", text)
        draft.functions[last].events = folder
    }

    /// Whether the draft has a function of that name.
    func has(function name: String) -> Bool { added.contains(name) }

    /// Keeps an event source that is a route of an API.
    mutating func addWebEvent(_ event: WebEvent) { webEvents.append(event) }

    /// Reserves a name that no other API of the draft has.
    mutating func claimAPIName(_ wanted: String) -> String {
        let name = SafeName.unique(SafeName.function(wanted)) { apiNames.contains($0.lowercased()) }
        apiNames.insert(name.lowercased())
        return name
    }

    /// Adds an API that was checked.
    mutating func addAPI(_ api: DraftAPI) { draft.apis.append(api) }

    /// Changes a function of the draft, if it has one of that name.
    mutating func change(_ function: String, _ change: (inout DraftFunction) -> Void) {
        guard let index = draft.functions.firstIndex(where: { $0.name == function }) else { return }
        change(&draft.functions[index])
    }

    /// Adds a file. Paths that differ only in case count as equal, as on some disks.
    mutating func addFile(_ path: String, _ text: String) {
        paths.insert(path.lowercased())
        draft.files.append(DraftFile(path: path, text: text))
    }

    /// The draft, with its notes in the order of the file and without duplicates.
    func finished() -> ImportDraft {
        var result = draft
        // Sorting keeps the order within a line only if it also compares the index.
        result.notes = NoteMerge.merged(draft.notes, functions: Set(names.values)).enumerated()
            .sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }
            .map(\.element)
        return result
    }
}
