import Foundation
import LambdaModel
import Testing

@testable import LambdaRuntime

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// What functions are given, several calls at once, and extensions, on the real engine.
@Suite("Execution environments that lamdeck serves")
struct RuntimeEnvironmentTests {
    @Test func aFunctionSeesItsCall() async throws {
        try await TestProject.run { project in
            let source = """
                import os
                def handler(event, context):
                    identity, client = context.identity, context.client_context
                    return {
                        "arn": context.invoked_function_arn, "left": context.get_remaining_time_in_millis(),
                        "id": context.aws_request_id, "trace": os.environ["_X_AMZN_TRACE_ID"],
                        "type": os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"], "client": client and client.custom,
                        "identity": identity.cognito_identity_id, "tenant": context.tenant_id,
                        "group": context.log_group_name,
                    }
                """
            let settings = try await project.python("hello", source, timeout: 7) { $0.logging.group = "/mine" }
            let deck = try await project.deck([settings])
            try await deck.start("hello")
            let context = Data(#"{"custom": {"a": "1"}}"#.utf8).base64EncodedString()
            let answer = try await project.post(
                "{}", to: settings.resolvedPort,
                [
                    "X-Amz-Client-Context": context, "X-Amz-Tenant-Id": "blue",
                    "X-Amz-Cognito-Identity": #"{"cognitoIdentityId": "me", "cognitoIdentityPoolId": "pool"}"#,
                    "X-Amzn-Trace-Id": "Root=1-00000000-000000000000000000000001;Sampled=0",
                ])
            let seen = try #require(
                try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any], "\(answer.body)")
            #expect(seen["arn"] as? String == "arn:aws:lambda:us-east-1:123456789012:function:hello")
            #expect(try 5_000...7_000 ~= #require(seen["left"] as? Int))
            #expect(seen["id"] as? String == answer.answer.value(forHTTPHeaderField: "x-amzn-RequestId"))
            #expect((seen["trace"] as? String)?.contains("1-00000000-000000000000000000000001") == true)
            #expect(seen["type"] as? String == "on-demand")
            #expect(seen["client"] as? [String: String] == ["a": "1"])
            #expect(seen["identity"] as? String == "me" && seen["tenant"] as? String == "blue")
            #expect(seen["group"] as? String == "/mine")
        }
    }

    /// With JSON logs, too, only what a handler raises is an error.
    @Test func anErrorShapedObjectIsAnErrorOnlyIfItWasRaised() async throws {
        try await TestProject.run { project in
            let source = """
                import json
                def handler(event, context):
                    error = {"errorType": "ValueError", "errorMessage": "boom", "stackTrace": []}
                    print(json.dumps({"level": "ERROR", "requestId": context.aws_request_id, **error}))
                    if event: raise ValueError("boom")
                    return error
                """
            let settings = try await project.python("hello", source) { $0.logging.format = .json }
            let deck = try await project.deck([settings])
            await deck.expect("hello", "0", ends: .ok)
            let raised = await deck.invoke("hello", "1")
            #expect(raised.verdict == .functionError && raised.error?.type == "ValueError")
            #expect(raised.error?.isDoubtful == false)
        }
    }

    @Test func oneContainerRunsSeveralCallsOfManagedInstances() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.waiting) { $0.multiConcurrency = 3 }
            let deck = try await project.deck([settings])
            try await deck.start("hello")
            var calls: [Task<InvocationResult, Never>] = []
            for number in 0..<3 { calls.append(await deck.beginCall("hello", "{\"n\": \(number)}")) }
            for number in 0..<3 { try await deck.waitForLine("hello", "waiting \(number)") }
            #expect(try await project.containers().count == 1)
            let more = try await deck.queueCall("hello", #"{"n": 3}"#, behind: 0)
            try project.write("hello/go", "")
            for call in calls { #expect(await call.value.verdict == .ok) }
            #expect(await more.value.verdict == .ok)
        }
    }

    @Test func sixteenEnvironmentsServeSixteenCalls() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.waiting, timeout: 120) { $0.concurrency = 16 }
            let deck = try await project.deck([settings])
            try await deck.start("hello")
            try await project.waitForStandby(workers: 15, spares: 0)
            var calls: [Task<InvocationResult, Never>] = []
            for number in 0..<16 { calls.append(await deck.beginCall("hello", "{\"n\": \(number)}")) }
            for number in 0..<16 { try await deck.waitForLine("hello", "waiting \(number)") }
            try project.write("hello/go", "")
            var answers: Set<String> = []
            for call in calls { answers.insert(await call.value.text) }
            #expect(answers == Set((0..<16).map { "[\($0), 1]" }))
        }
    }

    private static let watcher = ShellExtension.script(atInvoke: "echo invoked", atShutdown: #"echo "$event"; exit 0"#)

    @Test func anExtensionSeesCallsAndTheEnd() async throws {
        try await TestProject.run { project in
            let deck = try await project.deck([try await project.function(Handlers.echo, "watcher", Self.watcher)])
            try await deck.start("hello")
            try await deck.waitForLine("hello", "[watcher] registered")
            await deck.expect("hello", "1", answers: "1")
            try await deck.waitForLine("hello", "[watcher] invoked")
            await deck.stop("hello")
            try await deck.waitForLine("hello", "\"shutdownReason\":\"spindown\"")
        }
    }

    private static let subscriber = #"""
        #!/usr/bin/env python3
        import http.server, json, os, threading, urllib.request

        def ask(method, path, headers, body=None):
            data = json.dumps(body).encode() if body else None
            url = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + path
            return urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method))

        seen = set()

        class Receiver(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                records = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()
                for record in records:
                    # A line about each record of an extension would be a record itself.
                    if record["type"] == "function" or record["type"] not in seen:
                        seen.add(record["type"])
                        print("got", record["type"], json.dumps(record["record"]), flush=True)

            def log_message(self, *arguments): pass

        server = http.server.ThreadingHTTPServer(("sandbox.localdomain", 4243), Receiver)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        answer = ask("POST", "/2020-01-01/extension/register", {"Lambda-Extension-Name": "subscriber"},
                     {"events": ["INVOKE", "SHUTDOWN"]})
        me = {"Lambda-Extension-Identifier": answer.headers["Lambda-Extension-Identifier"]}
        answer = ask("PUT", "/2022-07-01/telemetry", me, {
            "schemaVersion": "2022-12-13", "types": ["platform", "function", "extension"],
            "buffering": {"timeoutMs": 25},
            "destination": {"protocol": "HTTP", "URI": "http://sandbox.localdomain:4243/records"}})
        print("subscribed", answer.status, flush=True)
        while json.load(ask("GET", "/2020-01-01/extension/event/next", me))["eventType"] != "SHUTDOWN": pass
        """#

    @Test func anExtensionGetsRecordsOfACall() async throws {
        try await TestProject.run { project in
            try project.write("layer/extensions/subscriber", Self.subscriber, mode: 0o755)
            let source = """
                def handler(event, context):
                    print("from the handler")
                    return event
                """
            let settings = try await project.python("hello", source) {
                $0.layers = [.folder(project.path("layer"))]
            }
            let deck = try await project.deck([settings])
            try await deck.start("hello")
            await deck.expect("hello", "1", answers: "1")
            for line in [
                "subscribed 200", "got platform.initStart", "got platform.start", "got platform.runtimeDone",
                "got platform.report", #"got function "from the handler""#, "got extension",
            ] {
                try await deck.waitForLine("hello", "[subscriber] \(line)")
            }
        }
    }

    @Test func anExtensionThatCrashesEndsTheEnvironment() async throws {
        try await TestProject.run { project in
            try project.write("layer/extensions/broken", "#!/bin/sh\nexit 3\n", mode: 0o755)
            let settings = try await project.python("hello", Handlers.echo) {
                $0.layers = [.folder(project.path("layer"))]
            }
            let deck = try await project.deck([settings])
            let result = await deck.invoke("hello", "1")
            #expect(result.verdict == .crashed, "\(result)")
            #expect(result.error?.message.contains("/opt/extensions/broken") == true, "\(result)")
        }
    }

    @Test func anExtensionThatCannotBeStartedIsNamed() async throws {
        try await TestProject.run { project in
            try project.write("layer/extensions/plain", "#!/bin/sh\n", mode: 0o644)
            let settings = try await project.python("hello", Handlers.echo) {
                $0.layers = [.folder(project.path("layer"))]
            }
            let deck = try await project.deck([settings])
            let result = await deck.invoke("hello", "1")
            #expect(result.error?.message.contains("chmod +x") == true, "\(result)")
        }
    }

    /// A function may ignore SIGTERM: it is killed after the grace that extensions get.
    @Test func aFunctionThatIgnoresSIGTERMIsStopped() async throws {
        try await TestProject.run { project in
            let source = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + Handlers.echo
            let deck = try await project.deck([try await project.function(source, "watcher", Self.watcher)])
            try await deck.start("hello")
            await deck.stop("hello")
            #expect(try await project.containers().isEmpty)
        }
    }
}
