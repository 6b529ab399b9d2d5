import ArgumentParser
import LambdaModel
import Testing

@testable import LamdeckCLI

struct InvokeCommandTests {
    private static func shown(
        _ result: InvocationResult, _ arguments: [String] = [], isTerminal: Bool = false
    ) throws -> Captured {
        let captured = try Captured(isTerminal: isTerminal)
        let command = try InvokeCommand.parse(["hello"] + arguments)
        #expect(command.show(result, CodeMap(Sample.settings(), workingFolder: "/"), in: .test(captured)))
        return captured
    }

    @Test func `the response goes to standard output, the rest to standard error`() throws {
        let captured = try Self.shown(Sample.result("{\"a\":1}"))
        #expect(captured.results == "{\n  \"a\": 1\n}\n" && captured.messages == "hello: ok (12.5 ms)\n")
        let text = try Self.shown(Sample.result("a\u{1B}[2J"))
        #expect(text.results == "a\u{1B}[2J\n")
        #expect(try Self.shown(Sample.result("")).results.isEmpty)
    }

    @Test func `a terminal gets a response that it does not obey, as the same JSON`() throws {
        #expect(try Self.shown(Sample.result("a\u{1B}[2J"), isTerminal: true).results == "a\u{FFFD}[2J\n")
        let json = try Self.shown(Sample.result("{\"a\":\"\u{202E}\"}"), isTerminal: true)
        #expect(json.results == "{\n  \"a\": \"\\u202e\"\n}\n")
    }

    @Test func `raw is the response byte for byte`() throws {
        let captured = try Self.shown(Sample.result("{ \"a\":1}"), ["--raw"])
        #expect(captured.results == "{ \"a\":1}" && captured.messages == "hello: ok (12.5 ms)\n")
        #expect(try Self.shown(Sample.result("a\u{7}"), ["--raw"], isTerminal: true).results == "a\u{FFFD}")
    }

    @Test func `JSON is one object and no message`() throws {
        let captured = try Self.shown(Sample.fullResult(), ["--json"])
        #expect(captured.results == InvocationJSON.text(Sample.fullResult()) + "\n" && captured.messages.isEmpty)
    }

    // MARK: HTTP requests

    private static let answer = #"{"statusCode":404,"headers":{"content-type":"a/b"},"body":"{\"a\":1}"}"#

    @Test func `the response to an HTTP request is shown as one`() throws {
        let captured = try Self.shown(Sample.webResult(Self.answer))
        #expect(captured.results == "HTTP/1.1 404 Not Found\ncontent-type: a/b\n\n{\n  \"a\": 1\n}\n")
        #expect(captured.messages == "hello: 404 Not Found (12.5 ms)\n")
        #expect(try Self.shown(Sample.webResult(Self.answer), ["--raw"]).results == "{\"a\":1}")
        let json = try Self.shown(Sample.webResult(Self.answer), ["--json"])
        #expect(json.results.contains(#""status":404,"headers":{"content-type":["a/b"]},"body":"{\"a\":1}"},"#))
        #expect(json.messages.isEmpty)
    }

    @Test func `a response with a wrong shape is 502, with what is wrong with it`() throws {
        let result = Sample.webResult(#"{"statusCode":"x"}"#)
        let captured = try Self.shown(result)
        #expect(captured.results.hasPrefix("HTTP/1.1 502 Bad Gateway\n"))
        let lines = captured.messages.split(separator: "\n")
        #expect(lines.count == 2 && lines[0].hasPrefix("hello: 502 Bad Gateway"))
        #expect(lines.last?.hasPrefix("hello: the response is not valid: ") == true)
        #expect(lines.last?.hasSuffix("; the client gets 502 Bad Gateway") == true)
    }

    @Test(
        arguments: [
            (#"{"statusCode":500}"#, Verdict.ok, nil), (#"{"statusCode":"x"}"#, .ok, .functionFailed),
            ("{}", .functionError, .functionFailed), ("", .ok, nil),
        ] as [(String, Verdict, ExitStatus?)])
    func `the exit code is 0 for every status that the function returns`(
        body: String, verdict: Verdict, status: ExitStatus?
    ) throws {
        let command = try InvokeCommand.parse(["hello", "--http", "/"])
        do throws(CommandFailure) {
            try command.end(with: Sample.webResult(body, verdict))
            #expect(status == nil)
        } catch {
            #expect(error.status == status && error.message.isEmpty)
        }
    }

    @Test func `a refused call has no report`() throws {
        var result = Sample.result()
        result.reply = .refused(FailureReason(.engine, "no engine"))
        let captured = try Self.shown(result)
        #expect(captured.results.isEmpty && captured.messages.isEmpty)
    }

    @Test func `a result that cannot be written is reported`() throws {
        let output = Output(results: -1, messages: -1, isTerminal: false)
        var context = CommandContext.test(try Captured())
        context.output = output
        #expect(
            try !InvokeCommand.parse(["hello"]).show(
                Sample.result(), CodeMap(Sample.settings(), workingFolder: "/"), in: context))
    }

    private static let ends: [(InvocationReply, Verdict, [String], ExitStatus?, String)] = [
        (.answered(status: 200, body: []), .ok, [], nil, ""),
        (.answered(status: 200, body: []), .functionError, [], .functionFailed, ""),
        (.answered(status: 200, body: []), .timeout, ["--json"], .functionFailed, ""),
        (.unreachable("reset"), .crashed, [], .container, ""), (.cancelled, .cancelled, [], .interrupted, ""),
        (.refused(FailureReason(.image, "none")), .unreachable, [], .noImage, "none"),
        (.refused(FailureReason(.engine, "none")), .unreachable, ["--json"], .noEngine, ""),
    ]

    @Test(arguments: ends)
    func `the exit code says what happened`(
        reply: InvocationReply, verdict: Verdict, arguments: [String], status: ExitStatus?, message: String
    ) throws {
        var result = Sample.result("", verdict)
        result.reply = reply
        let command = try InvokeCommand.parse(["hello"] + arguments)
        do throws(CommandFailure) {
            try command.end(with: result)
            #expect(status == nil)
        } catch {
            #expect(error.status == status && error.message == message)
        }
    }
}
