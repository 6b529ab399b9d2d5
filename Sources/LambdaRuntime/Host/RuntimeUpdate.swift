import LambdaModel

/// News of a call that has not ended.
public enum InvocationNews: Sendable {
    /// It left the queue: seconds since 1970.
    case started(Double)
    /// It was answered. With a result, nothing that the log can tell will change the verdict, and the final result tells
    /// more; without one, only the log can tell what happened.
    case answered(InvocationResult?)
    /// Its log is far behind: what is known of a call whose verdict the log cannot change, if its caller asked for the
    /// end of its log. The final result tells more.
    case logIsBehind(InvocationResult)
}

/// News from the functions and the engine: few, and none is dropped.
public enum RuntimeUpdate: Sendable {
    /// The engine came or went.
    case engine(EngineStatus)
    /// A function's container changed its state.
    case state(function: String, RunState, isStale: Bool, note: String?)
    /// Memory that containers use, in bytes, by function.
    case memory([String: Int])
    /// An invocation that lamdeck did not send has ended: somebody called the container's port.
    case outside(InvocationBrief)
    /// Files of a function changed, in words, and it restarts with them.
    case saved(function: String, String)
    /// Something that a person should know, such as a function that was stopped because it left the manifest.
    /// It names the function that it is about; nil if it is about the whole project.
    case notice(String, of: String? = nil)
}
