import DockerEngine
import LambdaModel

/// Serves calls by the Runtime Interface Emulator in the container's image. It answers calls, and reports about them in
/// the container's log alone, so that the log is the evidence.
struct EmulatorServing: Serving {
    let emulator: any EmulatorAccess
    /// Where the emulator is reached.
    let address: EmulatorAddress
    let log: ContainerLog

    func isReady() async -> Bool { await emulator.isListening(at: address) }

    func beginCall() -> (number: Int, isFirst: Bool) { log.beginCall() }

    func send(_ request: InvocationRequest, timeout: Int) async -> (reply: InvocationReply, mayHaveArrived: Bool) {
        await emulator.send(request, to: address, timeout: timeout)
    }

    func containerEnded() { emulator.containerEnded(at: address) }

    func report(of number: Int, sentAt: Double, seconds: Double?, atMost limit: Duration) async -> InvocationLog? {
        await log.callLog(number, sentAt: sentAt, seconds: seconds, atMost: limit)
    }

    func reportSoFar(of number: Int, sentAt: Double, seconds: Double) -> InvocationLog? {
        log.logSoFar(number, sentAt: sentAt, seconds: seconds)
    }

    func requestID(of number: Int, sentAt: Double) -> String? { log.requestID(number, sentAt: sentAt) }

    func hasLostReport(of number: Int) -> Bool { log.hasLostLines(of: number) }

    func neverBegan(_ number: Int) async -> Bool { await log.neverBegan(number) }

    func endedWell(_ number: Int) { log.endedWell(number) }

    var hasLostRuntime: Bool { log.hasLostRuntime }
}

/// Serves all containers by the emulators in their images.
struct EmulatorWay: ServingWay {
    let emulator: any EmulatorAccess
    let reach: ContainerAddressing

    func serving(_ container: ContainerDetails, log: ContainerLog) -> (any Serving)? {
        reach.address(of: container).map { EmulatorServing(emulator: emulator, address: $0, log: log) }
    }
}
