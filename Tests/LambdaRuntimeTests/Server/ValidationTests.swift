import Foundation
import JSONText
import LambdaModel
import Testing

@testable import LambdaRuntime

/// The checks that Lambda makes before it invokes a function.
@Suite struct ServerValidationTests {
    private func refusal(_ reply: WireReply, _ status: Int, _ exception: String) throws -> String {
        #expect(reply.status == status)
        #expect(reply.headers["x-amzn-errortype"] == exception)
        return try JSONDocument(reply.body).root["message"]?.string ?? ""
    }

    private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    /// A runtime failed on a client context that was not an object.
    @Test(arguments: [
        "not base64!", base64("[1]"), base64("\"a\""), base64("1"), base64("{"), base64("\u{0}"), base64("\u{FEFF}{}"),
    ])
    func aClientContextIsAnObject(_ context: String) async throws {
        try await TestServer.with { server in
            let reply = try await WireReply.of(
                port: server.port, headers: ["X-Amz-Client-Context": context], body: "{}")
            #expect(
                try refusal(reply, 400, "InvalidRequestContentException")
                    == "Client context must be a valid Base64-encoded JSON object.")
            #expect(server.service.calls.isEmpty)
        }
    }

    @Test func aClientContextHas3583Bytes() async throws {
        // 2,685 bytes are 3,580 in base64, and 2,688 are 3,584.
        for (bytes, status) in [(2_685, 200), (2_688, 400)] {
            let context = Self.base64("{\"a\":\"" + String(repeating: "x", count: bytes - 8) + "\"}")
            try await TestServer.with { server in
                let reply = try await WireReply.of(
                    port: server.port, headers: ["X-Amz-Client-Context": context], body: "{}")
                #expect(reply.status == status)
                #expect(server.service.calls.map(\.clientContext) == (status == 200 ? [context] : []))
            }
        }
    }

    @Test(arguments: ["Bogus", "tail", "Tail,None"]) func aLogTypeIsOneOfTwo(_ type: String) async throws {
        try await TestServer.with { server in
            let reply = try await WireReply.of(port: server.port, headers: ["X-Amz-Log-Type": type], body: "{}")
            #expect(try refusal(reply, 400, "InvalidParameterValueException").hasPrefix(type))
            let good = try await WireReply.of(port: server.port, headers: ["X-Amz-Log-Type": "None"], body: "{}")
            #expect(good.status == 200)
        }
    }

    @Test func aByteOrderMarkIsNotSentOn() async throws {
        try await TestServer.with { server in
            let reply = try await WireReply.of(port: server.port, body: "\u{FEFF}{\"a\": 1}")
            #expect(reply.text == "{\"a\": 1}")
        }
    }

    @Test func theOlderOperationInvokesAndDoesNotWait() async throws {
        try await TestServer.with { server in
            for port in [server.port, server.endpoint] {
                let path = "/2014-11-13/functions/hello/invoke-async/"
                let reply = try await WireReply.of(port: port, "POST", path, body: "{\"a\": 1}")
                #expect(reply.status == 202)
            }
            await server.service.has(ended: 2)
            #expect(server.service.calls.allSatisfy { $0.kind == .event && $0.function == "hello" })
        }
    }

    @Test func theStreamingOperationRefusesWhatInvokeRefuses() async throws {
        try await TestServer.with { server in
            for port in [server.port, server.endpoint] {
                let path = "/2021-11-15/functions/hello/response-streaming-invocations"
                let get = try await WireReply.of(port: port, "GET", path)
                #expect(try refusal(get, 405, "MethodNotAllowedException").contains("POST"))
                let text = try await WireReply.of(port: port, "POST", path, body: "no JSON")
                #expect(try refusal(text, 400, "InvalidRequestContentException").contains("Could not parse"))
                let event = try await WireReply.of(
                    port: port, "POST", path, ["X-Amz-Invocation-Type": "Event"], body: "{}")
                #expect(try refusal(event, 400, "InvalidParameterValueException").contains("InvokeWithResponseStream"))
            }
        }
    }

    @Test func aNameIsReportedAsTheCallerWroteIt() async throws {
        try await TestServer.with { server in
            func message(_ name: String) async throws -> String? {
                let path = "/2015-03-31/functions/\(name)/invocations"
                return try refusal(
                    try await WireReply.of(port: server.endpoint, "POST", path, body: "{}"), 404,
                    "ResourceNotFoundException")
            }
            let arn = "arn:aws:lambda:eu-west-1:210987654321:function:nobody:prod"
            let whole = try await message(arn)
            #expect(whole == "Function not found: \(arn)")
            let named = try await message("nobody:prod")
            #expect(named == "Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody:prod")
            let deployed = try await message("shop-dev-hello")
            #expect(deployed?.hasSuffix("function:shop-dev-hello. Did you mean \"hello\"?") == true)
        }
    }

    /// A body of which a byte arrived now and then was accepted without a time limit.
    @Test func aBodyThatNeverEndsIsRefusedThoughItNeverPauses() async throws {
        try await TestServer.with(ServiceDouble(), .with { $0.body = .milliseconds(300) }) { server in
            try await LambdaClient.with(port: server.port) { client in
                try await client.request(headers: ["Content-Length": "1000000"])
                // The kernel buffers what the server does not read.
                for _ in 0..<10 {
                    do { try await client.send("1") } catch { break }
                    try await Task.sleep(for: .milliseconds(20))
                }
                #expect(await client.rest().hasPrefix("HTTP/1.1 408"))
            }
            #expect(server.service.calls.isEmpty)
        }
    }
}

@Suite("Names of deployed functions")
struct DeployedNameTests {
    @Test(arguments: [
        ("shop-dev-hello", "hello"), ("shop-prod-orders-retry", "orders-retry"), ("SHOP_DEV_HELLO", "hello"),
        ("stack-HelloFunction-1A2B3C4D5E6F", "hello"), ("stack-OrdersRetry-XYZ", "orders-retry"), ("helo", "hello"),
        ("nothing-like-it", nil), ("hellos-dev", nil),
    ])
    func leadToTheLocalOne(_ typed: String, _ name: String?) {
        #expect(DeployedName.hint(typed, in: ["hello", "orders", "orders-retry"]) == name)
    }
}

@Suite("Calls that wait for other calls")
struct WaitingCallsTests {
    @Test func aFunctionThatCallsItselfIsFound() {
        let registry = TraceRegistry()
        _ = registry.begin(root: "1-a", function: "f", address: "10.0.0.2")
        let number = registry.number(root: nil, address: "10.0.0.2:4000")
        #expect(number.map(registry.waiting) == ["f"])
    }

    @Test func aCycleThroughAnotherFunctionIsFound() {
        let registry = TraceRegistry()
        _ = registry.begin(root: "1-a", function: "f", address: "10.0.0.2")
        let outer = registry.number(root: nil, address: "10.0.0.2")
        let inner = registry.begin(root: "1-a", function: "g", address: "10.0.0.3", waitingCall: outer)
        #expect(registry.number(root: nil, address: "10.0.0.3").map(registry.waiting) == ["g", "f"])
        // The caller of an event does not wait.
        registry.end(inner)
        _ = registry.begin(root: "1-a", function: "g", address: "10.0.0.3")
        #expect(registry.number(root: nil, address: "10.0.0.3").map(registry.waiting) == ["g"])
    }

    @Test func aCallerThatHasItsAnswerWaitsNoMore() {
        let registry = TraceRegistry()
        let call = registry.begin(root: "1-a", function: "f", address: "10.0.0.2")
        let number = registry.number(root: nil, address: "10.0.0.2")
        registry.end(call)
        #expect(number.map(registry.waiting) == [])
        #expect(registry.number(root: nil, address: "10.0.0.2") == nil)
    }
}
