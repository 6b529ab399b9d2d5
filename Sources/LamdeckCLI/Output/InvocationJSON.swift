import JSONText
import LambdaModel
import Support

/// A finished call as a machine reads it: the contract of `invoke --json`.
enum InvocationJSON {
    /// One object on one line, with other members in front if there are some.
    ///
    /// - Parameter response: the HTTP response that a client gets; nil if it is not shown.
    static func text(
        _ result: InvocationResult, _ response: ClientResponse? = nil,
        after front: (inout JSONWriter) -> Void = { _ in }
    ) -> String {
        let document = try? JSONDocument(result.body)
        var writer = JSONWriter()
        writer.object { writer in
            front(&writer)
            writer.member("function", result.request.function)
            if let origin = result.request.origin {
                writer.key("from")
                writer.object { writer in write(origin, &writer) }
            } else if result.request.http == nil || !result.request.event.isEmpty {
                writer.member("event", result.request.event)
            }
            result.request.http?.write(to: &writer, response)
            if let id = result.requestID { writer.member("requestId", id) }
            if let root = result.request.traceRoot { writer.member("traceId", root) }
            writer.member("verdict", result.verdict.rawValue)
            if let status = result.functionStatus { writer.member("functionStatus", status.code) }
            if let error = result.error {
                writer.key("error")
                writer.object { writer in
                    writer.member("type", error.type)
                    writer.member("message", error.message)
                    if error.isDoubtful { writer.member("doubtful", true) }
                    writer.key("trace")
                    writer.array { writer in for line in error.trace { writer.string(line) } }
                }
            }
            writer.member("cold", result.isCold)
            if let time = result.initMilliseconds { writer.member("initMs", Decimals.rounded(time)) }
            writer.member("durationMs", Decimals.rounded(result.seconds * 1000))
            if let time = result.handlerMilliseconds { writer.member("handlerMs", Decimals.rounded(time)) }
            if let time = result.firstByteMilliseconds { writer.member("firstByteMs", Decimals.rounded(time)) }
            writer.member("queueMs", Decimals.rounded(result.queuedSeconds * 1000))
            if let seconds = result.cpuSeconds { writer.member("cpuMs", Decimals.rounded(seconds * 1000)) }
            if let bytes = result.peakMemory {
                writer.member("peakMemoryMB", Megabytes.decimal(bytes))
            }
            if let bytes = result.memoryLimit { writer.member("memoryLimitMB", Megabytes.whole(bytes)) }
            writer.key("response")
            if let document {
                writer.raw(document.root)
            } else if result.status != nil {
                writer.string(String(decoding: result.body, as: UTF8.self))
            } else {
                writer.null()
            }
            if !result.partialResponse.isEmpty {
                writer.member("partialResponse", String(decoding: result.partialResponse, as: UTF8.self))
            }
            writer.key("log")
            writer.array { writer in
                for record in result.log where record.source != .lamdeck { writer.string(record.text) }
            }
            if result.isLogLost { writer.member("logLost", true) }
            if result.droppedLines > 0 { writer.member("logLinesDropped", result.droppedLines) }
        }
        return writer.text
    }

    private static func write(_ origin: CallOrigin, _ writer: inout JSONWriter) {
        if let function = origin.function { writer.member("function", function) }
        if let call = origin.authorizes { writer.member("authorizes", call) }
        writer.member("address", origin.address)
        if let agent = origin.userAgent { writer.member("userAgent", agent) }
        writer.member("port", origin.port)
    }
}
