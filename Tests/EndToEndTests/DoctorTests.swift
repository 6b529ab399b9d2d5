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
        var words: String
        var mend: String?
    }

    private static func findings(_ result: ProgramResult) throws -> [Finding] {
        try result.lines.map { line in
            let object = try JSONDocument(line).root
            return Finding(
                check: object["check"]?.string ?? "", state: object["state"]?.string ?? "",
                words: object["words"]?.string ?? "", mend: object["mend"]?.string)
        }
    }

    @Test("Everything is looked at, with a mend for what is to be mended, and the exit code says whether there is any")
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
            #expect(findings.allSatisfy { ["ok", "note", "mend"].contains($0.state) && !$0.words.isEmpty })
            #expect(findings.filter { $0.state == "mend" }.allSatisfy { $0.mend != nil })
            #expect(result.status == (findings.contains { $0.state == "mend" } ? 1 : 0))
            #expect(result.messages.isEmpty)
            #expect(findings.first { $0.check == "engine" }?.state == "ok")
            #expect(findings.contains { $0.check == "port" && $0.words.contains("\(hello.port) is free") })

            // The same as text.
            let lines = try await project.lamdeck("doctor").lines
            for finding in findings where finding.check != "disk" && finding.check != "image" {
                #expect(lines.contains { $0.contains(finding.words) }, "\(finding.words)")
            }
        }
    }

    @Test("A port that somebody has is to be mended; one at which the function itself answers is well")
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
            #expect(ports.contains { $0.state == "ok" && $0.words == "\(hello.port): hello answers there" })
            let taken = try #require(ports.first { $0.state == "mend" })
            #expect(taken.words.contains("\(orders.port)") && taken.words.contains(thief))
            #expect(taken.mend?.contains("another \"port\"") == true)
            #expect(result.status == 1)
        }
    }

    @Test("An image that cannot be had, a locale and a terminal that cannot show all", .tags(.long))
    func mends() async throws {
        try await Project.run(.node("hello")) { project in
            project.environment["LAMDECK_REGISTRY"] = "127.0.0.1:9/none"
            project.environment["LC_ALL"] = "C"
            project.environment["TERM"] = "no-such-terminal"
            let result = try await project.lamdeck("doctor", "--json")
            let findings = try Self.findings(result)
            #expect(findings.first { $0.check == "image" }?.mend?.contains("LAMDECK_REGISTRY") == true)
            #expect(findings.first { $0.check == "locale" }?.mend == "export LC_ALL=C.UTF-8")
            let terminal = findings.first { $0.check == "terminal" }
            #expect(terminal?.state == "note" && terminal?.words.contains("no-such-terminal") == true)
            #expect(result.status == 1)
        }
    }

    @Test("Without an engine the rest is looked at all the same; the exit code is 3")
    func noEngine() async throws {
        try await Project.run(.node("hello")) { project in
            project.environment["DOCKER_HOST"] = "unix://\(project.folder)/none.sock"
            let result = try await project.lamdeck("doctor", "--json")
            #expect(result.status == 3)
            let findings = try Self.findings(result)
            let engine = try #require(findings.first { $0.check == "engine" })
            #expect(engine.state == "mend" && engine.words.contains("none.sock") && engine.mend != nil)
            #expect(findings.contains { $0.check == "locale" })
            #expect(!findings.contains { $0.check == "image" })
        }
    }

    @Test("A manifest with mistakes, and none at all")
    func manifests() async throws {
        try await Project.run(.node("hello")) { project in
            try project.write("functions.json", "{ \"functions\": { \"hello\": { \"runtim\": 1 } } }")
            let broken = try Self.findings(try await project.lamdeck("doctor", "--json")).first
            #expect(broken?.state == "mend" && broken?.words.contains("functions.json:1:") == true)
            try project.delete("functions.json")
            let none = try Self.findings(try await project.lamdeck("doctor", "--json")).first
            #expect(none?.check == "manifest" && none?.state == "note")
            let named = try await project.lamdeck("doctor", "--file", "nowhere.json")
            #expect(named.status == 2 && named.text.isEmpty)
        }
    }
}
