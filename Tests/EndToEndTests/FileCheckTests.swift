import Foundation
import Testing

/// What a check of the files reports before anything is started.
@Suite(.limited)
struct FileCheckTests {
    @Test("A handler without a file is reported in one line, and its function is never ready")
    func missingHandler() async throws {
        let hello = SampleFunction.python("hello").with { $0.handler = "nope.handler" }
        try await Project.run(hello) { project in
            let line = "handler \"nope.handler\": there is no nope.py in \(project.path("hello/code"))"
            #expect(try await project.lamdeck("validate").messages == "hello: warning: \(line)\n")
            #expect(try await project.lamdeck("doctor").lines.contains { $0.hasSuffix("hello: \(line)") })
            let invoked = try await project.lamdeck("invoke", "hello", "event.json")
            #expect(invoked.status == 2)
            #expect(invoked.messages == "lamdeck: \(line)\n")
            let up = try await project.lamdeck("up")
            #expect(up.status == 2)
            #expect(up.messages.contains("hello: \(line)\n") && !up.text.contains("ready"))
        }
    }

    @Test("Links that lead out of the code are mounted if possible, or else reported")
    func links() async throws {
        let hello = SampleFunction.python("hello", "import shared\nreturn shared.word")
        try await Project.run(hello) { project in
            try project.write("packages/shared/__init__.py", "word = \"linked\"")
            let files = FileManager.default
            try files.createSymbolicLink(
                atPath: project.path("hello/code/shared"), withDestinationPath: "../../packages/shared")
            #expect(try await project.lamdeck("validate").messages == "")
            #expect(try await project.lamdeck("invoke", "hello", "event.json").text == "\"linked\"\n")
            try files.createSymbolicLink(atPath: project.path("hello/code/all"), withDestinationPath: "../..")
            let named = "the link \(project.path("hello/code/all")) leads to \(project.folder), which contains the code"
            #expect(try await project.lamdeck("validate").messages.contains(named))
            #expect(try await project.lamdeck("invoke", "hello", "event.json").messages.contains(named))
        }
    }

    @Test("lamdeck's own output next to the code restarts nothing")
    func ownOutput() async throws {
        let hello = SampleFunction.python("hello", "print(\"hears\")\nreturn 1")
        try await Project.run(hello) { project in
            try project.replace("\"hello/code\"", with: "\".\"", in: "functions.json")
            try project.write("app.py", hello.code["app.py"] ?? "")
            let script = "\"$1\" up hello >up.log 2>up.err"
            _ = try await Program.run(
                "sh", ["-c", "exec \(script)", "sh", Program.lamdeck], environment: project.environment,
                in: project.folder
            ) { program in
                try await waitUntil("it to be ready") {
                    (try? project.text("up.log"))?.contains("hello  ready") ?? false
                }
                for _ in 0..<3 { #expect(try await project.post("{}", port: hello.port) == "1") }
                try project.write("events/new.json", "{}")
                let tests = try await project.lamdeck("test", "--update", "--junit", "report.xml")
                #expect(tests.status == 0, "\(tests.messages)")
                // After all changes that must not restart the function, one that must.
                try project.write("app.py", "def handler(event, context):\n    return 2\n")
                #expect(try await project.post("{}", port: hello.port) == "2")
                try await waitUntil("the restart") { try project.text("up.log").contains("restarted: ") }
                program.send(SIGTERM)
            }
            let restarts = try project.text("up.log").split(separator: "\n").filter { $0.contains("restarted: ") }
            #expect(restarts.count == 1, "\(restarts)")
        }
    }
}
