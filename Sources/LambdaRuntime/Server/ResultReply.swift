import Foundation
import JSONText
import LambdaModel
import Support

/// The HTTP response for a call, like Lambda's: a function that failed is answered with 200 and the header
/// `X-Amz-Function-Error`, which the emulator does not send; other failures are HTTP errors.
enum ResultReply {
    /// Lambda cuts the log of `X-Amz-Log-Type: Tail` to its last 4 KB (AWS Lambda API, Invoke).
    static let tailBytes = 4 << 10

    static func make(_ result: InvocationResult, requestID: String, wantsLogTail: Bool) -> ServerReply {
        let body: [UInt8]
        switch result.verdict {
        case .ok:
            body = result.body
        case .functionError, .timeout, .crashed, .outOfMemory, .initFailed, .responseTooLarge:
            body = errorBody(result, requestID)
        case .unreachable, .cancelled:
            return ServerRefusal.service(result.error?.message ?? "the call was \(result.verdict.label)").reply
        }
        var headers = [(ServerHeader.executedVersion, "$LATEST")]
        // Lambda has sent only Unhandled for years, however the handler failed.
        if result.verdict != .ok { headers.append((.functionError, "Unhandled")) }
        if wantsLogTail { headers.append((.logResult, logTail(result, requestID))) }
        return ServerReply(status: 200, headers: headers, body: body)
    }

    /// The runtime's own error object if there is one, otherwise Lambda's format with the emulator's message.
    private static func errorBody(_ result: InvocationResult, _ requestID: String) -> [UInt8] {
        let isObject = result.body.first == UInt8(ascii: "{")
        if isObject, result.verdict != .timeout, result.status != nil { return result.body }
        var message = result.error?.message ?? result.verdict.label
        if result.verdict == .timeout {
            // The emulator's message has no request id, AWS's has one.
            let text = message.firstRange(of: "Task timed out").map { String(message[$0.lowerBound...]) } ?? message
            let time = ISO8601.text(result.startedAt + result.seconds, hasMilliseconds: true)
            message = "\(time) \(requestID) \(text)"
        }
        var error = result.error ?? InvocationError(type: "Runtime.Unknown", message: "")
        error.message = message
        return error.json
    }

    private static let notReadYet = "… lamdeck has not read this log to its end yet: `lamdeck logs` shows the rest"

    /// The end of the call's log in base64, with the lines that Lambda adds.
    static func logTail(_ result: InvocationResult, _ requestID: String) -> String {
        var tail = ["END RequestId: \(requestID)", report(result, requestID)]
        var bytes = tail.reduce(0) { $0 + $1.utf8.count + 1 }
        if result.isLogBehind { tail.insert(notReadYet, at: 0) }
        for lines in [result.lastLines, result.log] {
            for record in lines.reversed() where record.source == .output || record.source == .errorOutput {
                guard bytes < tailBytes else { break }
                bytes += record.text.utf8.count + 1
                tail.insert(record.text, at: 0)
            }
        }
        tail.insert("START RequestId: \(requestID) Version: $LATEST", at: 0)
        let all = Array((tail.joined(separator: "\n") + "\n").utf8)
        return Data(all.suffix(tailBytes)).base64EncodedString()
    }

    static func report(_ result: InvocationResult, _ requestID: String) -> String {
        let duration = result.handlerMilliseconds ?? result.seconds * 1_000
        var parts = [
            "REPORT RequestId: \(requestID)", "Duration: \(Decimals.text(duration, 2)) ms",
            "Billed Duration: \(Int(duration.rounded(.up))) ms",
        ]
        if let limit = result.memoryLimit { parts.append("Memory Size: \(Megabytes.text(limit))") }
        if let peak = result.peakMemory { parts.append("Max Memory Used: \(Megabytes.text(peak))") }
        if let start = result.initMilliseconds { parts.append("Init Duration: \(Decimals.text(start, 2)) ms") }
        return parts.joined(separator: "\t") + "\t"
    }
}
