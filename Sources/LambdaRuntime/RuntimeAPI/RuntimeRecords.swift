import Foundation
import LambdaModel
import Support

/// The records that lamdeck writes about a call in the emulator's and Lambda's format.
enum RuntimeRecords {
    /// How long an init took.
    static func initEnded(_ report: InitReport) -> LogRecord {
        let restore = report.restore.map { ", of it \(Milliseconds.text($0.seconds * 1000)) after the snapshot" }
        let text = "init took \(Milliseconds.text(report.duration.seconds * 1000))\(restore ?? "")"
        return LogRecord(time: Date().timeIntervalSince1970, source: .lamdeck, text: text)
    }

    /// `END` and `REPORT`.
    static func end(of result: InvocationResult, requestID: String) -> [LogRecord] {
        let time = result.startedAt + result.seconds
        return ["END RequestId: \(requestID)", ResultReply.report(result, requestID)].map {
            LogRecord(time: time, source: .marker, text: $0, invocation: requestID)
        }
    }
}
