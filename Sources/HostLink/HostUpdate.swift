import LambdaModel

/// News of a call that has not ended.
public enum InvocationNews: Sendable, Equatable {
    /// It left the queue: seconds since 1970.
    case started(Double)
    /// A part of the response of a call that wants its response in parts. A client of a link gets the parts of streamed
    /// responses only, and if it reads slowly, only the newest bytes.
    case part(ResponsePart)
    /// It was answered. With a result, the verdict is final, and the final result adds facts from the log. Without one,
    /// the verdict needs the log.
    case answered(InvocationResult?)
    /// Its log is not read in time. The result is what is known so far, for a caller that asked for the end of the log;
    /// the log cannot change the verdict. The final result adds to it.
    case logIsBehind(InvocationResult)
    /// Something that the caller should know: the event is sent as it is on disk, since the history does not have it.
    case remark(String)
}

/// News from the functions and the engine. There is little of it, and none is dropped.
public enum HostUpdate: Sendable, Equatable {
    /// The engine was connected, or the connection was lost.
    case engine(EngineStatus)
    /// functions.json was read.
    case manifest(ProjectManifest)
    /// The saved events of the function that the client follows.
    case events(function: String, EventListing)
    /// Whether the expectation of a saved event holds, after a call with the event.
    case expectation(function: String, event: String, ExpectationReport)
    /// A function's container changed its state.
    case state(function: String, RunState, isStale: Bool, note: String?)
    /// Why the emulator in the image serves a function; nil if lamdeck does, or if the function does not run.
    case emulator(function: String, reason: String?)
    /// Why a function that runs is not reached at its port; nil if it is.
    case port(function: String, problem: String?)
    /// What the build of a function does; nil if it has none, or has not run.
    case build(function: String, BuildStatus?)
    /// The debugger of a function; nil if it is not debugged.
    case debug(function: String, DebugStatus?)
    /// Memory that containers use, in bytes, by function.
    case memory([String: Int])
    /// The open connections of a WebSocket API, oldest first.
    case connections(api: String, [WebSocketConnectionRow])
    /// A call that arrived at a server was sent to a container. The summary has its request id; ``outside(_:)`` follows
    /// when the call has ended.
    case began(InvocationSummary)
    /// An invocation of another caller has ended: another client, or a program that used a port.
    case outside(InvocationSummary)
    /// Files of a function changed, and it restarts with them; the text says which.
    case saved(function: String, String)
    /// Something that the user should know, such as a function that was stopped because it was removed from the
    /// manifest. It names the function that it is about; nil if it is about the whole project.
    case notice(String, of: String? = nil)
}

/// The result of reading functions.json.
public enum ProjectManifest: Sendable, Equatable {
    /// There is no file; the files that were searched for.
    case missing([String])
    /// It cannot be used; the errors, one line each. The last valid file stays in use.
    case broken(path: String, errors: [String])
    /// The functions, in the file's order, the file's warnings, and its commands for decks.
    case loaded(path: String, [ProjectFunction], warnings: [String], commands: [ProjectCommand] = [])
}

/// The settings of a function that its clients show.
public struct ProjectFunction: Hashable, Sendable {
    /// The name.
    public var name: String
    /// The runtime's short name, such as `python3.13`.
    public var runtime: String
    /// The base image.
    public var image: String
    /// The loopback port.
    public var port: Int
    /// Its memory in MB.
    public var memorySize: Int
    /// Where its files are on the host's machine.
    public var files: CodeMap
    /// The routes of APIs that lead to it.
    public var routes: [FunctionRoute]
    /// What makes its code; nil if nothing does.
    public var build: BuildInfo?

    /// The settings as clients show them.
    ///
    /// - Parameter apis: the APIs of the manifest.
    public init(_ settings: FunctionSettings, apis: [APISettings]) {
        routes = apis.routes(to: settings.name)
        build = settings.build.map(BuildInfo.init)
        (name, runtime, image) = (settings.name, settings.runtimeLabel, settings.image)
        (port, memorySize) = (settings.resolvedPort, settings.memorySize)
        files = CodeMap(settings, workingFolder: "/")
    }
}
