import Foundation
import HostLink
import LambdaModel
import Synchronization

/// A call that was sent, and its answer, before its log is read.
struct SentCall: Sendable {
    /// The answer, parsed once.
    let answer: InvocationAnswer
    /// Seconds since 1970.
    var startedAt: Double
    var seconds = 0.0
    var queuedSeconds = 0.0
    var isFirst = false
    /// The container, and which of its invocations the call is; nil if the call reached none.
    var place: (container: FunctionContainer, number: Int)?
    /// Bytes that were seen in use while it ran.
    var seenMemory: Int?
    /// Whether the emulator may have received it.
    var mayHaveArrived = true
    /// What lamdeck's own Runtime API measured; nil if the emulator answered.
    var facts: CallFacts?
    /// What it means for the container.
    var fate = ContainerFate.lives
    /// How the container ended whose connection broke; nil if it did not, or if that is not known.
    var end: InvocationEvidence.ContainerEnd?

    /// Whether another process ended the container.
    var wasEndedOutside = false

    /// The answer, or why there is none.
    var reply: InvocationReply { answer.reply }

    /// Whether the container's main process has ended.
    var hasEndedContainer: Bool { if case .exited = fate { true } else { false } }
}

/// Reports to the caller of a call how it goes on.
final class CallCaller: Sendable {
    /// How fast the caller takes the parts of the response; nil if it takes them at once.
    let pace: StreamPace?
    private let recorder: CallRecorder
    private let onNews: @Sendable (InvocationNews) -> Void
    /// The result that the caller has; nil if it has none.
    private let early = Mutex<InvocationResult?>(nil)

    init(
        _ recorder: CallRecorder, at pace: StreamPace?, _ onNews: @escaping @Sendable (InvocationNews) -> Void
    ) {
        (self.recorder, self.pace, self.onNews) = (recorder, pace, onNews)
    }

    func report(_ news: InvocationNews) { onNews(news) }

    /// The call is answered. The caller gets its result if nothing that is not known yet can change the verdict.
    func answer(_ call: SentCall) {
        guard let result = recorder.earlyResult(of: call) else { return }
        early.withLock { $0 = result }
        onNews(.answered(result))
    }

    /// The call has ended.
    ///
    /// - Returns: what the caller has; nil if the result needs the call's log.
    func end(_ call: SentCall) -> InvocationResult? {
        guard case .answered = call.reply else { return nil }
        if let early = early.withLock({ $0 }) { return early }
        let result = recorder.earlyResult(of: call)
        onNews(.answered(result))
        return result
    }
}

/// A call's place among all requests to its function. A later stop stops the call too.
struct CallTurn: Sendable {
    let supervisor: FunctionSupervisor
    let ticket: CallTicket
    /// How often the function had been stopped.
    let stops: Int
    /// Seconds since 1970.
    let askedAt = Date().timeIntervalSince1970
    let begin = ContinuousClock.now

    /// How long the call has waited.
    var waited: Duration { ContinuousClock.now - begin }
}

extension FunctionSupervisor {
    /// Takes the next place for a call.
    func turn() -> CallTurn { CallTurn(supervisor: self, ticket: queue.ticket(), stops: machine.stops) }

    /// Invokes the function, and starts it if it does not run. Calls queue: the emulator never gets two at once. The
    /// next call is sent when the answer arrives, while the log of this one is still being read. Cancelling the task
    /// frees the caller at once.
    ///
    /// - Parameters:
    ///   - turn: the call's place; nil for a place at the end.
    ///   - pace: how fast the caller takes the parts of the response; nil if it takes them at once.
    func invoke(
        _ request: InvocationRequest, _ turn: CallTurn? = nil, at pace: StreamPace? = nil,
        onNews: @escaping @Sendable (InvocationNews) -> Void
    ) async -> InvocationResult {
        let (prepared, turn) = (prepared, turn ?? self.turn())
        let recorder = CallRecorder(context: context, prepared: prepared, request: request)
        let caller = CallCaller(recorder, at: pace, onNews)
        let (call, early) = await CallLoop.run {
            let call = await CallSender.send(request, turn, for: self, caller)
            return (call, caller.end(call))
        }
        let timer = request.wantsLogTail ? early.map { recorder.logTimer($0, call, onNews) } : nil
        defer { timer?.cancel() }
        return await CallLoop.aside {
            let result = await recorder.result(of: call)
            recorder.record(result, of: call)
            if let (container, number) = call.place {
                container.serving.complete(number, result)
                context.unrecorded.end(in: container.id, begunAt: call.startedAt)
                handle(.callComplete(container.id))
            }
            return result
        }
    }
}

extension Duration {
    /// The whole duration in seconds.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
