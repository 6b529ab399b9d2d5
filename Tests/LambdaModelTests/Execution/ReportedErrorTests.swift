import LambdaModel
import Testing

/// Errors as runtimes send them.
@Suite struct ReportedErrorTests {
    private func read(_ body: String, type: String? = nil) -> ReportedError {
        ReportedError(body: Array(body.utf8), type: type)
    }

    @Test func `the type in the body counts before the header`() {
        let body = #"{"errorMessage": "it failed", "errorType": "Boom", "requestId": "", "stackTrace": []}"#
        let reported = read(body, type: "Function.Other")
        #expect(reported.error == InvocationError(type: "Boom", message: "it failed"))
        #expect(reported.body == Array(body.utf8), "the caller gets it as received")
    }

    @Test func `without a type in the body, the header's counts`() {
        #expect(read(#"{"errorMessage":"it failed"}"#, type: "Runtime.Boom").error.type == "Runtime.Boom")
        #expect(read(#"{"errorMessage":"it failed"}"#).error.type == "Function.Unknown")
        #expect(read("{}").error == InvocationError(type: "Function.Unknown", message: ""))
    }

    @Test func `the trace has either name, and a line for each line break`() {
        let python = read(#"{"errorType":"Boom","errorMessage":"","stackTrace":["  File \"a.py\"\n    f()\n","b"]}"#)
        #expect(python.error.trace == ["  File \"a.py\"", "    f()", "b"])
        let node = read(#"{"errorType":"Boom","errorMessage":"","trace":["Boom: it failed","    at f"]}"#)
        #expect(node.error.trace == ["Boom: it failed", "    at f"])
    }

    @Test func `text that is not JSON is the message, and the caller gets an error object`() {
        let reported = read("it failed", type: "Boom")
        #expect(reported.error == InvocationError(type: "Boom", message: "it failed"))
        #expect(
            String(decoding: reported.body, as: UTF8.self) == #"{"errorType":"Boom","errorMessage":"it failed"}"#)
        #expect(read(String(repeating: "a", count: 900)).error.message.utf8.count == 500)
        #expect(read("").error == InvocationError(type: "Function.Unknown", message: ""))
    }

    @Test func `JSON that is no object becomes an error object`() {
        #expect(read("null", type: "Boom").body == InvocationError(type: "Boom", message: "null").json)
        #expect(read("[1]").error.type == "Function.Unknown")
    }

    @Test func `an error object has its trace if there is one`() {
        let error = InvocationError(type: "Boom", message: "it \"failed\"", trace: ["a", "b"])
        #expect(
            String(decoding: error.json, as: UTF8.self)
                == #"{"errorType":"Boom","errorMessage":"it \"failed\"","stackTrace":["a","b"]}"#)
    }
}
