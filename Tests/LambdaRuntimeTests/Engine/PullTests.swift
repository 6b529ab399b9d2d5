import DockerEngine
import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import TestSupport
import Testing

@Suite("Images that have to be pulled")
struct PullTests {
    /// A function whose image is in a registry that never sends it.
    private static func stuck(_ project: TestProject, _ registry: StuckRegistry) async throws -> TestHost {
        let settings = try await project.python("hello", Handlers.echo) {
            $0.image = "\(registry.name)/lambda/python:3.13"
        }
        let deck = try await project.deck([settings])
        await deck.host.start(["hello"])
        try await deck.wait("hello", "pulling") { if case .pulling = $0.state { true } else { false } }
        return deck
    }

    @Test func stoppingEndsAPull() async throws {
        try await TestProject.run { project in
            let registry = try await StuckRegistry()
            let deck = try await Self.stuck(project, registry)
            await deck.stop("hello")
            #expect(await deck.host.status(of: "hello").state == .stopped)
            #expect(try await project.containers().isEmpty)
            try await registry.close()
        }
    }

    @Test func quittingEndsAPull() async throws {
        try await TestProject.run { project in
            let registry = try await StuckRegistry()
            let deck = try await Self.stuck(project, registry)
            await deck.close()
            #expect(try await project.containers().isEmpty)
            try await registry.close()
        }
    }

    /// Like a command whose task Ctrl-C cancels.
    @Test func cancellingACallEndsItsWaitForAPull() async throws {
        try await TestProject.run { project in
            let registry = try await StuckRegistry()
            let deck = try await Self.stuck(project, registry)
            let call = Task { await deck.invoke("hello") }
            try await Task.sleep(for: .milliseconds(50))
            call.cancel()
            #expect(await call.value.verdict == .cancelled)
            try await registry.close()
        }
    }

    @Test func restartingGoesOnWithThePull() async throws {
        try await TestProject.run { project in
            let registry = try await StuckRegistry()
            let deck = try await Self.stuck(project, registry)
            await deck.host.restart("hello")
            #expect(await deck.host.status(of: "hello").state.word == "pulling")
            await deck.stop("hello")
            #expect(await deck.host.status(of: "hello").state == .stopped)
            try await registry.close()
        }
    }

    @Test func aRegistryThatCannotBeReached() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.echo) {
                $0.image = "127.0.0.1:1/lambda/python:3.13"
            }
            let deck = try await project.deck([settings])
            let reason = try await deck.startFails("hello")
            #expect(reason.kind == .image)
            #expect(reason.summary.contains("127.0.0.1:1/lambda/python:3.13 is not on this machine"))
            #expect(reason.summary.contains("its registry cannot be reached"))
            #expect(reason.summary.contains("LAMDECK_REGISTRY"), "what to do")
            #expect(try await project.containers().isEmpty)
            let refused = await deck.invoke("hello")
            #expect(refused.reply == .refused(reason))
            #expect(refused.error?.message == reason.summary)
        }
    }

    @Test func anArchitectureThatTheImageOfThisMachineIsNot() async throws {
        try await TestProject.run { project in
            let runtime = try #require(LambdaRuntimeIdentifier.named("python3.13"))
            let image = try await TestEngine.image(runtime)
            let own = try #require(try await TestEngine.client.imageInspect(image)).architecture
            let other = own == "arm64" ? Architecture.x86_64 : .arm64
            let settings = try await project.python("hello", Handlers.echo) { $0.architecture = other }
            let deck = try await project.deck([settings])
            let reason = try await deck.startFails("hello")
            #expect(reason.kind == .image)
            #expect(reason.summary.contains("is for \(own), but the function needs \(other.rawValue)"))
            #expect(try await project.containers().isEmpty)
        }
    }
}
