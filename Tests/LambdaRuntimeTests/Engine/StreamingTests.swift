import Foundation
import HTTPTransport
import LambdaModel
import NIOCore
import NIOHTTP1
import NIOPosix
import Testing

@testable import LambdaRuntime

/// Responses that reach the caller while the function makes them.
@Suite("Streaming")
struct StreamingTests {
    /// A runtime that sends `first`, waits for a file, and sends `second`; `broken` ends with an error in the trailers.
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
