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
    private let shell: ShellInput
    private let variables: [(name: String, value: String)]
    private let calls: RuntimeCallLog
    private let log: ContainerLog
    private let context: ServingContext
    private let reach: ReachCheck
    private struct State {
        var report: (@Sendable (ServingNews) -> Void)?
        var lastNumber = 0
        var requestIDs: [Int: String] = [:]
        /// The exit code of the runtime, if the shell has reported it and it says all about the exit.
        var exitCode: Int?
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
        /// Lets another container try whether it reaches lamdeck.
        let probe: RuntimeProbe
        /// Whether this must wait for the end of the container, because no other part follows the engine's events.
        let watchesContainer: Bool
    }

    init(
        _ server: RuntimeAPIServer, _ listener: RuntimeListener, _ input: ContainerInput,
        variables: [(name: String, value: String)], _ calls: RuntimeCallLog, _ log: ContainerLog,
        _ reachability: RuntimeReach, _ context: ServingContext
    ) {
        reach = ReachCheck(reachability, listener, context)
        shell = ShellInput(input)
        (self.server, self.listener, self.variables) = (server, listener, variables)
        (self.calls, self.log, self.context) = (calls, log, context)
        server.set(address: listener.address)
        calls.onShell { [weak self] line in self?.shellWrote(line) }
        server.update { outside in
            outside.start = { [weak self] step in self?.start(step) }
            outside.exit = { [weak self] in await self?.exit() }
            outside.broke = { [weak self] in self?.broke() }
            outside.observeLines = { calls.observe($0) }
        }
    }

    deinit {
        listener.close()
        state.withLock { $0.watch?.cancel() }
    }

    // MARK: The container

    func isReady() async -> Bool { true }

    var canInitialise: Bool { true }

    var callLimit: Int { server.facts.concurrency }

    func initialise() { server.release() }

    func observe(
        _ report: @escaping @Sendable (ServingNews) -> Void, isOvertaken: @escaping @Sendable () -> Bool
    ) {
        state.withLock { $0.report = report }
        server.update { [weak self] outside in
            outside.initEnded = { [weak self] in
                if $0.failure == nil { self?.calls.write(ofInit: RuntimeRecords.initEnded($0)) }
                guard let self, case .exited? = $0.failure, !self.reach.isReached else {
                    return report(.initEnded($0))
                }
                // Either the function ended its runtime, or no container can connect.
                let ended = $0
                Task {
                    let reason = await self.reach.findObstacle()
                    report(reason.map { .blocked($0) } ?? .initEnded(ended))
                }
            }
            outside.initIsSlow = { [weak self] in
                report(.initIsSlow)
                self?.logProcesses()
            }
            outside.isOvertaken = isOvertaken
            outside.spent = { report(.spent) }
            outside.runtimeEnded = { report(.runtimeEnded(code: $0)) }
        }
    }

    private func start(_ step: RuntimeStartStep) {
        let bytes: [UInt8] =
            switch step {
            case .release:
                WaitingShell.release([(name: "AWS_LAMBDA_RUNTIME_API", value: listener.address)] + variables)
            case .runtime: WaitingShell.startRuntime
            }
        if case .release = step {
            reach.begin { [weak self] reason in self?.state.withLock { $0.report }?(.blocked(reason)) }
        }
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
        shell.write(bytes) { [weak self] in
            // The shell can never start the runtime. A container that has ended is reported otherwise.
            self?.server.shutDown(.failure)
        }
    }

    /// Logs what runs in the container: without this, a shell that waits looks like code that loads slowly.
    private func logProcesses() {
        guard let names = log.group?.processNames, !names.isEmpty else { return }
        let text = "the processes of its container: \(names.joined(separator: ", "))"
        calls.write(ofInit: LogRecord(time: Date().timeIntervalSince1970, source: .lamdeck, text: text))
    }

    private func shellWrote(_ line: WaitingShell.Line) {
        switch line {
        case .output: break
        case .extensionEnded(let name, let code): server.extensionEnded(name, ExtensionExit.reason(code))
        case .runtimeEnded(let code):
            let isCertain = ContainerExit.isCertain(code) && log.group?.hasKilledForMemory != true
            if isCertain { state.withLock { $0.exitCode = code } }
            if isCertain || !server.facts.extensions.isEmpty { server.runtimeEnded(code: code) }
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
        let report = state.withLock { state in
            state.peakAtEnd = state.readPeak?()
            return state.report
        }
        report?(.mayHaveEnded)
    }

    func shutDown() async {
        let grace = server.facts.grace
        let hasExtensions = await server.hasExtensions()
        if hasExtensions { await server.records.deliver(within: .milliseconds(500)) }
        server.shutDown(.spindown)
        guard hasExtensions else { return }
        try? await context.engine.killContainer(context.container, signal: "SIGTERM")
        await server.ended(within: grace)
    }

    func containerEnded(_ end: InvocationEvidence.ContainerEnd?) {
        switch end {
        case .exited(let code, let outOfMemory):
            server.exited(RuntimeExit(code: code, outOfMemory: outOfMemory))
        case .stopped:
            // lamdeck ends it, so that neither the runtime nor its init has failed.
            server.shutDown(.spindown)
            server.exited(.unknown)
        case .removed, .cutOff, nil: server.exited(.unknown)
        }
        server.records.end()
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
        _ number: Int, _ request: InvocationRequest, timeout: Int, _ listeners: CallListeners
    ) async -> ServingAnswer {
        let requestID = request.requestID ?? RequestID.make()
        state.withLock { state in
            state.requestIDs[number] = requestID
            (state.readPeak, state.peakAtEnd) = (listeners.readPeak, nil)
        }
        await calls.waitForMarks()
        let (calls, isImage) = (calls, server.facts.isContainerImage)
        let asked = ContinuousClock.now
        let end = await server.invoke(
            request, requestID: requestID, timeout: timeout,
            RuntimeCall.Listeners(
                onWait: { calls.beginWithInit(requestID) }, mayReturn: listeners.mayReturn,
                onDelivery: { calls.deliver($0) }, onPart: listeners.onPart, pace: listeners.pace,
                onEnd: { end in
                    guard end.deliveredAt != nil, end.fate == .lives else { return }
                    listeners.onAnswer(Self.answer(end, timeout: timeout, since: asked, isImage: isImage))
                }))
        // The closure would keep the container in memory.
        state.withLock { $0.readPeak = nil }
        if end.deliveredAt == nil, !end.diedInInit { calls.withdraw(requestID) }
        if end.isReturned {
            var answer = ServingAnswer(.unreachable("a save has overtaken its init"), mayHaveArrived: false)
            answer.fate = end.fate
            return answer
        }
        if case .initFailed(.exited) = end.outcome, let reason = await reach.findObstacle() {
            calls.withdraw(requestID)
            // The runtime could not ask for its event. A container that serves in another way takes the call.
            return ServingAnswer(.unreachable(reason), mayHaveArrived: false)
        }
        if end.deliveredAt == nil, end.diedInInit { calls.beginDeadInInit(requestID) }
        calls.answered(requestID)
        if end.deliveredAt != nil, end.fate == .lives {
            shell.write(WaitingShell.mark(requestID)) { calls.loseMarks() }
        }
        var answer = Self.answer(end, timeout: timeout, since: asked, isImage: isImage)
        if case .exited = end.fate { answer.fate = .exited(reported: state.withLock { $0.exitCode }) }
        answer.peakAtEnd = state.withLock { $0.peakAtEnd }
        return answer
    }

    /// - Parameter asked: when the call was asked for.
    private static func answer(
        _ end: RuntimeCallEnd, timeout: Int, since asked: ContinuousClock.Instant, isImage: Bool
    ) -> ServingAnswer {
        var ending = CallEnding(
            end.outcome, body: end.body, requestID: end.identity.requestID, timeout: timeout,
            initSeconds: (ContinuousClock.now - asked).seconds, isImage: isImage)
        if end.exitedAfter { ending.verdict = .crashed }
        var answer = ServingAnswer(
            reply(ending), mayHaveArrived: end.outcome != .neverDelivered, ending, CallFacts(end))
        answer.fate = end.fate
        return answer
    }

    private static func reply(_ ending: CallEnding) -> InvocationReply {
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
        server.records.report(result, requestID: id)
    }

    var hasLostRuntime: Bool { false }
}
