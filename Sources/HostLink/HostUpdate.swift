import LambdaModel

/// News of a call that has not ended.
public enum InvocationNews: Sendable {
    /// It left the queue: seconds since 1970.
    case started(Double)
    /// It was answered. With a result, the verdict is final, and the final result adds facts from the log. Without one,
    /// the verdict needs the log.
    case answered(InvocationResult?)
    /// Its log is not read in time. The result is what is known so far, for a caller that asked for the end of the log;
    /// the log cannot change the verdict. The final result adds to it.
    case logIsBehind(InvocationResult)
}

/// News from the functions and the engine: few, and none is dropped.
public enum HostUpdate: Sendable {
    /// The engine was connected, or the connection broke.
    case engine(EngineStatus)
    /// A function's container changed its state.
    case state(function: String, RunState, isStale: Bool, note: String?)
    /// Memory that containers use, in bytes, by function.
    case memory([String: Int])
    /// An invocation of another caller, who used the container's port, has ended.
    case outside(InvocationSummary)
    /// Files of a function changed, and it restarts with them; the text says which.
    case saved(function: String, String)
    /// Something that the user should know, such as a function that was stopped because it left the manifest.
    /// It names the function that it is about; nil if it is about the whole project.
    case notice(String, of: String? = nil)
}
