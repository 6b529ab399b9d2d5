import JSONText
import LambdaModel
import LambdaRuntime
import Testing

@Suite struct ServerRefusalTests {
    @Test(arguments: ["GET", "PUT", "DELETE", "OPTIONS", "PATCH"]) func onlyPostInvokes(_ method: String) async throws {
        try await TestServer.with { server in
            for port in [server.port, server.endpoint] {
                let reply = try await WireReply.of(port: port, method, "/2015-03-31/functions/hello/invocations")
                #expect(reply.status == 405)
                #expect(reply.headers["allow"] == "POST")
            }
            #expect(server.service.calls.isEmpty)
        }
    }

    @Test func aProbeDoesNothing() async throws {
        try await TestServer.with { server in
            for path in ["/", "/favicon.ico", "/2015-03-31/functions/hello/other", "/2015-03-31", "*", "/%zz"] {
                let reply = try await WireReply.of(port: server.endpoint, "GET", path)
                #expect(reply.status == 404, "\(path)")
            }
            for path in ["/2015-03-31/functions/", "/2015-03-31/functions/hello/other"] {
                let reply = try await WireReply.of(port: server.port, "GET", path)
                #expect(reply.status == 404, "\(path)")
            }
            #expect(server.service.calls.isEmpty)
        }
    }

    @Test func aLogTypeThatIsNoneIsRefused() async throws {
        try await TestServer.with { server in
            for type in ["Bogus", "Tail,None"] {
                let reply = try await WireReply.of(port: server.port, headers: ["X-Amz-Log-Type": type])
                #expect(reply.status == 400)
                #expect(reply.headers["x-amzn-errortype"] == "InvalidParameterValueException")
                #expect(String(decoding: reply.body, as: UTF8.self).contains("\(type) is not a log type"))
            }
            #expect(server.service.calls.isEmpty)
            #expect(try await WireReply.of(port: server.port, headers: ["X-Amz-Log-Type": "None"]).status == 200)
        }
    }

    @Test func aHeadRequestGetsNoBody() async throws {
        try await TestServer.with { server in
            try await LambdaClient.with(port: server.endpoint) { client in
                try await client.request("HEAD", "/", ["Connection": "close"])
                let all = await client.rest()
                #expect(all.hasPrefix("HTTP/1.1 404"))
                #expect(all.hasSuffix("\r\n\r\n"))
            }
        }
    }

    @Test(arguments: [
        ("{\"a\": }", "line 1, column 7"), ("not json", "line 1, column 1"), ("{}\n{}", "line 2, column 1"),
    ]) func anEventThatIsNotJSONIsRefused(_ body: String, _ place: String) async throws {
        try await TestServer.with { server in
            let reply = try await WireReply.of(port: server.port, body: body)
            #expect(reply.status == 400)
            #expect(reply.headers["x-amzn-errortype"] == "InvalidRequestContentException")
            let root = try JSONDocument(reply.body).root
            let message = try #require(root["message"]?.string)
            #expect(message.hasPrefix("Could not parse request body into json: \(place)"))
            #expect(root["Message"]?.string == message)
            #expect(root["Type"]?.string == "User")
            #expect(server.service.calls.isEmpty)
        }
    }

    @Test func aFunctionThatIsNotThereIsNamedWithTheNearest() async throws {
        try await TestServer.with { server in
            for type in ["RequestResponse", "Event", "DryRun"] {
                let reply = try await WireReply.of(
                    port: server.endpoint, "POST", "/2015-03-31/functions/helo/invocations",
                    ["X-Amz-Invocation-Type": type], body: "{}")
                #expect(reply.status == 404, "\(type)")
                #expect(reply.headers["x-amzn-errortype"] == "ResourceNotFoundException")
                #expect(
                    try JSONDocument(reply.body).root["Message"]?.string
                        == "Function not found: arn:aws:lambda:us-east-1:123456789012:function:helo. "
                        + "Did you mean \"hello\"?")
            }
        }
    }

    @Test func theNameIsLookedForBeforeTheCall() async throws {
        try await TestServer.with { server in
            let path = "/2015-03-31/functions/nobody/invocations"
            let reply = try await WireReply.of(port: server.endpoint, "POST", path, body: "{}")
            #expect(reply.status == 404)
            #expect(server.service.calls.isEmpty)
        }
    }

    @Test func aFunctionsPortServesThatFunctionAlone() async throws {
        try await TestServer.with { server in
            let own = try await WireReply.of(port: server.port, "POST", "/2015-03-31/functions/hello/invocations")
            #expect(own.status == 200)
            let other = try await WireReply.of(port: server.port, "POST", "/2015-03-31/functions/orders/invocations")
            #expect(other.status == 404)
            #expect(other.text.contains("This is the port of hello"))
            let list = try await WireReply.of(port: server.port, "GET", "/2015-03-31/functions/")
            #expect(list.status == 404)
        }
    }

    @Test func anAnswerToHalfOfARequestSaysThatItIsTheLast() async throws {
        try await TestServer.with { server in
            try await LambdaClient.with(port: server.port) { client in
                let head = "POST \(LambdaClient.ownPath) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n"
                try await client.send(head + "X-Amz-Log-Type: Some\r\n\r\n")
                let reply = try await client.reply()
                #expect(reply.status == 400)
                #expect(reply.headers["connection"] == "close")
            }
        }
    }

    @Test func aFullQueueIsTooManyRequests() async throws {
        try await TestServer.with(ServiceDouble { _ in .busy(waiting: 31) }) { server in
            let reply = try await WireReply.of(port: server.port)
            #expect(reply.status == 429)
            #expect(reply.headers["x-amzn-errortype"] == "TooManyRequestsException")
            #expect(reply.headers["retry-after"] == "1")
            let root = try JSONDocument(reply.body).root
            #expect(root["Reason"]?.string == "ReservedFunctionConcurrentInvocationLimitExceeded")
            #expect(root["message"]?.string?.contains("31 calls of hello are already waiting") == true)
        }
    }

    @Test(arguments: [("X-Amz-Invocation-Type", "Later"), ("X-Amz-Client-Context", "{no base64}")])
    func headersThatMakeNoSenseAreRefused(_ name: String, _ value: String) async throws {
        try await TestServer.with { server in
            let reply = try await WireReply.of(port: server.port, headers: [name: value])
            #expect(reply.status == 400)
            #expect(server.service.calls.isEmpty)
        }
    }

    // MARK: Other callers are refused

    @Test(arguments: [
        "evil.example", "localhost.evil.example", "localhost:80.evil.example", "", "127.0.0.1@evil.example",
        "127.0.0.2", "[::1", "10.0.0.1:9000",
    ]) func aForeignHostIsRefused(_ host: String) async throws {
        try await TestServer.with { server in
            let reply = try await WireReply.of(port: server.port, headers: ["Host": host], body: "{}")
            #expect(reply.status == 403)
            #expect(reply.headers["x-amzn-errortype"] == "AccessDeniedException")
            #expect(server.service.calls.isEmpty)
        }
    }

    @Test func twoHostsAndNoneAreRefused() async throws {
        try await TestServer.with { server in
            let none = try await WireReply.of(port: server.port, headers: ["Host": nil])
            #expect(none.status == 403 || none.status == 400)
            let two = try await WireReply.of(port: server.port, headers: ["host": "evil.example"])
            #expect(two.status == 403 || two.status == 400)
            #expect(server.service.calls.isEmpty)
        }
    }

    @Test(arguments: [
        "localhost", "LOCALHOST:9001", "127.0.0.1:1", "[::1]:9001", "host.docker.internal:3001",
        "host.containers.internal",
    ]) func aHostOfThisMachineIsLetIn(_ host: String) async throws {
        try await TestServer.with { server in
            let reply = try await WireReply.of(port: server.port, headers: ["Host": host])
            #expect(reply.status == 200)
        }
    }

    @Test(arguments: [
        ["Origin": "https://evil.example"], ["Origin": "null"], ["Origin": "http://localhost.evil.example"],
        ["Origin": "file://"], ["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "same-site"],
        ["Origin": "http://localhost:3000", "Sec-Fetch-Site": "same-site"],
    ]) func aWebPageIsRefused(_ headers: [String: String]) async throws {
        try await TestServer.with { server in
            let reply = try await WireReply.of(port: server.port, headers: headers.mapValues { $0 }, body: "{}")
            #expect(reply.status == 403)
            #expect(reply.headers.keys.allSatisfy { !$0.hasPrefix("access-control") })
            #expect(server.service.calls.isEmpty)
        }
    }

    @Test(arguments: [
        ["Origin": "http://127.0.0.1:9001"], ["Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"],
        ["Sec-Fetch-Site": "none"],
    ]) func theMachinesOwnPagesAreLetIn(_ headers: [String: String]) async throws {
        try await TestServer.with { server in
            let reply = try await WireReply.of(port: server.port, headers: headers.mapValues { $0 }, body: "{}")
            #expect(reply.status == 200)
        }
    }
}
