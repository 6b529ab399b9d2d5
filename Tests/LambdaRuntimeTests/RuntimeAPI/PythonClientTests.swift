import Foundation
import JSONText
import LambdaModel
import Testing

@testable import LambdaRuntime

/// The server as AWS's own runtime client for Python sees it.
@Suite("Runtime API: Python's client", .timeLimit(.minutes(5)))
struct PythonClientTests {
    private static func event(_ what: String) -> InvocationRequest { RuntimePlace.request(#"{"do": "\#(what)"}"#) }

    @Test func `a result is the response, and the init was seen`() async throws {
        try await RuntimePlace.with { place in
            try await PythonRuntime.with(place) { _ in
                let end = await place.call(RuntimePlace.request(#"{"do": "echo", "text": "Grüße"}"#))
                #expect(end.outcome == .response)
                let root = try JSONDocument(end.body).root
                #expect(root["text"]?.string == "Grüße")
                #expect(end.deliveredAt != nil)
                let report = try await place.news.initReport()
                #expect(report.failure == nil)
                #expect(report.duration > .zero)
                #expect(end.initialisation == report)
            }
        }
    }

    @Test func `a raised error has its type, message and trace, and the next call runs`() async throws {
        try await RuntimePlace.with { place in
            try await PythonRuntime.with(place) { _ in
                let end = await place.call(Self.event("raise"))
                let error = try #require(end.outcome.reported?.error)
                #expect(error.type == "ValueError")
                #expect(error.message == "boom")
                #expect(error.trace.contains { $0.contains("app.py") && $0.contains("in handler") })
                #expect(error.trace.contains { $0.contains(#"raise ValueError("boom")"#) })
                let next = await place.call(Self.event("echo"), id: "second")
                #expect(next.outcome == .response)
                #expect(!place.news.all.contains(.spent))
            }
        }
    }

    @Test func `the largest response is taken, and one byte more is too large`() async throws {
        try await RuntimePlace.with { place in
            try await PythonRuntime.with(place) { _ in
                let end = await place.call(RuntimePlace.request(#"{"do": "large", "count": 6291554}"#))
                #expect(end.outcome == .response, "two quotes make it the largest one")
                #expect(end.body.count == 6_291_556)
                let next = await place.call(RuntimePlace.request(#"{"do": "large", "count": 6291555}"#), id: "second")
                #expect(next.outcome == .responseTooLarge)
            }
        }
    }

    @Test func `a module that cannot be imported fails the init, and the runtime exits`() async throws {
        try await RuntimePlace.with { place in
            try await PythonRuntime.with(place, handler: "broken.handler") { runtime in
                let end = await place.call(Self.event("echo"))
                guard case .initFailed(.reported(let reported)) = end.outcome else {
                    Issue.record("\(end.outcome)")
                    return
                }
                #expect(reported.error.type == "Runtime.ImportModuleError")
                #expect(reported.error.message.contains("nothing_has_this_name"))
                #expect(end.deliveredAt == nil)
                let ended = try await runtime.end()
                #expect(ended.exit == .code(1), "\(ended.output)")
                await place.server.ended(within: .seconds(60))
                let report = try await place.news.initReport()
                #expect(report.failure == .reported(reported))
            }
        }
    }

    @Test func `a process that exits during a call is the call's end`() async throws {
        try await RuntimePlace.with { place in
            // The closed connection shows the end, and the server asks for the exit code.
            try await PythonRuntime.with(place, isWatched: false) { runtime in
                let first = await place.call(Self.event("echo"))
                #expect(first.outcome == .response)
                let end = await place.call(Self.event("exit"), id: "second")
                #expect(end.outcome == .exited(.code(3)))
                #expect(end.body.isEmpty)
                let ended = try await runtime.end()
                #expect(ended.exit == .code(3), "\(ended.output)")
            }
        }
    }

    @Test func `the context has what the caller sent`() async throws {
        var given = Self.event("context")
        given.clientContext =
            Data(#"{"client": {"app_title": "shop"}, "custom": {"key": "value"}}"#.utf8).base64EncodedString()
        given.cognitoIdentity = #"{"cognitoIdentityId": "me", "cognitoIdentityPoolId": "pool"}"#
        given.tenantID = "blue"
        given.traceID = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1"
        let request = given
        try await RuntimePlace.with { place in
            try await PythonRuntime.with(place) { _ in
                let end = await place.call(request, id: "8f3c", timeout: 600)
                #expect(end.outcome == .response)
                let context = try JSONDocument(end.body).root
                #expect(context["id"]?.string == "8f3c")
                #expect(context["arn"]?.string == RuntimePlace.arn)
                #expect(context["custom"]?["key"]?.string == "value")
                #expect(context["title"]?.string == "shop")
                #expect(context["identity"]?.string == "me")
                #expect(context["pool"]?.string == "pool")
                #expect(context["tenant"]?.string == "blue")
                #expect(context["trace"]?.string == request.traceID)
                let left = try #require(context["left"]?.int)
                #expect((1...600_000).contains(left))
            }
        }
    }

    @Test func `the context is empty if the caller sent nothing`() async throws {
        try await RuntimePlace.with { place in
            try await PythonRuntime.with(place) { _ in
                let end = await place.call(Self.event("nothing"))
                #expect(end.outcome == .response)
                #expect(String(decoding: end.body, as: UTF8.self) == "[null, null, null]")
            }
        }
    }

    @Test func `twenty calls run on one connection`() async throws {
        try await RuntimePlace.with { place in
            try await PythonRuntime.with(place) { _ in
                var answers: Set<String> = []
                for number in 1...20 {
                    let end = await place.call(Self.event("ports"), id: "call-\(number)")
                    #expect(end.outcome == .response)
                    #expect(end.identity.requestID == "call-\(number)")
                    answers.insert(String(decoding: end.body, as: UTF8.self))
                }
                #expect(answers.count == 1, "\(answers)")
                let ports = try JSONDocument(Array(answers.joined().utf8)).root
                #expect(ports.count == 1)
            }
        }
    }
}
