import Gateway
import LambdaModel
import NIOCore
import Synchronization

/// A response that goes out in parts as the function makes them.
final class FrontStream: Sendable {
    private enum State {
        /// The head is not complete yet.
        case waiting(StreamedResponse?)
        case begun(StreamedResponse)
        case ended
    }

    private let answer: FrontAnswer
    private let state = Mutex(State.waiting(nil))

    init(_ answer: FrontAnswer) { self.answer = answer }

    /// Sends a part of the response.
    func add(_ part: ResponsePart) {
        state.withLock { state in
            var response: StreamedResponse
            let hasBegun: Bool
            switch state {
            case .waiting(let known):
                (response, hasBegun) = (known ?? StreamedResponse(contentType: part.contentType), false)
            case .begun(let known): (response, hasBegun) = (known, true)
            case .ended: return
            }
            do throws(ResponseShapeProblem) {
                let (head, body) = try response.add(part.bytes)
                if let head { answer.begin(head) }
                state = hasBegun || head != nil ? .begun(response) : .waiting(response)
                send(body)
            } catch {
                answer.send(.malformedResponse, problem: error.description)
                state = .ended
            }
        }
    }

    private func send(_ bytes: [UInt8]) {
        if !bytes.isEmpty { answer.exchange.send(bytes) }
    }

    /// Ends the response of a call that succeeded.
    ///
    /// - Returns: what is wrong with the response; nil if nothing is.
    func finish() -> String? {
        state.withLock { state in
            defer { state = .ended }
            switch state {
            case .begun:
                answer.exchange.finish()
                return nil
            case .waiting(let known):
                var response = known ?? StreamedResponse(contentType: nil)
                do throws(ResponseShapeProblem) {
                    let (head, body) = try response.finish()
                    answer.begin(head ?? WebResponse(status: 200))
                    send(body)
                    answer.exchange.finish()
                    return nil
                } catch {
                    answer.send(.malformedResponse, problem: error.description)
                    return "is not valid: \(error)"
                }
            case .ended: return nil
            }
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
}
