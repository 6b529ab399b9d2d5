import JSONText
import LambdaModel
import LambdaRuntime
import Testing

/// A listener for the callers of one network: the tests' own address is in it or not.
@Suite struct ServerCallersTests {
    private static func listening(
        for callers: String, _ limits: ServerLimits = .with { _ in },
        _ body: @Sendable (_ port: Int, TestServer) async throws -> Void
    ) async throws {
        try await TestServer.with(ServiceDouble(), limits) { server in
            let subnet = try #require(IPv4Subnet(callers))
            let port = try await server.server.open(ServerListener(.endpoint, port: 0, callers: subnet))
            try await body(port, server)
        }
    }

    private static let path = "/2015-03-31/functions/hello/invocations"

    @Test func theirsAreLetIn() async throws {
        try await Self.listening(for: "127.0.0.0/8") { port, server in
            let reply = try await WireReply.of(port: port, "POST", Self.path, body: "[1]")
            #expect(reply.status == 200 && reply.text == "[1]")
            #expect(server.service.calls.count == 1)
        }
    }

    @Test func othersAreRefusedBeforeTheirBodyIsRead() async throws {
        try await Self.listening(for: "172.17.0.0/16") { port, server in
            try await LambdaClient.with(port: port) { client in
                // The response arrives although no byte of the body is sent.
                try await client.request("POST", Self.path, ["Content-Length": "1000"])
                let reply = try await client.reply()
                #expect(reply.status == 403)
                #expect(reply.headers["x-amzn-errortype"] == "AccessDeniedException")
                #expect(reply.headers["connection"] == "close")
                let root = try JSONDocument(reply.body).root
                let message = "callers from 127.0.0.1 are refused here; allowed: 172.17.0.0/16"
                #expect(root["message"]?.string == message && root["Message"]?.string == message)
                #expect(await client.rest().isEmpty, "closed")
            }
            #expect(server.service.calls.isEmpty)
            let other = try await WireReply.of(port: server.endpoint, "POST", Self.path, body: "[1]")
            #expect(other.status == 200, "the listener beside it lets everybody in")
        }
    }

    @Test func nothingOfTheirsIsParsed() async throws {
        try await Self.listening(for: "172.17.0.0/16") { port, server in
            try await LambdaClient.with(port: port) { client in
                try await client.send([0x16, 0x03, 0x01, 0x00])
                #expect(try await client.reply().status == 403, "not the 400 of a parser")
            }
        }
    }

    @Test func aSilentConnectionIsClosed() async throws {
        try await Self.listening(for: "172.17.0.0/16", .with { $0.head = .milliseconds(50) }) { port, server in
            try await LambdaClient.with(port: port) { client in
                #expect(await client.rest().isEmpty)
            }
        }
    }
}
