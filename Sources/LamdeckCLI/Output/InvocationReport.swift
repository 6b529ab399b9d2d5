import Foundation
import JSONText
import LambdaModel
import Support

/// A finished call as the user reads it: the response on standard output, everything else on standard error.
struct InvocationReport {
    let result: InvocationResult
    /// Maps the container's paths to files of this machine.
    let files: CodeMap

    /// The response: formatted if it is JSON.
    var response: (text: String, form: Output.Form)? {
        guard !result.body.isEmpty else { return nil }
        if let document = try? JSONDocument(result.body) { return (document.formatted(), .json) }
        return (String(decoding: result.body, as: UTF8.self), .plain)
    }

    /// The function's log, then the outcome of the call, then the stack trace with paths on this machine.
    var message: String {
        var lines = result.log.map { PlainText.lines($0.text) }
        if result.droppedLines > 0 { lines.append("… \(Plural.text(result.droppedLines, "more line"))") }
        lines.append(outcomeLine)
        let partial = result.partialResponse.count + (result.partialResponse.isEmpty ? 0 : result.droppedBytes)
        if partial > 0 {
            lines.append("  \(ByteCount.text(partial)) of the response were received before the call ended")
        }
        for line in result.error?.trace ?? [] {
            lines.append("  " + PlainText.lines(files.localized(line)?.line ?? line))
        }
        return lines.joined(separator: "\n")
    }

    private var outcomeLine: String {
        var text = "\(result.request.function): \(InvocationSummary(result).outcome ?? result.verdict.label)"
        if let error = result.error {
            if error.isDoubtful { text = "\(result.request.function): looks like an error" }
            let message = PlainText.line(error.summary)
            if !message.isEmpty { text += ": " + message }
        }
        var facts = [Milliseconds.text(result.seconds * 1000)]
        if let time = result.initMilliseconds { facts.append("init \(Milliseconds.text(time))") }
        if let time = result.handlerMilliseconds { facts.append("handler \(Milliseconds.text(time))") }
        if let time = result.firstByteMilliseconds { facts.append("first byte \(Milliseconds.text(time))") }
        if let bytes = result.peakMemory {
            let limit = result.memoryLimit.map { " of \(Megabytes.whole($0))" } ?? ""
            facts.append("\(Megabytes.whole(bytes))\(limit) MB")
        }
        return text + " (\(facts.joined(separator: ", ")))"
    }
}
