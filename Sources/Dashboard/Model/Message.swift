import LambdaModel

/// A number that identifies an invocation while lamdeck runs.
public typealias InvocationID = Int

/// Everything that can happen to the deck. Control messages are few and never dropped; log lines arrive in batches.
public enum Message: Sendable {
    /// A key, the mouse, a paste or a new size.
    case input(Input)
    /// The time, seconds since 1970: sent while something on the screen moves.
    case tick(Double)
    /// The engine was connected, or its connection was lost.
    case engine(EngineStatus)
    /// functions.json was read: for the first time, or again because it changed.
    case manifest(ManifestNews)
    /// The state of a function's container changed; `isStale` if it runs with other settings than the file's.
    case state(function: String, RunState, isStale: Bool, note: String?)
    /// Why the emulator in the image serves a function; nil if lamdeck does.
    case emulator(function: String, reason: String?)
    /// Why a function that runs is not reached at its port; nil if it is.
    case port(function: String, problem: String?)
    /// What the build of a function does; nil if it has none, or has not run.
    case build(function: String, BuildStatus?)
    /// The debugger of a function; nil if it is not debugged.
    case debug(function: String, DebugStatus?)
    /// The debugger of a function is not on the host's machine; whether to fetch it.
    case offersDebugger(function: String, question: String)
    /// A function's saved events.
    case events(function: String, EventList)
    /// News about one saved event of a function.
    case event(function: String, EventNews)
    /// Lines of logs, by function.
    case logs([String: LogBatch])
    /// Memory of the running containers, in bytes, by function.
    case memory([String: Int])
    /// The open connections of a WebSocket API, oldest first.
    case connections(api: String, [WebSocketConnectionRow])
    /// An invocation left the queue and runs.
    case invocationStarted(InvocationID, at: Double)
    /// A part of an invocation's response arrived. The model shows parts only if the invocation is still running a
    /// moment later.
    case invocationPart(InvocationID, ResponsePart)
    /// An invocation could not be sent, and why: its event is gone or is not JSON.
    case invocationRefused(InvocationID, function: String, String)
    /// An invocation was answered; its verdict waits for the log.
    case invocationReturned(InvocationID)
    /// An invocation was answered and its verdict is final; its log is still being read.
    case invocationAnswered(InvocationID, InvocationResult, ResponseContent)
    /// An invocation ended, with its verdict and its log.
    case invocationFinished(InvocationID, InvocationResult, ResponseContent)
    /// An invocation by another process runs; `outsideInvocation` follows.
    case outsideBegan(InvocationSummary)
    /// An invocation by another process has ended: a call through the endpoint, or to the container's own port.
    case outsideInvocation(InvocationSummary)
    /// The result of `loadHistory`, newest first, or why the history cannot be read. It repeats the query, since
    /// answers can arrive in another order.
    case history([HistoryRow], function: String?, matching: String, problem: String?)
    /// The history of the selected function: its latest calls, newest first, and the last call in full. Log lines that
    /// are older than the deck belong to these calls.
    ///
    /// `log` has the logs of the last of these calls, oldest first, for a function whose container is gone.
    case recalled(function: String, [HistoryRow], last: StoredResponse?, log: [LogRecord] = [])
    /// The latest calls of all functions, newest first, by function.
    case recalledAll([String: [HistoryRow]])
    /// What `loadCall` found; nil if the history does not have the call.
    case loaded(function: String, CallKey, StoredResponse?)
    /// The source lines around a failing line; nil if its file cannot be read.
    case source(SourceKey, function: String, SourceExcerpt?)
    /// The result of `loadDetails`; nil if the host does not have the function.
    case details(function: String, FunctionDetails?)
    /// What `openStored` found.
    case stored(StoredResponse)
    /// The result of `compareStored`, the older one first.
    case storedPair(StoredResponse, StoredResponse)
    /// Files of a function changed, and the function restarts with them; the text says which.
    case saved(function: String, String)
    /// Something that the user should know.
    case notice(Notice)
    /// What an effect made for the clipboard, and what that is in words.
    case copied(String, name: String)
    /// The connection to the host changed.
    case host(HostStatus)
    /// How the last deck looked, which this one takes over.
    case view(DeckView)
    /// The program received SIGTERM or SIGHUP.
    case terminated
    /// The work of the effect `quit` is done.
    case shutDown
}

/// The result of reading functions.json.
public enum ManifestNews: Sendable {
    /// There is no file; the folders that were searched.
    case missing([String])
    /// It cannot be used; the problems, one per line. The last valid file stays in use.
    case broken(path: String, problems: [String])
    /// The functions, in the file's order, the file's warnings, and its commands.
    case loaded(path: String, [FunctionInfo], warnings: [String], commands: [ProjectCommand] = [])
}

/// The settings of a function that the screen shows.
public struct FunctionInfo: Hashable, Sendable {
    /// The name.
    public var name: String
    /// The runtime's short name, such as `python3.13`.
    public var runtime: String
    /// The base image.
    public var image: String
    /// The loopback port.
    public var port: Int
    /// Its memory in MB; nil if that is not known.
    public var memorySize: Int?
    /// Where its files are on this machine.
    public var files: CodeMap
    /// The routes of APIs that lead to it, in the order of the file.
    public var routes: [FunctionRoute]
    /// What makes its code; nil if nothing does.
    public var build: BuildInfo?

    /// The settings.
    public init(
        name: String, runtime: String, image: String, port: Int, memorySize: Int? = nil, files: CodeMap,
        routes: [FunctionRoute] = [], build: BuildInfo? = nil
    ) {
        (self.routes, self.build) = (routes, build)
        self.name = name
        self.runtime = runtime
        self.image = image
        self.port = port
        self.memorySize = memorySize
        self.files = files
    }

    /// Its function URL: `http://127.0.0.1:9001/`.
    public var url: String { LoopbackURL.root(port: port) }
}

/// A function's saved events, or why there are none.
public struct EventList: Hashable, Sendable {
    /// File names, in the order of the screen.
    public var names: [String]
    /// The folder that was read; nil if the function has none.
    public var folder: String?
    /// Why the folder cannot be read.
    public var problem: String?
    /// The files of the names, unless all are in the folder.
    public var paths: [String: String]
    /// The files by name; empty in a list of names alone.
    public var details: [String: SavedEvent]

    /// The event that is sent if none is saved, and its name.
    public static let emptyEvent = "{}"

    /// A list of events.
    public init(
        names: [String] = [], folder: String? = nil, problem: String? = nil, paths: [String: String] = [:],
        details: [String: SavedEvent] = [:]
    ) {
        self.names = names
        self.folder = folder
        self.problem = problem
        self.paths = paths
        self.details = details
    }

    /// The file of a name; nil if there is no folder.
    func path(of name: String) -> String? { paths[name] ?? folder.map { $0 + "/" + name } }
}

/// A line for the user, shown until the next key.
public struct Notice: Hashable, Sendable {
    /// The severity.
    public enum Level: Hashable, Sendable { case info, warning, error }
    /// The severity.
    public var level: Level
    /// What happened and what to do.
    public var text: String
    /// Whether it stays until a key is pressed, even if something else happens before.
    public var stays: Bool

    /// A line for the user.
    public init(_ level: Level, _ text: String, stays: Bool = false) {
        self.level = level
        self.text = text
        self.stays = stays
    }
}

/// Work for the outside. Effects are values, so that a test can press keys and compare lists.
public enum Effect: Hashable, Sendable {
    /// Start these functions.
    case start([String])
    /// Stop these functions.
    case stop([String])
    /// Restart this function.
    case restart(String)
    /// Build the code of this function.
    case build(String)
    /// Restart this function under its debugger. A notice says how to attach; or `offersDebugger` answers.
    case debug(String)
    /// Restart this function without a debugger.
    case endDebug(String)
    /// Fetch the debugger of this function, and go on as `debug` does.
    case fetchDebugger(String)
    /// Put the debugger's entry for `launch.json` on the clipboard, or write it into that file of the project. A notice
    /// says what was done.
    case launchEntry(function: String, writes: Bool)
    /// Invoke a saved event; answered by `invocationFinished`.
    case invoke(InvocationID, function: String, event: String)
    /// Open a file in the user's editor, at a line if one is given, counted from 1. The shell does it, since it has the
    /// terminal.
    case edit(path: String, line: Int?)
    /// Search the invocations of one function or of all, newest first, for those that contain a text; an empty text
    /// finds all. Answered by `history`.
    case loadHistory(function: String?, matching: String)
    /// Read one invocation of the history, by its row's id; answered by `stored`, or by a notice if it is gone.
    case openStored(Int64)
    /// Invoke the event of an invocation of the history, as it was then; answered like `invoke`.
    case invokeStored(InvocationID, function: String, event: String, Int64)
    /// Read two invocations of the history to compare them; answered by `storedPair`, or by a notice.
    case compareStored(Int64, Int64)
    /// Read a call of a function from the history, because the user looks at it; answered by `loaded`.
    case loadCall(function: String, CallKey)
    /// Read the source lines around a failing line; answered by `source`.
    case readSource(SourceKey, function: String, SourceRequest)
    /// Read two calls of the history to compare them, the older one first; answered by `storedPair`, or by a notice.
    case compareCalls(function: String, CallKey, CallKey)
    /// Stop waiting for an invocation.
    case cancel(InvocationID)
    /// List the events of this function, the selected one, and watch them.
    case loadEvents(String)
    /// List the events of all functions once, for the palette. For functions on another machine, nothing happens.
    case loadAllEvents
    /// Something about one saved event of a function.
    case event(function: String, EventEffect)
    /// Read the settings of a function with their sources; answered by `details`.
    case loadDetails(String)
    /// End the host, which is another version of lamdeck, and start this one's.
    case replaceHost
    /// Put a text on the clipboard. If that is not possible, a notice says why.
    case copy(String)
    /// Show a text as the title of the terminal's window.
    case title(String)
    /// Ring the terminal's bell; a terminal that shows notifications shows this text.
    case bell(String)
    /// Open a URL of a port of this machine in the user's browser. If there is no browser, a notice says so.
    case openURL(String)
    /// Show a text in the user's pager. The shell does it, since it has the terminal.
    case page(text: String)
    /// Run a command of the user or of the project, with these variables and those that name the project and the
    /// container of the function, if one is selected.
    case command(OwnCommand, function: String?, environment: [String: String])
    /// Open a shell in the container of this function. If that is not possible, a notice says why.
    case shell(function: String)
    /// Put a call on the clipboard as `docker run` and `curl` would make it, with these bytes as its event. If that is
    /// not possible, a notice says why.
    case copyRun(function: String, payload: [UInt8])
    /// Write a functions.json from the handlers in the folder in which the deck was opened. A notice says what is in it,
    /// or why there is none.
    case createManifest
    /// Use the palette for such a background, or for the terminal's own.
    case theme(DeckConfiguration.Theme)
    /// Draw everything again.
    case redraw
    /// Give the terminal back until `fg`.
    case suspend
    /// Do what `QuitMode` says, then answer `shutDown`.
    case quit(QuitMode)
    /// Leave the program.
    case exit
}

/// The connection to the project's host.
public enum HostStatus: Hashable, Sendable {
    /// There is one.
    case attached
    /// It is lost, and another one is on its way; what happened.
    case lost(Notice)
    /// The host is another version of lamdeck, in words. `isUsable`: whether it understands this deck.
    case otherVersion(String, isUsable: Bool)
}

/// What happens to running functions when the deck closes.
public enum QuitMode: String, Hashable, Sendable {
    /// They are stopped and removed.
    case stopFunctions
    /// They go on, with their ports, watch and history; the next deck attaches.
    case detach
    /// A signal ended the program: what the user chose last happens.
    case terminated
}
