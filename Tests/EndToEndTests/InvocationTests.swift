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
                $0.verdict?.hasPrefix("✗ INIT FAILED  Runtime.HandlerNotFound ") == true
            }
            try await deck.press("j", "i", waitFor: "Python's reason") {
                $0.verdict?.hasPrefix("✗ INIT FAILED  Runtime.ImportModuleError ") == true
                    && $0.containsWrapped("No module named 'nowhere'")
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
                $0.verdict?.hasPrefix("✗ CRASHED  Runtime.ExitError") == true && $0.log.contains("going down")
                    && $0.callRows.first?.contains("✗ crashed") == true
            }
            try await deck.press("2", "j", "i", waitFor: "the error") {
                $0.verdict == "✗ FUNCTION ERROR  ValueError no such order"
                    && $0.call.contains(#"│     if event["do"] == "raise": raise ValueError("no such order")"#)
                    && $0.call.contains("orders/code/app.py:5  in handler")
                    && $0.callRows.first?.contains("✗ ValueError ") == true
            }
            try await deck.press("5", "+", waitFor: "the error in its log") {
                $0.log.contains("ValueError: no such order")
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
                $0.verdict?.hasPrefix("✗ TIMEOUT ") == true && $0.containsWrapped("Task timed out after 6.00 seconds")
                    && $0.callRows.first?.contains("✗ timed out") == true
            }
            try await deck.press("2", "j", "i", waitFor: "the next answer") {
                $0.isOK && $0.call.contains("\"in time\"")
            }
        }
    }

    @Test("An event that is not JSON: the error has its place, and nothing is sent")
    func eventNotJSON() async throws {
        let hello = SampleFunction.node("hello").with { $0.events = ["bad.json": "{\n  \"a\": 1,\n  \"b\": }\n"] }
        try await Project.run(hello) { project in
            let deck = try await project.deck()
            try await deck.press("i", waitFor: "where it is wrong") {
                $0.verdict == "✗ not sent" && $0.callRows.first?.contains("✗ not sent") == true
                    && $0.containsWrapped("bad.json:3:8")
            }
            // After the file is fixed, it can be sent.
            try project.write("hello/events/bad.json", "{\"a\": 1}")
            try await deck.press("i", waitFor: "an answer") { $0.isOK }

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
                $0.isOK && $0.has("n", "2")
            }
            try project.delete("hello/events/b.json")
            try await deck.wait("a neighbour") {
                $0.selectedEvent == "c" && $0.events.title == "EVENTS hello · 2"
                    && !$0.events.rows.contains { $0.contains(#/^ . b( |$)/#) }
            }
            try await deck.press(".", waitFor: "why not") { $0.verdict == "✗ not sent" && $0.call.contains("b.json") }
            try await deck.press("i", waitFor: "the neighbour's answer") {
                $0.isOK && $0.has("n", "3")
            }
            for name in ["a.json", "c.json"] { try project.delete("hello/events/\(name)") }
            try await deck.wait("what to do") { $0.containsWrapped("hello has no saved events") }
            try await deck.press("i", waitFor: "the answer to an empty event") {
                $0.call.title.contains(#/^CALL [0-9a-f]{8} · {} · /#) && $0.isOK && $0.showsCall(of: "{}")
            }
            // A new file appears in the list by itself.
            try project.write("hello/events/new one.json", "{\"n\": 4}")
            try await deck.wait("the new event") { $0.selectedEvent == "new one" }
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
                $0.isOK && $0.call.rows.contains(" plain words")
                    && $0.call.rows.contains(" in two lines")
            }
            try await deck.press("2", "j", "i", waitFor: "the bytes") {
                $0.isOK && $0.call.contains("7 bytes, neither JSON nor text")
                    && $0.call.contains("50 4e 47 00 01 ff fe")
            }
            try await deck.press("j", "i", waitFor: "the empty answer") { $0.isOK && $0.call.contains("(empty body)") }

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
                $0.isOK && $0.call.contains("▾ items")
            }
            let opened = try await deck.press("4", "G", waitFor: "its end") { $0.has("last", "\"the end\"") }
            #expect(opened.facts.contains { $0.hasSuffix(" MB") } && opened.facts.contains("cold"), "\(opened)")
            // The list, its 580 pages of a hundred, those on the first page, and the last member.
            #expect(opened.call.right.hasSuffix(" 682/682"), "\(opened)")
            #expect(opened.call.contains("▸ [ 57,900 – 57,999 ]"), "\(opened)")
            try await deck.press("g", waitFor: "the start") { $0.call.right.hasSuffix(" 1/682") }
            try await deck.press("Enter", waitFor: "the list folded") {
                $0.call.contains("▸ items   [ 58,000 items ]") && $0.has("last", "\"the end\"")
            }
            try await deck.press("Enter", waitFor: "the list unfolded") {
                $0.call.right.hasSuffix(" 1/682") && $0.call.contains("▾ [ 0 – 99 ]")
            }
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
                $0.call.rows.contains(" [\"first\",") && $0.callRows.first?.contains(" streaming ") == true
                    && $0.call.rows.first?.contains(#/ streaming .+ · 10 bytes · first byte /#) == true
            }
            try project.write("shell/code/go", "")
            try await deck.wait("the response") {
                $0.isOK && $0.has("0", "\"first\"") && $0.has("1", "\"second\"")
            }
            try await deck.press("4", "Tab", "Tab", waitFor: "the timing") { $0.call.contains("  first byte ") }
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
                $0.log.contains("sleeping") && $0.mark("orders") == "◉"
                    && $0.call.rows.first?.contains(#/ running .+ · Esc cancels$/#) == true
            }
            await Engine.removeContainers(in: project.folder)
            try await deck.wait("what happened") {
                $0.verdict?.hasPrefix("✗ CRASHED") == true && $0.containsWrapped("while the function was running")
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
            try await deck.press("i", waitFor: "the call") {
                $0.call.rows.first?.contains(#/ running .+ · Esc cancels$/#) == true
            }
            try await deck.press("Escape", waitFor: "the end of the call") {
                $0.verdict == "– CANCELLED" && $0.callRows.first?.contains("– cancelled") == true
            }
            try await deck.press("2", "j", "i", waitFor: "the next answer") {
                $0.isOK && $0.has("done", "2")
            }
        }
    }
}
