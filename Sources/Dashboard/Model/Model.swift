import LambdaModel

/// The state of the deck. Only `update` changes it, and only `view` draws it.
public struct Model: Sendable {
    /// The screen's size.
    public internal(set) var size: Size
    /// The functions, in the manifest's order, and the selected one.
    public internal(set) var functions = FunctionList()
    /// The open connections of WebSocket APIs, by the API's name; an API without any is missing.
    public internal(set) var connections: [String: [WebSocketConnectionRow]] = [:]
    /// The section that gets the keys.
    public internal(set) var focus: Pane = .functions
    /// Whether that section has the whole screen.
    public internal(set) var isZoomed = false
    /// By how much the user has made sections larger.
    var sizes = SectionSizes()
    /// The border that the mouse drags.
    var border: Border?
    /// What covers the sections.
    public internal(set) var overlay: Overlay?
    /// Whether a host answers. Nil before the first answer.
    public internal(set) var host: HostStatus?
    /// Whether there is an engine.
    public internal(set) var engine: EngineStatus = .connecting
    /// The status of functions.json.
    public internal(set) var manifest: ManifestStatus = .loading
    /// What the user is told.
    var notices = Notices()
    /// Whether long lines are wrapped.
    public internal(set) var wraps = true
    /// Whether log lines show their time.
    public internal(set) var showsTimes = true
    /// Whether START, END, REPORT and the emulator's lines are shown, and all lines unformatted.
    public internal(set) var showsEmulator = false
    /// The name of the folder in which the deck was opened; empty if the functions are on another machine.
    public var folder = ""
    /// Whether the functions are on another machine, whose ports no browser of this one reaches.
    public var isRemote = false
    /// How the live log is searched and filtered.
    var logControls = LogControls()
    /// The time of the last tick: seconds since 1970.
    public internal(set) var now: Double
    /// Seconds that local time is ahead of UTC.
    public var secondsFromUTC: Int
    /// The numbers of calls, the last event that was invoked, and which call made which.
    var calls = Calls()
    /// The searches of the sections.
    var search = SectionSearch()
    /// Work that no key asks for.
    var background = BackgroundEffects()
    /// Expectations, the preview, and what can be undone of changes of saved events.
    var desk = EventDesk()
    /// How the program is quitting; nil while it is not.
    var quitting: QuitMode?
    /// The keys in use.
    var keys: KeyTable
    /// The settings of config.json.
    let configuration: DeckConfiguration
    /// The palette that the user chose in the deck; nil for that of config.json.
    var chosenTheme: DeckConfiguration.Theme?
    /// How the sections were arranged before the user changed anything.
    var untouched = DeckView.Arrangement()

    /// An empty deck.
    ///
    /// - Parameter configuration: the user's settings; the deck uses its keys and commands.
    public init(
        size: Size, now: Double, secondsFromUTC: Int = 0, configuration: DeckConfiguration = DeckConfiguration()
    ) {
        (self.size, self.now, self.secondsFromUTC) = (size, now, secondsFromUTC)
        keys = KeyTable(configuration)
        self.configuration = configuration
    }

    /// Whether something on the screen moves by itself and needs ticks.
    public var isMoving: Bool {
        quitting != nil || LogControls.isScanning(self) || overlay?.isMoving(self) == true
            || functions.items.contains(where: \.isMoving)
            || (engine == .connecting && !functions.isEmpty)
    }

    /// The palette in use.
    var theme: DeckConfiguration.Theme { chosenTheme ?? configuration.theme }

    /// A message for the user, shown until the next key.
    public var notice: Notice? { notices.shown }

    /// The selected function's name; nil if there is none.
    public var selected: String? { functions.selected }

    /// The selected function.
    var item: FunctionItem? { functions.item }

    /// What the next deck takes over.
    public var deckView: DeckView {
        var view = functions.view
        view.arrangement = DeckView.Arrangement(self)
        return view
    }

    /// The functions whose saved events have been read.
    public var functionsWithKnownEvents: [String] { functions.items.filter(\.areEventsKnown).map(\.info.name) }

    /// Functions whose container runs or is starting.
    public var live: [String] { functions.live }
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

    /// Whether it is not there.
    var isMissing: Bool { if case .missing = self { true } else { false } }

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
