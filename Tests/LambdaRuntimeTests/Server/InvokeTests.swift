import Foundation
import JSONText
import LambdaModel
import LambdaRuntime
import Testing

@Suite struct ServerInvokeTests {
    @Test func aCallReturnsWithLambdasHeaders() async throws {
        try await TestServer.with { server in
            let reply = try await WireReply.of(
                port: server.port, headers: ["User-Agent": "teller", "X-Amzn-Trace-Id": "Root=1-a-b"],
                body: #"{"a": 1.0}"#)
            #expect(reply.status == 200)
            #expect(reply.text == #"{"a": 1.0}"#)
            #expect(reply.headers["x-amz-executed-version"] == "$LATEST")
            #expect(reply.headers["x-amzn-requestid"] == CallAnswer.requestID)
            #expect(reply.headers["x-amzn-trace-id"] == "Root=1-a-b")
            #expect(reply.headers["x-amz-function-error"] == nil)
            #expect(reply.headers["x-amz-log-result"] == nil)
            #expect(reply.headers["access-control-allow-origin"] == nil)
            let call = try #require(server.service.calls.first)
            #expect(call.function == "hello")
            #expect(call.traceID == "Root=1-a-b")
            #expect(call.caller.userAgent == "teller")
            #expect(call.caller.address.hasPrefix("127.0.0.1:"))
            #expect(call.caller.port == server.port)
            #expect(!call.wantsLogTail)
        }
    }

    @Test func oneConnectionServesManyCalls() async throws {
        try await TestServer.with { server in
            try await LambdaClient.with(port: server.port) { client in
                for number in 0..<20 {
                    try await client.request(body: Array("\(number)".utf8))
                    #expect(try await client.reply().text == "\(number)")
                }
            }
        }
    }

    @Test func requestsInOneBreathAreAnsweredInTheirOrder() async throws {
        try await TestServer.with { server in
            try await LambdaClient.with(port: server.port) { client in
                for number in 0..<5 { try await client.request(body: Array("\(number)".utf8)) }
                for number in 0..<5 { #expect(try await client.reply().text == "\(number)") }
            }
        }
    }

    @Test func aRequestLineMayNameTheHost() async throws {
        try await TestServer.with { server in
            let path = "http://127.0.0.1:\(server.port)\(LambdaClient.ownPath)?Qualifier=$LATEST"
            let reply = try await WireReply.of(port: server.port, "POST", path, body: "1")
            #expect(reply.status == 200 && reply.text == "1")
        }
    }

    @Test func blanksAroundAHeadersValueAreNotOfIt() async throws {
        try await TestServer.with { server in
            let reply = try await WireReply.of(
                port: server.port, "POST", LambdaClient.ownPath,
                ["Host": " localhost \t", "X-Amz-Invocation-Type": "  Event ", "Content-Length": " 1 "], body: "1")
            #expect(reply.status == 202, "\(reply.text)")
        }
    }

    @Test func noBodyIsAnEmptyEvent() async throws {
        try await TestServer.with { server in
            for body in [nil, ""] {
                let reply = try await WireReply.of(port: server.port, body: body)
                #expect(reply.text == "{}")
            }
        }
    }

    @Test func aChunkedBodyIsTaken() async throws {
        try await TestServer.with { server in
            try await LambdaClient.with(port: server.port) { client in
                try await client.request(headers: ["Transfer-Encoding": "chunked"])
                try await client.send("3\r\n[1,\r\n2\r\n2]\r\n0\r\n\r\n")
                #expect(try await client.reply().text == "[1,2]")
            }
        }
    }

    @Test func aClientThatAsksFirstMayContinue() async throws {
        try await TestServer.with { server in
            try await LambdaClient.with(port: server.port) { client in
                try await client.request(headers: ["Expect": "100-continue", "Content-Length": "1"])
                #expect(try await client.reply().status == 100)
                try await client.send("7")
                #expect(try await client.reply().text == "7")
            }
        }
    }

    @Test func aTraceBeginsIfThereIsNone() async throws {
        try await TestServer.with { server in
            let reply = try await WireReply.of(port: server.port)
            let trace = try #require(reply.headers["x-amzn-trace-id"])
            #expect(trace.wholeMatch(of: /Root=1-[0-9a-f]{8}-[0-9a-f]{24};Sampled=0/) != nil)
            #expect(server.service.calls.first?.traceID == trace)
        }
    }

    struct Failure: Sendable, CustomTestStringConvertible {
        var verdict: Verdict
        var reply: InvocationReply
        var error: InvocationError
        /// The body of the response.
        var body: String
        var testDescription: String { verdict.rawValue }

        static let raised = #"{"errorMessage":"boom","errorType":"ValueError","requestId":"x","stackTrace":[]}"#
        static let all = [
            Failure(
                verdict: .functionError, reply: .answered(status: 200, body: Array(raised.utf8)),
                error: InvocationError(type: "ValueError", message: "boom"), body: raised),
            Failure(
                verdict: .timeout, reply: .answered(status: 200, body: Array("Task timed out after 3.00 seconds".utf8)),
                error: InvocationError(type: "Sandbox.Timedout", message: "Task timed out after 3.00 seconds"),
                body: #"{"errorType":"Sandbox.Timedout","errorMessage":"2023-11-14T22:13:23.000Z "#
                    + CallAnswer.requestID + #" Task timed out after 3.00 seconds"}"#),
            Failure(
                verdict: .crashed, reply: .unreachable("closed"),
                error: InvocationError(type: "Container.Exited", message: "the container was killed"),
                body: #"{"errorType":"Container.Exited","errorMessage":"the container was killed"}"#),
            Failure(
                verdict: .outOfMemory, reply: .answered(status: 502, body: Array("gone".utf8)),
                error: InvocationError(type: "Runtime.ExitError", message: "signal: killed", trace: ["a", "b"]),
                body: #"{"errorType":"Runtime.ExitError","errorMessage":"signal: killed","stackTrace":["a","b"]}"#),
            Failure(
                verdict: .initFailed, reply: .answered(status: 502, body: Array(raised.utf8)),
                error: InvocationError(type: "ValueError", message: "boom"), body: raised),
            Failure(
                verdict: .responseTooLarge, reply: .answered(status: 502, body: Array(raised.utf8)),
                error: InvocationError(type: "ValueError", message: "boom"), body: raised),
        ]
    }

    @Test(arguments: Failure.all) func aFunctionThatFailsIsAnsweredWith200(_ failure: Failure) async throws {
        let service = ServiceDouble { .result($0, failure.reply, failure.verdict, failure.error) }
        try await TestServer.with(service) { server in
            let reply = try await WireReply.of(port: server.port)
            #expect(reply.status == 200)
            #expect(reply.headers["x-amz-function-error"] == "Unhandled")
            #expect(reply.text == failure.body)
        }
    }

    @Test(arguments: [Verdict.unreachable, .cancelled]) func otherFaultsThanTheFunctionsAreServiceExceptions(
        _ verdict: Verdict
    ) async throws {
        let reason = InvocationError(type: "NotRunning", message: "the image cannot be had")
        let service = ServiceDouble { .result($0, .cancelled, verdict, reason) }
        try await TestServer.with(service) { server in
            let reply = try await WireReply.of(port: server.port)
            #expect(reply.status == 500)
            #expect(reply.headers["x-amzn-errortype"] == "ServiceException")
            #expect(reply.headers["x-amz-function-error"] == nil)
            #expect(reply.text.contains("the image cannot be had"))
        }
    }

    @Test func theLogTailIsReturnedOnRequest() async throws {
        let service = ServiceDouble { .result($0, .answered(status: 200, body: [0x31]), .ok, log: ["one", "two"]) }
        try await TestServer.with(service) { server in
            let reply = try await WireReply.of(port: server.port, headers: ["X-Amz-Log-Type": "Tail"])
            let log = try #require(reply.headers["x-amz-log-result"].flatMap { Data(base64Encoded: $0) })
            let id = CallAnswer.requestID
            let lines = [
                "START RequestId: \(id) Version: $LATEST", "one", "two", "END RequestId: \(id)",
                "REPORT RequestId: \(id)\tDuration: 3.81 ms\tBilled Duration: 4 ms\tMemory Size: 128 MB"
                    + "\tMax Memory Used: 38 MB\t", "",
            ]
            #expect(String(decoding: log, as: UTF8.self) == lines.joined(separator: "\n"))
            #expect(server.service.calls.first?.wantsLogTail == true)
        }
    }

    @Test func ofALongLogTheLast4KBCome() async throws {
        let lines = (0..<2_000).map { "line \($0)" }
        let service = ServiceDouble { .result($0, .answered(status: 200, body: [0x31]), .ok, log: lines) }
        try await TestServer.with(service) { server in
            let reply = try await WireReply.of(port: server.port, headers: ["X-Amz-Log-Type": "Tail"])
            let log = try #require(reply.headers["x-amz-log-result"].flatMap { Data(base64Encoded: $0) })
            #expect(log.count == 4_096)
            #expect(String(decoding: log, as: UTF8.self).contains("line 1999\nEND RequestId"))
        }
    }

    /// If only a part of a log was kept, the response had the end of its first part.
    @Test func theLastLinesOfAFloodAndTheNumberOfMissingOnes() async throws {
        let service = ServiceDouble { call in
            let answer = CallAnswer.result(call, .answered(status: 200, body: [0x31]), .ok, log: ["first", "second"])
            guard case .result(var result) = answer else { return answer }
            result.droppedLines = 70_000
            result.lastLines = ["before", "last"].map { LogRecord(time: 0, source: .output, text: $0) }
            result.isLogBehind = true
            return .result(result)
        }
        try await TestServer.with(service) { server in
            let reply = try await WireReply.of(port: server.port, headers: ["X-Amz-Log-Type": "Tail"])
            let log = try #require(reply.headers["x-amz-log-result"].flatMap { Data(base64Encoded: $0) })
            let lines = String(decoding: log, as: UTF8.self).split(separator: "\n")
            #expect(lines.dropFirst(3).prefix(2) == ["before", "last"])
            #expect(lines.dropFirst(5).first?.contains("has not read this log to its end yet") == true)
        }
    }
}

extension WireReply {
    /// Invokes `hello` on a separate connection.
    static func of(port: Int, headers: [String: String?] = [:], body: String? = nil) async throws -> WireReply {
        try await of(port: port, "POST", LambdaClient.ownPath, headers, body: body)
    }
}

extension LambdaClient {
    /// Invokes `hello`.
    func request(headers: [String: String?] = [:], body: [UInt8]? = nil) async throws {
        try await request("POST", LambdaClient.ownPath, headers, body: body)
    }
}
