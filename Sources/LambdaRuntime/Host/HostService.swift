import Foundation
import HostLink
import LambdaModel
import OrderedCollections
import Synchronization

/// Carries out the calls that arrive at a server, like the deck's own calls.
struct HostService: LambdaService {
    weak let host: FunctionHost?
    let limiter: InvocationLimiter
    /// Whether an answer waits until the log shows the request id: some milliseconds, which may be as long as the call.
    /// If not, the header has the log's request id only if it is known when the answer arrives.
    let waitsForRequestID: Bool

    func functions() async -> [ServedFunction] {
        host?.registry.manifest.functions.map { ServedFunction($0) } ?? []
    }

    func has(_ function: String) async -> Bool { host?.registry.has(function) ?? false }

    func functionURL(of function: String) -> FunctionURLSettings? {
        host?.registry.manifest.function(named: function)?.url
    }

    func isDebugged(_ function: String) async -> Bool {
        await host?.registry.supervisor(function)?.prepared.debugging != nil
    }

    func api(_ name: String) -> ServedAPI? { host?.registry.apis.find(name) }

    func reportConnections(of api: String) {
        host?.report(.connections(api: api, self.api(api)?.connectionRows ?? []))
    }

    func timedOut(_ requestID: String) { host?.calls.timedOut(requestID) }

    func log(_ message: String, of function: String) async { await host?.registry.supervisor(function)?.log(message) }

    func invoke(
        _ call: IncomingCall, onPart: (@Sendable (ResponsePart) -> Void)?,
        onResult: @escaping @Sendable (InvocationResult) -> Void
    ) async -> CallAnswer {
        guard let host, await has(call.function) else { return .noSuchFunction }
        let nested = NestedCalls(registry: host.registry, calls: host.calls)
        let (request, answer) = (host.request(call, isStreamed: onPart != nil), FirstAnswer())
        if !waitsForRequestID, await host.registry.isStopped(call.function) {
            // Its port closes now: the call must not start it again.
            let reason = FailureReason(.container, "\(call.function) was stopped")
            return .result(CallRecorder.refused(request, reason))
        }
        if request.waitingCall != nil, let message = await nested.endlessWait(request) {
            return .waitsForItself(message)
        }
        let place: InvocationLimiter.Place
        switch limiter.admit(call.function, bytes: call.payload.count) {
        case .success(let admitted): place = admitted
        case .failure(let refusal): return .busy(waiting: refusal.waiting)
        }
        let result = await withCheckedContinuation { continuation in
            // This task continues after the caller has its answer: it still reads the call's log.
            Task(executorPreference: CallLoop.shared) {
                defer { place.leave() }
                let result = await host.invoke(request, at: call.pace) { news in
                    if case .part(let part) = news { onPart?(part) }
                    if case .logIsBehind(let known) = news, answer.claim() { continuation.resume(returning: known) }
                    guard case .answered = news else { return }
                    // The place is free now, although the call's log may still be read.
                    place.leave()
                    guard !call.wantsLogTail, case .answered(let early?) = news,
                        early.requestID != nil || !waitsForRequestID, answer.claim()
                    else { return }
                    onResult(early)
                    continuation.resume(returning: early)
                }
                if answer.claim() { continuation.resume(returning: result) }
                host.report(.outside(InvocationSummary(result)))
            }
        }
        return .result(result)
    }
}

extension FunctionHost {
    /// The request for a call that arrived at a server. If a function made it while it handles another call, it belongs
    /// to that call's trace, even if the function does not send the trace on.
    nonisolated func request(_ call: IncomingCall, isStreamed: Bool = false) -> InvocationRequest {
        let caller = calls.caller(root: TraceID.root(of: call.traceID), address: call.caller.address)
        var request = InvocationRequest(function: call.function, event: "", payload: call.payload)
        // The trace alone proves nothing: another program may send the trace of a running call.
        if call.kind == .waiting { request.waitingCall = calls.number(root: nil, address: call.caller.address) }
        request.clientContext = call.clientContext
        request.cognitoIdentity = call.cognitoIdentity
        request.tenantID = call.tenantID
        request.isAsynchronous = call.kind == .event
        request.wantsLogTail = call.wantsLogTail
        request.requestID = call.requestID
        request.wantsStream = isStreamed
        request.traceID = caller?.root.map { "Root=\($0);Sampled=0" } ?? call.traceID
        request.origin = CallOrigin(
            address: call.caller.address, userAgent: call.caller.userAgent, port: call.caller.port,
            function: call.authorizes?.function ?? caller?.function, authorizes: call.authorizes?.requestID)
        request.http = call.http
        return request
    }
}

/// Limits the calls of each function that wait, and the bytes of all functions' events.
final class InvocationLimiter: Sendable {
    /// Calls of one function, including the running ones.
    static let mostCalls = 500
    /// Bytes of all events together.
    static let mostBytes = 256 << 20

    private struct State {
        var calls: [String: Int] = [:]
        var bytes = 0
    }

    private let state = Mutex(State())

    /// A call was not admitted, because so many wait.
    struct Refusal: Error {
        let waiting: Int
    }

    /// The place of an admitted call. It is given back once, however often `leave` is called.
    final class Place: Sendable {
        private let isHeld = Mutex(true)
        private let release: @Sendable () -> Void

        fileprivate init(_ release: @escaping @Sendable () -> Void) { self.release = release }

        /// Gives the place back.
        func leave() {
            let wasHeld = isHeld.withLock { isHeld in
                defer { isHeld = false }
                return isHeld
            }
            if wasHeld { release() }
        }

        deinit { leave() }
    }

    /// Admits a call, or refuses it.
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

/// Lets only the first of several answers through.
final class FirstAnswer: Sendable {
    private let isTaken = Mutex(false)

    /// Whether this is the first.
    func claim() -> Bool {
        isTaken.withLock { isTaken in
            defer { isTaken = true }
            return !isTaken
        }
    }
}
