import Foundation
import LambdaModel
import Synchronization

@testable import LambdaRuntime

/// The emulators of a scripted engine's containers. They take calls, write what the real one writes into the log, and
/// answer when a test says so.
final class ScriptedEmulator: EmulatorAccess {
    /// A call that a container has and that is not answered.
    struct Call: Sendable {
        fileprivate let number: Int
        /// The container's id.
        let container: String
        let request: InvocationRequest
        let requestID = UUID().uuidString.lowercased()

        var payload: String { String(decoding: request.payload, as: UTF8.self) }
    }

    typealias Outcome = (reply: InvocationReply, mayHaveArrived: Bool)

    private struct State {
        var running: [Int: (call: Call, end: CheckedContinuation<Outcome, Never>)] = [:]
        /// The calls that a test has not taken, in their order.
        var waiting: [Call] = []
        var next = 0
        /// Containers that were called.
        var warm: Set<String> = []
        /// Those that are given up and have not begun.
        var cancelled: Set<Int> = []
    }

    private let engine: ScriptedEngine
    private let state = Mutex(State())
    private var changes: Changes { engine.changes }

    init(_ engine: ScriptedEngine) {
        self.engine = engine
        engine.setOnEnd { [weak self] in self?.close(callsOf: $0.id) }
    }

    // MARK: What a test does

    /// The next call that arrived at a container, in the order of arrival. It waits for an answer.
    func next() async throws -> Call {
        try await changes.wait(
            for: "a call", seen: "requests \(self.engine.lastCalls)"
        ) {
            self.state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
        }
    }

    /// The handler writes lines.
    func write(_ lines: [String], during call: Call) { engine.write(call.container, lines) }

    /// The handler returns.
    func answer(_ call: Call, _ body: String = "null") {
        engine.write(
            call.container, [Self.talk("INVOKE RTDONE(status: success, produced bytes: 0, duration: 1.500000ms)")],
            isError: true)
        engine.write(
            call.container,
            [
                "END RequestId: \(call.requestID)",
                "REPORT RequestId: \(call.requestID)\tDuration: 1.50 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\t"
                    + "Max Memory Used: 128 MB\t",
            ])
        end(call.number, (.answered(status: 200, body: Array(body.utf8)), true))
    }

    private static func talk(_ words: String) -> String { "22 Nov 2026 19:41:38,017 [INFO] (rapid) \(words)" }

    // MARK: What a host asks

    func isListening(at address: EmulatorAddress) async -> Bool { container(at: address) != nil }

    func serverIdentity(port: Int) async -> String? { nil }

    func send(_ event: InvocationRequest, to address: EmulatorAddress, timeout: Int) async -> Outcome {
        guard let container = container(at: address) else { return (.unreachable("connection refused"), false) }
        let call = state.withLock { state in
            state.next += 1
            return Call(number: state.next, container: container, request: event)
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isGivenUp = state.withLock { state in
                    if state.cancelled.remove(call.number) != nil { return true }
                    state.running[call.number] = (call, continuation)
                    return false
                }
                if isGivenUp { return continuation.resume(returning: (.cancelled, true)) }
                begin(call)
                // The container may have ended since the look-up above.
                if self.container(at: address) != container { close(callsOf: container) }
            }
        } onCancel: {
            if !end(call.number, (.cancelled, true)) { state.withLock { _ = $0.cancelled.insert(call.number) } }
        }
    }

    func containerEnded(at address: EmulatorAddress) {
        for container in engine.containers where container.port == address.port { close(callsOf: container.id) }
    }

    func shutdown() async {}

    private func container(at address: EmulatorAddress) -> String? {
        engine.containers.first { $0.port == address.port && $0.isRunning }?.id
    }

    private func begin(_ call: Call) {
        let isWarm = state.withLock { !$0.warm.insert(call.container).inserted }
        if !isWarm {
            engine.write(
                call.container,
                [
                    Self.talk("INIT START(type: on-demand, phase: init)"), Self.talk("INIT RTDONE(status: success)"),
                    Self.talk("INIT REPORT(durationMs: 157.765000)"),
                ], isError: true)
        }
        engine.write(call.container, ["START RequestId: \(call.requestID) Version: $LATEST"])
        engine.write(call.container, [Self.talk("INVOKE START(requestId: \(call.requestID))")], isError: true)
        state.withLock { $0.waiting.append(call) }
        changes.signal()
    }

    /// Whether there was such a call.
    @discardableResult
    private func end(_ number: Int, _ outcome: Outcome) -> Bool {
        let running = state.withLock { $0.running.removeValue(forKey: number) }
        running?.end.resume(returning: outcome)
        return running != nil
    }

    /// The connections of a container that ended break.
    private func close(callsOf container: String) {
        let numbers = state.withLock { state in
            state.running.values.filter { $0.call.container == container }.map(\.call.number)
        }
        for number in numbers { end(number, (.unreachable("the container closed the connection"), true)) }
    }
}
