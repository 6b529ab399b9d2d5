import LambdaModel
import OrderedCollections

/// The state of the deck. Only `update` changes it, and only `view` draws it.
public struct Model: Sendable {
    /// The screen's size.
    public internal(set) var size: Size
    /// The functions, in the manifest's order.
    public internal(set) var functions: OrderedDictionary<String, FunctionItem> = [:]
    /// The selected function's name; nil if there is none.
    public internal(set) var selected: String?
    /// The pane that gets the keys.
    public internal(set) var focus: Pane = .functions
    /// Whether that pane has the whole screen.
    public internal(set) var isZoomed = false
    /// What covers the panes.
    public internal(set) var overlay: Overlay?
    /// Whether there is an engine.
    public internal(set) var engine: EngineStatus = .connecting
    /// The status of functions.json.
    public internal(set) var manifest: ManifestStatus = .loading
    /// A message for the user, shown until the next key.
    public internal(set) var notice: Notice?
    /// Whether long lines are wrapped.
    public internal(set) var wraps = true
    /// Whether log lines show their time.
    public internal(set) var showsTimes = true
    /// Whether the emulator's lines are shown.
    public internal(set) var showsEmulator = false
    /// The time of the last tick: seconds since 1970.
    public internal(set) var now: Double
    /// Seconds that local time is ahead of UTC.
    public var secondsFromUTC: Int
    /// The last event that was invoked, with its row in the history if it was taken from there.
    var last: (function: String, event: String, kept: Int64?)?
    var nextInvocation: InvocationID = 1
    /// Calls that arrived through the endpoint, for showing which call made which.
    var traced = TracedCalls()
    /// How the program is quitting; nil while it is not.
    var quitting: QuitMode?

    /// An empty deck.
    public init(size: Size, now: Double, secondsFromUTC: Int = 0) {
        self.size = size
        self.now = now
        self.secondsFromUTC = secondsFromUTC
    }

    /// Whether something on the screen moves by itself and needs ticks.
    public var isMoving: Bool {
        quitting != nil || functions.values.contains { $0.state.isTransient || $0.isInvoking || $0.isBusy }
            || (engine == .connecting && !functions.isEmpty)
    }

    /// The selected function.
    var item: FunctionItem? { selected.flatMap { functions[$0] } }

    /// Functions whose container runs or is starting.
    public var live: [String] { functions.values.filter { $0.isLive }.map(\.info.name) }

    /// Changes the selected function, if there is one.
    mutating func withSelected(_ change: (inout FunctionItem) -> Void) {
        guard let selected, functions[selected] != nil else { return }
        change(&functions[selected]!)
    }
}

/// What covers the panes and gets the keys.
public enum Overlay: Hashable, Sendable {
    /// The keys, scrolled down by some rows.
    case help(scrolled: Int)
    /// How to quit while functions run.
    case confirmQuit
    /// Whether to stop all functions.
    case confirmStopAll
    /// What is wrong with functions.json, scrolled down by so many rows.
    case problems(scrolled: Int)
    /// A line whose first key opens a text prompt in other programs.
    case typedLine(TypedLine)
    /// The history of invocations.
    case history(HistoryList)
}

/// The status of functions.json.
public enum ManifestStatus: Hashable, Sendable {
    /// Not read yet.
    case loading
    /// Not there; the folders that were searched.
    case missing([String])
    /// It cannot be used; the functions of the last valid file may be in use.
    case broken(path: String, problems: [String])
    /// In use.
    case loaded(path: String, warnings: [String] = [])

    /// The file's path, if it was found.
    var path: String? {
        switch self {
        case .loading, .missing: nil
        case .broken(let path, _), .loaded(let path, _): path
        }
    }

    /// Its errors and warnings, one per line.
    var problems: [String] {
        switch self {
        case .loading, .missing: []
        case .broken(_, let problems): problems
        case .loaded(_, let warnings): warnings
        }
    }
}

/// One function as the deck knows it.
public struct FunctionItem: Sendable {
    /// Its settings.
    public internal(set) var info: FunctionInfo
    /// What its container does.
    public internal(set) var state: RunState = .stopped
    /// When that state began: seconds since 1970.
    public internal(set) var stateSince: Double = 0
    /// Whether its container runs with settings that differ from the file's.
    public internal(set) var isStale = false
    /// Why it stopped, unless the user of this deck stopped it.
    public internal(set) var note: String?
    /// Bytes that its containers use.
    public internal(set) var memory: Int?
    /// Its saved events.
    public internal(set) var events = EventList()
    /// Whether the list of events has been read; a folder may be slow.
    var areEventsKnown = false
    /// What the user has asked for before they were known, in order. It is done once they are.
    var whenEventsAreKnown: [EventRequest] = []
    /// The selected event's name.
    public internal(set) var selectedEvent: String?
    /// The event that is invoked again after each save.
    public internal(set) var pinnedEvent: String?
    /// Its log.
    public internal(set) var log = LogBuffer()
    /// Its current or last call.
    public internal(set) var response: Response?
    /// Calls that have not ended.
    var pending: [InvocationID: Response] = [:]
    /// The last call of each event.
    var outcomes: [String: InvocationBrief] = [:]
    /// The last response to each event.
    var earlier = EarlierResponses()

    init(_ info: FunctionInfo) { self.info = info }

    /// Whether a container runs, or is about to.
    public var isLive: Bool { state.isServing || state.isTransient }
    /// Whether a call has not ended.
    public var isInvoking: Bool { !pending.isEmpty }

    /// Whether its container serves a call, of this deck or of another process.
    var isBusy: Bool {
        if case .busy = state { true } else { false }
    }

    /// The selected event's place in the list.
    var eventIndex: Int? { selectedEvent.flatMap { events.names.firstIndex(of: $0) } }
}
