import Foundation
import TestSupport
import Testing

/// Calls that fail, and answers of every kind.
@Suite(.limited)
struct InvocationTests {
    @Test("A missing handler: the first call says so")
    func handlerMissing() async throws {
        let hello = SampleFunction.node("hello").with { $0.handler = "app.nothing" }
        let orders = SampleFunction.python("orders").with {
            $0.code = ["app.py": "import nowhere\n\ndef handler(event, context):\n    return 1\n"]
        }
        try await Project.run(hello, orders) { project in
            let deck = try await project.deck()
            try await deck.press("i", waitFor: "Node's reason") {
                $0.contains("✗ init failed") && $0.contains("Runtime.HandlerNotFound")
            }
            try await deck.press("j", "i", waitFor: "Python's reason") {
                $0.contains("✗ init failed") && $0.contains("Runtime.ImportModuleError")
                    && $0.contains("nowhere")
            }
            let result = try await project.lamdeck("invoke", "orders", "event.json")
            #expect(result.status == 1)
            #expect(result.messages.contains("Runtime.ImportModuleError"), "\(result.messages)")
        }
    }

    @Test("A handler that raises, and a handler that ends its process")
    func failures() async throws {
        let orders = SampleFunction.python(
            "orders",
            """
            if event["do"] == "raise": raise ValueError("no such order")
            print("going down", flush=True)
            os._exit(3)
            """
        ).with {
            $0.settings = ["\"timeout\": 30"]
            $0.events = ["exit.json": "{\"do\": \"exit\"}", "raise.json": "{\"do\": \"raise\"}"]
        }
        try await Project.run(orders) { project in
            let deck = try await project.deck()
            try await deck.press("i", waitFor: "the crash") {
                $0.contains("✗ crashed · ") && $0.contains("Runtime.ExitError") && $0.contains("going down")
            }
            try await deck.press("2", "j", "i", waitFor: "the error") {
                $0.contains("✗ function error") && $0.contains("ValueError") && $0.contains("no such order")
                    && $0.contains("/var/task/app.py")
            }
            let result = try await project.lamdeck("invoke", "orders", "raise")
            #expect(result.status == 1)
            #expect(result.messages.contains("orders: function error: ValueError: no such order"), "\(result.messages)")
        }
    }

    @Test("A handler that takes longer than its timeout; the next call works", .tags(.long))
    func timeout() async throws {
        let orders = SampleFunction.python("orders", "if event[\"n\"] == 1: time.sleep(50)\nreturn \"in time\"").with {
            $0.settings = ["\"timeout\": 6"]
            $0.events = ["1.json": "{\"n\": 1}", "2.json": "{\"n\": 2}"]
        }
        try await Project.run(orders) { project in
            let deck = try await project.deck()
            try await deck.press("i", waitFor: "the timeout") {
                $0.contains("✗ timed out") && $0.contains("Task timed out after 6.00 seconds")
            }
            try await deck.press("2", "j", "i", waitFor: "the next answer") {
                $0.contains("✓ ok") && $0.contains("\"in time\"")
            }
        }
    }

    @Test("An event that is not JSON: the error has its place, and nothing is sent")
    func eventNotJSON() async throws {
        let hello = SampleFunction.node("hello").with { $0.events = ["bad.json": "{\n  \"a\": 1,\n  \"b\": }\n"] }
        try await Project.run(hello) { project in
            let deck = try await project.deck()
            try await deck.press("i", waitFor: "where it is wrong") {
                $0.contains("✗ not sent") && $0.containsWrapped("bad.json:3:8")
            }
            // After the file is fixed, it can be sent.
            try project.write("hello/events/bad.json", "{\"a\": 1}")
            try await deck.press("i", waitFor: "an answer") { $0.contains("✓ ok") }

            try project.write("hello/events/bad.json", "nonsense")
            let result = try await project.lamdeck("invoke", "hello", "bad.json")
            #expect(result.status == 2)
            #expect(result.text.isEmpty)
            #expect(result.messages.contains("bad.json:1:1"), "\(result.messages)")
        }
    }

    @Test(
        "An event deleted under the cursor: the cursor moves to a neighbour, and a call says why it was not sent")
    func eventDeleted() async throws {
        let hello = SampleFunction.node("hello").with {
            $0.events = ["a.json": "{\"n\": 1}", "b.json": "{\"n\": 2}", "c.json": "{\"n\": 3}"]
        }
        try await Project.run(hello) { project in
            let deck = try await project.deck()
            try await deck.press("2", "j", "i", waitFor: "b's answer") {
                $0.contains("✓ ok") && $0.contains("\"n\": 2")
            }
            try project.delete("hello/events/b.json")
            try await deck.wait("a neighbour") { $0.selectedEvent == "c.json" && !$0.contains("   b.json") }
            try await deck.press(".", waitFor: "why not") { $0.contains("✗ not sent") && $0.contains("b.json") }
            try await deck.press("i", waitFor: "the neighbour's answer") {
                $0.contains("✓ ok") && $0.contains("\"n\": 3")
            }
            for name in ["a.json", "c.json"] { try project.delete("hello/events/\(name)") }
            try await deck.wait("what to do") { $0.containsWrapped("hello has no saved events") }
            try await deck.press("i", waitFor: "the answer to an empty event") {
                $0.contains("4 Response · {}") && $0.contains("✓ ok")
            }
            // A new file appears in the list by itself.
            try project.write("hello/events/new one.json", "{\"n\": 4}")
            try await deck.wait("the new event") { $0.selectedEvent == "new one.json" }
        }
    }

    @Test("A response of text, of bytes, and an empty response")
    func notJSON() async throws {
        let shell = SampleFunction.shell(
            "shell",
            answer: """
                case $(cat /tmp/event) in
                *text*) printf 'plain words\\nin two lines\\n' ;;
                *bytes*) printf 'PNG\\000\\001\\377\\376' ;;
                *) ;;
                esac
                """
        ).with { $0.events = ["1.json": "\"text\"", "2.json": "\"bytes\"", "3.json": "\"nothing\""] }
        try await Project.run(shell) { project in
            let deck = try await project.deck()
            try await deck.press("i", waitFor: "the text") {
                $0.contains("✓ ok · ") && $0.contains("│ plain words ") && $0.contains("│ in two lines ")
            }
            try await deck.press("2", "j", "i", waitFor: "the bytes") {
                $0.contains("7 bytes, neither JSON nor text") && $0.contains("50 4e 47 00 01 ff fe")
            }
            try await deck.press("j", "i", waitFor: "the empty answer") { $0.contains("(empty body)") }

            let raw = try await project.lamdeck("invoke", "shell", "2", "--raw")
            #expect(raw.status == 0)
            #expect(raw.output == [0x50, 0x4E, 0x47, 0, 1, 0xFF, 0xFE])
        }
    }

    @Test("A response of 6 MB opens, scrolls to its end, and folds")
    func large() async throws {
        let body = "return {\"items\": [{\"n\": i, \"text\": \"x\" * 80} for i in range(58000)], \"last\": \"the end\"}"
        try await Project.run(
            .python("orders", body).with { $0.settings = ["\"memorySize\": 512", "\"timeout\": 30"] }
        ) { project in
            let deck = try await project.deck()
            try await deck.press("i", waitFor: "the answer") {
                $0.contains("✓ ok · ") && $0.contains("\"items\": [")
            }
            let opened = try await deck.press("4", "G", waitFor: "its end") { $0.contains("\"last\": \"the end\"") }
            #expect(opened.contains(" MB · cold start"))
            #expect(opened.contains("232,005/232,005"))
            try await deck.press("g", "j", waitFor: "the start") { $0.contains(" 2/232,005") }
            try await deck.press("Enter", waitFor: "the list folded") {
                $0.contains("58,000") || $0.contains("58000") && $0.contains("\"last\": \"the end\"")
            }
            try await deck.press("Enter", waitFor: "the list unfolded") { $0.contains(" 2/232,005") }
        }
    }

    @Test("A function that streams: the pane shows its first part while it runs, then the whole response")
    func streamed() async throws {
        let shell = SampleFunction.shell("shell", answer: "true").with {
            // The file that ends the call must not restart the function.
            $0.settings = ["\"watch\": false"]
            $0.code = [
                "bootstrap": """
                #!/bin/sh
                api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation
                while true; do
                    curl -sS -D /tmp/headers -o /tmp/event "$api/next"
                    id=$(tr -d '\\r' </tmp/headers | sed -n 's/^[Ll]ambda-[Rr]untime-[Aa]ws-[Rr]equest-[Ii]d: *//p')
                    { echo '["first",'; until [ -e /var/task/go ]; do sleep 0.02; done; echo '"second"]'; } |
                        curl -sS -o /dev/null -X POST -H 'Lambda-Runtime-Function-Response-Mode: streaming' \\
                            -H 'Transfer-Encoding: chunked' -T - "$api/$id/response"
                done

                """
            ]
        }
        try await Project.run(shell) { project in
            let deck = try await project.deck()
            try await deck.press("i", waitFor: "the first part") {
                $0.contains("│ [\"first\", ") && $0.contains("streaming ")
                    && $0.contains(" · 10 bytes · first byte ")
            }
            try project.write("shell/code/go", "")
            try await deck.wait("the response") {
                $0.contains("✓ ok") && $0.contains("│   \"first\", ") && $0.contains("│   \"second\" ")
            }
            try await deck.press("4", "Tab", "Tab", waitFor: "  first byte ")
            let result = try await project.lamdeck("history", "shell", "--json")
            #expect(result.text.contains("\"firstByteMs\":"), "\(result.text)")
        }
    }

    @Test("Another process removes the container during a call", .tags(.long))
    func removedDuringCall() async throws {
        let orders = SampleFunction.python("orders", "print(\"sleeping\", flush=True)\ntime.sleep(50)\nreturn 1")
            .with { $0.settings = ["\"timeout\": 60"] }
        try await Project.run(orders) { project in
            let deck = try await project.deck()
            try await deck.press("i", waitFor: "the call") {
                $0.contains("sleeping") && $0.contains("Esc stops waiting") && $0.mark("orders") == "◉"
            }
            await Engine.removeContainers(in: project.folder)
            try await deck.wait("what happened") {
                $0.contains("✗ crashed") && $0.containsWrapped("while the function was running")
                    && $0.mark("orders") == "○"
                    && $0.status.contains("from outside")
            }
            // It starts again as if nothing had happened.
            try await deck.press("S", waitFor: "a new container") { $0.mark("orders") == "●" }
        }
    }

    @Test("Esc stops waiting for a call; the function takes the next one")
    func cancelled() async throws {
        let orders = SampleFunction.python(
            "orders", "if event[\"n\"] == 1: time.sleep(50)\nreturn {\"done\": event[\"n\"]}"
        ).with {
            $0.settings = ["\"timeout\": 60"]
            $0.events = ["1.json": "{\"n\": 1}", "2.json": "{\"n\": 2}"]
        }
        try await Project.run(orders) { project in
            let deck = try await project.deck()
            try await deck.press("i", waitFor: "Esc stops waiting")
            try await deck.press("Escape", waitFor: "the end of the call") { $0.contains("cancelled") }
            try await deck.press("2", "j", "i", waitFor: "the next answer") {
                $0.contains("✓ ok") && $0.contains("\"done\": 2")
            }
        }
    }
}
