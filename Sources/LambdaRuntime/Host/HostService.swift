import LambdaModel
import Synchronization

/// Calls that come by the endpoint, carried out as the deck's own are.
struct HostService: LambdaService {
    /// Calls of one function that may wait; beyond, a caller is told so.
    private static let mostWaiting = 100

    weak let host: FunctionHost?

    func functions() async -> [ServedFunction] {
        await host?.manifest.functions.map { ServedFunction($0) } ?? []
    }

    func invoke(_ call: DoorCall) async -> DoorAnswer {
        guard let host, await host.manifest.function(named: call.function) != nil else { return .noSuchFunction }
        if case .busy(let waiting) = await host.state(of: call.function), waiting >= Self.mostWaiting {
            return .busy(waiting: waiting)
        }
        var request = InvocationRequest(function: call.function, event: "by the endpoint", payload: call.payload)
        request.clientContext = call.clientContext
        request.traceID = call.traceID
        let (sent, answer) = (request, FirstAnswer())
        let result = await withCheckedContinuation { continuation in
            // The call goes on when its caller is answered: its log is still to be read.
            Task {
                let result = await host.invoke(sent) { news in
                    // The header says the request id that the log says too; where it has not come yet, it is waited for.
                    guard !call.wantsLogTail, case .answered(let early?) = news, early.requestID != nil, answer.take()
                    else { return }
                    continuation.resume(returning: early)
                }
                if answer.take() { continuation.resume(returning: result) }
                var brief = InvocationBrief(result)
                brief.event = nil
                host.send(.outside(brief))
            }
        }
        return .result(result)
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
