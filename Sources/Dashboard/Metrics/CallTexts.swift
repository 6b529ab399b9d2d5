import LambdaModel
import Support

extension InvocationSummary {
    /// What was called: the request's method and target, or the event's name without its ending; nil for a call that has
    /// neither.
    var callName: String? { http?.label ?? event.map(EventName.stem) }

    /// The request, the event's name, or who called: `curl`. Empty if none is known.
    var shortName: String { http?.label ?? event ?? origin?.shortName ?? "" }

    /// Its durations: `2.08 s + 130 ms` for init and handler, or the handler's alone; empty if both are unknown.
    var parts: String {
        [usableInit, usableHandler].compactMap { $0.map { TimeSpan.short($0 / 1000) } }.joined(separator: " + ")
    }

    /// Why it failed: the error's type, or the verdict in words; empty if it did not.
    var failure: String {
        guard hasFailed else { return "" }
        if let errorType, !errorType.isEmpty { return errorType }
        return outcome ?? ""
    }
}
