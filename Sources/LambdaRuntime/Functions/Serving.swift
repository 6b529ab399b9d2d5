import DockerEngine
import LambdaModel

/// How one container serves calls. The supervisor, the calls and their evidence use this, and do not know how it works
/// inside. Calls of a container are numbered; it takes one at a time.
protocol Serving: Sendable {
    /// Whether the container answers, so that a call can be sent.
    func isReady() async -> Bool

    /// Notes that a call is sent now.
    ///
    /// - Returns: the call's number, and whether it is the container's first one that is known.
    func beginCall() -> (number: Int, isFirst: Bool)

    /// Sends an event and waits for the answer. Cancelling the task ends the call.
    ///
    /// - Parameter timeout: the function's time limit in the container, in seconds.
    /// - Returns: the answer, and whether the event may have arrived. One that did not can be sent to another
    ///   container.
    func send(_ request: InvocationRequest, timeout: Int) async -> (reply: InvocationReply, mayHaveArrived: Bool)

    /// The container is gone: its calls end.
    func containerEnded()

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

    // MARK: The runtime

    /// Notes that a call ended well, so that the runtime process waits for the next one.
    func endedWell(_ number: Int)

    /// Whether the runtime process exited after the last call.
    var hasLostRuntime: Bool { get }
}

/// Makes the ``Serving`` of containers.
protocol ServingWay: Sendable {
    /// How a running container serves; nil if it cannot be reached.
    ///
    /// - Parameter log: what the container's log has shown.
    func serving(_ container: ContainerDetails, log: ContainerLog) -> (any Serving)?
}
