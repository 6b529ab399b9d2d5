import Foundation
import JSONText
import Testing

/// Runs exports in the programs they are for, and compares the result with what lamdeck runs.
@Suite(.limited)
struct ExportTests {
    /// A function that uses everything that an export supports; its folder's name needs quoting.
    private static func orders() -> SampleFunction {
        SampleFunction.python("orders", "return [event, os.environ['ODD'], os.environ.get('AWS_SECRET_ACCESS_KEY')]")
            .with {
                $0.settings = [
                    "\"memorySize\": 200", "\"ephemeralStorage\": 600", "\"layers\": [\"it's a $layer, \\\"one\\\"\"]",
                    "\"credentials\": \"environment\"", "\"environment\": { \"ODD\": \(oddJSON), \"EMPTY\": \"\" }",
                ]
            }
    }

    private static let odd = "it's \"$HOME\" `id` \\ $$ #\n: ä空"
    private static var oddJSON: String {
        var writer = JSONWriter()
        writer.string(odd)
        return writer.text
    }

    private static let secret = "very-secret-indeed"

    private static func prepare(_ project: inout Project) throws {
        try project.write("it's a $layer, \"one\"/lib.txt", "1\n")
        // An exported function is served by the emulator.
        project.environment["LAMDECK_RUNTIME"] = "emulator"
        project.environment["AWS_ACCESS_KEY_ID"] = "AKIDTEST"
        project.environment["AWS_SECRET_ACCESS_KEY"] = secret
    }

    @Test("A compose file runs the same containers as lamdeck, and holds no credentials")
    func compose() async throws {
        let compose = try #require(await Self.composeCommand(), "docker-compose is needed (make test installs it)")
        let (orders, shell) = (Self.orders(), SampleFunction.shell("on", answer: "cat /tmp/event"))
        try await Project.run(orders, shell) { project in
            try Self.prepare(&project)
            let exported = try await project.lamdeck("export", "compose")
            #expect(exported.status == 0)
            #expect(!exported.text.contains(Self.secret) && !exported.text.contains("AKIDTEST"))
            #expect(exported.messages.contains("AWS_SECRET_ACCESS_KEY"))
            try project.write("compose.yaml", exported.text)

            #expect(try await project.lamdeck("up", "--detach").status == 0)
            var own: [String: String] = [:]
            for container in try await project.containers() {
                own[container.function] = try await Self.shape(of: container.id)
            }
            #expect(try await project.lamdeck("down").status == 0)

            let name = project.terminalServer
            func run(_ arguments: String...) async throws -> ProgramResult {
                try await Program.run(
                    compose[0], compose.dropFirst() + ["-p", name, "-f", "compose.yaml"] + arguments,
                    environment: project.environment, in: project.folder)
            }
            let up = try await run("up", "--detach")
            let listed = try await Engine.docker([
                "ps", "--quiet", "--filter", "label=com.docker.compose.project=\(name)",
            ])
            var others: [String: String] = [:]
            for id in listed.lines {
                let label = "{{index .Config.Labels \"com.docker.compose.service\"}}"
                let service = try await Engine.docker(["inspect", "--format", label, id]).lines.first ?? ""
                others[service] = try await Self.shape(of: id)
            }
            let answer = try await Self.answer(project, orders.port)
            let shellAnswer = try await Self.answer(project, shell.port)
            _ = try await run("down")

            #expect(up.status == 0, "\(up.messages)")
            #expect(others == own)
            try Self.check(answer)
            #expect(shellAnswer.contains("{\"n\": 1.0}"))
        }
    }

    @Test("The exported docker run and curl commands do the same as lamdeck", arguments: ["sh", "bash"])
    func run(_ shell: String) async throws {
        let orders = Self.orders()
        try await Project.run(orders) { project in
            try Self.prepare(&project)
            try project.write("orders/events/it's $1.json", "{\"n\": 1.0}")
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            let id = try #require(try await project.containers().first?.id)
            let own = try await Self.shape(of: id)
            #expect(try await project.lamdeck("down").status == 0)

            let exported = try await project.lamdeck("export", "run", "orders", "it's $1")
            #expect(exported.status == 0)
            #expect(!exported.text.contains(Self.secret) && !exported.text.contains("AKIDTEST"))
            // Tests run in parallel, and container names are unique.
            let name = "orders-exported-\(project.terminalServer)-\(shell)"
            let script = exported.text.replacingOccurrences(of: "--name orders-exported", with: "--name \(name)")
            let result = try await Program.run(
                shell, ["-c", script], environment: project.environment, in: project.folder)
            let other = try await Self.shape(of: name)
            _ = try await Engine.docker(["rm", "--force", name])

            #expect(result.status == 0, "\(result.messages)")
            #expect(other == own)
            // The first line is docker's: the container's id.
            try Self.check(String(result.text.drop { $0 != "\n" }))
        }
    }

    @Test("An exported compose file can be imported again")
    func roundTrip() async throws {
        let orders = Self.orders()
        try await Project.run(orders) { project in
            try Self.prepare(&project)
            try project.write("compose.yaml", try await project.lamdeck("export", "compose").text)
            let imported = try await project.lamdeck("import", "compose.yaml", "--dry-run")
            #expect(imported.status == 0, "\(imported.messages)")
            let function = try #require(try JSONDocument(imported.text).root["functions"]?["orders"])
            #expect(function["runtime"]?.string == orders.runtime && function["handler"]?.string == orders.handler)
            #expect(function["code"]?.string == "orders/code" && function["port"]?.int == orders.port)
            #expect(function["layers"]?.elements.map(\.string) == ["it's a $layer, \"one\""])
            #expect(function["memorySize"]?.int == 200 && function["timeout"]?.int == 30)
            #expect(function["environment"]?["ODD"]?.string == Self.odd)
            #expect(function["environment"]?["AWS_SECRET_ACCESS_KEY"] == nil)
        }
    }

    @Test("Export errors are the same as those of other commands")
    func mistakes() async throws {
        try await Project.run(.node("hello")) { project in
            for (arguments, words) in [
                (["compose", "helo"], "did you mean \"hello\"?"), (["run", "helo"], "did you mean \"hello\"?"),
                (["run", "hello", "evnt.json"], "did you mean \"event.json\"?"), (["run"], "<name>"),
            ] {
                let result = try await Program.run(
                    Program.lamdeck, ["export"] + arguments, environment: project.environment, in: project.folder)
                #expect(result.status == 2 && result.text.isEmpty)
                #expect(result.messages.contains(words), "\(result.messages)")
            }
        }
    }

    // MARK: Support

    /// `docker compose`, or docker-compose; nil if neither is installed.
    private static func composeCommand() async -> [String]? {
        for command in [["docker", "compose"], ["docker-compose"]] {
            let result = try? await Program.run(command[0], command.dropFirst() + ["version"])
            if result?.status == 0 { return command }
        }
        return nil
    }

    /// Everything that defines a container, without its name, labels, port on this machine and network.
    private static func shape(of container: String) async throws -> String {
        let host = [
            "Memory", "MemorySwap", "ReadonlyRootfs", "CapDrop", "SecurityOpt", "LogConfig", "Privileged", "ExtraHosts",
        ]
        let parts = host.map { "{{json .HostConfig.\($0)}}" } + ["{{json .Config.Cmd}}", "{{json .Config.Entrypoint}}"]
        let one = try await Engine.docker(["inspect", "--format", parts.joined(separator: "\n"), container])
        let image = try await Engine.docker(["inspect", "--format", "{{.Image}} {{json .HostConfig.Tmpfs}}", container])
        let variables = try await Engine.docker(
            ["inspect", "--format", "{{range .Config.Env}}{{json .}}\n{{end}}", container])
        let mounts = try await Engine.docker(
            ["inspect", "--format", "{{range .Mounts}}{{.Source}} {{.Destination}} {{.RW}}\n{{end}}", container])
        // Without `ExtraHosts`, one client sends an empty list and another null.
        let settings = one.lines.map { $0 == "[]" ? "null" : $0 }
        // A name without a value stays unset.
        let set = variables.lines.filter { $0.contains("=") }.sorted()
        return (settings + image.lines + set + mounts.lines.sorted()).joined(separator: "\n")
    }

    /// The answer from a port, after its emulator listens.
    private static func answer(_ project: Project, _ port: Int) async throws -> String {
        let waiting = ["-s", "-o", "/dev/null", "--retry", "20", "--retry-delay", "1", "--retry-all-errors"]
        _ = try await Program.run("curl", waiting + ["http://127.0.0.1:\(port)/"])
        return try await project.post("{\"n\": 1.0}", port: port)
    }

    /// Whether the function got its event, its odd variable and its credentials.
    private static func check(_ answer: String) throws {
        let root = try JSONDocument(answer).root
        #expect(root.elements.map(\.text).first == "{\"n\": 1.0}")
        #expect(root.elements.dropFirst().map(\.string) == [odd, secret])
    }
}
