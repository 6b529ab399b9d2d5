import Foundation
import JSONText
import TestSupport
import Testing

/// `lamdeck test` for users and build machines.
@Suite(.limited)
struct TestCommandTests {
    private static let failing = SampleFunction.python(
        "orders",
        """
        print("got", event["n"], flush=True)
        if event["n"] == 2: raise ValueError("no order 2")
        return {"n": event["n"], "id": context.aws_request_id, "price": 1.0, "text": "a < b & ]]>"}
        """
    ).with {
        $0.events = [
            "good.json": "{\"n\": 1}",
            "good.expected.json": "{\"price\": 1, \"n\": 1, \"id\": \"<uuid>\", \"text\": \"<any>\"}",
            "bad.json": "{\"n\": 3}",
            "bad.expected.json": "{\n  \"$paths\": {\n    \"n\": 4,\n    \"text\": \"x\"\n  }\n}",
            "raises.json": "{\"n\": 2}", "raises.expected.json": "{\"$errorType\": \"ValueError\"}",
            "other.json": "{\"n\": 5}",
        ]
    }

    private static func hello(_ expected: String) -> SampleFunction {
        SampleFunction.node("hello").with { $0.events["event.expected.json"] = expected }
    }

    @Test("A failure shows its place, the expected and actual values and the function's output; no container is left")
    func text() async throws {
        try await Project.run(Self.hello("{\"n\": 1, \"says\": \"hello\"}"), Self.failing) { project in
            let result = try await project.lamdeck("test")
            #expect(result.status == 1)
            #expect(result.messages.isEmpty)
            let lines = result.lines
            #expect(lines.first?.hasPrefix("ok       hello/event.json  ") == true, "\(result.text)")
            let failure = try #require(lines.firstIndex { $0.hasPrefix("FAILED   orders/bad.json") })
            #expect(
                Array(lines[(failure + 1)...].prefix(10)) == [
                    "    n", "        expected  4", "        got       3",
                    "        orders/events/bad.expected.json:3:10",
                    "    text", "        expected  \"x\"", "        got       \"a < b & ]]>\"",
                    "        orders/events/bad.expected.json:4:13", "    log", "    | got 3",
                ])
            #expect(lines.last?.hasPrefix("3 passed, 1 failed in ") == true)
            #expect(!result.text.contains("\u{1B}"), "no colours where there is no terminal")
            #expect(try await project.containers() == [])
            // The same without the failing one.
            let chosen = try await project.lamdeck("test", "--filter", "*/*od.json", "--filter", "raises")
            #expect(chosen.status == 0)
            #expect(chosen.lines.last?.hasPrefix("2 passed in ") == true)
            #expect(try await project.lamdeck("test", "hello").status == 0)
        }
    }

    @Test("A running function is left alone, and keeps its state")
    func freshContainers() async throws {
        let counter = SampleFunction.python("counter", "global n\nn = globals().get(\"n\", 0) + 1\nreturn n").with {
            $0.events = ["a.json": "{}", "a.expected.json": "1", "b.json": "{}", "b.expected.json": "2"]
        }
        try await Project.run(counter) { project in
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            let running = try await project.containers()
            #expect(try await project.post("{}", port: counter.port) == "1")
            for _ in 0..<2 { #expect(try await project.lamdeck("test").status == 0) }
            #expect(try await project.post("{}", port: counter.port) == "2")
            #expect(try await project.containers() == running)
        }
    }

    @Test("JUnit XML is valid by its schema, and a common parser reads it")
    func junit() async throws {
        try await Project.run(Self.hello("{\"n\": 1, \"says\": \"hello\"}"), Self.failing) { project in
            #expect(try await project.lamdeck("test", "--junit", "results.xml").status == 1)
            let file = project.path("results.xml")
            let schema = Program.package + "/Tests/Schemas/junit.xsd"
            let check = try await Program.run("xmllint", ["--noout", "--schema", schema, file])
            #expect(check.status == 0, "\(check.messages)")
            let script = """
                import sys, junitparser
                for suite in junitparser.JUnitXml.fromfile(sys.argv[1]):
                    print(suite.name, suite.tests, suite.failures, suite.errors)
                    for case in suite:
                        print(case.classname, case.name, [type(r).__name__ for r in case.result])
                """
            let read = try await Program.run("/usr/bin/python3", ["-c", script, file])
            #expect(
                read.lines == [
                    "hello 1 0 0", "hello event.json []", "orders 3 1 0", "orders bad.json ['Failure']",
                    "orders good.json []", "orders raises.json []",
                ], "\(read.messages)")
        }
    }

    @Test("TAP and JSON are the only text on standard output")
    func machines() async throws {
        try await Project.run(Self.failing) { project in
            let tap = try await project.lamdeck("test", "--tap")
            #expect(tap.status == 1)
            try project.write("results.tap", tap.text)
            let prove = try await Program.run("prove", ["--exec", "cat", project.path("results.tap")])
            #expect(
                prove.text.contains("Failed test:  1") && prove.text.contains("Tests: 3 Failed: 1"), "\(prove.text)")
            #expect(!prove.text.contains("Parse errors"), "\(prove.text)")

            let json = try await project.lamdeck("test", "--json")
            #expect(json.status == 1)
            let objects = try json.lines.map { try JSONDocument($0).root }
            #expect(objects.map { $0["outcome"]?.string } == ["failed", "passed", "passed", nil])
            #expect(objects[0]["mismatches"]?[0]?["path"]?.string == "n")
            #expect(objects[0]["log"]?[0]?.string == "got 3")
            #expect(objects[2]["verdict"]?.string == "functionError")
            #expect(objects[3]["tests"]?.int == 3 && objects[3]["failed"]?.int == 1)
        }
    }

    @Test("GitHub Actions gets an annotation, and ignores commands that a function prints")
    func annotations() async throws {
        let function = SampleFunction.python("loud", "print(\"::error::from the function\", flush=True)\nreturn 1").with
        {
            $0.events["event.expected.json"] = "2"
        }
        try await Project.run(function) { project in
            project.environment["GITHUB_ACTIONS"] = "true"
            project.environment["GITHUB_WORKSPACE"] = project.folder
            let result = try await project.lamdeck("test")
            #expect(result.status == 1)
            let stop = try #require(result.lines.firstIndex { $0.hasPrefix("::stop-commands::") })
            let token = result.lines[stop].dropFirst("::stop-commands::".count)
            let go = try #require(result.lines.firstIndex(of: "::\(token)::"))
            let said = try #require(result.lines.firstIndex { $0.contains("::error::from the function") })
            #expect(stop < said && said < go)
            #expect(
                result.lines[go + 1].hasPrefix(
                    "::error file=loud/events/event.expected.json,line=1,col=1,title=loud/event.json::"))
        }
    }

    @Test("--update writes the actual values, keeps what matches, and the tests then pass")
    func update() async throws {
        try await Project.run(Self.failing) { project in
            let result = try await project.lamdeck("test", "--update")
            #expect(result.status == 0)
            #expect(result.lines.last?.hasPrefix("2 passed, 2 written in ") == true, "\(result.text)")
            #expect(try project.text("orders/events/good.expected.json").contains("<uuid>"), "it held")
            let bad = try project.text("orders/events/bad.expected.json")
            #expect(bad == "{\n  \"$paths\": {\n    \"n\": 3,\n    \"text\": \"a < b & ]]>\"\n  }\n}\n")
            #expect(try project.text("orders/events/other.expected.json").contains("\"price\": 1.0"))
            // In the new expectation, changing values were written as they were; the user would replace them by kinds.
            let again = try await project.lamdeck("test", "--filter", "*d.json", "--filter", "raises")
            #expect(again.status == 0)
            #expect(again.lines.last?.hasPrefix("3 passed in ") == true, "\(again.text)")
        }
    }

    @Test("--update freezes neither an id that is a key nor today's date")
    func changingKeysAndDays() async throws {
        let body =
            "import uuid, datetime\nreturn {str(uuid.uuid4()): {\"n\": 1}, \"day\": datetime.date.today().isoformat()}"
        try await Project.run(SampleFunction.python("daily", body)) { project in
            let result = try await project.lamdeck("test", "--update")
            #expect(result.status == 0, "\(result.text)")
            let text = try project.text("daily/events/event.expected.json")
            let days = "<re:\\\\d{4}-\\\\d\\\\d-\\\\d\\\\d>"
            #expect(text == "{\n  \"<uuid>\": {\n    \"n\": 1\n  },\n  \"day\": \"\(days)\"\n}\n")
            #expect(try await project.lamdeck("test").status == 0)
        }
    }

    @Test("A time limit for each call, and a time limit for all", .tags(.long))
    func timeouts() async throws {
        let slow = SampleFunction.python("slow", "time.sleep(event[\"s\"])\nreturn 1").with {
            $0.events = [
                "a.json": "{\"s\": 25}", "b.json": "{\"s\": 0}", "a.expected.json": "1", "b.expected.json": "1",
            ]
        }
        try await Project.run(slow) { project in
            let each = try await project.lamdeck("test", "--timeout", "6s")
            #expect(each.status == 1)
            #expect(each.text.contains("BROKEN   slow/a.json\n    no answer within 6 s"), "\(each.text)")
            #expect(each.text.contains("ok       slow/b.json"), "the next one has a container that is free")
            let all = try await project.lamdeck("test", "--total-timeout", "3s")
            #expect(all.status == 1)
            #expect(all.text.contains("not finished: --total-timeout 3 s is over"))
            #expect(all.text.contains("2 could not be run"))
            #expect(try await project.containers() == [])
        }
    }

    @Test(
        "No container is left after a signal; after kill -9 the next run removes it",
        arguments: [SIGINT, SIGTERM, SIGKILL])
    func interrupted(_ signal: Int32) async throws {
        let slow = SampleFunction.python("slow", "time.sleep(25)").with { $0.events["event.expected.json"] = "1" }
        try await Project.run(slow) { project in
            let result = try await project.lamdeck("test", "--junit", "results.xml") { program in
                _ = try await waiting(for: "the container") {
                    let found = try await project.containers()
                    return found.contains { $0.state == "running" && $0.role == "once" } ? true : nil
                }
                program.send(signal)
            }
            if signal == SIGKILL {
                #expect(try await project.containers().count == 1)
                try project.write("slow/code/app.py", "def handler(event, context):\n    return 1\n")
                #expect(try await project.lamdeck("test").status == 0)
            } else {
                #expect(result.status == 130)
                #expect(result.text.contains("interrupted"))
                #expect(try project.text("results.xml").contains("<error message=\"not finished: interrupted\""))
            }
            #expect(try await project.containers() == [])
        }
    }

    @Test("All mistakes are reported at once, with their places, before any test runs")
    func mistakes() async throws {
        try await Project.run(Self.hello("{\"$verdit\": \"ok\"}"), Self.failing) { project in
            try project.write("orders/events/gone.expected.json", "1")
            try project.write("orders/events/other.json", "{\"n\": }")
            try project.write("orders/events/other.expected.json", "1")
            let result = try await project.lamdeck("test")
            #expect(result.status == 2)
            #expect(result.text.isEmpty)
            for part in [
                "hello/events/event.expected.json:1:2: error: unknown statement \"$verdit\"; did you mean \"$verdict\"?",
                "orders/events/gone.expected.json: error: there is no event \"gone.json\" beside it",
                "orders/events/other.json:1:7: error:", "3 errors; nothing was run",
            ] {
                #expect(result.messages.contains(part), "\(part) in \(result.messages)")
            }
            #expect(try await project.containers() == [])
        }
    }

    @Test(
        "No tests, and wrong usage",
        arguments: [
            ([], "write hello/events/NAME.expected.json"), (["--filter", "x"], "--filter"), (["helo"], "did you mean"),
            (["--jobs", "0"], "--jobs"), (["--tap", "--json"], "cannot be combined"), (["--timeout", "x"], "500ms"),
        ])
    func usage(_ arguments: [String], _ words: String) async throws {
        try await Project.run(.node("hello")) { project in
            let result = try await Program.run(
                Program.lamdeck, ["test"] + arguments, environment: project.environment, in: project.folder)
            #expect(result.status == 2)
            #expect(result.text.isEmpty)
            #expect(result.messages.contains(words), "\(result.messages)")
        }
    }

    @Test("A closed pipe: the tests go on, and no container is left")
    func closedPipe() async throws {
        try await Project.run(Self.failing) { project in
            let result = try await Program.run(
                "sh", ["-c", "{ \"$1\" test; echo $? >status; } | head -n 1", "sh", Program.lamdeck],
                environment: project.environment, in: project.folder)
            #expect(result.lines.first?.hasPrefix("FAILED   orders/bad.json") == true)
            #expect(result.messages.isEmpty)
            #expect(try project.text("status") == "1\n")
            #expect(try await project.containers() == [])
        }
    }

    @Test("A reader that does not read: a signal ends the tests, and no container is left")
    func fullPipe() async throws {
        let loud = SampleFunction.python("loud", "raise ValueError('x' * 20_000)").with { function in
            function.events = Dictionary(
                uniqueKeysWithValues: (0..<8).flatMap { [("\($0).json", "{}"), ("\($0).expected.json", "1")] })
        }
        try await Project.run(loud) { project in
            let result = try await Program.run(
                "sh", ["-c", "mkfifo pipe && exec \"$1\" test --json 9<>pipe >&9", "sh", Program.lamdeck],
                environment: project.environment, in: project.folder
            ) { program in
                try await waitUntil("the pipe to be full") {
                    var count: Int32 = 0
                    guard let pipe = FileHandle(forReadingAtPath: project.folder + "/pipe") else { return false }
                    return ioctl(pipe.fileDescriptor, UInt(FIONREAD), &count) == 0 && count >= 60_000
                }
                program.send(SIGINT)
            }
            let left = try await project.containers()
            #expect(result.status == 130 && left == [], "\(result.messages)")
        }
    }

    @Test("The sample's tests pass")
    func sample() async throws {
        try await Project.run(.node("unused")) { project in
            let result = try await Program.run(
                Program.lamdeck, ["test"], environment: project.environment, in: Program.package)
            #expect(result.status == 0, "\(result.text)")
            #expect(result.lines.last?.hasPrefix("8 passed in ") == true)
        }
    }
}
