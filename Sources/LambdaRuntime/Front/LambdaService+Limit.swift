import LambdaModel

extension LambdaService {
    /// Makes a call whose caller waits no longer than a limit: then the function goes on, as on AWS. A function that is
    /// debugged has no limit. If the task is cancelled, the call ends.
    ///
    /// - Parameter limit: nil for as long as the function runs.
    /// - Returns: nil if there was no answer within the limit, or before the task was cancelled.
    func invoke(_ call: IncomingCall, within limit: Duration?) async -> CallAnswer? {
        let (answers, first) = AsyncStream.makeStream(of: CallAnswer?.self, bufferingPolicy: .bufferingOldest(1))
        let task = Task(executorPreference: CallLoop.shared) {
            first.yield(await invoke(call, onPart: nil, onResult: { first.yield(.result($0)) }))
        }
        let timer = limit.map { limit in
            Task {
                guard (try? await Task.sleep(for: limit)) != nil, await !isDebugged(call.function) else { return }
                first.yield(nil)
            }
        }
        defer { timer?.cancel() }
        return await withTaskCancellationHandler {
            for await answer in answers { return answer }
            return nil
        } onCancel: {
            task.cancel()
        }
    }
}
