import DockerEngine
import LambdaModel

/// How one container serves calls. The supervisor, the calls and their evidence use this, and do not know how it works
/// inside. Calls of a container are numbered; it takes one at a time.
protocol Serving: Sendable {
    /// Whether the container answers, so that a call can be sent.
    func isReady() async -> Bool

    /// Whether ``initialise()`` starts the language runtime. The emulator starts it with the first call.
    var canInitialise: Bool { get }

    /// Starts the language runtime now, before the first call, if it was not started.
    func initialise()

    /// Reports news of the container's execution environment, on any thread.
    ///
    /// - Parameter isOvertaken: whether files have been saved that the function has not taken in.
    func observe(
        _ report: @escaping @Sendable (ServingNews) -> Void, isOvertaken: @escaping @Sendable () -> Bool)

    /// Ends the running call, and gives extensions their time, before the container is killed.
    func shutDown() async

    /// Whether a call has the request id of its request. The emulator makes another one.
    var keepsRequestIDs: Bool { get }

    /// How many calls it runs at once.
    var callLimit: Int { get }

    /// Notes that a call is sent now.
    ///
    /// - Returns: the call's number, and whether it is the container's first one that is known.
    func beginCall() -> (number: Int, isFirst: Bool)

    /// Sends an event and waits for the answer. Cancelling the task ends the call.
    ///
    /// - Parameters:
    ///   - number: the call's, from ``beginCall()``.
    ///   - timeout: the function's time limit in the container, in seconds.
    func send(
        _ number: Int, _ request: InvocationRequest, timeout: Int, _ listeners: CallListeners
    ) async -> ServingAnswer

    /// The container is gone: its calls end.
    ///
    /// - Parameter end: how it ended; nil if that is not known.
    func containerEnded(_ end: InvocationEvidence.ContainerEnd?)

    // MARK: Evidence

    /// What the container reported of a call: complete, or as far as it arrived before the report was quiet for a while
    /// or the limit passed. Nil if it reported nothing. A cancelled task gets what has arrived.
    ///
    /// - Parameters:
    ///   - sentAt: when the call was sent, in seconds since 1970.
    ///   - seconds: how long its answer took; nil if it has none.
    func report(of number: Int, sentAt: Double, seconds: Double?, atMost limit: Duration) async -> InvocationLog?

    /// What the container has reported of a call by now, complete or not.
    func reportSoFar(of number: Int, sentAt: Double, seconds: Double) -> InvocationLog?

    /// The request id of a call, if the container has reported it by now.
    func requestID(of number: Int, sentAt: Double) -> String?

    /// Whether parts of the reports were lost that may have been about a call. Ask once, after the call's report.
    func hasLostReport(of number: Int) -> Bool

    /// Whether a call never began in a container that ended.
    func neverBegan(_ number: Int) async -> Bool

    /// The result of a call is complete: nothing more is asked about the call.
    func complete(_ number: Int, _ result: InvocationResult)

    // MARK: The runtime

    /// Notes that a call ended well, so that the runtime process waits for the next one.
    func endedWell(_ number: Int)

    /// Whether the runtime process exited after the last call.
    var hasLostRuntime: Bool { get }
}

extension Serving {
    /// A call has the request id of its request.
    var keepsRequestIDs: Bool { true }
}

/// What is called while a container runs a call, on any thread.
struct CallListeners: Sendable {
    /// Reads the most memory that the call has used, in bytes, while the container exists.
    var readPeak: @Sendable () -> Int?
    /// Takes each part of the response; nil for a caller that waits for the whole response.
    var onPart: (@Sendable (ResponsePart) -> Void)?
    /// How fast the caller takes them; nil if it takes them at once.
    var pace: StreamPace?
    /// Whether the container may give the call back before its delivery, see ``ContainerFate/overtaken``.
    var mayReturn = false
    /// Takes the answer of a container that lives on, before anything else is done with it.
    var onAnswer: @Sendable (ServingAnswer) -> Void
}

/// The answer to a call.
struct ServingAnswer: Sendable {
    var reply: InvocationReply
    /// Whether the event may have arrived. One that did not can be sent to another container.
    var mayHaveArrived: Bool
    /// The verdict, if lamdeck saw the call itself; nil if the evidence decides.
    var ending: CallEnding?
    /// What lamdeck measured itself.
    var facts: CallFacts?
    /// What the call means for the container.
    var fate = ContainerFate.lives
    /// The most memory that the call used, in bytes, if its container has ended.
    var peakAtEnd: Int?

    init(
        _ reply: InvocationReply, mayHaveArrived: Bool, _ ending: CallEnding? = nil, _ facts: CallFacts? = nil
    ) {
        (self.reply, self.mayHaveArrived, self.ending, self.facts) = (reply, mayHaveArrived, ending, facts)
    }
}

/// What a call means for the container that ran it.
enum ContainerFate: Hashable, Sendable {
    /// It takes the next call.
    case lives
    /// Its init failed, and it has ended or will end.
    case initFailed(InitFailure)
    /// Its main process has ended. The code if the container's shell reported it, and nothing else can explain the end;
    /// nil if the engine must be asked.
    case exited(reported: Int?)
    /// It runs and takes no more calls.
    case unusable
    /// It has given the call back, because a save has overtaken its init.
    case overtaken
}

/// What lamdeck's own Runtime API measured of a call.
struct CallFacts: Hashable, Sendable {
    var requestID: String
    var traceID: String
    /// From the delivery of the event to the last byte of the response; nil if it was not delivered.
    var handlerMilliseconds: Double?
    /// How long the init of the environment took; nil if it is not over.
    var initMilliseconds: Double?
    /// Whether the call waited for the init.
    var waitedForInit: Bool
    /// From the delivery of the event to the first byte of the response; nil if the function did not stream it.
    var firstByteMilliseconds: Double?
    /// What was received of the response of a call that then failed or was given up.
    var partialResponse: [UInt8] = []
    /// How many bytes of the response were received and not kept.
    var droppedBytes = 0
    /// The media type that the runtime gave the response; nil if it gave none.
    var responseType: String?

    init(
        requestID: String, traceID: String, handlerMilliseconds: Double?, initMilliseconds: Double?,
        waitedForInit: Bool
    ) {
        (self.requestID, self.traceID, self.handlerMilliseconds) = (requestID, traceID, handlerMilliseconds)
        (self.initMilliseconds, self.waitedForInit) = (initMilliseconds, waitedForInit)
    }
}

/// News of a container's execution environment.
enum ServingNews: Hashable, Sendable {
    /// The init is over.
    case initEnded(InitReport)
    /// The init takes longer than Lambda allows.
    case initIsSlow
    /// It takes no more calls.
    case spent
    /// The runtime's connection broke during a call: it has ended, or its client makes a connection for each request.
    case mayHaveEnded
    /// The runtime's process ended between two calls, and extensions keep the container running.
    case runtimeEnded(code: Int)
    /// The engine's containers cannot reach lamdeck; why.
    case blocked(String)
}

/// Makes the ``Serving`` of containers.
protocol ServingWay: Sendable {
    /// Its name in labels and messages.
    var kind: ServingKind { get }

    /// Why lamdeck does not serve; nil if it does.
    var emulatorReason: String? { get }

    /// Connects to the standard input of a created container, before it starts; nil if it needs none.
    func attach(_ id: String, _ engine: any Engine) async throws(EngineError) -> ContainerInput?

    /// How a running container serves; nil if it cannot be reached. Throws if it could be reached another time.
    ///
    /// - Parameters:
    ///   - input: from ``attach(_:_:)``.
    ///   - extensions: the files of its `/opt/extensions`.
    func serving(
        _ container: ContainerDetails, input: ContainerInput?, of settings: FunctionSettings, extensions: [String],
        log: ContainerLog
    ) async throws(FailureReason) -> (any Serving)?
}

/// Who serves the Runtime API to a function's runtime.
public enum ServingKind: String, Hashable, Sendable, CaseIterable {
    /// lamdeck.
    case lamdeck
    /// The Runtime Interface Emulator in the image.
    case emulator
}
