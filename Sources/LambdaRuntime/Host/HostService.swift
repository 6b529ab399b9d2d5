import Foundation
import HostLink
import LambdaModel
import OrderedCollections
import Synchronization

/// Calls that come through the door, carried out as the deck's own are.
struct HostService: LambdaService {
    weak let host: FunctionHost?
    let admission: InvocationLimiter
    /// Whether an answer waits for the request id that the log says: some milliseconds, where the call took as few. Else
    /// the header has the log's where it is known by then.
    let waitsForRequestID: Bool

    func functions() async -> [ServedFunction] {
        host?.registry.manifest.functions.map { ServedFunction($0) } ?? []
    }

    func has(_ function: String) async -> Bool { host?.registry.manifest.function(named: function) != nil }

    func invoke(_ call: IncomingCall) async -> CallAnswer {
        guard let host, await has(call.function) else { return .noSuchFunction }
        let nested = NestedCalls(registry: host.registry, calls: host.calls)
        await nested.findCallOfAnotherProcess(of: call.caller.address)
        let (request, answer) = (host.request(call), FirstAnswer())
        if request.waitingCall != nil, let words = await nested.endlessWait(request) { return .waitsForItself(words) }
        let place: InvocationLimiter.Place
        switch admission.admit(call.function, bytes: call.payload.count) {
        case .success(let admitted): place = admitted
        case .failure(let refusal): return .busy(waiting: refusal.waiting)
        }
        let result = await withCheckedContinuation { continuation in
            // The call goes on when its caller is answered: its log is still to be read.
            Task(executorPreference: CallLoop.shared) {
                defer { place.leave() }
                let result = await host.invoke(request) { news in
                    if case .logIsBehind(let known) = news, answer.take() { continuation.resume(returning: known) }
                    guard case .answered = news else { return }
                    // Its place in the queue is free, whatever is still read of it.
                    place.leave()
                    guard !call.wantsLogTail, case .answered(let early?) = news,
                        early.requestID != nil || !waitsForRequestID, answer.take()
                    else { return }
                    continuation.resume(returning: early)
                }
                if answer.take() { continuation.resume(returning: result) }
                host.report(.outside(InvocationSummary(result)))
            }
        }
        return .result(result)
    }
}

extension FunctionHost {
    /// A call that came through the door. One that a function makes during a call of its own belongs to that call's trace:
    /// the emulator keeps the trace from the function, which so could not send it on.
    nonisolated func request(_ call: IncomingCall) -> InvocationRequest {
        let caller = calls.caller(root: TraceID.root(of: call.traceID), address: call.caller.address)
        var request = InvocationRequest(function: call.function, event: "", payload: call.payload)
        // The trace alone is no proof: programs outside may send that of a call which runs.
        if call.kind == .waiting { request.waitingCall = calls.number(root: nil, address: call.caller.address) }
        request.clientContext = call.clientContext
        request.isAsynchronous = call.kind == .event
        request.wantsLogTail = call.wantsLogTail
        request.traceID = caller?.root.map { "Root=\($0);Sampled=0" } ?? call.traceID
        request.origin = CallOrigin(
            address: call.caller.address, userAgent: call.caller.userAgent, port: call.caller.port,
            function: caller?.function)
        return request
    }
}

/// Lets so many calls of a function wait, and so many bytes of all functions' events.
final class InvocationLimiter: Sendable {
    /// Calls of one function, the one that runs among them.
    static let mostCalls = 500
    /// Bytes of all events together.
    static let mostBytes = 256 << 20

    private struct State {
        var calls: [String: Int] = [:]
        var bytes = 0
    }

    private let state = Mutex(State())

    /// Why a call was not taken in: so many wait.
    struct Refusal: Error {
        let waiting: Int
    }

    /// The place of a call that was taken in. It is given back once, however often `leave` is called.
    final class Place: Sendable {
        private let isHeld = Mutex(true)
        private let giveBack: @Sendable () -> Void

        fileprivate init(_ giveBack: @escaping @Sendable () -> Void) { self.giveBack = giveBack }

        /// Gives the place back.
        func leave() {
            let wasHeld = isHeld.withLock { isHeld in
                defer { isHeld = false }
                return isHeld
            }
            if wasHeld { giveBack() }
        }

        deinit { leave() }
    }

    /// Takes a call in, or refuses it.
    func admit(_ function: String, bytes: Int) -> Result<Place, Refusal> {
        state.withLock { state in
            let calls = state.calls[function, default: 0]
            guard calls < Self.mostCalls, calls == 0 || state.bytes + bytes <= Self.mostBytes else {
                return .failure(Refusal(waiting: calls - 1))
            }
            state.calls[function] = calls + 1
            state.bytes += bytes
            return .success(Place { [self] in leaves(function, bytes: bytes) })
        }
    }

    private func leaves(_ function: String, bytes: Int) {
        state.withLock { state in
            let left = state.calls[function, default: 1] - 1
            state.calls[function] = left > 0 ? left : nil
            state.bytes -= bytes
        }
    }
}

/// Lets one of several answers through.
private final class FirstAnswer: Sendable {
    private let isTaken = Mutex(false)

    /// Whether this is the first.
    func take() -> Bool {
        isTaken.withLock { isTaken in
            defer { isTaken = true }
            return !isTaken
        }
    }
}
