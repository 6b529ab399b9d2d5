import JSONText
import LambdaModel
import Testing

@Suite("An expectation may be a set of statements")
struct StatementTests {
    private let failure = ExpectationFixture.result(
        #"{"errorType":"ValueError","errorMessage":"no order 17"}"#, .functionError,
        error: InvocationError(type: "ValueError", message: "no order 17"))

    @Test(
        "Verdict and error",
        arguments: [
            (#"{"$verdict":"functionError"}"#, []),
            (#"{"$verdict":"functionError","$errorType":"ValueError"}"#, []), (#"{"$errorType":"ValueError"}"#, []),
            (#"{"$errorMessage":"<re:no order \\d+>"}"#, []), (#"{"$errorType":"<string>"}"#, []),
            (#"{"$verdict":"timeout"}"#, ["$verdict: expected timeout, got functionError (ValueError: no order 17)"]),
            (#"{"$errorType":"KeyError"}"#, [#"$errorType: expected "KeyError", got "ValueError""#]),
            (#"{"$errorMessage":"no"}"#, [#"$errorMessage: expected "no", got "no order 17""#]),
            (#"{"errorType":"ValueError"}"#, ["$verdict: expected ok, got functionError (ValueError: no order 17)"]),
            (
                #"{"$maxMemoryMB":10}"#,
                [
                    "$verdict: expected ok, got functionError (ValueError: no order 17)",
                    "$maxMemoryMB: expected at most 10 MB, got no peak memory from the engine",
                ]
            ),
            (#"{"$verdict":"functionError","$body":{"errorType":"ValueError","errorMessage":"<any>"}}"#, []),
        ] as [(String, [String])])
    func failures(_ expected: String, _ lines: [String]) throws {
        #expect(try ExpectationFixture.differences(expected, failure) == lines)
    }

    @Test("A call that succeeds although a failure is expected")
    func success() throws {
        let result = ExpectationFixture.result("{}")
        #expect(
            try ExpectationFixture.differences(#"{"$errorType":"ValueError"}"#, result) == [
                "$verdict: expected a failure, got ok", #"$errorType: expected "ValueError", got no error"#,
            ])
        #expect(try ExpectationFixture.differences(#"{"$verdict":"ok"}"#, result) == [])
    }

    @Test("If it is unknown whether an error was raised or returned, both expectations pass")
    func doubtful() throws {
        var error = InvocationError(type: "E", message: "m")
        error.isDoubtful = true
        let result = ExpectationFixture.result(#"{"errorType":"E","errorMessage":"m"}"#, .functionError, error: error)
        #expect(try ExpectationFixture.differences(#"{"errorType":"E","errorMessage":"m"}"#, result) == [])
        #expect(try ExpectationFixture.differences(#"{"$verdict":"functionError","$errorType":"E"}"#, result) == [])
        #expect(try ExpectationFixture.differences(#"{"errorType":"E","errorMessage":"n"}"#, result).count == 1)
    }

    private let edge = ExpectationFixture.result(
        #"""
        {"uri":"/a/index.html","headers":{"x-env":[{"key":"X-Env","value":"prod"}],"x.y":[]},"id":17}
        """#)

    @Test(
        "Values within the response",
        arguments: [
            (#"{"$paths":{"uri":"/a/index.html","headers.x-env[0].value":"prod","$.id":"<number>"}}"#, []),
            (#"{"$paths":{"headers[\"x.y\"]":[],"headers[\"x-env\"][0]":{"key":"X-Env","value":"<any>"}}}"#, []),
            (
                #"{"$paths":{"headers.x-env[0].value":"test"}}"#,
                [
                    #"headers.x-env[0].value: expected "test", got "prod""#
                ]
            ),
            (
                #"{"$paths":{"headers.x-env[1].value":"test"}}"#,
                [
                    #"headers.x-env[1].value: expected "test", got nothing"#
                ]
            ),
            (
                #"{"$paths":{"headers.x-env[0]":{"key":"X-Env"}}}"#,
                [
                    #"headers.x-env[0].value: expected nothing, got "prod""#
                ]
            ),
            (#"{"$body":"<any>","$paths":{"uri.x":1}}"#, ["uri.x: expected 1, got nothing"]),
        ] as [(String, [String])])
    func paths(_ expected: String, _ lines: [String]) throws {
        #expect(try ExpectationFixture.differences(expected, edge) == lines)
    }

    @Test("Bounds: the handler's time, or the call's if that is unknown; the container's peak memory")
    func bounds() throws {
        let quick = ExpectationFixture.result("1", handlerMilliseconds: 12.345, seconds: 5, peakMemory: 48 << 20)
        #expect(try ExpectationFixture.differences(#"{"$maxDurationMs":12.35,"$maxMemoryMB":48}"#, quick) == [])
        #expect(
            try ExpectationFixture.differences(#"{"$body":1,"$maxDurationMs":12,"$maxMemoryMB":32.5}"#, quick) == [
                "$maxDurationMs: expected at most 12 ms, got 12.35 ms",
                "$maxMemoryMB: expected at most 32.5 MB, got 48.00 MB",
            ])
        let unmeasured = ExpectationFixture.result("1", seconds: 0.0505)
        #expect(
            try ExpectationFixture.differences(#"{"$maxDurationMs":50}"#, unmeasured)
                == ["$maxDurationMs: expected at most 50 ms, got 50.50 ms"])
    }

    @Test(
        "A mistake in an expectation is reported with its place",
        arguments: [
            ("{\n  \"a\": 1,\n}", [":2:9: error: trailing comma"]),
            ("", [":1:1: error:"]),
            (#"{"$verdit":"ok"}"#, [#":1:2: error: unknown statement "$verdit"; did you mean "$verdict"?"#]),
            (#"{"$x":"ok"}"#, ["there are $verdict, $errorType, $errorMessage, $body, $paths, $maxDurationMs"]),
            (#"{"$verdict":"fine"}"#, [#":1:13: error: "fine" is not a verdict; there are ok, functionError"#]),
            (#"{"$verdict":"functionEror"}"#, [#"did you mean "functionError"?"#]),
            (#"{"$verdict":"ok","$errorType":"E"}"#, [#"needs a "$verdict" other than "ok""#]),
            (#"{"$verdict":"ok","statusCode":200}"#, [#":1:18: error: "statusCode" is mixed with statements"#]),
            (#"{"$verdict":"ok","$verdict":"ok"}"#, [#"duplicate key "$verdict""#]),
            (#"{"$maxDurationMs":"5"}"#, [#""$maxDurationMs" must be a number of milliseconds above 0"#]),
            (#"{"$maxMemoryMB":0}"#, [#""$maxMemoryMB" must be a number of megabytes above 0"#]),
            (#"{"$errorType":5}"#, [#""$errorType" must be a string"#]),
            (#"{"$paths":[]}"#, [#""$paths" must be an object"#]),
            (
                #"{"$paths":{"a..b":1,"a[x]":1,"a[0":1,"":1,"a[0]b":1,"[\"a":1}}"#,
                [
                    "has an empty name", "has [x]", #"lacks a "]""#, "is empty", #"needs a "." before "b""#,
                    "or a quote",
                ]
            ),
            (#"{"a":["<re:[>"]}"#, [#":1:7: error: "<re:[>" is not a regular expression"#]),
        ] as [(String, [String])])
    func problems(_ text: String, _ parts: [String]) {
        let error = #expect(throws: ExpectationError.self) { try ExpectationFixture.expectation(text) }
        let words = error?.description ?? ""
        #expect(error?.problems.count == parts.count, "\(words)")
        for part in parts { #expect(words.contains(part), "\(part) in \(words)") }
        #expect(error?.problems.allSatisfy { $0.description.hasPrefix("cart.expected.json:") } == true)
    }
}
