import Foundation
import JSONText
import TestSupport
import Testing

/// What doctor finds on this machine, whose own state the test cannot control.
@Suite(.limited)
struct DoctorTests {
    private struct Finding: Hashable {
        var check: String
        var state: String
        var message: String
        var fix: String?
    }

    private static func findings(_ result: ProgramResult) throws -> [Finding] {
        try result.lines.map { line in
            let object = try JSONDocument(line).root
            return Finding(
                check: object["check"]?.string ?? "", state: object["state"]?.string ?? "",
                message: object["message"]?.string ?? "", fix: object["fix"]?.string)
        }
    }

    @Test("Everything is checked, each problem has a fix, and the exit code says if there is a problem")
    func all() async throws {
        let hello = SampleFunction.node("hello")
        try await Project.run(hello) { project in
            let result = try await project.lamdeck("doctor", "--json")
            let findings = try Self.findings(result)
            #expect(
                Set(findings.map(\.check)).isSuperset(of: [
                    "manifest", "engine", "api", "architecture", "disk", "folders", "image", "port", "terminal",
                    "locale",
                ]))
            #expect(findings.allSatisfy { ["ok", "note", "fix"].contains($0.state) && !$0.message.isEmpty })
            #expect(findings.filter { $0.state == "fix" }.allSatisfy { $0.fix != nil })
            #expect(result.status == (findings.contains { $0.state == "fix" } ? 1 : 0))
            #expect(result.messages.isEmpty)
            #expect(findings.first { $0.check == "engine" }?.state == "ok")
            #expect(findings.contains { $0.check == "port" && $0.message.contains("\(hello.port) is free") })

            // The same as text.
            let lines = try await project.lamdeck("doctor").lines
            for finding in findings where finding.check != "disk" && finding.check != "image" {
                #expect(lines.contains { $0.contains(finding.message) }, "\(finding.message)")
            }
        }
    }

    @Test("A port in use by another program needs a fix; a port at which the function itself answers is ok")
    func ports() async throws {
        let (hello, orders) = (SampleFunction.node("hello"), SampleFunction.python("orders"))
        try await Project.run(hello, orders) { project in
            #expect(try await project.lamdeck("up", "hello", "--detach").status == 0)
            let thief = "lamdeck-thief-\(project.terminalServer)"
            let registry = project.environment["LAMDECK_REGISTRY"] ?? "public.ecr.aws/lambda"
            let stolen = try await Engine.docker([
                "run", "--detach", "--rm", "--name", thief, "--publish", "127.0.0.1:\(orders.port):8080",
                "\(registry)/python:3.13", "app.handler",
            ])
            let result = try await project.lamdeck("doctor", "--json")
            _ = try await Engine.docker(["rm", "--force", thief])
            #expect(stolen.status == 0, "\(stolen.messages)")
            let ports = try Self.findings(result).filter { $0.check == "port" }
            #expect(ports.contains { $0.state == "ok" && $0.message == "\(hello.port): hello answers there" })
            let taken = try #require(ports.first { $0.state == "fix" })
            #expect(taken.message.contains("\(orders.port)") && taken.message.contains(thief))
            #expect(taken.fix?.contains("another \"port\"") == true)
            #expect(result.status == 1)
        }
    }

    @Test("An image that cannot be pulled, a locale without Unicode, an unknown terminal", .tags(.long))
    func fixes() async throws {
        try await Project.run(.node("hello")) { project in
            project.environment["LAMDECK_REGISTRY"] = "127.0.0.1:9/none"
            project.environment["LC_ALL"] = "C"
            project.environment["TERM"] = "no-such-terminal"
            let result = try await project.lamdeck("doctor", "--json")
            let findings = try Self.findings(result)
            #expect(findings.first { $0.check == "image" }?.fix?.contains("LAMDECK_REGISTRY") == true)
            #expect(findings.first { $0.check == "locale" }?.fix == "export LC_ALL=C.UTF-8")
            let terminal = findings.first { $0.check == "terminal" }
            #expect(terminal?.state == "note" && terminal?.message.contains("no-such-terminal") == true)
            #expect(result.status == 1)
        }
    }

    @Test("Without an engine the other checks still run; the exit code is 3")
    func noEngine() async throws {
        try await Project.run(.node("hello")) { project in
            project.environment["DOCKER_HOST"] = "unix://\(project.folder)/none.sock"
            let result = try await project.lamdeck("doctor", "--json")
            #expect(result.status == 3)
            let findings = try Self.findings(result)
            let engine = try #require(findings.first { $0.check == "engine" })
            #expect(engine.state == "fix" && engine.message.contains("none.sock") && engine.fix != nil)
            #expect(findings.contains { $0.check == "locale" })
            #expect(!findings.contains { $0.check == "image" })
        }
    }

    @Test("A manifest with mistakes, and no manifest")
    func manifests() async throws {
        try await Project.run(.node("hello")) { project in
            try project.write("functions.json", "{ \"functions\": { \"hello\": { \"runtim\": 1 } } }")
            let broken = try Self.findings(try await project.lamdeck("doctor", "--json")).first
            #expect(broken?.state == "fix" && broken?.message.contains("functions.json:1:") == true)
            try project.delete("functions.json")
            let none = try Self.findings(try await project.lamdeck("doctor", "--json")).first
            #expect(none?.check == "manifest" && none?.state == "note")
            let named = try await project.lamdeck("doctor", "--file", "nowhere.json")
            #expect(named.status == 2 && named.text.isEmpty)
        }
    }
}
