import DockerEngine
import Foundation
import HostLink
import LambdaModel
import Support
import Synchronization

/// Serves the calls of a container by lamdeck's own Runtime API.
final class RuntimeServing: Serving {
    let server: RuntimeAPIServer
    private let listener: RuntimeListener
    private let input: ContainerInput
    private let variables: [(name: String, value: String)]
    private let calls: RuntimeCallLog
    private let log: ContainerLog
    private let context: ServingContext
    private let reach: RuntimeReach
    private struct State {
        /// Checks whether the container connects.
        var check: Task<Void, Never>?
        var report: (@Sendable (ServingNews) -> Void)?
        var lastNumber = 0
        var requestIDs: [Int: String] = [:]
        var writing: Task<Void, Never>?
        /// Waits for the end of the container.
        var watch: Task<Void, Never>?
        /// Reads the memory of the running call.
        var readPeak: (@Sendable () -> Int?)?
        /// What it read when the container began to end.
        var peakAtEnd: Int?
    }
    private let state = Mutex(State())

    /// What it needs of the rest of the program.
    struct ServingContext: Sendable {
        let engine: any Engine
        let timing: Timing
        let container: String
        let memorySize: Int
        let image: String
        /// Whether this must wait for the end of the container, because no other part follows the engine's events.
        let watchesContainer: Bool
    }

    init(
        _ server: RuntimeAPIServer, _ listener: RuntimeListener, _ input: ContainerInput,
        variables: [(name: String, value: String)], _ calls: RuntimeCallLog, _ log: ContainerLog,
        _ reach: RuntimeReach, _ context: ServingContext
    ) {
        self.reach = reach
        (self.server, self.listener, self.input, self.variables) = (server, listener, input, variables)
        (self.calls, self.log, self.context) = (calls, log, context)
        server.set(address: listener.address)
        calls.onShell { [weak self] line in self?.shellWrote(line) }
        server.update { outside in
            outside.start = { [weak self] step in self?.start(step) }
            outside.exit = { [weak self] in await self?.exit() }
            outside.broke = { [weak self] in self?.broke() }
        }
    }

    deinit {
        listener.close()
        state.withLock {
            $0.watch?.cancel()
            $0.check?.cancel()
        }
    }

    // MARK: The container

    func isReady() async -> Bool { true }

    var canInitialise: Bool { true }

    var callLimit: Int { server.facts.concurrency }

    func initialise() { server.release() }

    func observe(_ report: @escaping @Sendable (ServingNews) -> Void) {
        state.withLock { $0.report = report }
        server.update { [weak self] outside in
            outside.initEnded = { [weak self] in
                // Before a call that waited for it begins: the line would divide the lines of the call.
                if $0.failure == nil { self?.calls.write(RuntimeRecords.initEnded($0)) }
                guard let self, case .exited? = $0.failure, self.reach.state == .unknown else {
                    return report(.initEnded($0))
                }
                // Either the function ended its runtime, or no container can connect.
                let ended = $0
                Task {
                    let reason = await self.findObstacle()
                    report(reason.map { .blocked($0) } ?? .initEnded(ended))
                }
            }
            outside.initIsSlow = { report(.initIsSlow) }
            outside.spent = { report(.spent) }
        }
    }

    private func start(_ step: RuntimeAPIServer.StartStep) {
        let bytes: [UInt8] =
            switch step {
            case .release:
                WaitingShell.release([(name: "AWS_LAMBDA_RUNTIME_API", value: listener.address)] + variables)
            case .runtime: WaitingShell.startRuntime
            }
        if case .release = step { checkReach() }
        let (server, context) = (server, context)
        state.withLock { state in
            if context.watchesContainer, state.watch == nil {
                state.watch = Task {
                    guard let code = try? await context.engine.waitContainer(context.container) else { return }
                    let details = try? await context.engine.inspectContainer(context.container)
                    server.exited(RuntimeExit(code: code, outOfMemory: details?.state.wasOutOfMemory ?? false))
                }
            }
        }
        write(bytes) { [weak self] in
            // The shell can never start the runtime. A container that has ended is reported otherwise.
            self?.server.shutDown(.failure)
        }
    }

    /// Writes to the shell, in the order of the calls of this function. The connection breaks if the container ends, and if
    /// the engine does.
    private func write(_ bytes: [UInt8], failed: @escaping @Sendable () -> Void) {
        let input = input
        state.withLock { state in
            let before = state.writing
            state.writing = Task {
                await before?.value
                do throws(EngineError) {
                    try await input.write(bytes)
                } catch {
                    failed()
                }
            }
        }
    }

    /// Lets another container try to connect, if it is not known whether containers can.
    ///
    /// - Returns: why no container can connect; nil if they can, or if that cannot be tried.
    private func findObstacle() async -> String? {
        if reach.state == .unknown {
            switch await RuntimeProbe.run(context.image, host: listener.host, context.engine) {
            case 0: reach.reached()
            case 1: return obstacle()
            default: break
            }
        }
        return if case .blocked(let reason) = reach.state { reason } else { nil }
    }

    /// Why no container can connect, after this one did not; nil if one has connected.
    private func obstacle() -> String? {
        let reason = RuntimeProbe.obstacle(address: listener.address)
        return reach.blocked(reason) ? reason : nil
    }

    /// If the container is silent for a moment and none has ever connected, lets it try.
    private func checkReach() {
        guard reach.state == .unknown else { return }
        let (context, host, port) = (context, listener.host, listener.port)
        let check = Task { [weak self] in
            guard (try? await context.timing.sleep(for: RuntimeProbe.patience)) != nil else { return }
            guard let reach = self?.reach, reach.state == .unknown else { return }
            let code = try? await context.engine.exec(
                context.container, command: RuntimeProbe.command(host: host, port: port))
            guard code == 1, let reason = self?.obstacle() else { return }
            self?.state.withLock { $0.report }?(.blocked(reason))
        }
        state.withLock { $0.check = check }
    }

    private func shellWrote(_ line: WaitingShell.Line) {
        switch line {
        case .output: break
        case .extensionEnded(let name, let code): server.extensionEnded(name, ExtensionExit.reason(code))
        case .runtimeEnded(let code): server.exited(RuntimeExit(code: code, outOfMemory: false))
        }
    }

    /// Asks the engine how the container ended; nil if it runs.
    private func exit() async -> RuntimeExit? {
        let inquiry = ContainerInquiry(
            engine: context.engine, timing: context.timing, memorySize: context.memorySize)
        return switch await inquiry.end(of: context.container, within: .milliseconds(700)) {
        case .exited(let code, let outOfMemory): RuntimeExit(code: code, outOfMemory: outOfMemory)
        case .removed, .stopped, .cutOff: RuntimeExit.unknown
        // The engine may be away; the kernel is not.
        case nil: log.group?.isPopulated == false ? RuntimeExit.unknown : nil
        }
    }

    /// A connection broke, as if the container ended. Its account is gone a moment later.
    private func broke() {
        state.withLock { $0.peakAtEnd = $0.readPeak?() }
    }

    func shutDown() async {
        let grace = server.facts.grace
        let hasExtensions = await server.hasExtensions()
        server.shutDown(.spindown)
        guard hasExtensions else { return }
        try? await context.engine.killContainer(context.container, signal: "SIGTERM")
        await server.ended(within: grace)
    }

    func containerEnded(_ end: InvocationEvidence.ContainerEnd?) {
        let exit: RuntimeExit =
            if case .exited(let code, let outOfMemory) = end {
                RuntimeExit(code: code, outOfMemory: outOfMemory)
            } else {
                .unknown
            }
        server.exited(exit)
        listener.close()
    }

    // MARK: Calls

    func beginCall() -> (number: Int, isFirst: Bool) {
        state.withLock { state in
            state.lastNumber += 1
            return (state.lastNumber, state.lastNumber == 1)
        }
    }

    private func id(_ number: Int) -> String? { state.withLock { $0.requestIDs[number] } }

    func send(
        _ number: Int, _ request: InvocationRequest, timeout: Int, readPeak: @escaping @Sendable () -> Int?,
        onPart: (@Sendable ([UInt8]) -> Void)?
    ) async -> ServingAnswer {
        let requestID = request.requestID ?? RequestID.make()
        state.withLock { state in
            state.requestIDs[number] = requestID
            (state.readPeak, state.peakAtEnd) = (readPeak, nil)
        }
        await calls.waitForMarks()
        let calls = calls
        let asked = ContinuousClock.now
        let end = await server.invoke(
            request, requestID: requestID, timeout: timeout,
            onDelivery: { calls.begin($0.requestID, at: $0.time, hasInit: !$0.foundInit) },
            onBytes: onPart)
        if case .initFailed(.exited) = end.outcome, let reason = await findObstacle() {
            // The runtime could not ask for its event. A container that serves in another way takes the call.
            return ServingAnswer(.unreachable(reason), mayHaveArrived: false)
        }
        if end.deliveredAt == nil, end.diedInInit {
            calls.begin(requestID, at: Date().timeIntervalSince1970, hasInit: true)
        }
        calls.answered(requestID)
        if end.deliveredAt != nil, end.fate == .lives { write(WaitingShell.mark(requestID)) { calls.loseMarks() } }
        var ending = CallEnding(
            end.outcome, body: end.body, requestID: requestID, timeout: timeout,
            initSeconds: (ContinuousClock.now - asked).seconds)
        if end.exitedAfter { ending.verdict = .crashed }
        let facts = CallFacts(end)
        var answer = ServingAnswer(reply(ending), mayHaveArrived: end.outcome != .neverDelivered, ending, facts)
        answer.fate = end.fate
        answer.peakAtEnd = state.withLock { $0.peakAtEnd }
        return answer
    }

    private func reply(_ ending: CallEnding) -> InvocationReply {
        if let body = ending.body { return .answered(status: 200, body: body) }
        return ending.verdict == .cancelled && ending.error == nil
            ? .cancelled : .unreachable(ending.error?.message ?? ending.verdict.label)
    }

    // MARK: Evidence

    func report(of number: Int, sentAt: Double, seconds: Double?, atMost limit: Duration) async -> InvocationLog? {
        guard let id = id(number) else { return nil }
        await calls.wait(for: id, atMost: limit)
        return calls.soFar(id)
    }

    func reportSoFar(of number: Int, sentAt: Double, seconds: Double) -> InvocationLog? {
        id(number).flatMap { calls.soFar($0) }
    }

    func requestID(of number: Int, sentAt: Double) -> String? { id(number) }

    func hasLostReport(of number: Int) -> Bool { false }

    func neverBegan(_ number: Int) async -> Bool { false }

    func endedWell(_ number: Int) {}

    func complete(_ number: Int, _ result: InvocationResult) {
        guard let id = state.withLock({ $0.requestIDs.removeValue(forKey: number) }) else { return }
        calls.close(id, RuntimeRecords.end(of: result, requestID: id), InvocationSummary(result))
    }

    var hasLostRuntime: Bool { false }
}

/// What an extension's exit code means.
enum ExtensionExit {
    /// The shell's codes for a file that cannot be run are 126 and 127 (POSIX, "Shell Command Language", 2.8.2).
    static func reason(_ code: Int) -> String {
        switch code {
        case 126: "permission denied"
        case 127: "no such file or directory"
        default: RuntimeExit(code: code, outOfMemory: false).text ?? "exit status 0"
        }
    }
}

extension RuntimeCallEnd {
    /// Whether the call was not delivered because of the init, whose lines are its log.
    var diedInInit: Bool {
        switch outcome {
        case .initFailed, .initTimedOut: true
        case .response, .error, .responseTooLarge, .truncated, .exited, .extensionFailed, .timedOut, .cancelled,
            .stopped,
            .neverDelivered:
            false
        }
    }

    /// What the call means for the container.
    var fate: ContainerFate {
        switch outcome {
        case .error where exitedAfter: .exited
        case .response, .error, .responseTooLarge, .truncated: .lives
        case .initFailed(let failure): .initFailed(failure)
        case .exited: .exited
        // A call that was given up before its delivery has no effect.
        case .cancelled: deliveredAt == nil ? .lives : .unusable
        case .extensionFailed, .timedOut, .initTimedOut, .stopped, .neverDelivered: .unusable
        }
    }
}

extension CallFacts {
    init(_ end: RuntimeCallEnd) {
        self.init(
            requestID: end.identity.requestID, traceID: end.traceID,
            handlerMilliseconds: end.handler.map { $0.seconds * 1000 },
            initMilliseconds: end.initialisation.map { $0.duration.seconds * 1000 }, waitedForInit: !end.foundInit)
    }
}
