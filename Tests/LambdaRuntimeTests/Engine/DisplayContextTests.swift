import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import OrderedCollections
import Testing

/// What a function finds inside its container, as it reports it.
@Suite("What code sees in its container")
struct DisplayContextTests {
    private static let probe = #"""
        import json, os
        def read(*paths):
            for path in paths:
                if os.path.exists(path):
                    return open(path).read().strip()
        def writes(path):
            try:
                with open(path, "w") as file: file.write("x")
                return "written"
            except OSError as error:
                return os.strerror(error.errno)
        def handler(event, context):
            status = dict(line.split(":", 1) for line in read("/proc/self/status").split("\n") if ":" in line)
            space = os.statvfs("/tmp")
            with open("/tmp/tool", "w") as file: file.write("#!/bin/sh\necho runs")
            os.chmod("/tmp/tool", 0o755)
            return {
                "environment": dict(os.environ),
                "memory": int(read("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")),
                "capabilities": status["CapEff"].strip(),
                "noNewPrivileges": status["NoNewPrivs"].strip(),
                "tmp": space.f_frsize * space.f_blocks,
                "program": os.popen("/tmp/tool").read().strip(),
                "writes": {path: writes(path) for path in ["/root.txt", "/var/task/x", "/opt/x", "/tmp/x"]},
                "opt": sorted(os.listdir("/opt")),
                "remaining": context.get_remaining_time_in_millis(),
                "contextMemory": context.memory_limit_in_mb,
                "name": context.function_name,
            }
        """#

    struct Answer: Decodable {
        var environment: [String: String]
        var memory: Int
        var capabilities: String
        var noNewPrivileges: String
        var tmp: Int
        var program: String
        var writes: [String: String]
        var opt: [String]
        var remaining: Int
        var contextMemory: String
        var name: String
    }

    private static func ask(_ host: TestHost, _ function: String) async throws -> Answer {
        let result = await host.invoke(function)
        try #require(result.verdict == .ok, "\(result.text) \(String(describing: result.error))")
        return try JSONDecoder().decode(Answer.self, from: Data(result.body))
    }

    @Test func isAsOnLambda() async throws {
        try await TestProject.run { project in
            try project.write("layer/data.txt", "x")
            let settings = try await project.python("probe", Self.probe, timeout: 17) {
                ($0.memorySize, $0.ephemeralStorage) = (192, 640)
                $0.layers = [.folder(project.path("layer"))]
                $0.environment = ["STAGE": "test = 1", "TEXT": "größer 日本", "AWS_REGION": "eu-central-1"]
            }
            let deck = try await project.deck(
                [settings], ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "never"])
            let answer = try await Self.ask(deck, "probe")
            #expect(answer.memory == 192 << 20)
            #expect(answer.tmp == 640 << 20)
            #expect(answer.program == "runs")
            #expect(answer.capabilities.allSatisfy { $0 == "0" })
            #expect(answer.noNewPrivileges == "1")
            let readOnly = "Read-only file system"
            #expect(
                answer.writes == [
                    "/root.txt": readOnly, "/var/task/x": readOnly, "/opt/x": readOnly, "/tmp/x": "written",
                ])
            #expect(answer.opt == ["data.txt"])
            #expect(answer.name == "probe")
            #expect(answer.contextMemory == "192")
            #expect((10_000...17_000).contains(answer.remaining))
            for (name, value) in [
                ("STAGE", "test = 1"), ("TEXT", "größer 日本"), ("AWS_REGION", "eu-central-1"),
                ("AWS_LAMBDA_FUNCTION_NAME", "probe"), ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "192"),
                ("_HANDLER", "app.handler"), ("LAMBDA_TASK_ROOT", "/var/task"),
            ] {
                #expect(answer.environment[name] == value)
            }
            #expect(answer.environment["AWS_SECRET_ACCESS_KEY"] != "never", "credentials are none unless asked for")
        }
    }

    @Test func credentialsAndLayersFromZips() async throws {
        try await TestProject.run { project in
            try project.write("one/python/shared.py", "name = 'one'")
            var zip = ZipWriter()
            zip.file("python/shared.py", "name = 'two'")
            zip.file("bin/tool", "#!/bin/sh\necho tool of a layer", mode: 0o755)
            try zip.write(project.path("two.zip"))
            let source = """
                import os, shared
                def handler(event, context):
                    return [shared.name, os.popen("tool").read().strip(), os.environ.get("AWS_SECRET_ACCESS_KEY")]
                """
            let settings = try await project.python("layered", source) {
                $0.layers = [.folder(project.path("one")), .zip(project.path("two.zip"))]
                $0.credentials = .environment
            }
            let deck = try await project.deck(
                [settings], ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"])
            await deck.expect("layered", answers: #"["two", "tool of a layer", "secret"]"#)
        }
    }

    @Test func codeFromAZip() async throws {
        try await TestProject.run { project in
            func pack(_ answer: String) throws {
                var zip = ZipWriter()
                zip.file("app.py", "def handler(event, context): return '\(answer)'")
                try zip.write(project.path("code.zip"))
            }
            try pack("first")
            let settings = try await project.python("zipped", "") { $0.code = .zip(project.path("code.zip")) }
            let deck = try await project.deck([settings])
            await deck.expect("zipped", answers: #""first""#)
            try pack("second")
            await deck.expect("zipped", answers: #""first""#)
            await deck.host.restart("zipped")
            await deck.expect("zipped", answers: #""second""#)
        }
    }

    @Test func aCustomBootstrap() async throws {
        try await TestProject.run { project in
            let deck = try await project.deck([
                try await project.provided("shell", Bootstraps.answering("\"$_HANDLER got $event\""))
            ])
            let result = await deck.invoke("shell", "17")
            #expect(result.text == #""any.word got 17""#)
            #expect(result.verdict == .ok)
            try await deck.waitForLine("shell", "bootstrap answers")
        }
    }
}
