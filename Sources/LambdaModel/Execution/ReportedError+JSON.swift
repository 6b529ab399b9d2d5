import JSONText

extension ReportedError {
    /// Reads an error as a runtime sends it: `errorType`, `errorMessage`, `stackTrace` or `trace`. Python's and Node.js's
    /// clients send no header with the type, so the body counts first (RUNTIME facts, point 1.5).
    ///
    /// - Parameters:
    ///   - body: JSON text, or anything.
    ///   - type: `Lambda-Runtime-Function-Error-Type`; nil if it was not sent.
    public init(body: [UInt8], type: String?) {
        let root = try? JSONDocument(body).root
        let trace = root?["stackTrace"] ?? root?["trace"]
        let lines = trace.map(LoggedTrace.texts) ?? []
        let error = InvocationError(
            type: root?["errorType"]?.string ?? type ?? "Function.Unknown",
            message: root?["errorMessage"]?.string
                ?? (root?.kind == .object ? "" : String(decoding: body.prefix(500), as: UTF8.self)),
            trace: lines.flatMap { $0.split(separator: "\n").map(String.init) })
        self.init(error, body: root?.kind == .object ? body : error.json)
    }
}

extension InvocationError {
    /// The error in the format of Lambda's answers.
    public var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("errorType", type)
            writer.member("errorMessage", message)
            if !trace.isEmpty {
                writer.key("stackTrace")
                writer.array { writer in
                    for line in trace { writer.string(line) }
                }
            }
        }
        return writer.bytes
    }
}

extension RuntimeExit {
    /// How the container's main process ended, from its exit code. An init process in the container reports a signal
    /// as 128 and its number.
    public init(code: Int, outOfMemory: Bool) {
        switch code {
        case _ where outOfMemory: self = .outOfMemory
        case 128 + 1...128 + 31: self = .signal(code - 128)
        default: self = .code(code)
        }
    }

    /// The end in Lambda's words: `exit status 3`, `signal: killed`; nil if it is not known, or if the process exited
    /// without an error.
    public var text: String? {
        switch self {
        case .code(0), .unknown: nil
        case .code(let code): "exit status \(code)"
        case .outOfMemory: "signal: killed"
        case .signal(let number): "signal: \(Self.signals[number] ?? "\(number)")"
        }
    }

    /// Lambda's error for a process that ended during a call or init.
    ///
    /// - Parameter requestID: the call's; nil if there is none.
    public func error(requestID: String?) -> InvocationError {
        let text = text.map { "Runtime exited with error: \($0)" } ?? "Runtime exited without providing a reason"
        let message = requestID.map { "RequestId: \($0) Error: \(text)" } ?? text
        return InvocationError(type: "Runtime.ExitError", message: message)
    }

    /// The names of Go's `os.Signal`, in which Lambda and the emulator report signals.
    private static let signals = [
        1: "hangup", 2: "interrupt", 3: "quit", 4: "illegal instruction", 5: "trace/breakpoint trap", 6: "aborted",
        7: "bus error", 8: "floating point exception", 9: "killed", 10: "user defined signal 1",
        11: "segmentation fault", 12: "user defined signal 2", 13: "broken pipe", 14: "alarm clock", 15: "terminated",
    ]
}
