import JSONText
import LambdaRuntime
import Testing

@Suite struct FunctionCatalogTests {
    /// Invokes a function at the endpoint. The name may have a query, which becomes the one of the request.
    private static func invoke(_ name: String, _ server: TestServer) async throws -> WireReply {
        let parts = name.split(separator: "?")
        let query = parts.count > 1 ? "?\(parts[1])" : ""
        let path = "/2015-03-31/functions/\(parts[0])/invocations\(query)"
        return try await WireReply.of(port: server.endpoint, "POST", path, body: "1")
    }

    @Test(arguments: [
        "hello", "hello:prod", "hello:$LATEST", "hello?Qualifier=3",
        "arn:aws:lambda:eu-west-1:123456789012:function:hello",
        "arn:aws:lambda:eu-west-1:123456789012:function:hello:prod",
        "arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Afunction%3Ahello", "123456789012:function:hello",
        "123456789012:function:hello:2", "eu-west-1:123456789012:function:hello",
        "function:hello", "function:hello:prod", "123456789012:hello", "123456789012:hello:$LATEST",
        "eu-west-1:hello", "us-gov-west-1:123456789012:hello:1",
        "arn:aws-cn:lambda:cn-north-1:123456789012:function:hello",
        "hello%3A%24LATEST", "arn:aws:lambda:us-iso-east-1:123456789012:function:hello?Qualifier=%24LATEST",
    ]) func aFunctionHasManyNames(_ name: String) async throws {
        try await TestServer.with { server in
            let reply = try await Self.invoke(name, server)
            #expect(reply.status == 200)
            #expect(server.service.calls.map(\.function) == ["hello"])
        }
    }

    @Test(arguments: [
        "arn:aws:s3:::bucket", "a%20b", "arn:aws:lambda:eu-west-1:123456789012:layer:hello", "hello:a:b",
        "hello:?Qualifier=1", "hello:1?Qualifier=2", "%2e%2e%2fetc",
    ]) func aTextThatNamesNoFunctionIsRefused(_ name: String) async throws {
        try await TestServer.with { server in
            let reply = try await Self.invoke(name, server)
            #expect(reply.status == 400)
            #expect(reply.headers["x-amzn-errortype"] == "InvalidParameterValueException")
            #expect(server.service.calls.isEmpty)
        }
    }

    @Test func theListHasTheManifestsOrder() async throws {
        try await TestServer.with(ServiceDouble(["zeta", "alpha"])) { server in
            for path in ["/2015-03-31/functions/", "/2015-03-31/functions"] {
                let reply = try await WireReply.of(port: server.endpoint, "GET", path)
                #expect(reply.status == 200)
                let root = try JSONDocument(reply.body).root
                let functions = try #require(root["Functions"])
                #expect(functions.elements.map { $0["FunctionName"]?.string } == ["zeta", "alpha"])
                #expect(root["NextMarker"]?.isNull == true)
                #expect(functions[0]?["Timeout"]?.int == 7)
                #expect(functions[0]?["Architectures"]?[0]?.string == "arm64")
            }
        }
    }

    @Test func aLongListIsPaged() async throws {
        try await TestServer.with(ServiceDouble(["a", "b", "c"])) { server in
            var names: [String] = []
            var marker = ""
            repeat {
                let path = "/2015-03-31/functions/?MaxItems=2\(marker)"
                let root = try JSONDocument(try await WireReply.of(port: server.endpoint, "GET", path).body).root
                names += root["Functions"]?.elements.compactMap { $0["FunctionName"]?.string } ?? []
                marker = root["NextMarker"]?.string.map { "&Marker=\($0)" } ?? ""
            } while !marker.isEmpty && names.count < 10
            #expect(names == ["a", "b", "c"])
        }
    }

    @Test func aFunctionIsDescribed() async throws {
        try await TestServer.with { server in
            let get = try await WireReply.of(port: server.endpoint, "GET", "/2015-03-31/functions/orders")
            let whole = try JSONDocument(get.body).root
            #expect(whole["Configuration"]?["FunctionName"]?.string == "orders")
            #expect(whole["Code"]?["ImageUri"]?.string == "public.ecr.aws/lambda/python:3.13")
            let path = "/2015-03-31/functions/orders/configuration"
            let settings = try JSONDocument(try await WireReply.of(port: server.endpoint, "GET", path).body).root
            #expect(settings["FunctionArn"]?.string == "arn:aws:lambda:us-east-1:123456789012:function:orders")
            let missing = try await WireReply.of(port: server.endpoint, "GET", "/2015-03-31/functions/order")
            #expect(missing.status == 404)
            #expect(missing.text.contains("Did you mean \\\"orders\\\"?"))
            let wrong = try await WireReply.of(port: server.endpoint, "DELETE", "/2015-03-31/functions/orders")
            #expect(wrong.status == 405)
            #expect(wrong.headers["allow"] == "GET")
        }
    }
}
