import JSONText
import LambdaModel

/// A finished call as a machine reads it: the contract of `invoke --json`.
enum InvocationJSON {
    /// One object on one line.
    static func text(_ result: InvocationResult) -> String {
        let document = try? JSONDocument(result.body)
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("function", result.request.function)
            writer.member("event", result.request.event)
            if let id = result.requestID { writer.member("requestId", id) }
            writer.member("verdict", result.verdict.rawValue)
            if let error = result.error {
                writer.key("error")
                writer.object { writer in
                    writer.member("type", error.type)
                    writer.member("message", error.message)
                    writer.key("trace")
                    writer.array { writer in for line in error.trace { writer.string(line) } }
                }
            }
            writer.member("cold", result.isCold)
            writer.member("durationMs", milliseconds(result.seconds))
            writer.key("response")
            if let document {
                writer.raw(document.root)
            } else if result.status != nil {
                writer.string(String(decoding: result.body, as: UTF8.self))
            } else {
                writer.null()
            }
        }
        return writer.text
    }

    /// Milliseconds with two decimals.
    static func milliseconds(_ seconds: Double) -> Double { (seconds * 100_000).rounded() / 100 }
}
