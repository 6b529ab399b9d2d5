import LambdaModel

/// What a server of the Runtime API asks and reports, on any thread.
struct RuntimeOutside: Sendable {
    /// Starts the processes: the first time everything that must run before the runtime, then the runtime.
    var start: @Sendable (_ step: RuntimeStartStep) -> Void = { _ in }
    /// The init is over.
    var initEnded: @Sendable (InitReport) -> Void = { _ in }
    /// The init takes longer than Lambda allows.
    var initIsSlow: @Sendable () -> Void = {}
    /// Whether files of the function have been saved that the function has not taken in.
    var isOvertaken: @Sendable () -> Bool = { false }
    /// The environment takes no more calls.
    var spent: @Sendable () -> Void = {}
    /// The runtime's process ended between two calls with this exit code. Extensions got `SHUTDOWN`, and run on.
    var runtimeEnded: @Sendable (_ code: Int) -> Void = { _ in }
    /// A connection broke as if the container had ended.
    var broke: @Sendable () -> Void = {}
    /// How the container ended; nil if it runs.
    var exit: @Sendable () async -> RuntimeExit? = { nil }
    /// Calls the action with all lines of the container from now on; nil if no lines are wanted any more.
    var observeLines: @Sendable (_ action: (@Sendable ([LogRecord]) -> Void)?) -> Void = { _ in }
}

/// Which processes of a container start.
enum RuntimeStartStep: Sendable {
    /// Extensions, and the runtime if there are none.
    case release
    /// The runtime, after the extensions.
    case runtime
}
