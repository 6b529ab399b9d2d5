import DockerEngine
import Foundation
import HostLink
import LambdaModel
import TestSupport
import Testing

@testable import LambdaRuntime

@Suite("Containers that an ended lamdeck left behind")
struct LeftoverTests {
    /// Creates a container as a lamdeck does.
    private static func make(
        _ name: String, _ purpose: ContainerPurpose, owner: String, runs: Bool, _ settings: FunctionSettings,
        in project: TestProject
    ) async throws {
        var spec = ContainerSpec(image: settings.image)
        spec.command = settings.handler.map { [$0] }
        spec.labels = [
            Labels.project: ProjectIdentity(manifest: project.path("functions.json")).label,
            Labels.function: settings.name, Labels.purpose: purpose.rawValue, Labels.owner: owner,
        ]
        let made = try await TestEngine.client.createContainer(
            name: "lamdeck-\(name)-\(RunFolder.random().prefix(6))", spec, platform: nil)
        if runs { try await TestEngine.client.startContainer(made.id) }
    }

    private static func names(in project: TestProject) async throws -> Set<String> {
        let left = try await project.containers().compactMap { $0.names.first?.split(separator: "-").dropFirst() }
        return Set(left.map { $0.prefix(2).joined(separator: "-") })
    }

    /// A container for one call stayed forever if its lamdeck was killed, and so did one that was never started.
    @Test func goWithTheNextOneAndStayIfTheirLamdeckMayLive() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.echo)
            let living = try Lease.single()
            let ended = try Lease.single()
            ended.release()
            for (word, owner) in [
                ("dead", ended.label), ("elsewhere", "0123456789abcdef/x/y"), ("living", living.label),
            ] {
                try await Self.make("\(word)-once", .once, owner: owner, runs: true, settings, in: project)
                try await Self.make("\(word)-half", .function, owner: owner, runs: false, settings, in: project)
                try await Self.make("\(word)-whole", .function, owner: owner, runs: true, settings, in: project)
            }
            let next = project.host([settings], options: .once)
            try await next.host.connect()
            #expect(
                try await Self.names(in: project) == [
                    "elsewhere-once", "elsewhere-half", "elsewhere-whole", "living-once", "living-half",
                    "living-whole",
                ])
            let notices = next.journal.seen.notices
            #expect(notices.contains { $0.hasPrefix("removed 3 containers that a killed lamdeck") }, "\(notices)")
            #expect(notices.contains { $0.hasPrefix("2 containers of this project belong to") }, "\(notices)")
            #expect(await next.host.status(of: "hello").state == .stopped, "none of them is used")
            await next.expect("hello", "1", answers: "1")
            await next.close()
            living.release()
        }
    }

    @Test func areRemovedByProjectAndFunction() async throws {
        try await TestProject.run { project in
            let (hello, other) = (
                try await project.python("hello", Handlers.echo), try await project.python("other", Handlers.echo)
            )
            let ended = try Lease.single()
            ended.release()
            for settings in [hello, other] {
                try await Self.make(
                    "left-\(settings.name)", .function, owner: ended.label, runs: true, settings, in: project)
            }
            let choice = EngineChoice(environment: project.environment())
            let elsewhere = try ProjectContainers(manifest: project.path("other.json"), engine: choice)
            #expect(try await elsewhere.functions().isEmpty)
            await elsewhere.close()
            let containers = try ProjectContainers(manifest: project.path("functions.json"), engine: choice)
            let listed = try await containers.listing(of: project.manifest([hello]))
            #expect(listed.map(\.name) == ["hello", "other"] && listed.map(\.isUnlisted) == [false, true])
            #expect(listed.map { $0.container?.state } == ["running", "running"])
            #expect(try await containers.remove(["hello"]) == ["hello"])
            #expect(try await containers.functions() == ["other"])
            #expect(try await containers.remove(nil) == ["other"])
            #expect(try await containers.remove(nil) == [])
            await containers.close()
        }
    }

    @Test func aCallOfACommandTakesItsOwnContainerAway() async throws {
        try await TestProject.run { project in
            let socket = try ListeningSocket()
            let settings = try await project.python("hello", Handlers.echo) { $0.resolvedPort = socket.port }
            let deck = try await project.deck([settings])
            let command = project.host([settings], options: .once)
            try await command.host.connect()
            await command.expect("hello", "1", answers: "1", "though the configured port is taken")
            #expect(await deck.host.status(of: "hello").state == .stopped, "it is not the deck's")
            await command.close()
            #expect(try await project.containers().isEmpty)
            socket.close()
        }
    }
}
