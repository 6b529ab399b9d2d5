/// What the owner of an ``ExecutionEnvironment`` has to do after an event, in this order.
public enum ExecutionAction: Hashable, Sendable {
    /// Answer a request.
    case answer(ExchangeID, RuntimeAnswer)
    /// Close the connection of a request without an answer.
    case close(ExchangeID)
    /// Give the body of this request to the call.
    case receive(ExchangeID, CallNumber)
    /// Start the runtime: all external extensions are registered.
    case startRuntime
    /// The call was delivered: its time begins.
    case delivered(CallNumber)
    /// The call is over for its caller.
    case finish(CallNumber, ExecutionOutcome)
    /// The environment has nothing left to do for the call.
    case settled(CallNumber)
    /// The init is over, well or not.
    case initEnded(InitFailure?)
    /// The code before the snapshot has run; what follows is the restore.
    case snapshotTaken
    /// A connection broke as if the runtime had ended: find out, and report `exited` or `stillRuns`.
    case inquire
    /// The environment takes no more calls. Replace it.
    case spent
}

/// The answer to a request of the runtime or of an extension.
public enum RuntimeAnswer: Hashable, Sendable {
    /// 202 with `{"status":"OK"}`. .NET's client fails on an empty body.
    case accepted
    /// The event of a call.
    case event(CallNumber)
    /// `INVOKE`, for an extension.
    case invoke(CallNumber)
    /// `SHUTDOWN`, for an extension.
    case shutdown(ShutdownReason)
    /// The extension is registered.
    case registered(ExtensionID)
    /// The environment is restored from its snapshot.
    case restored
    /// The request is refused.
    case refused(RuntimeRefusal)
}

/// Limits of the Runtime API.
public enum RuntimeLimits {
    /// The most bytes of a buffered response: 6 MiB and 100 bytes (the emulator's source, `interop/model.go`).
    public static let responseBytes = 6_291_556
    /// The most bytes of a streamed response: 200 MiB (AWS Lambda's developer guide, "Response streaming").
    public static let streamedBytes = 200 << 20
    /// The most extensions of an environment.
    public static let extensions = 10
    /// How long Lambda lets an init take, in seconds, before it ends it and begins again within the first call.
    public static let initSeconds = 10.0
}

/// How a call in an execution environment ended.
public enum ExecutionOutcome: Hashable, Sendable {
    /// The handler returned; the response was received whole.
    case response
    /// The handler raised an error, before or while it streamed its response.
    case error(ReportedError)
    /// The response was larger than Lambda allows.
    case responseTooLarge
    /// The connection broke in the middle of the response, and the runtime lives.
    case truncated
    /// The init failed, so that the call was not delivered.
    case initFailed(InitFailure)
    /// The runtime's process ended during the call.
    case exited(RuntimeExit)
    /// An extension ended, and with it the environment.
    case extensionFailed(ExtensionFailure)
    /// The handler took too long.
    case timedOut
    /// The init took so long that the call was not delivered; the text names an extension that it waits for.
    case initTimedOut(missing: String?)
    /// The caller gave it up.
    case cancelled
    /// The environment was shut down while the runtime had the call.
    case stopped
    /// The environment ended before the call was delivered: another one can run it.
    case neverDelivered
}

/// Why the init failed.
public enum InitFailure: Hashable, Sendable {
    /// The runtime reported an error, such as a handler that cannot be loaded.
    case reported(ReportedError)
    /// The runtime reported an error of an after-restore hook.
    case restore(ReportedError)
    /// The runtime's process ended.
    case exited(RuntimeExit)
    /// An extension ended or could not be started.
    case extensionFailed(ExtensionFailure)
}
