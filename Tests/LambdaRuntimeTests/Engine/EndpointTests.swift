import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import TestSupport
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// One address for all functions, with the real emulator behind it.
@Suite("The endpoint")
struct EndpointTests {
    private static func project(
        _ body: @escaping @Sendable (TestProject, TestHost, _ port: Int) async throws -> Void
    ) async throws {
        try await TestProject.run { project in
            let port = FreePort.take()
            let functions = try await [
                project.python("hello", Misbehaving.python), project.python("late", Misbehaving.python, timeout: 3),
                project.python("other", Handlers.echo),
            ]
            let deck = try await project.deck(functions)
            var manifest = project.manifest(functions)
            manifest.endpoint = port
            await deck.host.apply(manifest)
            try await body(project, deck, port)
        }
    }

    @Test func leadsToFunctionsByTheirNames() async throws {
        try await Self.project { project, deck, port in
            let (body, answer) = try await project.post(#"{"a": 1}"#, to: port, function: "other")
            #expect(body == #"{"a": 1}"#, "one that stood still was started")
            #expect(answer.statusCode == 200)
            #expect(answer.value(forHTTPHeaderField: "X-Amz-Function-Error") == nil)
            let summary = try await deck.journal.wait(for: "news of the call") { $0.outside.last }
            #expect(summary.function == "other")
            #expect(summary.verdict == .ok)
            #expect(summary.event == nil)
            #expect(answer.value(forHTTPHeaderField: "x-amzn-RequestId") == summary.requestID, "the log's own")
            let lines = deck.journal.seen.logs["other", default: []]
            #expect(lines.contains { $0.invocation == summary.requestID })
            #expect(deck.journal.seen.outside.count == 1, "told once")
        }
    }

    @Test func reportsWhatTheEmulatorHides() async throws {
        try await Self.project { project, deck, port in
            let (raised, first) = try await project.post(
                #"{"do": "raise"}"#, to: port, function: "hello", ["X-Amz-Log-Type": "Tail"])
            #expect(first.statusCode == 200)
            #expect(first.value(forHTTPHeaderField: "X-Amz-Function-Error") == "Unhandled")
            #expect(raised.contains(#""errorType": "ValueError""#))
            let tail = try #require(
                first.value(forHTTPHeaderField: "X-Amz-Log-Result").flatMap { Data(base64Encoded: $0) })
            #expect(String(decoding: tail, as: UTF8.self).contains("ValueError: boom"))
            let (returned, second) = try await project.post(#"{"do": "return"}"#, to: port, function: "hello")
            #expect(second.value(forHTTPHeaderField: "X-Amz-Function-Error") == nil)
            #expect(returned.contains("not raised"))
            let (late, third) = try await project.post(#"{"do": "sleep", "s": 20}"#, to: port, function: "late")
            #expect(third.value(forHTTPHeaderField: "X-Amz-Function-Error") == "Unhandled")
            #expect(late.contains("Task timed out after 3.00 seconds"))
        }
    }

    @Test func refusesUnknownFunctionsAndWebPages() async throws {
        try await Self.project { project, deck, port in
            let (_, answer) = try await project.post("{}", to: port, function: "nobody")
            #expect(answer.statusCode == 404)
            #expect(answer.value(forHTTPHeaderField: "x-amzn-ErrorType") == "ResourceNotFoundException")
            let (_, web) = try await project.post("{}", to: port, function: "other", ["Origin": "http://example.com"])
            #expect(web.statusCode == 403, "a page of the web invokes nothing")
            #expect(try await project.containers().isEmpty)
        }
    }

    @Test func movesWithTheManifest() async throws {
        try await Self.project { project, deck, port in
            let next = FreePort.take()
            var manifest = await deck.host.manifestInUse
            manifest.endpoint = next
            await deck.host.apply(manifest)
            #expect(try await project.post("2", to: next, function: "other").body == "2")
            await #expect(throws: (any Error).self) { try await project.post("2", to: port, function: "other") }
            // If another program has the port, there is no endpoint, and the user is told.
            manifest.endpoint = next
            let second = project.host(manifest.functions, follows: true)
            try await second.journal.wait(for: "the engine") { $0.engine.last?.isConnected == true ? true : nil }
            await second.host.apply(manifest)
            let notice = try await second.journal.wait(for: "a notice") { $0.notices.last }
            #expect(notice.contains("port \(next)") && notice.contains("in use"))
        }
    }
}
