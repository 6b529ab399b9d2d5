import Foundation
import HTTPTransport
import HostLink
import LambdaModel
import NIOCore
import NIOHTTP1
import NIOPosix
import Subprocess
import Testing

@testable import LambdaRuntime

/// Responses that reach the caller while the function makes them.
@Suite("Streaming")
struct StreamingTests {
    /// A runtime that sends `first`, waits for a file, and sends `second`.
    private static let bootstrap = #"""
        #!/bin/sh
        api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
        while true; do
            event=$(curl -sS -D /tmp/head "$api/next")
            id=$(grep -i '^lambda-runtime-aws-request-id:' /tmp/head | tr -d '\r' | cut -d ' ' -f 2)
            { printf first; while [ ! -e /var/task/go ]; do sleep 0.02; done; printf second; } |
                curl -sS -o /dev/null -X POST -H 'Lambda-Runtime-Function-Response-Mode: streaming' \
                    -H 'Transfer-Encoding: chunked' -T - "$api/$id/response"
        done
        """#

    private static func messages(
        _ port: Int, _ path: String = "/2021-11-15/functions/function/response-streaming-invocations",
        onPart: @escaping @Sendable ([UInt8]) throws -> Void
    ) async throws -> (status: Int, parts: [[UInt8]], end: [UInt8]) {
        let client = HTTPClient(on: MultiThreadedEventLoopGroup.singleton.next())
        let server = HTTPServer(.tcp(host: "127.0.0.1", port: port), host: "127.0.0.1:\(port)")
        let request = HTTPRequest(.POST, path, headers: ["Content-Type": "application/json"], body: Array("{}".utf8))
        let stream = try await client.open(request, to: server, within: .seconds(60))
        var (parts, end, unread) = ([[UInt8]](), [UInt8](), [UInt8]())
        for try await piece in stream.body {
            unread += piece.readableBytesView
            var rest = unread[...]
            while let message = EventStreamTests.read(&rest) {
                if message.headers[":event-type"] == "InvokeComplete" {
                    end = message.payload
                } else {
                    parts.append(message.payload)
                    try onPart(message.payload)
                }
            }
            unread = Array(rest)
        }
        await client.shutDown()
        return (stream.status, parts, end)
    }

    @Test func `the first part arrives before the function ends`() async throws {
        try await TestProject.run { project in
            let settings = try await project.provided("hello", Self.bootstrap)
            let deck = try await project.deck([settings])
            try await deck.start("hello")
            // The second part is written only after the first one has arrived.
            let (status, parts, end) = try await Self.messages(settings.resolvedPort) { part in
                if part == Array("first".utf8) { try project.write("hello/go", "") }
            }
            #expect(status == 200)
            #expect(parts == [Array("first".utf8), Array("second".utf8)])
            #expect(end == Array("{}".utf8))
        }
    }

    @Test func `a caller of Invoke gets the whole response of a function that streams`() async throws {
        try await TestProject.run { project in
            let settings = try await project.provided("hello", Self.bootstrap)
            try project.write("hello/go", "")
            let deck = try await project.deck([settings])
            try await deck.start("hello")
            #expect(try await project.post("{}", to: settings.resolvedPort).body == "firstsecond")
        }
    }

    /// Takes the place of AWS's client when it loads the handler: sends `first`, waits for a file, and ends the
    /// response with an error in the trailers, which neither curl nor AWS's client for Python can send.
    private static let breaking = #"""
        import base64, http.client, os, time

        api = os.environ["AWS_LAMBDA_RUNTIME_API"]
        path = "/2018-06-01/runtime/invocation/"
        handler = None
        error = base64.b64encode(b'{"errorType": "StreamError", "errorMessage": "broke"}')
        while True:
            connection = http.client.HTTPConnection(api)
            connection.request("GET", path + "next")
            event = connection.getresponse()
            event.read()
            connection.putrequest("POST", path + event.getheader("Lambda-Runtime-Aws-Request-Id") + "/response")
            connection.putheader("Lambda-Runtime-Function-Response-Mode", "streaming")
            connection.putheader("Transfer-Encoding", "chunked")
            connection.putheader("Trailer", "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body")
            connection.endheaders()
            connection.send(b"5\r\nfirst\r\n")
            while not os.path.exists("/var/task/go"): time.sleep(0.02)
            connection.send(b"0\r\nLambda-Runtime-Function-Error-Type: StreamError\r\n")
            connection.send(b"Lambda-Runtime-Function-Error-Body: " + error + b"\r\n\r\n")
            connection.getresponse().read()
            connection.close()
        """#

    /// Calls a function that waits for a file after its first part, and writes the file when that part has arrived.
    private static func result(of project: TestProject, _ settings: FunctionSettings) async throws -> InvocationResult {
        let deck = try await project.deck([settings])
        try await deck.start("hello")
        var request = InvocationRequest(function: "hello", event: "{}", payload: Array("{}".utf8))
        request.wantsStream = true
        return await deck.host.invoke(request) { news in
            guard case .part(let part) = news, part.isStreamed, part.bytes == Array("first".utf8) else { return }
            do {
                try project.write("hello/go", "")
            } catch {
                Issue.record(error)
            }
        }
    }

    /// Reads a stream, and writes a file when the first part has arrived.
    private static let boto = """
        import json, sys, boto3
        from botocore.config import Config
        client = boto3.client(
            "lambda", endpoint_url=sys.argv[1], region_name="us-east-1", aws_access_key_id="local",
            aws_secret_access_key="local", config=Config(retries={"total_max_attempts": 1}))
        for event in client.invoke_with_response_stream(FunctionName="hello", Payload=b"{}")["EventStream"]:
            if "PayloadChunk" in event:
                print(event["PayloadChunk"]["Payload"].decode())
                open(sys.argv[2], "w").close()
            else:
                print(json.dumps(event["InvokeComplete"], sort_keys=True))
        """

    @Test(.enabled("needs boto3 with InvokeWithResponseStream") { await BotoLayer.canStream() })
    func `boto3 reads the parts and the error of a stream as they arrive`() async throws {
        for (source, complete) in [(Self.bootstrap, "{}"), (Self.breaking, "StreamError")] {
            try await TestProject.run { project in
                let settings =
                    source == Self.bootstrap
                    ? try await project.provided("hello", source) : try await project.python("hello", source)
                let deck = try await project.deck([settings])
                try await deck.start("hello")
                let result = try await Subprocess.run(
                    .name("python3"),
                    arguments: [
                        "-c", Self.boto, "http://127.0.0.1:\(settings.resolvedPort)", project.path("hello/go"),
                    ], output: .string(limit: 1 << 16), error: .string(limit: 1 << 16))
                let lines = result.standardOutput.split(separator: "\n")
                #expect(lines.dropLast() == (complete == "{}" ? ["first", "second"] : ["first"]), "\(result)")
                #expect(lines.last?.contains(complete) == true, "\(result)")
            }
        }
    }

    @Test func `the time to the first byte is that of the first part`() async throws {
        try await TestProject.run { project in
            let settings = try await project.provided("hello", Self.bootstrap)
            let result = try await Self.result(of: project, settings)
            #expect(result.verdict == .ok && result.body == Array("firstsecond".utf8))
            let first = try #require(result.firstByteMilliseconds)
            let handler = try #require(result.handlerMilliseconds)
            // The function looks for the file every 20 ms, after its first part.
            #expect(first > 0 && first < handler)
            #expect(result.partialResponse.isEmpty)
        }
    }

    @Test func `an error in the middle comes with what was received before it`() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Self.breaking)
            let result = try await Self.result(of: project, settings)
            #expect(result.verdict == .functionError)
            #expect(result.error == InvocationError(type: "StreamError", message: "broke"))
            #expect(result.partialResponse == Array("first".utf8))
            #expect(result.firstByteMilliseconds != nil)
            // A buffered caller gets the error only.
            let answer = try await project.post("{}", to: settings.resolvedPort)
            #expect(answer.body == #"{"errorType": "StreamError", "errorMessage": "broke"}"#)
        }
    }

    @Test(arguments: ServingKind.allCases)
    func `a function that does not stream answers in one part, or with its error`(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let settings = try await project.python("hello", Misbehaving.python)
            let deck = try await project.deck([settings])
            try await deck.start("hello")
            let quiet = try await Self.messages(settings.resolvedPort) { _ in }
            #expect(quiet.parts.count <= 1 && quiet.end.isEmpty == false)
            let path = "/2021-11-15/functions/unknown/response-streaming-invocations"
            let unknown = try await Self.messages(settings.resolvedPort, path) { _ in }
            #expect(unknown.status == 404 && unknown.parts.isEmpty)
        }
    }
}
