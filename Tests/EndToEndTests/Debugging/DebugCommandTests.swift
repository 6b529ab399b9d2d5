import Foundation
import JSONText
import TestSupport
import Testing

/// `lamdeck debug`, with real clients of the debuggers.
@Suite(.limited)
struct DebugCommandTests {
    /// A breakpoint at line 6 sees `total`.
    private static func python(_ name: String = "orders") -> SampleFunction {
        SampleFunction.python(
            name,
            """
            total = event["n"] + 41
            answer = {"total": total}
            answer["left"] = context.get_remaining_time_in_millis()
            return answer
            """
        ).with { $0.settings = ["\"timeout\": 2"] }
    }

    /// A breakpoint at line 3 sees `total`.
    private static func node(_ name: String) -> SampleFunction {
        SampleFunction.node(name).with {
            $0.code = [
                "app.js": """
                exports.handler = async (event, context) => {
                    const total = (event.n ?? 1) + 41;
                    const answer = { total };
                    answer.left = context.getRemainingTimeInMillis();
                    return answer;
                };

                """
            ]
            $0.settings = ["\"timeout\": 2"]
        }
    }

    @Test("Python: debugpy is fetched, a call stands at a breakpoint for 10 s with a time limit of 2 s, and ends well")
    func debugpy() async throws {
        let port = FreePort.take()
        try await Project.run(Self.python()) { project in
            let refused = try await project.lamdeck("debug", "orders", "event")
            #expect(
                refused.status == 2 && refused.messages.contains("with pip into lamdeck's cache?"),
                "\(refused.messages)")
            #expect(refused.messages.contains("--yes does that"))
            let result = try await project.lamdeck(
                "debug", "orders", "event", "--wait", "--yes", "--port", "\(port)"
            ) { command in
                try await command.wait(for: "orders  debugpy listens at 127.0.0.1:\(port); the runtime waits for it\n")
                let file = "\(project.folder)/orders/code/app.py"
                let client = try DebugClient.debugpy(
                    port, of: "orders", in: project, stopsAt: 6, reads: "total", seconds: 10)
                let lines = try await client.run()
                #expect(lines == ["attached 6", "stopped \(file):6", "value 42", "stepped \(file):7", "continued"])
            }
            #expect(result.status == 0, "\(result.messages)")
            #expect(result.text.contains("\"localRoot\": \"${workspaceFolder}/orders/code\""), "\(result.text)")
            #expect(result.text.contains("\"total\": 42"))
            // The deadline is a day ahead.
            #expect(result.text.contains(#/"left": 86[0-9]{6}\n/#), "\(result.text)")
            let call = try #require(try await project.calls(1).first)
            #expect(call["verdict"]?.string == "ok")
            #expect(call["durationMs"]?.double.map { $0 >= 10_000 } == true, "\(call)")
            #expect(call["handlerMs"]?.double.map { $0 >= 10_000 } == true, "\(call)")
            #expect(try await project.lamdeck("ps").text.contains("orders") == true)
            #expect(try await project.lamdeck("ps", "--json").text.contains("\"state\":\"running\"") == false)
        }
    }

    @Test("Node.js: two running functions are debugged at once; calls by the API and by the port stand for 10 s")
    func inspectors() async throws {
        let (first, second) = (Self.node("first"), Self.node("second"))
        let ports = [FreePort.take(), FreePort.take()]
        let api = SampleAPI("web", routes: ["GET /first": "{ \"function\": \"first\", \"timeoutInMillis\": 500 }"])
        try await Project.run(first, second, apis: [api]) { project in
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            func debug(_ name: String, _ port: Int, _ body: () async throws -> Void) async throws {
                let command = try await project.lamdeck("debug", name, "--port", "\(port)") { command in
                    try await command.wait(for: "\(name)  Node.js's inspector listens at 127.0.0.1:\(port)\n")
                    try await command.wait(for: "in a terminal: node inspect 127.0.0.1:\(port)\n")
                    try await body()
                    command.send(SIGINT)
                }
                #expect(command.status == 130, "\(command.messages)")
                #expect(command.messages.contains("\(name): a debugger is attached"))
                #expect(command.messages.contains("\(name): the debugger has detached"))
            }
            try await debug("first", ports[0]) {
                try await debug("second", ports[1]) {
                    try await Self.stand(atBreakpoint: ports[0]) {
                        let answer = try await Program.run(
                            "curl", ["-sS", "--max-time", "60", "http://127.0.0.1:\(api.port)/first"])
                        #expect(answer.text.contains("\"total\":42"), "\(answer.text)")
                    }
                    try await Self.stand(atBreakpoint: ports[1]) {
                        let invoked = try await project.lamdeck("invoke", "second", "event")
                        #expect(invoked.status == 0, "\(invoked.messages)")
                    }
                    // A save restarts nothing.
                    try project.write("second/code/app.js", "exports.handler = async () => 'saved';\n")
                    let again = try await project.lamdeck("invoke", "second", "event")
                    #expect(again.text.contains("42"), "\(again.text)")
                }
            }
            for call in try await project.calls(3) { #expect(call["verdict"]?.string == "ok", "\(call)") }
            let durations = try await project.calls(3).compactMap { $0["durationMs"]?.double }
            #expect(durations.count { $0 >= 10_000 } == 2, "\(durations)")
            // Both run again without a debugger: with the saved code, and with their time limit.
            #expect(try await project.lamdeck("invoke", "second", "event").text == "\"saved\"\n")
            let limited = try await project.lamdeck("invoke", "first", "event").text
            #expect(limited.contains(#/"left": 1[0-9]{3}\n/#), "\(limited)")
        }
    }

    /// The breakpoint of line 3 holds a call for 10 s; then a step and the end.
    private static func stand(atBreakpoint port: Int, call: () async throws -> Void) async throws {
        let client = DebugClient.inspector(port, stopsAt: 3, reads: "total", seconds: 10)
        let lines = try await client.run { program in
            try await program.wait(for: "attached\n")
            try await call()
        }
        #expect(
            lines == ["attached", "stopped /var/task/app.js:3", "value 42", "stepped /var/task/app.js:4", "continued"])
    }

    @Test("A debugger that detaches in the middle of a call lets it end")
    func leaves() async throws {
        let ports = [FreePort.take(), FreePort.take()]
        try await Project.run(Self.python("one"), Self.node("two")) { project in
            for (name, port) in zip(["one", "two"], ports) {
                let result = try await project.lamdeck(
                    "debug", name, "event", "--wait", "-y", "--port", "\(port)"
                ) { command in
                    try await command.wait(for: "the runtime waits for it\n")
                    let client =
                        name == "one"
                        ? try DebugClient.debugpy(
                            port, of: name, in: project, stopsAt: 6, reads: "total", seconds: 0, leaves: true)
                        : DebugClient.inspector(port, stopsAt: 3, reads: "total", seconds: 0, leaves: true)
                    #expect(try await client.run().suffix(2) == ["value 42", "left"])
                }
                #expect(result.status == 0 && result.text.contains("\"total\": 42"), "\(result.text)\(result.messages)")
                #expect(result.messages.contains("\(name): ok "), "\(result.messages)")
            }
        }
    }

    @Test("A taken port is refused with its owner, and launch.json keeps what is in it")
    func port() async throws {
        let taken = try ListeningSocket()
        defer { taken.close() }
        try await Project.run(Self.node("orders")) { project in
            let refused = try await project.lamdeck("debug", "orders", "--port", "\(taken.port)")
            #expect(refused.status == 2)
            let message = "port \(taken.port), for the debugger of orders, is in use by "
            #expect(refused.messages.contains(message), "\(refused.messages)")
            #expect(refused.messages.contains("(pid \(ProcessInfo.processInfo.processIdentifier))"))
            #expect(refused.text.isEmpty)
            // The function was not started for nothing.
            #expect(try await project.lamdeck("ps", "--json").text.contains("\"state\":\"running\"") == false)

            try project.write(".vscode/launch.json", "{ // mine\n  \"configurations\": [{\"name\": \"a\"},],\n}\n")
            let port = FreePort.take()
            for text in ["launch.json: added \"lamdeck: orders\"", "has the entry \"lamdeck: orders\" already"] {
                let written = try await project.lamdeck(
                    "debug", "orders", "event", "--launch-json", "write", "--port", "\(port)")
                #expect(written.status == 0 && written.text.contains(text), "\(written.text)\(written.messages)")
            }
            let launch = try project.text(".vscode/launch.json")
            #expect(launch.hasPrefix("{ // mine\n  \"configurations\": [\n    {\n      \"name\": \"lamdeck: orders\","))
            #expect(launch.hasSuffix("},{\"name\": \"a\"},],\n}\n"), "\(launch)")
            try project.write(".vscode/launch.json", "{ \"configurations\": \"x\" }")
            let damaged = try await project.lamdeck(
                "debug", "orders", "event", "--launch-json", "write", "--port", "\(port)")
            #expect(
                damaged.status == 2 && damaged.messages.contains("launch.json:1: \"configurations\" must be a list"))
            #expect(try project.text(".vscode/launch.json") == "{ \"configurations\": \"x\" }")
        }
    }

    @Test("Languages without a debugger, and debuggers that are missing, are said so")
    func missing() async throws {
        let shell = SampleFunction.shell("shell", answer: "echo 1")
        let ruby = Self.node("ruby").with { $0.runtime = "ruby3.4" }
        try await Project.run(shell, ruby) { project in
            let dlv = try await project.lamdeck("debug", "shell")
            #expect(dlv.status == 2 && dlv.messages.contains("dlv is neither in the code nor in a layer of shell"))
            let none = try await project.lamdeck("debug", "ruby")
            #expect(none.status == 2 && none.messages.contains("there is no debugger for ruby3.4"), "\(none.messages)")
        }
    }
}
