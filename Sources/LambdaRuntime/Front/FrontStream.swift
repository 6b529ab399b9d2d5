import Gateway
import LambdaModel
import NIOCore
import Synchronization

/// A response that goes out in parts as the function makes them.
final class FrontStream: Sendable {
    private enum State {
        /// The head is not complete yet.
        case waiting(StreamedResponse?)
        /// The head is sent, and parts of the body follow.
        case begun
        /// Nothing more is sent: the response is complete, or it was not valid.
        case ended
    }

    /// How fast the client takes the response.
    let pace = StreamPace()
    private let answer: FrontAnswer
    /// Writes a line into the function's log.
    private let report: @Sendable (String) -> Void
    private let state = Mutex(State.waiting(nil))

    /// - Parameter report: writes into the function's log what is wrong with the response.
    init(_ answer: FrontAnswer, report: @escaping @Sendable (String) -> Void) {
        (self.answer, self.report) = (answer, report)
    }

    /// Sends a part of the response.
    func add(_ part: ResponsePart) {
        state.withLock { state in
            switch state {
            case .waiting(let known):
                var response = known ?? StreamedResponse(contentType: part.contentType)
                do throws(ResponseShapeProblem) {
                    let (head, body) = try response.add(part.bytes)
                    state = head.map { begin($0, body) } ?? .waiting(response)
                } catch {
                    state = refuse(error)
                }
            case .begun: send(part.bytes)
            case .ended: break
            }
        }
    }

    /// Ends the response of a call that succeeded.
    func finish() {
        state.withLock { state in
            if case .waiting(let known) = state {
                var response = known ?? StreamedResponse()
                do throws(ResponseShapeProblem) {
                    let (head, body) = try response.finish()
                    state = begin(head ?? WebResponse(status: 200), body)
                } catch {
                    state = refuse(error)
                }
            }
            if case .begun = state { answer.exchange.finish() }
            state = .ended
        }
    }

    /// Ends the response of a call that failed: closes the connection of one that has begun.
    ///
    /// - Returns: whether nothing has been sent.
    func abort() -> Bool {
        state.withLock { state in
            defer { state = .ended }
            switch state {
            case .waiting: return true
            case .begun:
                answer.exchange.channel.close(promise: nil)
                return false
            case .ended: return false
            }
        }
    }

    // MARK: Sending

    /// Sends the head, and the bytes of the body that arrived with it.
    private func begin(_ head: WebResponse, _ body: [UInt8]) -> State {
        let problem = answer.remark(on: head)
        if let problem { report("\(answer.request.label): \(problem)") }
        guard answer.begin(head, problem: problem, at: pace) else { return .ended }
        send(body)
        return .begun
    }

    private func send(_ bytes: [UInt8]) {
        if !bytes.isEmpty { answer.exchange.send(bytes) }
    }

    /// Answers for a response of a wrong shape.
    private func refuse(_ problem: ResponseShapeProblem) -> State {
        answer.send(.malformedResponse, problem: problem.description)
        report("the response to \(answer.request.label) is not valid: \(problem)")
        return .ended
    }
}
