import LambdaModel

/// A number that tells one invocation from another while lamdeck runs.
public typealias InvocationID = Int

/// Everything that can happen to the deck. Control messages are few and never dropped; log lines come in batches.
public enum Message: Sendable {
    /// A key, the mouse, a paste or a new size.
    case input(Input)
    /// The time, seconds since 1970: sent while something on the screen moves.
    case tick(Double)
    /// The engine came or went.
    case engine(EngineStatus)
    /// functions.json was read: for the first time, or again because it changed.
    case manifest(ManifestNews)
    /// A function's container changed its state; `isStale` when it runs with settings that are not the file's.
    case state(function: String, RunState, isStale: Bool, note: String?)
    /// A function's saved events.
    case events(function: String, EventList)
    /// Lines of logs, by function.
    case logs([String: LogBatch])
    /// Memory of the containers that run, in bytes, by function.
    case memory([String: Int])
    /// An invocation left the queue and runs.
    case invocationStarted(InvocationID, at: Double)
    /// An invocation could not be sent, and why: its event is gone or is not JSON.
    case invocationRefused(InvocationID, function: String, String)
    /// An invocation was answered, and only its log can tell what happened.
    case invocationReturned(InvocationID)
    /// An invocation was answered, and its verdict is settled; what its log tells of it is still to come.
    case invocationAnswered(InvocationID, InvocationResult, ResponseContent)
    /// An invocation ended, and all is known of it.
    case invocationFinished(InvocationID, InvocationResult, ResponseContent)
    /// An invocation that somebody else made has ended: a call through the front door, or of the container's own port.
    case outsideInvocation(InvocationBrief)
    /// What `loadHistory` found, the newest first, or why the history cannot be read, with what was asked: answers can
    /// come in another order than the questions.
    case history([HistoryRow], function: String?, matching: String, problem: String?)
    /// What the history has of the selected function: its latest calls, the newest first, and the last one in full. The
    /// lines of a log that was there before the deck belong to these.
    case recalled(function: String, [HistoryRow], last: KeptResponse?)
    /// What `openKept` found.
    case kept(KeptResponse)
    /// What `compareKept` found: the older one first.
    case keptPair(KeptResponse, KeptResponse)
    /// Files of a function changed, in words, and it restarts with them.
    case saved(function: String, String)
    /// Something that the person should know.
    case notice(Notice)
    /// The program was told to end (SIGTERM, SIGHUP).
    case terminated
    /// What `quit` asked for is done.
    case shutDown
}

/// What reading functions.json gave.
public enum ManifestNews: Sendable {
    /// There is none; the folders that were looked at.
    case missing([String])
    /// It cannot be used, and why, a line each; the last good one stays.
    case broken(path: String, problems: [String])
    /// The functions, in the file's order, and what is doubtful.
    case loaded(path: String, [FunctionInfo], warnings: [String])
}

/// What the screen needs to know of a function's settings.
public struct FunctionInfo: Hashable, Sendable {
    /// The name.
    public var name: String
    /// The runtime's short name, as `python3.13`.
    public var runtime: String
    /// The base image.
    public var image: String
    /// The loopback port.
    public var port: Int
    /// Where its files lie on this machine.
    public var files: CodeMap

    /// What the screen needs.
    public init(name: String, runtime: String, image: String, port: Int, files: CodeMap) {
        self.name = name
        self.runtime = runtime
        self.image = image
        self.port = port
        self.files = files
    }
}

/// A function's saved events, or why there are none.
public struct EventList: Hashable, Sendable {
    /// File names, in the order of the screen.
    public var names: [String]
    /// The folder that was looked at; nil where the function has none.
    public var folder: String?
    /// Why the folder cannot be read.
    public var problem: String?
    /// The files of the names, if they are not all in the folder.
    public var paths: [String: String]

    /// The event that is sent where none is saved, and its name.
    public static let emptyEvent = "{}"

    /// A list of events.
    public init(
        names: [String] = [], folder: String? = nil, problem: String? = nil, paths: [String: String] = [:]
    ) {
        self.names = names
        self.folder = folder
        self.problem = problem
        self.paths = paths
    }

    /// The file of a name; nil if there is no folder.
    func path(of name: String) -> String? { paths[name] ?? folder.map { $0 + "/" + name } }
}

/// A line for the person, shown until the next key.
public struct Notice: Hashable, Sendable {
    /// How bad.
    public enum Level: Hashable, Sendable { case info, warning, error }
    /// How bad.
    public var level: Level
    /// What happened and what to do.
    public var text: String

    /// A line for the person.
    public init(_ level: Level, _ text: String) {
        self.level = level
        self.text = text
    }
}

/// What the deck wants done. Effects are values, so that a test presses keys and compares lists.
public enum Effect: Hashable, Sendable {
    /// Start these functions.
    case start([String])
    /// Stop these functions.
    case stop([String])
    /// Restart this function.
    case restart(String)
    /// Invoke a saved event; answered by `invocationFinished`.
    case invoke(InvocationID, function: String, event: String)
    /// Open a file in the person's editor, at a line where one is given, counted from 1. The shell does it, since it has
    /// the terminal.
    case edit(path: String, line: Int?)
    /// Look invocations up in the history: of one function or of all, those in which a text occurs (an empty one does in
    /// all), the newest first; answered by `history`.
    case loadHistory(function: String?, matching: String)
    /// Read one invocation of the history, by its row's id; answered by `kept`, or by a notice where it is gone.
    case openKept(Int64)
    /// Invoke the event of an invocation of the history, as it was then; answered as `invoke` is.
    case invokeKept(InvocationID, function: String, event: String, Int64)
    /// Read two invocations of the history to compare them; answered by `keptPair`, or by a notice.
    case compareKept(Int64, Int64)
    /// Wait no longer for an invocation.
    case cancel(InvocationID)
    /// List this function's events anew, and watch them: it is the selected one.
    case loadEvents(String)
    /// Draw everything anew.
    case redraw
    /// Give the terminal back until `fg`.
    case suspend
    /// End what `QuitMode` says, then answer `shutDown`.
    case quit(QuitMode)
    /// Leave the program.
    case exit
}

/// What becomes of running functions when the deck closes.
public enum QuitMode: Hashable, Sendable {
    /// They are stopped and removed.
    case stopFunctions
    /// They go on, reachable on their ports; the next lamdeck adopts them.
    case leaveRunning
    /// A signal ended the program: they are stopped and removed.
    case terminated
}
