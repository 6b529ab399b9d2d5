import Foundation
import JSONText
import TestSupport
import Testing

/// A WebSocket API in a real browser, and its connections by AWS's own clients.
@Suite(.limited)
struct WebSocketTests {
    private let chat: SampleFunction
    private let page: SampleFunction
    private let api: SampleAPI

    init() throws {
        chat = try .app("chat")
        page = try .app("page")
        api = SampleAPI(
            "room", type: "websocket",
            routes: [
                "$connect": "chat", "$disconnect": "chat", "$default": "chat", "send": "chat", "who": "chat",
                "leave": "chat",
            ], "\"stage\": \"prod\"", "\"cors\": { \"allowOrigins\": [\"http://127.0.0.1:\(page.port)\"] }")
    }

    @Test(
        "A page opens a connection, gets what it sends and what others send, and is refused by $connect", .tags(.alone))
    func browser() async throws {
        try await Project.run(page, chat, apis: [api]) { project in
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            let url = "ws://127.0.0.1:\(api.port)/prod"
            let results = try await Browser.results(
                of: Browser.page(port: page.port, ["chat": url, "turnedAway": url]))
            let chat = try #require(results["chat"])
            let heard = chat["heard"]?.elements.map { $0 } ?? []
            #expect(
                heard.first?["heard"]?.string == "Grüße, 友子" && heard.first?["from"]?.string == "guest", "\(chat.text)")
            #expect(heard.count == 4 && heard[1]["who"]?.string == "guest", "\(chat.text)")
            #expect(heard[2]["route"]?.string == "$default", "\(chat.text)")
            #expect(heard[3]["body"]?.string == "no JSON", "\(chat.text)")
            #expect(results["turnedAway"]?.string == "closed 1006", "\(results.text)")
            try await waitUntil("$disconnect") {
                try await project.lamdeck("logs", "chat").text.contains("has left")
            }
        }
    }

    /// Prints what each operation of `@connections` returns.
    private static let operations = """
        import boto3, sys
        client = boto3.client(
            "apigatewaymanagementapi", endpoint_url=sys.argv[1], region_name="us-east-1", aws_access_key_id="local",
            aws_secret_access_key="local")
        found = client.get_connection(ConnectionId=sys.argv[2])
        print(sorted(set(found) & {"ConnectedAt", "Identity", "LastActiveAt"}))
        client.post_to_connection(ConnectionId=sys.argv[2], Data="by boto3".encode())
        client.delete_connection(ConnectionId=sys.argv[2])
        try:
            client.get_connection(ConnectionId=sys.argv[2])
        except client.exceptions.GoneException as gone:
            print(gone.response["ResponseMetadata"]["HTTPStatusCode"])
        """

    @Test("boto3 and awscli post to a connection, describe it and end it", .tags(.long))
    func clients() async throws {
        try await Project.run(chat, apis: [api]) { project in
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            let socket = try RawConnection(port: api.port)
            socket.send(
                "GET /prod?name=ann HTTP/1.1\r\nHost: 127.0.0.1:\(api.port)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
            let head = try await socket.wait(for: "\r\n\r\n")
            #expect(head.contains(" 101 ") && head.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "\(head)")
            let rows = try await project.calls(1, of: "chat")
            let id = try #require(rows[0]["payload"]?["requestContext"]?["connectionId"]?.string)
            let endpoint = "http://127.0.0.1:\(api.port)/prod"
            var variables = Program.environment
            variables["AWS_ACCESS_KEY_ID"] = "local"
            variables["AWS_SECRET_ACCESS_KEY"] = "local"
            variables["AWS_DEFAULT_REGION"] = "us-east-1"
            try project.write("message", "by awscli")
            let posted = try await Program.run(
                "aws",
                [
                    "apigatewaymanagementapi", "post-to-connection", "--endpoint-url", endpoint, "--connection-id", id,
                    "--data", "fileb://\(project.path("message"))",
                ], environment: variables)
            #expect(posted.status == 0, "\(posted.messages)")
            try await socket.wait(for: "by awscli")
            let result = try await Program.run(
                "/usr/bin/python3", ["-c", Self.operations, endpoint, id], environment: variables)
            #expect(result.lines == ["['ConnectedAt', 'Identity', 'LastActiveAt']", "410"], "\(result.messages)")
            try await socket.wait(for: "by boto3")
            try await socket.waitForEnd()
        }
    }
}
