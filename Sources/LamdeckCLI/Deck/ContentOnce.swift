import Dashboard
import LambdaModel
import Synchronization

/// The content of one response. Its body is parsed once, although it arrives with the answer and again with the final
/// result. It is parsed on another thread, so that a large body does not block the screen.
final class ContentOnce: Sendable {
    private let parsing = Mutex<Task<ResponseContent, Never>?>(nil)

    /// The content of the response.
    func of(_ result: InvocationResult) async -> ResponseContent {
        let task = parsing.withLock { parsing in
            if let parsing { return parsing }
            let task = Task.detached { ResponseContent(result) }
            parsing = task
            return task
        }
        return await task.value
    }
}
