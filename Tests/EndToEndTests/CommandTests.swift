import Foundation
import JSONText
import Testing

/// The commands for scripts: standard output has only results, and exit codes say what happened.
@Suite(.limited)
struct CommandTests {
    @Test("validate prints all errors at once, each with its place and the nearest name, and exits with 2")
    func validate() async throws {
        try await Project.run(.node("hello"), .python("orders")) { project in
            let good = try await project.lamdeck("validate")
            #expect(good.status == 0)
            #expect(good.text.contains("2 functions, no errors"))
            #expect(good.messages.isEmpty)

            try project.write(
                "functions.json",
                """
                { "functions": {
                  "hello": { "runtime": "nodejs22", "handler": "app.handler", "code": "hello/code", "memorysize": 128 },
                  "orders": { "runtime": "python3.13", "handler": 7, "code": "orders/cod", "timeout": 3600 }
                } }
                """)
            let result = try await project.lamdeck("validate")
            #expect(result.status == 2)
            #expect(result.text.isEmpty)
            for part in [
                "functions.json:2:25: error:", "\"nodejs22.x\"", "\"memorySize\"", "functions.json:3:", "handler",
                "orders/cod",
                "timeout", "5 errors",
            ] {
                #expect(result.messages.contains(part), "\(part) in \(result.messages)")
            }
            // A command that needs the manifest prints the same error.
            let up = try await project.lamdeck("up", "--detach")
            #expect(up.status == 2)
            #expect(up.messages.contains("\"nodejs22.x\""))
        }
    }

    @Test("The manifest is found in a parent folder; if there is none, the error lists the folders searched")
    func manifestPlace() async throws {
        try await Project.run(.node("hello")) { project in
            let below = try await Program.run(
                Program.lamdeck, ["validate"], environment: project.environment, in: project.path("hello/code"))
            #expect(below.status == 0)
            let named = try await project.lamdeck("validate", "--file", "nowhere.json")
            #expect(named.status == 2)
            #expect(named.messages.contains("nowhere.json"))
            try project.delete("functions.json")
            let result = try await project.lamdeck("ps")
            #expect(result.status == 2)
            #expect(result.messages.contains("functions.json") && result.messages.contains(project.folder))
            #expect(result.text.isEmpty)
        }
    }

    @Test("up --detach, ps, down")
    func lives() async throws {
        let (hello, orders) = (SampleFunction.node("hello"), SampleFunction.python("orders"))
        try await Project.run(hello, orders) { project in
            let up = try await project.lamdeck("up", "--detach")
            #expect(up.status == 0)
            #expect(
                up.lines == [
                    "hello   ready  http://127.0.0.1:\(hello.port)", "orders  ready  http://127.0.0.1:\(orders.port)",
                ])
            #expect(try await project.post("{\"n\": 5}", port: orders.port).contains("\"n\": 5"))
            // A second one does not touch what runs.
            let before = try await project.containers()
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            #expect(try await project.containers() == before)

            let down = try await project.lamdeck("down", "hello")
            #expect(down.status == 0)
            #expect(down.lines == ["hello  stopped"])

            let ps = try await project.lamdeck("ps")
            #expect(ps.status == 0)
            #expect(ps.lines.count == 3)
            #expect(ps.lines[1].hasPrefix("hello     stopped  \(hello.port)"), "\(ps.text)")
            #expect(ps.lines[2].hasPrefix("orders    running  \(orders.port)"), "\(ps.text)")

            let objects = try await project.lamdeck("ps", "--json").lines.map { try JSONDocument($0).root }
            #expect(objects.map { $0["function"]?.string } == ["hello", "orders"])
            #expect(objects.map { $0["state"]?.string } == ["stopped", "running"])
            #expect(objects.map { $0["stale"]?.bool } == [false, false])
            #expect(objects.map { $0["port"]?.int } == [hello.port, orders.port])
            #expect(objects[1]["container"]?.string == before.first { $0.function == "orders" }?.id)
            #expect(objects.allSatisfy { $0["image"]?.string?.contains("/lambda/") ?? false })

            #expect(try await project.lamdeck("down").lines == ["orders  stopped"])
            #expect(try await project.containers() == [])
            let none = try await project.lamdeck("down")
            #expect(none.status == 0)
            #expect(none.text.isEmpty)
        }
    }

    @Test("invoke starts a stopped function for the call and removes it; a running function is used as it is")
    func invoke() async throws {
        try await Project.run(.node("hello")) { project in
            let result = try await project.lamdeck("invoke", "hello", "event.json")
            #expect(result.status == 0)
            #expect(result.text == "{\n  \"says\": \"hello\",\n  \"n\": 1\n}\n")
            let messages = result.messages.split(separator: "\n")
            #expect(messages.first?.hasSuffix("hears {\"n\":1}") == true, "what it wrote: \(messages)")
            #expect(messages.last?.hasPrefix("hello: ok (") == true, "\(messages)")
            #expect(try await project.containers() == [])

            #expect(try await project.lamdeck("up", "--detach").status == 0)
            let running = try await project.containers()
            for event in ["event", "hello/events/event.json"] {
                #expect(try await project.lamdeck("invoke", "hello", event).text == result.text)
            }
            let raw = try await project.lamdeck("invoke", "hello", "-", "--raw", input: "{\"n\": 1.0}")
            #expect(raw.text == "{\"says\":\"hello\",\"n\":1}")
            #expect(try await project.lamdeck("invoke", "hello").text.contains("\"says\""))
            #expect(try await project.containers() == running)
        }
    }

    @Test("invoke and up of one function leave running what another process started")
    func othersRunOn() async throws {
        try await Project.run(.node("hello"), .python("orders")) { project in
            #expect(try await project.lamdeck("up", "--detach", "orders").status == 0)
            let running = try await project.containers()
            #expect(running.map(\.function) == ["orders"])
            #expect(try await project.lamdeck("invoke", "hello", "event").status == 0)
            #expect(try await project.containers() == running)
            _ = try await Program.run(
                Program.lamdeck, ["up", "hello"], environment: project.environment, in: project.folder
            ) { program in
                try await waitUntil("it to be ready") { program.output().contains("hello  ready") }
                program.send(SIGTERM)
            }
            #expect(try await project.containers() == running)
        }
    }

    @Test("invoke --json prints one object with everything known, for a success and for a failure")
    func invokeJSON() async throws {
        let orders = SampleFunction.python(
            "orders", "if event.get(\"n\") == 2: raise ValueError(\"no\")\nreturn {\"price\": 1.0, \"b\": 2, \"a\": 1}")
        try await Project.run(orders) { project in
            let good = try await project.lamdeck("invoke", "orders", "event.json", "--json")
            #expect(good.status == 0)
            #expect(good.lines.count == 1)
            let object = try JSONDocument(good.text).root
            #expect(object["function"]?.string == "orders")
            #expect(object["event"]?.string == "event.json")
            #expect(object["verdict"]?.string == "ok")
            #expect(object["error"] == nil)
            #expect(object["cold"]?.bool == true)
            #expect((object["durationMs"]?.double ?? 0) > 0)
            #expect(good.text.contains("\"response\":{\"price\":1.0,\"b\":2,\"a\":1}"), "\(good.text)")

            let bad = try await project.lamdeck("invoke", "orders", "-", "--json", input: "{\"n\": 2}")
            #expect(bad.status == 1)
            let failure = try JSONDocument(bad.text).root
            #expect(failure["event"]?.string == "-")
            #expect(failure["verdict"]?.string == "functionError")
            #expect(failure["error"]?["type"]?.string == "ValueError")
            #expect(failure["error"]?["message"]?.string == "no")
            #expect((failure["error"]?["trace"]?.count ?? 0) > 0)
            #expect(failure["response"]?["errorMessage"]?.string == "no")
            #expect(bad.messages.isEmpty)
        }
    }

    @Test(
        "Unknown names: the error suggests the nearest one, and nothing is started",
        arguments: [
            (["invoke", "helo", "event.json"], "did you mean \"hello\"?"),
            (["invoke", "hello", "evnt.json"], "did you mean \"event.json\"?"),
            (["up", "helo", "--detach"], "did you mean \"hello\"?"),
            (["down", "helo"], "did you mean \"hello\"?"),
            (["up", "something-else", "--detach"], "has hello, orders"),
            (["invok", "hello"], "invok"),
            (["invoke"], "<name>"),
            (["invoke", "hello", "--json", "--raw"], "cannot be combined"),
        ])
    func unknownNames(_ arguments: [String], _ words: String) async throws {
        try await Project.run(.node("hello"), .python("orders")) { project in
            let result = try await Program.run(
                Program.lamdeck, arguments, environment: project.environment, in: project.folder)
            #expect(result.status == 2)
            #expect(result.text.isEmpty)
            #expect(result.messages.contains(words), "\(result.messages)")
            #expect(try await project.containers() == [])
        }
    }

    @Test("Standard input that is not JSON is not sent")
    func inputNotJSON() async throws {
        try await Project.run(.node("hello")) { project in
            for (input, place) in [("{\"a\": }", "line 1, column 7"), ("", "empty")] {
                let result = try await project.lamdeck("invoke", "hello", "-", input: input)
                #expect(result.status == 2)
                #expect(result.messages.contains("standard input"), "\(result.messages)")
                #expect(result.messages.contains(place), "\(result.messages)")
            }
        }
    }

    @Test("A closed pipe ends the command without a message")
    func closedPipe() async throws {
        try await Project.run(.node("hello")) { project in
            let result = try await Program.run(
                "sh", ["-c", "\"$1\" ps | true; \"$1\" keys | head -n 1", "sh", Program.lamdeck],
                environment: project.environment, in: project.folder)
            #expect(result.text == "# Keys\n")
            #expect(result.messages.isEmpty)
        }
    }
}
