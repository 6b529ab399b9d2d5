import LambdaModel
import Testing

/// The emulator's answers for Python 3.13 and Node.js 22 functions that were made to fail. The status alone says
/// little: it is 200 for a handler that raised an error or timed out.
@Suite struct VerdictTests {
    struct Recorded: CustomTestStringConvertible {
        var name: String
        var status: Int
        var body: String
        var verdict: Verdict
        var type: String?
        var message: String?
        var trace: [String] = []

        var testDescription: String { name }
    }

    private static func exit(_ name: String, _ message: String, _ verdict: Verdict) -> Recorded {
        let message = "RequestId: efbb40d3-8e6b-4c6d-be19-d08438b530e0 Error: \(message)"
        return Recorded(
            name: name, status: 502, body: #"{"errorType":"Runtime.ExitError","errorMessage":"\#(message)"}"#,
            verdict: verdict, type: "Runtime.ExitError", message: message)
    }

    private static func notLoaded(_ type: String, _ message: String) -> Recorded {
        let body = #"{"errorMessage": "\#(message)", "errorType": "\#(type)", "requestId": "", "stackTrace": []}"#
        return Recorded(name: type, status: 502, body: body, verdict: .initFailed, type: type, message: message)
    }

    static let ends = [
        exit("exit(3)", "Runtime exited with error: exit status 3", .crashed),
        exit("exit(0)", "Runtime exited without providing a reason", .crashed),
        exit("segmentation fault", "Runtime exited with error: signal: segmentation fault", .crashed),
        exit("killed, over its memory", "Runtime exited with error: signal: killed", .outOfMemory),
    ]

    static let failedLoads = [
        notLoaded("Runtime.ImportModuleError", "Unable to import module 'nope': No module named 'nope'"),
        notLoaded("Runtime.HandlerNotFound", "Handler 'nope' missing on module 'app'"),
        notLoaded(
            "Runtime.MalformedHandlerName", "Bad handler 'noDot': not enough values to unpack (expected 2, got 1)"),
        Recorded(
            name: "Runtime.UserCodeSyntaxError", status: 502,
            body: #"""
                {"errorMessage": "Syntax error in module 'syntax': '(' was never closed (syntax.py, line 1)", "errorType":\#
                 "Runtime.UserCodeSyntaxError", "requestId": "", "stackTrace": ["  File \"/var/task/syntax.py\" Line 1\n\#
                    def handler(e, c:\n"]}
                """#,
            verdict: .initFailed, type: "Runtime.UserCodeSyntaxError",
            message: "Syntax error in module 'syntax': '(' was never closed (syntax.py, line 1)",
            trace: [#"  File "/var/task/syntax.py" Line 1"#, "    def handler(e, c:"]),
        Recorded(
            name: "Node.js module that is not there", status: 502,
            body: #"""
                {"errorType":"Runtime.ImportModuleError","errorMessage":"Error: Cannot find module 'nope'","trace":\#
                ["Runtime.ImportModuleError: Error: Cannot find module 'nope'",\#
                "    at loadModule (file:///var/runtime/handler.mjs:26:40)"]}
                """#,
            verdict: .initFailed, type: "Runtime.ImportModuleError", message: "Error: Cannot find module 'nope'",
            trace: [
                "Runtime.ImportModuleError: Error: Cannot find module 'nope'",
                "    at loadModule (file:///var/runtime/handler.mjs:26:40)",
            ]),
    ]

    static let handlers = [
        Recorded(name: "object", status: 200, body: #"{"ok": 1.0}"#, verdict: .ok),
        Recorded(name: "null", status: 200, body: "null", verdict: .ok),
        Recorded(name: "string", status: 200, body: #""hello""#, verdict: .ok),
        Recorded(
            name: "Python raises", status: 200,
            body: #"""
                {"errorMessage": "boom", "errorType": "ValueError", "requestId": "79c757f0-5ed3-4d1d-95fc-2daa5dd4fe75",\#
                 "stackTrace": ["  File \"/var/task/app.py\", line 4, in handler\n    if k == \"raise\": raise\#
                 ValueError(\"boom\")\n"]}
                """#,
            verdict: .functionError, type: "ValueError", message: "boom",
            trace: [
                #"  File "/var/task/app.py", line 4, in handler"#,
                #"    if k == "raise": raise ValueError("boom")"#,
            ]),
        Recorded(
            name: "Node.js throws", status: 200,
            body: #"""
                {"errorType":"TypeError","errorMessage":"boom","trace":["TypeError: boom",\#
                "    at exports.handler (/var/task/app.js:2:31)"]}
                """#,
            verdict: .functionError, type: "TypeError", message: "boom",
            trace: ["TypeError: boom", "    at exports.handler (/var/task/app.js:2:31)"]),
        Recorded(
            name: "Node.js throws a string", status: 200,
            body: #"{"errorType":"string","errorMessage":"just text","trace":[]}"#, verdict: .functionError,
            type: "string", message: "just text"),
        Recorded(
            name: "two lines in the message", status: 200,
            body: #"{"errorMessage": "first line\nsecond line", "errorType": "RuntimeError", "stackTrace": []}"#,
            verdict: .functionError, type: "RuntimeError", message: "first line\nsecond line"),
        Recorded(
            name: "no JSON to return", status: 200,
            body: #"""
                {"errorMessage": "Unable to marshal response: Object of type set is not JSON serializable",\#
                 "errorType": "Runtime.MarshalError", "requestId": "1e57c47b-c6e1-4779-aa87-614aadbf5db5",\#
                 "stackTrace": []}
                """#,
            verdict: .functionError, type: "Runtime.MarshalError",
            message: "Unable to marshal response: Object of type set is not JSON serializable"),
        Recorded(
            name: "event that is no JSON", status: 200,
            body: #"""
                {"errorMessage": "Unable to unmarshal input: Expecting value: line 1 column 1 (char 0)",\#
                 "errorType": "Runtime.UnmarshalError", "requestId": "c3cbe5f2-e00d-4438-b99d-4ef53e8a6f5c",\#
                 "stackTrace": []}
                """#,
            verdict: .functionError, type: "Runtime.UnmarshalError",
            message: "Unable to unmarshal input: Expecting value: line 1 column 1 (char 0)"),
        Recorded(
            name: "too large", status: 502,
            body: #"""
                {"errorType":"Function.ResponseSizeTooLarge","errorMessage":"Response payload size exceeded maximum\#
                 allowed payload size (6291556 bytes)."}
                """#,
            verdict: .responseTooLarge, type: "Function.ResponseSizeTooLarge",
            message: "Response payload size exceeded maximum allowed payload size (6291556 bytes)."),
        Recorded(
            name: "timeout", status: 200, body: "Task timed out after 2.00 seconds", verdict: .timeout,
            type: "Sandbox.Timedout", message: "Task timed out after 2.00 seconds"),
        Recorded(
            name: "a string with the words of a timeout", status: 200, body: #""Task timed out after 2.00 seconds""#,
            verdict: .ok),
    ]

    @Test(arguments: ends + failedLoads + handlers)
    func `a recorded answer has its verdict and error`(recorded: Recorded) {
        let (verdict, error) = Verdict.read(
            .answered(status: recorded.status, body: Array(recorded.body.utf8)))
        #expect(verdict == recorded.verdict)
        #expect(error?.type == recorded.type)
        #expect(error?.message == recorded.message)
        #expect(error?.trace ?? [] == recorded.trace)
    }
}
