import Foundation
import LambdaModel
import Testing

@testable import DockerEngine
@testable import LambdaRuntime

/// Containers that wait to be released, if lamdeck ends: the kernel closes its end of their input.
@Suite("Waiting containers without lamdeck")
struct WaitingContainerTests {
    /// A running container that waits, and its input.
    private static func waiting(
        in project: TestProject, _ bootstrap: String = "echo started", hasExtensions: Bool = false
    ) async throws -> (id: String, input: ContainerInput) {
        let runtime = try #require(LambdaRuntimeIdentifier.named("provided.al2023"))
        try project.write("code/bootstrap", "#!/bin/sh\n\(bootstrap)\n", mode: 0o755)
        var spec = ContainerSpec(image: try await TestEngine.image(runtime))
        spec.labels[Labels.project] = ProjectIdentity(manifest: project.path("functions.json")).label
        spec.mounts = [.bind(source: project.path("code"), target: "/var/task", isReadOnly: true)]
        WaitingShell.shape(&spec, .runtime(handler: "any.word", isProvided: true), hasExtensions: hasExtensions)
        let id = try await TestEngine.client.createContainer(spec).id
        let input = try await TestEngine.client.attachInput(id)
        try await TestEngine.client.startContainer(id)
        return (id, input)
    }

    private static func lines(of id: String) async throws -> [String] {
        var lines: [String] = []
        for try await some in TestEngine.client.logs(id, follow: false) {
            lines += some.map { String(decoding: $0.bytes, as: UTF8.self) }
        }
        return lines
    }

    /// The last input may be a part of a release.
    @Test(arguments: ["", "NAME=1", "NAME=1\nOTHER=2\n", "NAME=1\n."])
    func endByThemselves(read: String) async throws {
        try await TestProject.run { project in
            let (id, input) = try await Self.waiting(in: project)
            if !read.isEmpty { try await input.write(Array(read.utf8)) }
            try await input.finish()
            #expect(try await TestEngine.client.waitContainer(id) == 0)
            #expect(try await Self.lines(of: id) == [], "what was not released does not start")
        }
    }

    @Test func endByThemselvesIfOnlyTheirExtensionsWereStarted() async throws {
        try await TestProject.run { project in
            let (id, input) = try await Self.waiting(in: project, hasExtensions: true)
            try await input.write(WaitingShell.release([(name: "NAME", value: "1")]))
            try await input.finish()
            #expect(try await TestEngine.client.waitContainer(id) == 0)
            #expect(try await Self.lines(of: id) == [])
        }
    }

    /// Nothing holds the connection but the input.
    @Test func endWhenTheLastReferenceToTheirInputIsGone() async throws {
        try await TestProject.run { project in
            let id = try await Self.waiting(in: project).id
            #expect(try await TestEngine.client.waitContainer(id) == 0)
        }
    }

    @Test func startWhatWasReleased() async throws {
        try await TestProject.run { project in
            let (id, input) = try await Self.waiting(in: project)
            try await input.write(WaitingShell.release([(name: "NAME", value: "a b=c")]))
            #expect(try await TestEngine.client.waitContainer(id) == 0)
            #expect(try await Self.lines(of: id) == ["started", "\u{1E} 0"])
            withExtendedLifetime(input) {}
        }
    }

    /// The container exits with the same code as the runtime.
    @Test(arguments: [
        ("echo last; exit 7", 7, ["last", "\u{1E} 7"]), ("printf last; exit 255", 255, ["last\u{1E} 255"]),
        ("kill -SEGV $$", 139, ["\u{1E} 139"]), ("exec nothing-like-this 2>/dev/null", 127, ["\u{1E} 127"]),
    ])
    func reportTheExitCode(bootstrap: String, code: Int, lines: [String]) async throws {
        try await TestProject.run { project in
            let (id, input) = try await Self.waiting(in: project, bootstrap)
            try await input.write(WaitingShell.release([]))
            #expect(try await TestEngine.client.waitContainer(id) == code)
            #expect(try await Self.lines(of: id) == lines)
            withExtendedLifetime(input) {}
        }
    }

    @Test(arguments: ["HUP", "USR1", "USR2"])
    func passSignalsOnToTheRuntime(signal: String) async throws {
        try await TestProject.run { project in
            let bootstrap = "trap 'echo caught; exit 5' \(signal); echo started; while :; do sleep 0.05; done"
            let (id, input) = try await Self.waiting(in: project, bootstrap)
            try await input.write(WaitingShell.release([]))
            for try await some in TestEngine.client.logs(id, follow: true) where !some.isEmpty { break }
            try await TestEngine.client.killContainer(id, signal: "SIG\(signal)")
            #expect(try await TestEngine.client.waitContainer(id) == 5)
            #expect(try await Self.lines(of: id) == ["started", "caught", "\u{1E} 5"])
            withExtendedLifetime(input) {}
        }
    }

    @Test func reportNoExitCodeIfTheyAreAskedToEnd() async throws {
        try await TestProject.run { project in
            let (id, input) = try await Self.waiting(in: project, "echo started; exec sleep 600")
            try await input.write(WaitingShell.release([]))
            for try await some in TestEngine.client.logs(id, follow: true) where !some.isEmpty { break }
            try await TestEngine.client.killContainer(id, signal: "SIGTERM")
            #expect(try await TestEngine.client.waitContainer(id) == 143)
            #expect(try await Self.lines(of: id) == ["started"])
            withExtendedLifetime(input) {}
        }
    }
}
