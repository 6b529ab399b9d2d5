import LambdaModel
import Support

/// The records that lamdeck writes about a call in the emulator's and Lambda's format.
enum RuntimeRecords {
    /// `END` and `REPORT`.
    static func end(of result: InvocationResult, requestID: String) -> [LogRecord] {
        let time = result.startedAt + result.seconds
        return ["END RequestId: \(requestID)", ResultReply.report(result, requestID)].map {
            LogRecord(time: time, source: .marker, text: $0, invocation: requestID)
        }
    }
}
