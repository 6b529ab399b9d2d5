import LambdaModel
import Support

/// What a client asks of a project's host. Each request is answered by one ``HostReply``.
public enum HostRequest: Sendable, Equatable {
    /// Start functions. Functions that run are not changed. The reply is `done` when the starts have begun.
    case start([String])
    /// Stop functions and remove their containers. The reply is `done` when the stops have begun.
    case stop([String])
    /// Give a function a new container, with the settings and the code as they are now. The reply is `done` when the
    /// restart is carried out or waits for a spare container.
    case restart(String)
    /// Build the code of functions, also if nothing has changed; a running build of the same sources is awaited. The
    /// reply is `failure`, when the builds have ended: the first that failed, or nil.
    case build([String])
    /// The next start of functions takes their code as it is. The reply is `done`.
    case skipBuild([String])
    /// Restart a function under its runtime's debugger. The reply is `debugging`, when the restart is carried out;
    /// `offersDebugger`, if the debugger must be fetched first; or `failure`.
    ///
    /// `settings`: how, in place of the manifest's `debug`; nil for that.
    case debug(String, DebugSettings?)
    /// Restart a function without a debugger. The reply is `done`.
    case endDebug(String)
    /// Fetch the debugger of a function, which the user has agreed to. The reply is `failure`: why that is not possible,
    /// or nil.
    case fetchDebugger(String)
    /// What a function does now. The reply is `status`.
    case status(String)
    /// A function's settings, and what it does now. The reply is `function`, or `failure` if there is no such function.
    case function(String)
    /// A function's settings with their sources, its environment and its containers. The values of secrets are in clear.
    /// The reply is `details`, or `failure` if there is no such function.
    case details(String)
    /// What a function does, as soon as that is not a state that ends by itself. The reply is `status`.
    case settled(String)
    /// Whether the containers of a stopped function are removed, as soon as they are, or as soon as it runs again. The
    /// reply is `status`.
    case removed(String)
    /// Why the last restart of a function did not take place, as soon as no restart is in progress. The reply is
    /// `failure`.
    case restartFailure(String)
    /// Stop all functions and end the host. The reply is `problems`: what could not be ended, one line each.
    case shutDown
    /// Report this function's saved events from now on (``HostUpdate/events(function:_:)``), and of no other function.
    /// The reply is `done`.
    case followEvents(String)
    /// Read or change the files of a function's saved events. No change restarts a function. The reply is `event`.
    case event(function: String, EventFileRequest)
    /// The newest invocations of a function, or of all, that match a text. The reply is `rows`.
    case history(function: String?, matching: String, limit: Int)
    /// One invocation in full, by its number. The reply is `entry`.
    case entry(Int64)
    /// The invocations of one trace, by its root, the oldest first. The reply is `rows`.
    case trace(String)
    /// The functions and their containers. The reply is `listing`.
    ///
    /// `asksEngine`: whether the engine is asked for the memory that cannot be read from the host's kernel.
    case list(asksEngine: Bool)
    /// The content of a file of the project, for an editor on another machine. The reply is `file`.
    case readFile(String)
    /// Replace a file of the project, if its content is still what it was when it was read. The reply is `problems`:
    /// empty if the file was written.
    case writeFile(String, WireBytes, replacing: WireBytes)
    /// Start functions for as long as the client is connected: they are stopped when it disconnects, if they did not
    /// run before. When functions.json changes, new functions are started, and those whose settings changed are
    /// restarted. The reply is `names`: the functions that did not run before.
    ///
    /// The functions; nil for all, including those that the user adds later.
    case keepRunning([String]?)
    /// Stop the functions that `keepRunning` has started for this client. The reply is `done` when their containers are
    /// removed.
    case stopKept
    /// Store a deck's view, for the next deck that attaches. The reply is `done`.
    case storeView(DeckView)

    /// Whether it changes nothing, so that a client that does not wait for the answer loses nothing.
    public var isQuestion: Bool {
        switch self {
        case .status, .function, .details, .settled, .removed, .restartFailure, .history, .entry, .trace, .list,
            .readFile:
            true
        case .event(_, let request): request.isQuestion
        case .start, .stop, .restart, .build, .skipBuild, .debug, .endDebug, .fetchDebugger, .shutDown, .followEvents,
            .writeFile,
            .keepRunning, .stopKept, .storeView:
            false
        }
    }
}

/// What a host answers.
public enum HostReply: Sendable, Equatable {
    /// The request is carried out.
    case done
    /// What a function does.
    case status(RunStatus)
    /// A function's settings, and what it does.
    case function(ProjectFunction, RunStatus)
    /// A function's settings with their sources, and what runs it.
    case details(FunctionDetails)
    /// Why something did not take place; nil if it did.
    case failure(FailureReason?)
    /// What could not be done, one line each.
    case problems([String])
    /// Functions.
    case names([String])
    /// Invocations, and the history's problem if there is one.
    case rows([HistoryRow], problem: String?)
    /// One invocation.
    case entry(HistoryEntry)
    /// The history cannot provide the invocation.
    case noEntry(HistoryError)
    /// Functions, in the order of the manifest, then those that only have containers.
    case listing([ListedFunction])
    /// The content of a file.
    case file(WireBytes)
    /// What became of a request about the files of saved events.
    case event(EventFileReply)
    /// The function is debugged; how clients attach.
    case debugging(DebugAttachment)
    /// The debugger is not on the host's machine; what ``HostRequest/fetchDebugger(_:)`` would do, for a question.
    case offersDebugger(String)
    /// There is no reply: the connection to the host is lost, or the host ends. One line for the user.
    case lost(String)
}

/// What a function does.
public struct RunStatus: Hashable, Sendable {
    /// Its state.
    public var state: RunState
    /// Whether it runs with other settings than the manifest has.
    public var isStale: Bool
    /// Why it runs without its port; nil if it is reached there, or does not run.
    public var portProblem: String?

    /// What a function does.
    public init(state: RunState, isStale: Bool = false, portProblem: String? = nil) {
        (self.state, self.isStale, self.portProblem) = (state, isStale, portProblem)
    }
}

/// The input of a call.
public enum CallInput: Sendable, Equatable {
    /// An event that the client has.
    case request(InvocationRequest)
    /// A saved event, read by the host when the call is made; `{}` is the empty event.
    case event(function: String, name: String)
    /// The event of an invocation of the history.
    case stored(Int64)
}

/// How a call ended.
public enum CallOutcome: Sendable, Equatable {
    /// With this result.
    case result(InvocationResult)
    /// It was not sent, or its result cannot be known; the reason.
    case none(String)
}

/// What to read of the functions' logs.
public struct LogSelection: Hashable, Sendable {
    /// The functions; nil for all.
    public var functions: [String]?
    /// Only entries from this moment on: seconds since 1970.
    public var since: Double?
    /// Only the last entries of each function.
    public var tail: Int?
    /// Whether to go on with new entries.
    public var follows = false
    /// Only lines that match this regular expression.
    public var pattern: String?
    /// Only entries of invocations whose request id begins with this.
    public var invocation: String?
    /// Whether START, END and REPORT, and the emulator's own lines, are wanted too.
    public var showsEmulator = false

    /// All entries.
    public init() {}
}

/// Entries of logs, in this order.
public enum LogNews: Sendable, Equatable {
    /// Existing entries, in the order of their times.
    case old([ProjectLogEntry])
    /// All existing entries have been delivered.
    case caughtUp
    /// New entries of one container, as written.
    case new([ProjectLogEntry])
}

/// A function and its containers, as `lamdeck ps` shows them.
public struct ListedFunction: Hashable, Sendable {
    /// The name.
    public var name: String
    /// The image of the settings, or of the container if functions.json does not have the function.
    public var image: String
    /// The loopback port at which it is or would be reached.
    public var port: Int?
    /// Whether it runs with other settings than functions.json has.
    public var isStale = false
    /// Whether functions.json does not have it any more.
    public var isUnlisted = false
    /// The container that serves, or did; nil if there is none.
    public var container: ListedContainer?
    /// Bytes that all its containers use; nil if that is not known.
    public var memory: Int?

    /// A function without a container.
    public init(name: String, image: String, port: Int?) {
        (self.name, self.image, self.port) = (name, image, port)
    }
}

/// A container as the engine lists it.
public struct ListedContainer: Hashable, Sendable {
    /// The engine's id.
    public var id: String
    /// The engine's name of the state: `running`, `paused`, `exited`, `created`, `dead`.
    public var state: String
    /// The engine's description of the state, such as `Up 3 minutes`.
    public var status: String
    /// When it began to run: seconds since 1970.
    public var startedAt: Int?
    /// When the AWS credentials in it expire, if they do: seconds since 1970.
    public var credentialsEnd: Int?
    /// Who serves the Runtime API to its runtime: `lamdeck`, or `emulator`; nil if its labels do not say.
    public var servedBy: String?

    /// A container.
    public init(
        id: String, state: String, status: String, startedAt: Int? = nil, credentialsEnd: Int? = nil,
        servedBy: String? = nil
    ) {
        (self.id, self.state, self.status, self.servedBy) = (id, state, status, servedBy)
        (self.startedAt, self.credentialsEnd) = (startedAt, credentialsEnd)
    }
}
