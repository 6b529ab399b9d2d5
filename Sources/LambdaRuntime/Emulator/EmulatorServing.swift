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

    var canInitialise: Bool { false }

    var keepsRequestIDs: Bool { false }

    var callLimit: Int { 1 }

    func initialise() {}

    func observe(
        _ report: @escaping @Sendable (ServingNews) -> Void, isOvertaken: @escaping @Sendable () -> Bool
    ) {}

    func shutDown() async {}

    func send(
        _ number: Int, _ request: InvocationRequest, timeout: Int, _ listeners: CallListeners
    ) async -> ServingAnswer {
        let (reply, mayHaveArrived) = await emulator.send(request, to: address, timeout: timeout)
        // The emulator gathers the response.
        if case .answered(200, let body) = reply { listeners.onPart?(ResponsePart(body)) }
        return ServingAnswer(reply, mayHaveArrived: mayHaveArrived)
    }

    func complete(_ number: Int, _ result: InvocationResult) {}

    func containerEnded(_ end: InvocationEvidence.ContainerEnd?) { emulator.containerEnded(at: address) }

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
    /// Why the emulators serve, and not lamdeck.
    var reason = ""

    var kind: ServingKind { .emulator }

    var emulatorReason: String? { reason }

    func attach(_ id: String, _ engine: any Engine) async throws(EngineError) -> ContainerInput? { nil }

    func serving(
        _ container: ContainerDetails, input: ContainerInput?, of settings: FunctionSettings, extensions: [String],
        log: ContainerLog
    ) async -> (any Serving)? {
        reach.address(of: container).map { EmulatorServing(emulator: emulator, address: $0, log: log) }
    }
}
