import LambdaModel
import OrderedCollections

/// Calls that functions make to each other.
struct NestedCalls: Sendable {
    let registry: FunctionRegistry
    let calls: TraceRegistry

    /// Finds the call of another process during which a container calls this one. The container is known here, and its
    /// lock is taken; more is not known of such a call.
    func findCallOfAnotherProcess(of address: String?) async {
        guard let host = address.map(RunningCalls.host), !host.hasPrefix("127."), host != "::1" else { return }
        calls.endElsewhere { !CallLock.isHeld(container: $0) }
        guard calls.number(root: nil, address: String(host)) == nil else { return }
        for (name, supervisor) in registry.supervisors {
            guard let container = await supervisor.calledElsewhere(at: String(host)) else { continue }
            return calls.beginElsewhere(function: name, address: String(host), container: container)
        }
    }

    /// Why a call would never get its turn: the calls of its function that run all wait for it, directly or through
    /// other functions. Nil if it gets its turn. The function's log says it too.
    func endlessWait(_ request: InvocationRequest) async -> String? {
        guard let number = request.waitingCall, let settings = registry.manifest.function(named: request.function)
        else {
            return nil
        }
        let waiting = calls.waiting(number)
        guard waiting.count(where: { $0 == request.function }) >= settings.concurrency else { return nil }
        let name = request.function
        let through = waiting.first == name ? "itself" : "\(name) through \(waiting.first ?? "another function")"
        let message =
            "\(name) calls \(through) and would wait for itself: its concurrency is \(settings.concurrency). "
            + "Raise \"concurrency\" in functions.json, or invoke with the type Event"
        await registry.supervisor(name)?.log(message)
        return message
    }
}
