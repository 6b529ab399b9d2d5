import LambdaModel

/// The service that carries out the calls that the server receives.
public protocol LambdaService: Sendable {
    /// The functions in the order of the manifest.
    func functions() async -> [ServedFunction]

    /// Whether there is a function with that name. Checked for every call.
    func has(_ function: String) async -> Bool

    /// The settings of a function's URL; nil if there is no function with that name.
    func functionURL(of function: String) -> FunctionURLSettings?

    /// An API of the manifest; nil if there is none with that name.
    func api(_ name: String) -> ServedAPI?

    /// Whether a function is debugged, so that calls of it may take any time.
    func isDebugged(_ function: String) async -> Bool

    /// Records that the HTTP client of a running call got an answer because the function took too long.
    ///
    /// - Parameter requestID: that of ``IncomingCall/requestID``.
    func timedOut(_ requestID: String)

    /// Writes a line for the user into a function's log.
    func log(_ message: String, of function: String) async

    /// Reports to the clients which connections of a WebSocket API are open.
    func reportConnections(of api: String)

    /// Carries a call out. Like Lambda, the server runs a call to its end when its caller hangs up: the task is
    /// cancelled only during shutdown, when the time for running calls is over.
    ///
    /// - Parameters:
    ///   - onPart: called with each part of the response as it arrives; nil for a caller that waits for the whole response.
    ///   - onResult: called with the result as soon as its verdict is final, before it is returned, if that happens. A
    ///     change of threads or tasks would take longer than all the rest of the answer.
    func invoke(
        _ call: IncomingCall, onPart: (@Sendable (ResponsePart) -> Void)?,
        onResult: @escaping @Sendable (InvocationResult) -> Void
    ) async -> CallAnswer
}

extension LambdaService {
    /// No function is debugged.
    public func isDebugged(_ function: String) async -> Bool { false }

    /// Records nothing.
    public func timedOut(_ requestID: String) {}
}

/// One call that the server received. Its payload is JSON text within Lambda's limit.
public struct IncomingCall: Sendable, Hashable {
    /// Whether its caller waits for the result.
    public enum Kind: Sendable, Hashable {
        /// `RequestResponse`: the caller waits.
        case waiting
        /// `Event`: the caller gets a 202, and the result is only stored.
        case event
    }

    /// The function's name; a function with that name need not exist.
    public var function: String
    /// The event: JSON text; `{}` if the caller sent nothing.
    public var payload: [UInt8]
    /// Whether its caller waits.
    public var kind: Kind
    /// Whether the answer must contain the log. Otherwise the service should answer before the log has been read.
    public var wantsLogTail: Bool
    /// The header `X-Amz-Client-Context` as received: base64, checked.
    public var clientContext: String?
    /// The header `X-Amz-Cognito-Identity`: JSON text, checked. Lambda takes the identity from the caller's signature.
    public var cognitoIdentity: String?
    /// The header `X-Amz-Tenant-Id`.
    public var tenantID: String?
    /// The header `X-Amzn-Trace-Id`: the caller's, or a new one.
    public var traceID: String
    /// The request id for the call, if lamdeck chooses it: the emulator does not take one.
    public var requestID: String?
    /// Who calls.
    public var caller: Caller
    /// The HTTP request at a front that makes the call; nil for a call by Lambda's API.
    public var http: HTTPCall?
    /// The request id and the function of the call that waits for this one, which is made to an API's authorizer.
    public var authorizes: Authorized?
    /// How fast the caller takes the parts of the response; nil for a caller that takes them at once, or none.
    public var pace: StreamPace?

    /// A call that waits for its authorizer.
    public struct Authorized: Sendable, Hashable {
        /// Its request id.
        public var requestID: String
        /// Its function.
        public var function: String

        /// A call.
        public init(requestID: String, function: String) {
            (self.requestID, self.function) = (requestID, function)
        }
    }

    /// Who calls.
    public struct Caller: Sendable, Hashable {
        /// Address and port of the other side: `127.0.0.1:51234`.
        public var address: String
        /// The header `User-Agent`, shortened to 200 characters.
        public var userAgent: String?
        /// The port on which the call arrived.
        public var port: Int

        /// A caller.
        public init(address: String, userAgent: String?, port: Int) {
            self.address = address
            self.userAgent = userAgent
            self.port = port
        }
    }

    /// A call.
    public init(
        function: String, payload: [UInt8], kind: Kind = .waiting, wantsLogTail: Bool = false,
        clientContext: String? = nil, traceID: String, caller: Caller
    ) {
        self.function = function
        self.payload = payload
        self.kind = kind
        self.wantsLogTail = wantsLogTail
        self.clientContext = clientContext
        self.traceID = traceID
        self.caller = caller
    }
}

/// The outcome of a call.
public enum CallAnswer: Sendable {
    /// It was carried out, or failed; the result says why.
    case result(InvocationResult)
    /// There is no function with that name.
    case noSuchFunction
    /// It would wait for a call that waits for it; the message says why.
    case waitsForItself(String)
    /// Too many calls are waiting, so this one was refused.
    case busy(waiting: Int)
}

/// A function as described by `ListFunctions` and `GetFunction`, without its variables: not every caller may read
/// secrets.
public struct ServedFunction: Sendable, Hashable {
    /// The name.
    public var name: String
    /// Lambda's identifier of the runtime; nil for a user's own image.
    public var runtime: String?
    /// The handler; nil if the code is in the image.
    public var handler: String?
    /// The time limit in seconds.
    public var timeout: Int
    /// Memory in MB.
    public var memorySize: Int
    /// Size of `/tmp` in MB.
    public var ephemeralStorage: Int
    /// The processor.
    public var architecture: Architecture
    /// The image that it runs in.
    public var image: String

    /// A function.
    public init(
        name: String, runtime: String?, handler: String?, timeout: Int, memorySize: Int, ephemeralStorage: Int,
        architecture: Architecture, image: String
    ) {
        self.name = name
        self.runtime = runtime
        self.handler = handler
        self.timeout = timeout
        self.memorySize = memorySize
        self.ephemeralStorage = ephemeralStorage
        self.architecture = architecture
        self.image = image
    }

    /// A function of a manifest. `architecture` is the engine's, used if the manifest names none.
    public init(_ settings: FunctionSettings, architecture: Architecture = .x86_64) {
        self.init(
            name: settings.name, runtime: settings.runtime?.identifier, handler: settings.handler,
            timeout: settings.timeout, memorySize: settings.memorySize, ephemeralStorage: settings.ephemeralStorage,
            architecture: settings.architecture ?? architecture, image: settings.image)
    }
}
