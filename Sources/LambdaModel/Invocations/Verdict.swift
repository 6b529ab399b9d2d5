import JSONText

/// What really happened to an invocation. The emulator answers 200 to much that failed (LAMBDA facts, points 4 to 8).
public enum Verdict: String, Hashable, Sendable, CaseIterable {
    /// The handler returned.
    case ok
    /// The handler raised.
    case functionError
    /// The handler ran longer than its timeout.
    case timeout
    /// The runtime process ended.
    case crashed
    /// The runtime was killed for its memory.
    case outOfMemory
    /// The handler could not be loaded.
    case initFailed
    /// The response was larger than Lambda lets through.
    case responseTooLarge
    /// The container did not answer.
    case unreachable
    /// The person gave up waiting.
    case cancelled

    /// The verdict in words.
    public var words: String {
        switch self {
        case .ok: "ok"
        case .functionError: "function error"
        case .timeout: "timed out"
        case .crashed: "crashed"
        case .outOfMemory: "out of memory"
        case .initFailed: "could not be loaded"
        case .responseTooLarge: "response too large"
        case .unreachable: "no answer"
        case .cancelled: "cancelled"
        }
    }

    /// Reads an answer by its status and body. An object that has the shape of a runtime's error counts as one;
    /// a returned object of that shape cannot be told apart without the log.
    public static func read(_ reply: InvocationReply) -> (verdict: Verdict, error: InvocationError?) {
        switch reply {
        case .cancelled: return (.cancelled, nil)
        case .unreachable(let reason):
            return (.unreachable, InvocationError(type: "Unreachable", message: reason))
        case .refused(let reason):
            return (.unreachable, InvocationError(type: "NotRunning", message: reason.summary))
        case .answered(let status, let body):
            return read(status: status, body: body)
        }
    }

    private static func read(status: Int, body: [UInt8]) -> (Verdict, InvocationError?) {
        if let text = timeoutMessage(body) {
            return (.timeout, InvocationError(type: "Sandbox.Timedout", message: text))
        }
        guard let error = error(in: body) else {
            return status < 300
                ? (.ok, nil)
                : (
                    .crashed,
                    InvocationError(type: "HTTP \(status)", message: String(decoding: body.prefix(500), as: UTF8.self))
                )
        }
        if status < 300 { return (.functionError, error) }
        switch error.type {
        case "Function.ResponseSizeTooLarge": return (.responseTooLarge, error)
        case "Runtime.ExitError":
            return (error.message.hasSuffix("signal: killed") ? .outOfMemory : .crashed, error)
        case "Runtime.Unknown", "Extension.Crash": return (.crashed, error)
        default: return (error.type.hasPrefix("Runtime.") ? .initFailed : .functionError, error)
        }
    }

    /// The emulator's own words for a timeout, which are text and never JSON: `Task timed out after 2.00 seconds`. Any
    /// number counts: the container may have been started with another timeout than the manifest has now.
    private static func timeoutMessage(_ body: [UInt8]) -> String? {
        guard body.count < 200, body.first != UInt8(ascii: "\"") else { return nil }
        let text = String(decoding: body, as: UTF8.self)
        return text.contains(/Task timed out after [0-9]+\.[0-9]+ seconds$/) ? text : nil
    }

    private static func error(in body: [UInt8]) -> InvocationError? {
        guard body.first == UInt8(ascii: "{"), mayBeError(body),
            let root = try? JSONDocument(body).root,
            let type = root["errorType"]?.string, let message = root["errorMessage"]?.string
        else { return nil }
        let trace = root["stackTrace"] ?? root["trace"]
        let lines = trace.map { $0.elements.compactMap(\.string) } ?? []
        return InvocationError(type: type, message: message, trace: lines.flatMap(lineBreaks))
    }

    /// Whether it is worth the time to read a body as JSON: a long one only where it begins as a runtime's error does.
    private static func mayBeError(_ body: [UInt8]) -> Bool {
        body.count < 1 << 20 || errorKeys.contains { body.prefix(64).firstIndex(of: $0) != nil }
    }

    private static let errorKeys = [Array("\"errorType\"".utf8), Array("\"errorMessage\"".utf8)]

    private static func lineBreaks(_ text: String) -> [String] {
        var lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map(String.init)
    }
}
