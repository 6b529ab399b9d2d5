import LambdaModel
import OrderedCollections

/// All that the deck knows. `update` changes it, `view` draws it; nothing else does either.
public struct Model: Sendable {
    /// The screen's size.
    public internal(set) var size: Size
    /// The functions, in the manifest's order.
    public internal(set) var functions: OrderedDictionary<String, FunctionItem> = [:]
    /// The selected function's name; nil while there is none.
    public internal(set) var selected: String?
    /// The pane that has the keys.
    public internal(set) var focus: Pane = .functions
    /// Whether that pane has the whole screen.
    public internal(set) var isZoomed = false
    /// What lies over the panes.
    public internal(set) var overlay: Overlay?
    /// Whether there is an engine.
    public internal(set) var engine: EngineStatus = .connecting
    /// What became of functions.json.
    public internal(set) var manifest: ManifestStatus = .loading
    /// What the user should know, until the next key.
    public internal(set) var notice: Notice?
    /// Whether long lines are wrapped.
    public internal(set) var wraps = true
    /// Whether log lines show their time.
    public internal(set) var showsTimes = true
    /// Whether the emulator's own lines are shown.
    public internal(set) var showsEmulator = false
    /// The time of the last tick: seconds since 1970.
    public internal(set) var now: Double
    /// Seconds that local time is ahead of UTC.
    public var secondsFromUTC: Int
    /// The last event that was invoked, with its row in the history where it came from there.
    var last: (function: String, event: String, kept: Int64?)?
    var nextInvocation: InvocationID = 1
    /// Calls that came through the front door, for what is told of those that made them.
    var traced = TracedCalls()
    /// What `quit` began, while it is being done.
    var quitting: QuitMode?

    /// An empty deck, before anything is known.
    public init(size: Size, now: Double, secondsFromUTC: Int = 0) {
        self.size = size
        self.now = now
        self.secondsFromUTC = secondsFromUTC
    }

    /// Whether something on the screen moves by itself, so that ticks are wanted.
    public var isMoving: Bool {
        quitting != nil || functions.values.contains { $0.state.isTransient || $0.isInvoking || $0.isBusy }
            || (engine == .connecting && !functions.isEmpty)
    }

    /// The selected function.
    var item: FunctionItem? { selected.flatMap { functions[$0] } }

    /// Functions whose container runs or is about to.
    public var live: [String] { functions.values.filter { $0.isLive }.map(\.info.name) }

    /// Changes the selected function, if there is one.
    mutating func withSelected(_ change: (inout FunctionItem) -> Void) {
        guard let selected, functions[selected] != nil else { return }
        change(&functions[selected]!)
    }
}

/// What lies over the panes and takes the keys.
public enum Overlay: Hashable, Sendable {
    /// The keys, scrolled down by so many rows.
    case help(scrolled: Int)
    /// How to quit while functions run.
    case confirmQuit
    /// Whether to stop all.
    case confirmStopAll
    /// What is wrong with functions.json, scrolled down by so many rows.
    case problems(scrolled: Int)
    /// A line that began with a key which asks for text in other programs.
    case typedLine(TypedLine)
    /// The history of invocations.
    case history(HistoryList)
}

/// What became of functions.json.
public enum ManifestStatus: Hashable, Sendable {
    /// Not read yet.
    case loading
    /// Not there; the folders that were looked at.
    case missing([String])
    /// It cannot be used; the functions of the last valid file may be in use.
    case broken(path: String, problems: [String])
    /// In use.
    case loaded(path: String, warnings: [String] = [])

    /// The file's path, once it was found.
    var path: String? {
        switch self {
        case .loading, .missing: nil
        case .broken(let path, _), .loaded(let path, _): path
        }
    }

    /// What is wrong with it or doubtful, a line each.
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
    /// When that began: seconds since 1970.
    public internal(set) var stateSince: Double = 0
    /// Whether its container runs with settings that are not the file's any more.
    public internal(set) var isStale = false
    /// Why it stopped, unless the user of this deck stopped it.
    public internal(set) var note: String?
    /// Bytes that its containers use.
    public internal(set) var memory: Int?
    /// Its saved events.
    public internal(set) var events = EventList()
    /// Whether they have been read; a folder may be slow.
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
    /// What became of the last call of each event.
    var outcomes: [String: InvocationBrief] = [:]
    /// The last response to each event.
    var earlier = EarlierResponses()

    init(_ info: FunctionInfo) { self.info = info }

    /// Whether a container runs, or is about to.
    public var isLive: Bool { state.isServing || state.isTransient }
    /// Whether a call has not ended.
    public var isInvoking: Bool { !pending.isEmpty }

    /// Whether its container serves a call, ours or somebody else's.
    var isBusy: Bool {
        if case .busy = state { true } else { false }
    }

    /// The selected event's place in the list.
    var eventIndex: Int? { selectedEvent.flatMap { events.names.firstIndex(of: $0) } }
}
