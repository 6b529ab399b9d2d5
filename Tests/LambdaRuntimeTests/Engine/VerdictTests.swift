import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import TestSupport
import Testing

/// Each answer as the real emulator and runtime clients give it.
@Suite("How answers are read")
struct VerdictTests {
    private static let python = """
        import os, sys, time
        def handler(event, context):
            match event["do"]:
                case "raise": raise ValueError("boom")
                case "exit": os._exit(3)
                case "sleep": time.sleep(30)
                case "eat":
                    hoard = []
                    while True: hoard.append(bytearray(10 << 20))
                case "large": return "x" * event["size"]
                case "size": return len(event["text"])
            return "fine"
        """

    @Test(arguments: ServingKind.allCases) func ofAPythonFunction(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let deck = try await project.deck([try await project.python("hello", Self.python, timeout: 10)])
            let raised = await deck.invoke("hello", #"{"do": "raise"}"#)
            #expect(raised.verdict == .functionError)
            #expect(raised.status == 200)
            #expect(raised.error?.type == "ValueError")
            #expect(raised.error?.message == "boom")
            #expect(raised.error?.trace.contains { $0.contains("/var/task/app.py") } == true)

            let exited = await deck.invoke("hello", #"{"do": "exit"}"#)
            #expect(exited.verdict == .crashed)
            #expect(exited.error?.message.contains("exit status 3") == true)

            let fine = await deck.invoke("hello", #"{"do": ""}"#)
            #expect(fine.verdict == .ok, "the emulator starts the runtime anew")

            let ate = await deck.invoke("hello", #"{"do": "eat"}"#)
            #expect(ate.verdict == .outOfMemory)
            await deck.expect("hello", #"{"do": ""}"#, ends: .ok)
        }
    }

    @Test(arguments: ServingKind.allCases) func ofLargeEventsAndResponses(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let settings = try await project.python("hello", Self.python) { $0.memorySize = 512 }
            let deck = try await project.deck([settings])
            // Including its two quotes, exactly the emulator's limit (LAMBDA facts, point 8).
            let limit = 6_291_556
            let large = await deck.invoke("hello", #"{"do": "large", "size": \#(limit - 2)}"#)
            #expect(large.verdict == .ok)
            #expect(large.body.count == limit)
            let tooLarge = await deck.invoke("hello", #"{"do": "large", "size": \#(limit - 1)}"#)
            #expect(tooLarge.verdict == .responseTooLarge)
            let text = String(repeating: "y", count: 5 << 20)
            await deck.expect("hello", #"{"do": "size", "text": "\#(text)"}"#, answers: "\(5 << 20)")
        }
    }

    @Test(.tags(.long)) func ofAFunctionThatTakesTooLong() async throws {
        try await TestProject.run { project in
            let deck = try await project.deck([try await project.python("hello", Self.python, timeout: 6)])
            let slow = await deck.invoke("hello", #"{"do": "sleep"}"#)
            #expect(slow.verdict == .timeout)
            #expect(slow.status == 200)
            #expect(slow.error?.message.hasSuffix("Task timed out after 6.00 seconds") == true)
            await deck.expect("hello", #"{"do": ""}"#, ends: .ok)

            // The container keeps its timeout when the manifest changes.
            let changed = try #require(await deck.host.settings("hello")).with { $0.timeout = 20 }
            await deck.host.apply(project.manifest([changed]))
            await deck.expect("hello", #"{"do": "sleep"}"#, ends: .timeout)
        }
    }

    @Test(arguments: ServingKind.allCases) func ofCodeThatCannotBeLoaded(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let deck = try await project.deck([
                try await project.python("import", "import nowhere\ndef handler(e, c): pass"),
                try await project.python("missing", "def other(e, c): pass"),
            ])
            for (function, type, words) in [
                ("import", "Runtime.ImportModuleError", "No module named 'nowhere'"),
                ("missing", "Runtime.HandlerNotFound", "Handler 'handler' missing"),
            ] {
                let result = await deck.invoke(function)
                #expect(result.verdict == .initFailed)
                #expect(result.error?.type == type)
                #expect(result.error?.message.contains(words) == true, "\(result.text)")
            }
            try project.write("import/app.py", Handlers.echo)
            await deck.expect("import", "1", answers: "1", "the next call tries again")
        }
    }

    @Test(arguments: ServingKind.allCases) func ofANodeFunction(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let source = """
                exports.handler = async (event) => {
                    if (event.do === 'raise') throw new TypeError('boom');
                    if (event.do === 'exit') process.exit(3);
                    return { got: event };
                };
                """
            let deck = try await project.deck([try await project.node("hello", source)])
            let raised = await deck.invoke("hello", #"{"do": "raise"}"#)
            #expect(raised.verdict == .functionError)
            #expect(raised.error?.type == "TypeError")
            #expect(raised.error?.message == "boom")
            #expect(raised.error?.trace.isEmpty == false)
            await deck.expect("hello", #"{"do": "exit"}"#, ends: .crashed)
            await deck.expect("hello", #"{"do": 1}"#, answers: #"{"got":{"do":1}}"#)
        }
    }

    @Test(arguments: ServingKind.allCases) func ofAnswersThatAreNotJSON(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let deck = try await project.deck([
                try await project.provided("text", Bootstraps.answering("plain text, no JSON")),
                try await project.provided("binary", Bootstraps.loop(#"printf '\377\376\000\001' > /tmp/answer"#)),
                try await project.provided("empty", Bootstraps.loop(": > /tmp/answer")),
            ])
            let text = await deck.invoke("text")
            #expect(text.verdict == .ok)
            #expect(text.text == "plain text, no JSON")
            #expect(await deck.invoke("binary").body == [0xFF, 0xFE, 0x00, 0x01])
            let empty = await deck.invoke("empty")
            #expect(empty.status == 200)
            #expect(empty.body.isEmpty)
        }
    }
}
