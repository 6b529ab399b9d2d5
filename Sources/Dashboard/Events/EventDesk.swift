import LambdaModel

/// What the deck knows about saved events beside their lists.
struct EventDesk: Sendable {
    /// The last report about each expectation, by function and event.
    private var reports: [String: [String: ExpectationReport]] = [:]
    /// The event in the preview; nil if none was loaded yet.
    private(set) var preview: EventPreview?
    /// The event that is selected as soon as it is in the list, by function.
    private var wanted: [String: String] = [:]
    /// The changes that can be undone.
    var undo = EventUndo()
    /// The call that is saved or copied as soon as it is read; nil if there is none.
    var awaited: AwaitedCall?

    /// Records whether an expectation holds.
    mutating func receive(_ report: ExpectationReport, of event: String, function: String) {
        reports[function, default: [:]][event] = report
    }

    /// Whether the expectation of an event holds.
    func expectation(of event: String, function: String, in list: EventList) -> ExpectationState {
        list.details[event]?.expectationState(reports[function]?[event]) ?? .none
    }

    // MARK: The preview

    /// Asks for the content of an event, unless it is there or on its way. A file that was written is read again.
    mutating func load(_ event: String, of function: String, in list: EventList) -> [Effect] {
        let stamp = list.details[event]?.stamp
        if let preview, preview.event == event, preview.function == function, preview.stamp == stamp { return [] }
        // The old content stays until the new one is there.
        let isSame = preview?.event == event && preview?.function == function
        preview = EventPreview(
            function: function, event: event, stamp: stamp, content: isSame ? preview?.content : nil)
        return [.event(function: function, .load(event))]
    }

    /// Takes the content of an event, unless another one is wanted by now.
    mutating func receive(_ content: EventContent, of event: String, function: String) {
        guard preview?.event == event, preview?.function == function else { return }
        preview?.content = content
    }

    // MARK: The selection

    /// Selects an event as soon as it is in the list.
    mutating func want(_ event: String, of function: String) { wanted[function] = event }

    /// The place of the wanted event in a new list; nil if there is none.
    mutating func takeWanted(of function: String, in list: EventList) -> Int? {
        guard let name = wanted[function], let index = list.names.firstIndex(of: name) else { return nil }
        wanted[function] = nil
        return index
    }
}

/// The event in the preview.
public struct EventPreview: Sendable {
    /// Its function.
    public let function: String
    /// Its name.
    public let event: String
    /// The stamp of the file that is read; nil if the list does not say.
    let stamp: FileStamp?
    /// Its content; nil until it is read.
    public var content: EventContent?
}

/// The last changes of files of events, for undoing them.
struct EventUndo: Hashable, Sendable {
    /// The most changes.
    static let most = 10

    /// A change.
    struct Change: Hashable, Sendable {
        /// The function.
        let function: String
        /// What undoes it.
        let request: EventFileRequest
    }

    /// The changes, the last one at the end.
    private(set) var changes: [Change] = []
    /// The changes that are being undone: what they do are not changes to undo.
    private var running: [Change] = []

    /// Adds a change; the oldest one is forgotten if there are too many.
    mutating func add(_ request: EventFileRequest, of function: String) {
        changes = (changes + [Change(function: function, request: request)]).suffix(Self.most)
    }

    /// Removes the last change, which is undone now.
    mutating func take() -> Change? {
        guard let last = changes.popLast() else { return nil }
        running.append(last)
        return last
    }

    /// A request was answered.
    ///
    /// - Returns: whether it was to undo a change.
    mutating func end(_ request: EventFileRequest, of function: String) -> Bool {
        guard let index = running.firstIndex(of: Change(function: function, request: request)) else { return false }
        running.remove(at: index)
        return true
    }
}
