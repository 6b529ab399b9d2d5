import Foundation
import JSONText
import Testing

/// Logs of functions that a host runs.
@Suite(.limited)
struct LogsCommandTests {
    private static func function(_ name: String) -> SampleFunction {
        .python(
            name,
            "print('\(name) hears', event['n'])\nprint('\\x1b[31mred\\x1b[0m', file=sys.stderr)\nreturn event['n']")
    }

    /// The output of `lamdeck logs` when it has the ends of that many calls: an answer may arrive before the engine has
    /// written the call's lines.
    private static func logs(of project: Project, calls: Int) async throws -> ProgramResult {
        try await waiting(for: "the ends of \(calls) calls in the log") {
            let logs = try await project.lamdeck("logs")
            return logs.lines.count { $0.contains(" | └ ") } == calls ? logs : nil
        }
    }

    @Test("Without the host, no line is lost, no line is given to a call, and a remark says so")
    func withoutHost() async throws {
        let one = Self.function("one")
        try await Project.run(one) { project in
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            for number in 0..<2 {
                #expect(try await project.post("{\"n\": \(number)}", port: one.port) == "\(number)")
            }
            _ = try await Self.logs(of: project, calls: 2)
            for host in project.hosts { kill(host, SIGKILL) }
            _ = try await waiting(for: "the end of the host") { project.hosts.isEmpty ? true : nil }
            let logs = try await project.lamdeck("logs")
            #expect(logs.status == 0 && logs.messages.isEmpty, "\(logs.messages)")
            #expect(logs.lines.filter { $0.contains("hears") } == ["one | one hears 0", "one | one hears 1"])
            #expect(logs.lines.count { $0.contains("no host serves this container") } == 1, "\(logs.text)")
            #expect(!logs.text.contains(" | └ "))
            let objects = try await project.lamdeck("logs", "--json").lines.map { try JSONDocument($0).root }
            #expect(objects.count { $0["text"]?.string == "\u{1B}[31mred\u{1B}[0m" } == 2)
            #expect(objects.allSatisfy { $0["requestId"]?.string == nil })
        }
    }

    @Test("Detached functions: lines in time order, each with its function's name, and the end of each call")
    func detached() async throws {
        let (one, two) = (Self.function("one"), Self.function("longer-name"))
        try await Project.run(one, two) { project in
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            for (number, function) in [one, two, one].enumerated() {
                #expect(try await project.post("{\"n\": \(number)}", port: function.port) == "\(number)")
                // The engine stamps a line when it reads it, so the lines of two functions can change places.
                _ = try await Self.logs(of: project, calls: number + 1)
            }
            let logs = try await project.lamdeck("logs")
            #expect(logs.status == 0 && logs.messages.isEmpty)
            #expect(
                logs.lines.filter { $0.contains("hears") } == [
                    "one         | one hears 0", "longer-name | longer-name hears 1", "one         | one hears 2",
                ])
            #expect(logs.lines.indices.filter { logs.lines[$0].contains(" | └ ") } == [2, 5, 8], "\(logs.text)")
            let ends = logs.lines.filter { $0.contains(" | └ ") }
            #expect(ends.allSatisfy { $0.contains(" | └ ✓ ok in ") }, "\(logs.text)")
            #expect(ends[0].contains(" in init ") && !ends[2].contains(" in init "), "the runtime started before it")
            #expect(!logs.text.contains("REPORT") && !logs.text.contains("(rapid)"))
            #expect(try await project.lamdeck("logs", "--emulator").text.contains("REPORT RequestId"))

            let some = try await project.lamdeck("logs", "one", "--grep", "HEARS [12]", "--tail", "1")
            #expect(some.text.isEmpty)
            let last = try await project.lamdeck("logs", "one", "--grep", "(?i)HEARS [012]", "--tail", "1")
            #expect(last.lines == ["one | one hears 2"])
            #expect(try await project.lamdeck("logs", "--since", "1h").lines == logs.lines)
            #expect(try await project.lamdeck("logs", "--since", "2099-01-01T00:00:00Z").text.isEmpty)

            let objects = try await project.lamdeck("logs", "--json").lines.map { try JSONDocument($0).root }
            let heard = objects.filter { $0["text"]?.string?.contains("hears") == true }
            #expect(heard.map { $0["source"]?.string } == ["stdout", "stdout", "stdout"])
            // The emulator gives a function one pipe for both outputs.
            #expect(objects.count { $0["text"]?.string == "\u{1B}[31mred\u{1B}[0m" } == 3)
            #expect(objects.allSatisfy { $0["time"]?.string?.hasSuffix("Z") == true })
            let id = try #require(heard[2]["requestId"]?.string)
            let call = try await project.lamdeck("logs", "--invocation", String(id.prefix(8)), "--json")
            let parts = try call.lines.map { try JSONDocument($0).root }
            #expect(parts.count == 3 && parts.allSatisfy { $0["requestId"]?.string == id })
            let end = try #require(parts.first { $0["source"]?.string == "invocation" })
            #expect(end["verdict"]?.string == "ok" && end["cold"]?.bool == false && end["handlerMs"]?.double != nil)
        }
    }

    /// Checks that the result of each call follows its lines, and that the lines are in their order.
    private static func expectWholeCalls(_ lines: [String], count: Int) throws {
        let objects = try lines.map { try JSONDocument($0).root }
        let calls = Dictionary(grouping: objects) { $0["requestId"]?.string ?? "none" }
        #expect(calls.count == count && calls["none"] == nil, "\(lines)")
        for (_, call) in calls {
            let sources = call.map { $0["source"]?.string }
            #expect(sources.filter { $0 == "stderr" }.count == 1 && sources.count == 5, "\(lines)")
            #expect(sources.last == "invocation", "\(lines)")
            let words = call.filter { $0["source"]?.string == "stdout" }.map { $0["text"]?.string?.suffix(1) }
            #expect(words == ["0", "1", "2"], "\(lines)")
            let times = call.compactMap { $0["time"]?.string }
            #expect(times.last == times.max(), "\(lines)")
        }
    }

    @Test("The result of a call follows all lines of the call, of each function, in existing and in followed logs")
    func results() async throws {
        let code = """
            for i in range(3): print(event['n'], i)
            print('err', event['n'], file=sys.stderr)
            return event['n']
            """
        let functions = ["one", "two"].map { SampleFunction.python($0, code) }
        let (rounds, count) = (8, 16)
        try await Project.run(functions[0], functions[1]) { project in
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            let followed = try await project.lamdeck("logs", "--follow", "--json") { program in
                try await withThrowingTaskGroup { group in
                    for function in functions {
                        group.addTask { [project] in
                            for number in 0..<rounds {
                                let answer = try await project.post("{\"n\": \(number)}", port: function.port)
                                #expect(answer == "\(number)")
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                try await waitUntil("the ends of all calls") {
                    program.output().split(separator: "\n").count { $0.contains(#""source":"invocation""#) } == count
                }
                program.send(SIGINT)
            }
            try Self.expectWholeCalls(followed.lines, count: count)
            _ = try await Self.logs(of: project, calls: count)
            try Self.expectWholeCalls(try await project.lamdeck("logs", "--json").lines, count: count)
        }
    }

    @Test("--follow shows the result of a call that ends its container, after the call's last words")
    func lastWords() async throws {
        let dying = SampleFunction.python("dying", "print('last words', flush=True)\nos._exit(3)")
        try await Project.run(dying) { project in
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            let followed = try await project.lamdeck("logs", "--follow") { program in
                for number in 1...2 {
                    _ = try await project.post("{\"n\": 1}", port: dying.port)
                    try await waitUntil("the end of call \(number)") {
                        program.output().split(separator: "\n").count { $0.contains(" | └ ✗ ") } == number
                    }
                }
                program.send(SIGINT)
            }
            let lines = followed.lines.filter { $0.contains("last words") || $0.contains(" | └ ") }
            #expect(lines.map { $0.contains(" | └ ✗ ") } == [false, true, false, true], "\(followed.text)")
        }
    }

    @Test("--tail shows the end of the log")
    func tails() async throws {
        let one = SampleFunction.python("one", "for i in range(300): print(event['n'], i)\nreturn event['n']")
        try await Project.run(one) { project in
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            for number in 0..<4 { _ = try await project.post("{\"n\": \(number)}", port: one.port) }
            _ = try await Self.logs(of: project, calls: 4)
            let whole = try await project.lamdeck("logs", "--json").lines
            #expect(whole.count == 4 * 301)
            // Less than a call, exactly one, several, all, and more than exist.
            for count in [0, 1, 5, 301, 310, 700, 1204, 5000] {
                let end = try await project.lamdeck("logs", "--json", "--tail", "\(count)").lines
                #expect(end == whole.suffix(count), "--tail \(count)")
            }
            let call = try await project.lamdeck("logs", "--grep", "^0 29[89]$", "--tail", "1").lines
            #expect(call == ["one | 0 299"], "the filter comes before the count")
        }
    }

    @Test("--level and lines around matches choose lines, and --tail counts what is left")
    func chosen() async throws {
        let code = """
            for i in range(5): print('line', i)
            print('[WARNING] low stock', event['n'])
            if event['n'] == 2: raise ValueError('boom')
            return event['n']
            """
        let one = SampleFunction.python("one", code)
        try await Project.run(one) { project in
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            for number in 1...2 {
                _ = try await project.post("{\"n\": \(number)}", port: one.port)
                _ = try await Self.logs(of: project, calls: number)
            }
            let warnings = try await project.lamdeck("logs", "--level", "warn").lines.map { $0.dropFirst(6) }
            #expect(warnings.prefix(3).map { $0.prefix(7) } == ["[WARNIN", "└ ✓ ok ", "[WARNIN"], "\(warnings)")
            #expect(warnings.last?.hasPrefix("└ ✗ ValueError in ") == true, "\(warnings)")
            #expect(warnings.first == "[WARNING] low stock 1")
            #expect(!warnings.contains { $0.hasPrefix("line ") })
            #expect(warnings.contains { $0.contains("raise ValueError('boom')") }, "a trace stays whole")
            let around = try await project.lamdeck("logs", "--grep", "^line 3$", "-C", "1").lines
            #expect(
                around == [
                    "one | line 2", "one | line 3", "one | line 4", "--", "one | line 2", "one | line 3",
                    "one | line 4",
                ])
            let last = try await project.lamdeck("logs", "--grep", "^line 3$", "-B", "1", "--tail", "3").lines
            #expect(last == ["one | line 3", "--", "one | line 2", "one | line 3"])
            let objects = try await project.lamdeck("logs", "--grep", "^line 3$", "-A", "1", "--json").lines
            #expect(
                try objects.map { try JSONDocument($0).root["text"]?.string } == [
                    "line 3", "line 4", "line 3", "line 4",
                ])
        }
    }

    @Test("--follow shows new lines, also of a container started later, and ends with Ctrl-C")
    func follows() async throws {
        let one = Self.function("one")
        try await Project.run(one) { project in
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            _ = try await project.post("{\"n\": 1}", port: one.port)
            _ = try await Self.logs(of: project, calls: 1)
            let result = try await project.lamdeck("logs", "--follow", "--tail", "0") { program in
                // Existing lines are left out, new ones are not.
                try await waitUntil("the first line") {
                    _ = try await project.post("{\"n\": 2}", port: one.port)
                    return program.output().contains("hears 2")
                }
                #expect(
                    try await project.lamdeck("restart", "one").lines == [
                        "one  restarted  http://127.0.0.1:\(one.port)"
                    ])
                try await waitUntil("a line of the new container") {
                    _ = try await project.post("{\"n\": 3}", port: one.port)
                    return program.output().contains("hears 3")
                }
                program.send(SIGINT)
            }
            #expect(result.status == 130)
            #expect(!result.text.contains("hears 1") && result.messages.isEmpty)
        }
    }

    @Test("Wrong usage, and a closed pipe")
    func wrong() async throws {
        try await Project.run(Self.function("one")) { project in
            for (arguments, words) in [
                (["--since", "yesterday"], "neither a duration"), (["--grep", "("], "not a regular expression"),
                (["--tail", "-1"], "--tail"), (["onee"], "did you mean \"one\"?"),
            ] {
                let result = try await Program.run(
                    Program.lamdeck, ["logs"] + arguments, environment: project.environment, in: project.folder)
                #expect(result.status == 2 && result.text.isEmpty)
                #expect(result.messages.contains(words), "\(result.messages)")
            }
            #expect(try await project.lamdeck("logs").output.isEmpty)
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            #expect(try await project.lamdeck("invoke", "one", "event").status == 0)
            let closed = try await Program.run(
                "sh",
                ["-c", "\"$1\" logs --emulator | head -n 1 >/dev/null", "sh", Program.lamdeck],
                environment: project.environment, in: project.folder)
            #expect(closed.status == 0 && closed.messages.isEmpty)
        }
    }
}
