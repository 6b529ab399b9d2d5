import LambdaModel
import Testing

@testable import LambdaRuntime

@Suite("Responses of function URLs and APIs") struct FrontReplyTests {
    @Test(
        "A header has the signs of a message in ASCII",
        arguments: [
            ("expected ‘:’, found “bad”", "expected ':', found \"bad\""), ("a…→b – c", "a...->b - c"), ("é\n", "??"),
            (String(repeating: "a", count: 501), String(repeating: "a", count: 500)),
        ])
    func line(text: String, line: String) {
        #expect(FrontReply.line(text) == line)
    }

    /// `lamdeck invoke --http` refuses what is not in the list.
    @Test("A port takes each known method, and no other")
    func methods() async throws {
        let service = ServiceDouble { .ok($0, Array("{}".utf8)) }
        try await TestServer.with(service) { server in
            for method in KnownMethods.names.sorted() {
                // The reader misses the body of the response to HEAD.
                _ = try? await WireReply.of(port: server.port, method, "/", ["Connection": "close"])
                #expect(service.calls.last?.http?.method == method)
            }
            for method in ["FOO", "DESCRIBE", "get"] {
                let reply = try await WireReply.of(port: server.port, method, "/")
                #expect(reply.status == 400, "\(method)")
            }
            #expect(service.calls.count == KnownMethods.names.count)
        }
    }
}
