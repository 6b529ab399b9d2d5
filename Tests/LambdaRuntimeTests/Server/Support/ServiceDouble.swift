import Foundation
import LambdaModel
import LambdaRuntime
import Synchronization

/// Replaces the service that runs functions; the connection to it is real.
final class ServiceDouble: LambdaService {
    typealias Answer = @Sendable (IncomingCall) async -> CallAnswer

    let served: [ServedFunction]
    /// The settings of all functions' URLs.
    let url: FunctionURLSettings
    /// The APIs by name.
    let apis: [String: ServedAPI]
    /// The parts in which responses arrive before their results; the second value is the media type.
    let parts: [([UInt8], String?)]
    private let answer: Answer
    private let state = Mutex(State())

    private struct State {
        var calls: [IncomingCall] = []
        var ended = 0
        /// The lines that were written into logs, each after its function's name.
        var lines: [String] = []
        var waiting: [(isEnough: @Sendable (State) -> Bool, wake: CheckedContinuation<Void, Never>)] = []
    }

    init(
        _ names: [String] = ["hello", "orders"], url: FunctionURLSettings = FunctionURLSettings(),
        apis: [APISettings] = [], parts: [([UInt8], String?)] = [], answer: @escaping Answer = { .ok($0) }
    ) {
        self.url = url
        self.apis = Dictionary(uniqueKeysWithValues: apis.map { ($0.name, ServedAPI($0)) })
        self.parts = parts
        served = names.map {
            ServedFunction(
                name: $0, runtime: "python3.13", handler: "app.handler", timeout: 7, memorySize: 256,
                ephemeralStorage: 512, architecture: .arm64, image: "public.ecr.aws/lambda/python:3.13")
        }
        self.answer = answer
    }

    var calls: [IncomingCall] { state.withLock { $0.calls } }
    var ended: Int { state.withLock { $0.ended } }

    func functions() async -> [ServedFunction] { served }

    func functionURL(of function: String) -> FunctionURLSettings? {
        served.contains { $0.name == function } ? url : nil
    }

    /// The lines that were written into logs, each after its function's name.
    var logged: [String] { state.withLock { $0.lines } }

    func api(_ name: String) -> ServedAPI? { apis[name] }

    func log(_ message: String, of function: String) async { note { $0.lines.append("\(function): \(message)") } }

    func reportConnections(of api: String) {}

    func has(_ function: String) async -> Bool { served.contains { $0.name == function } }

    func invoke(
        _ call: IncomingCall, onPart: (@Sendable (ResponsePart) -> Void)?,
        onResult: @escaping @Sendable (InvocationResult) -> Void
    ) async -> CallAnswer {
        note { $0.calls.append(call) }
        var offset = 0
        for (bytes, type) in parts where onPart != nil {
            onPart?(ResponsePart(bytes, offset: offset, firstByteMilliseconds: 1, contentType: type))
            offset += bytes.count
        }
        let answer = await answer(call)
        note { $0.ended += 1 }
        return answer
    }

    /// Waits until that many calls have begun and that many have ended.
    func has(calls: Int = 0, ended: Int = 0) async { await has { $0.calls.count >= calls && $0.ended >= ended } }

    /// Waits until that many lines were written into logs, and returns them.
    func has(lines: Int) async -> [String] {
        await has { $0.lines.count >= lines }
        return logged
    }

    private func has(_ isEnough: @escaping @Sendable (State) -> Bool) async {
        await withCheckedContinuation { wake in note { $0.waiting.append((isEnough, wake)) } }
    }

    private func note(_ change: (inout State) -> Void) {
        let woken = state.withLock { state in
            change(&state)
            let now = state
            let woken = state.waiting.filter { $0.isEnough(now) }
            state.waiting.removeAll { $0.isEnough(now) }
            return woken.map(\.wake)
        }
        for one in woken { one.resume() }
    }
}

extension CallAnswer {
    static let requestID = "5399074e-6f1b-4a3c-9d2e-0123456789ab"

    /// Returns the event.
    static func ok(_ call: IncomingCall) -> CallAnswer { ok(call, call.payload) }

    static func ok(_ call: IncomingCall, _ body: [UInt8]) -> CallAnswer {
        result(call, .answered(status: 200, body: body), .ok)
    }

    static func result(
        _ call: IncomingCall, _ reply: InvocationReply, _ verdict: Verdict, _ error: InvocationError? = nil,
        log: [String] = []
    ) -> CallAnswer {
        var result = InvocationResult(
            request: InvocationRequest(function: call.function, event: "-", payload: call.payload), reply: reply,
            verdict: verdict, error: error, startedAt: 1_700_000_000, seconds: 3, isCold: false, requestID: requestID,
            log: log.map { LogRecord(time: 0, source: .output, text: $0) })
        result.handlerMilliseconds = 3.807
        result.memoryLimit = 128 << 20
        result.peakMemory = 38 << 20
        return .result(result)
    }
}

/// Holds calls until a test releases them.
final class Latch: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func wait() async {
        await withCheckedContinuation { wake in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(wake) }
                return state.isOpen
            }
            if isOpen { wake.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for one in waiting { one.resume() }
    }
}
