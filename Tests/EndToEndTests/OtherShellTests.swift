import Foundation
import Testing

/// Shells of one user have different environments: ssh, cron and sudo set no runtime folder.
@Suite(.limited)
struct OtherShellTests {
    @Test("A command in another environment finds the same host: it uses its containers, and asks it for a restart")
    func otherEnvironment() async throws {
        let hello = SampleFunction.node("hello").with { $0.hasSpare = true }
        try await Project.run(hello) { project in
            let project = project
            let result = try await project.lamdeck("up") { program in
                _ = try await waiting(for: "hello and its spare") {
                    let all = try await project.allContainers()
                    return program.output().contains("hello  ready") && all.contains { $0.standsBy } ? true : nil
                }
                let before = try await Set(project.allContainers().map(\.id))
                var other = project.environment
                other["XDG_RUNTIME_DIR"] = nil
                other["HOME"] = project.path("elsewhere")
                for command in [["invoke", "hello"], ["ps"]] {
                    let ran = try await Program.run(
                        Program.lamdeck, command, environment: other, in: project.folder)
                    #expect(ran.status == 0, "\(ran.messages)")
                    let after = try await project.allContainers().map(\.id)
                    #expect(Set(after) == before, "\(command)")
                }
                let ran = try await Program.run(
                    Program.lamdeck, ["restart", "hello"], environment: other, in: project.folder)
                #expect(ran.status == 0, "\(ran.messages)")
                _ = try await waiting(for: "the restart") { program.output().contains("restarted") ? true : nil }
                program.send(SIGINT)
            }
            #expect(result.status == 130)
            #expect(try await project.allContainers() == [])
        }
    }
}
