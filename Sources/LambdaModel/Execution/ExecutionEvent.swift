/// The number of a request that the runtime or an extension sent to the Runtime API. Each is answered or closed once.
public typealias ExchangeID = Int

/// The number of a call in its execution environment, from 1.
public typealias CallNumber = Int

/// The id of a registered extension, which it sends with each request.
public typealias ExtensionID = String

/// News about an execution environment: what the Runtime API receives, what the engine and the clock report, and what
/// lamdeck wants.
public enum ExecutionEvent: Hashable, Sendable {
    // MARK: What lamdeck wants

    /// The container starts its processes now.
    case released
    /// A call waits for delivery.
    case call(CallNumber, CallIdentity)
    /// The caller gave a call up.
    case callCancelled(CallNumber)
    /// A call has used up its time: of the handler, or if it was not delivered, of the init.
    case callTimedOut(CallNumber)
    /// The environment must end.
    case shutdown(ShutdownReason)

    // MARK: The runtime

    /// `GET /runtime/invocation/next`.
    case next(ExchangeID)
    /// The head of `POST /runtime/invocation/{id}/response` arrived.
    case responseBegan(ExchangeID, CallIdentity.Claim, ResponseMode)
    /// The body of a response has ended.
    case responseEnded(ExchangeID, ResponseEnd)
    /// `POST /runtime/invocation/{id}/error`.
    case error(ExchangeID, CallIdentity.Claim, ReportedError)
    /// `POST /runtime/init/error`.
    case initError(ExchangeID, ReportedError)
    /// `GET /runtime/restore/next`: the code before the snapshot has run.
    case restoreNext(ExchangeID)
    /// `POST /runtime/restore/error`.
    case restoreError(ExchangeID, ReportedError)

    // MARK: Extensions

    /// `POST /extension/register`.
    case register(ExchangeID, ExtensionRegistration)
    /// `GET /extension/event/next`.
    case extensionNext(ExchangeID, ExtensionID)
    /// `POST /extension/init/error` or `/exit/error`.
    case extensionError(ExchangeID, ExtensionID, ReportedError)
    /// The process of an external extension ended, or could not be started.
    case extensionEnded(name: String, reason: String)

    // MARK: Connections and the container

    /// The connection of an unanswered request broke.
    case closed(ExchangeID)
    /// The runtime's process ended.
    case exited(RuntimeExit)
    /// The container runs, although a connection broke.
    case stillRuns
}

/// The ids of a call.
public struct CallIdentity: Hashable, Sendable {
    /// The request id, which the function sees.
    public var requestID: String
    /// `Lambda-Runtime-Invocation-Id`: names the attempt. Runtime clients since July 2026 send it back, so that a late
    /// answer is recognised.
    public var invocationID: String

    /// The ids of one call.
    public init(requestID: String, invocationID: String) {
        self.requestID = requestID
        self.invocationID = invocationID
    }

    /// The ids that a runtime sends with an answer.
    public struct Claim: Hashable, Sendable {
        /// The request id in the path.
        public var requestID: String
        /// The invocation id; nil if the client does not know this header.
        public var invocationID: String?

        /// The ids of an answer.
        public init(requestID: String, invocationID: String? = nil) {
            self.requestID = requestID
            self.invocationID = invocationID
        }
    }
}

/// `Lambda-Runtime-Function-Response-Mode` of a response.
public enum ResponseMode: Hashable, Sendable {
    /// The header is missing.
    case buffered
    /// `streaming`.
    case streaming
    /// Another value, which Lambda refuses.
    case invalid(String)
}

/// How the body of a response ended.
public enum ResponseEnd: Hashable, Sendable {
    /// It is complete.
    case whole
    /// It is larger than Lambda allows.
    case tooLarge
    /// The function failed while it streamed; the error is in the trailers.
    case failed(ReportedError)
}

/// An error as a runtime or an extension reported it.
public struct ReportedError: Hashable, Sendable {
    /// Type, message and trace.
    public var error: InvocationError
    /// The body as received, which the caller gets.
    public var body: [UInt8]

    /// A reported error.
    public init(_ error: InvocationError, body: [UInt8] = []) {
        self.error = error
        self.body = body
    }
}

/// How the runtime's process ended.
public enum RuntimeExit: Hashable, Sendable {
    /// It exited with this code.
    case code(Int)
    /// A signal ended it, by number.
    case signal(Int)
    /// The kernel killed it because the container's memory was full.
    case outOfMemory
    /// It is not known how.
    case unknown
}

/// Why an environment ends, as extensions see it (`shutdownReason`).
public enum ShutdownReason: String, Hashable, Sendable, CaseIterable {
    /// It is not needed any more.
    case spindown
    /// A call took too long.
    case timeout
    /// The runtime or an extension failed.
    case failure
}

/// A request of an extension to be registered.
public struct ExtensionRegistration: Hashable, Sendable {
    /// The identifier that the extension gets.
    public var id: ExtensionID
    /// `Lambda-Extension-Name`: for an external extension, its file in `/opt/extensions`.
    public var name: String
    /// The events that it asks for, as received.
    public var events: [String]

    /// A registration.
    public init(id: ExtensionID, name: String, events: [String]) {
        self.id = id
        self.name = name
        self.events = events
    }
}
