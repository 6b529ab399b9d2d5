import LambdaModel

/// What the front door hands calls to.
public protocol LambdaService: Sendable {
    /// The functions in the order of the manifest.
    func functions() async -> [ServedFunction]

    /// Whether there is a function of that name. Asked with every call.
    func has(_ function: String) async -> Bool

    /// Carries a call out. Lambda runs a call to its end when its caller hangs up, and so does the door: the task is
    /// cancelled only when the door is shut down and the time for running calls is over.
    func invoke(_ call: DoorCall) async -> DoorAnswer
}

/// One call that came through the door. Its payload is JSON text, at most as long as Lambda lets through.
public struct DoorCall: Sendable, Hashable {
    /// Whether its caller waits for the result.
    public enum Kind: Sendable, Hashable {
        /// `RequestResponse`: the caller waits.
        case waiting
        /// `Event`: the caller gets a 202, and nobody reads the result.
        case event
    }

    /// The function's name; it need not be one that is served.
    public var function: String
    /// The event: JSON text; `{}` where the caller sent nothing.
    public var payload: [UInt8]
    /// Whether its caller waits.
    public var kind: Kind
    /// Whether the answer must hold the log. Without that, the door answers best with a result whose log is still
    /// being read.
    public var wantsLogTail: Bool
    /// The header `X-Amz-Client-Context` as received: base64, checked.
    public var clientContext: String?
    /// The header `X-Amzn-Trace-Id`: the caller's, or a new one.
    public var traceID: String
    /// The qualifier, which chooses nothing here: `$LATEST`, a version or an alias.
    public var qualifier: String?
    /// Who calls.
    public var caller: Caller

    /// Who calls.
    public struct Caller: Sendable, Hashable {
        /// Address and port of the other side: `127.0.0.1:51234`.
        public var address: String
        /// The header `User-Agent`, shortened to 200 characters.
        public var userAgent: String?
        /// The port of the door through which it came.
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
        clientContext: String? = nil, traceID: String, qualifier: String? = nil, caller: Caller
    ) {
        self.function = function
        self.payload = payload
        self.kind = kind
        self.wantsLogTail = wantsLogTail
        self.clientContext = clientContext
        self.traceID = traceID
        self.qualifier = qualifier
        self.caller = caller
    }
}

/// What became of a call.
public enum DoorAnswer: Sendable {
    /// It was carried out, or failed for a reason that the result tells.
    case result(InvocationResult)
    /// No function has that name.
    case noSuchFunction
    /// It would wait for a call that waits for it; why, in words.
    case waitsForItself(String)
    /// Too many calls are waiting, so this one was refused.
    case busy(waiting: Int)
}

/// A function as `ListFunctions` and `GetFunction` describe it. Variables are left out: a caller of the door need not
/// be allowed to read secrets.
public struct ServedFunction: Sendable, Hashable {
    /// The name.
    public var name: String
    /// Lambda's identifier of the runtime; nil for an image of the user's own.
    public var runtime: String?
    /// The handler.
    public var handler: String
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
        name: String, runtime: String?, handler: String, timeout: Int, memorySize: Int, ephemeralStorage: Int,
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

    /// A function of a manifest. `architecture` is the engine's, for one that names none.
    public init(_ settings: FunctionSettings, architecture: Architecture = .x86_64) {
        self.init(
            name: settings.name, runtime: settings.runtime?.identifier, handler: settings.handler,
            timeout: settings.timeout, memorySize: settings.memorySize, ephemeralStorage: settings.ephemeralStorage,
            architecture: settings.architecture ?? architecture, image: settings.image)
    }
}
