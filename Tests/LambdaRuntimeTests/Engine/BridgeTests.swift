import Foundation
import HostLink
import LambdaModel
import TestSupport
import Testing

@testable import LambdaRuntime

/// Functions that call each other from their containers through the endpoint.
@Suite("Calls between functions")
struct BridgeTests {
    /// Calls `callee` using only what the container has.
    private static let caller = """
        import json, os, urllib.request
        def handler(event, context):
            url = os.environ["AWS_ENDPOINT_URL_LAMBDA"] + "/2015-03-31/functions/callee/invocations"
            with urllib.request.urlopen(urllib.request.Request(url, json.dumps(event).encode()), timeout=20) as answer:
                return ["called", json.load(answer)]
        """

    /// The same, as a function does it on AWS.
    private static let sdk = """
        import json, boto3
        def handler(event, context):
            said = boto3.client("lambda").invoke(FunctionName="callee", Payload=json.dumps(event))
            assert said["StatusCode"] == 200 and "FunctionError" not in said, said
            return ["called", json.load(said["Payload"])]
        """

    /// A deck with an endpoint, and a function `callee` in addition to the given ones.
    private static func deck(
        with functions: @escaping @Sendable (TestProject) async throws -> [FunctionSettings] = { _ in [] },
        _ body: @escaping @Sendable (TestProject, TestHost) async throws -> Void
    ) async throws {
        try await TestProject.run { project in
            let functions = try await functions(project) + [try await project.python("callee", Handlers.echo)]
            let deck = try await project.deck(functions)
            var manifest = project.manifest(functions)
            manifest.endpoint = FreePort.take()
            await deck.host.apply(manifest)
            try await body(project, deck)
            #expect(deck.journal.seen.notices == [])
        }
    }

    private static func expectCall(by function: String, _ deck: TestHost) async throws {
        var request = InvocationRequest(function: function, event: "test", payload: Array(#"{"a": 1}"#.utf8))
        let root = "1-67891233-abcdef012345678912345678"
        request.traceID = "Root=\(root);Sampled=0"
        let result = await deck.host.invoke(request)
        #expect(result.text == #"["called", {"a": 1}]"#, "\(result.log.map(\.text))")
        let summary = try await deck.journal.wait(for: "news of the call") { $0.outside.last }
        #expect(summary.function == "callee" && summary.verdict == .ok)
        #expect(summary.origin?.function == function)
        #expect(summary.traceRoot == root, "the callee's call is of the caller's trace")
        #expect(deck.journal.seen.lines("callee") == ["got {'a': 1}"])
    }

    @Test func reachTheOtherByTheirEnvironmentAlone() async throws {
        let functions: @Sendable (TestProject) async throws -> [FunctionSettings] = { project in
            [try await project.python("caller", Self.caller)]
        }
        try await Self.deck(with: functions) { project, deck in try await Self.expectCall(by: "caller", deck) }
    }

    @Test(.enabled("needs Python's boto3, 1.31 or newer") { await BotoLayer.isThere() })
    func reachTheOtherWithAWSsOwnClient() async throws {
        let functions: @Sendable (TestProject) async throws -> [FunctionSettings] = { project in
            let layer = project.path("boto")
            try await BotoLayer.make(layer)
            return [try await project.python("sdk", Self.sdk) { ($0.layers, $0.memorySize) = ([.folder(layer)], 256) }]
        }
        try await Self.deck(with: functions) { project, deck in try await Self.expectCall(by: "sdk", deck) }
    }

    /// Calls itself and returns the answer.
    private static let itself = """
        import json, os, urllib.request, urllib.error
        def handler(event, context):
            url = os.environ["AWS_ENDPOINT_URL_LAMBDA"] + "/2015-03-31/functions/" + event["call"] + "/invocations"
            try:
                with urllib.request.urlopen(urllib.request.Request(url, json.dumps(event).encode()), timeout=20) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                return [error.code, json.load(error)["message"]]
        """

    /// It silently waited for its timeout, both in a call of the deck and in a call of a command next to it.
    @Test(arguments: [false, true]) func ofAFunctionToItselfAreRefusedAtOnce(isOfCommand: Bool) async throws {
        let functions: @Sendable (TestProject) async throws -> [FunctionSettings] = { project in
            [try await project.python("itself", Self.itself)]
        }
        try await Self.deck(with: functions) { project, deck in
            try await deck.start("itself")
            var caller = deck
            if isOfCommand {
                let manifest = await deck.host.manifestInUse
                caller = project.host(manifest.functions, options: .once, endpoint: manifest.endpoint)
                try await caller.host.connect()
            }
            let result = await caller.invoke("itself", #"{"call": "itself"}"#)
            #expect(result.verdict == .ok)
            #expect(result.text.hasPrefix("[429") && result.text.contains("itself calls itself"), "\(result.text)")
            let words = "itself calls itself and would wait for itself"
            try await deck.journal.wait(for: "the words in its log") { seen in
                seen.logs["itself", default: []].contains { $0.text.hasPrefix(words) } ? true : nil
            }
            await caller.expect("itself", #"{"call": "callee"}"#, answers: #"{"call": "callee"}"#)
        }
    }

    @Test func areStaleIfTheEndpointMoved() async throws {
        try await Self.deck { project, deck in
            try await deck.start("callee")
            #expect(deck.journal.seen.last("callee")?.isStale == false)
            var manifest = await deck.host.manifestInUse
            manifest.endpoint = FreePort.take()
            await deck.host.apply(manifest)
            try await deck.wait("callee", "stale") { $0.isStale }
        }
    }
}
