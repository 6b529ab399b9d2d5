import LambdaModel
import OrderedCollections

/// Calls that functions make to each other.
struct NestedCalls: Sendable {
    let registry: FunctionRegistry
    let calls: TraceRegistry

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
