import DockerEngine
import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import TestSupport
import Testing

@Suite("Containers that do not start")
struct StartFailureTests {
    @Test(arguments: ServingKind.allCases) func aPortThatAProgramHas(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let socket = try ListeningSocket()
            let settings = try await project.python("hello", Handlers.echo) { $0.resolvedPort = socket.port }
            let deck = try await project.deck([settings])
            let reason = try await deck.startFails("hello")
            #expect(reason.kind == .container)
            #expect(reason.summary.hasPrefix("port \(socket.port) is in use by "))
            #expect(reason.summary.contains("(pid \(getpid()))"))
            #expect(reason.summary.contains("give hello another \"port\""))
            #expect(try await project.containers().isEmpty, "the half-made one is removed")
            socket.close()
            try await deck.start("hello")
        }
    }

    @Test(arguments: ServingKind.allCases) func aPortThatAnotherFunctionHas(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let first = try await project.python("first", Handlers.echo)
            let second = try await project.python("second", Handlers.echo) { $0.resolvedPort = first.resolvedPort }
            let deck = try await project.deck([first, second])
            try await deck.start("first")
            let reason = try await deck.startFails("second")
            #expect(
                reason.summary.hasPrefix(
                    "port \(first.resolvedPort) is in use by the function first of \(project.path("functions.json"))"))
            #expect(try await project.container().labels[Labels.function] == "first")
            #expect(await deck.host.status(of: "first").state == .ready)
        }
    }

    @Test(arguments: ServingKind.allCases) func aPortThatAStrangersContainerHas(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let settings = try await project.python("hello", Handlers.echo)
            var spec = ContainerSpec(image: settings.image, command: ["app.handler"])
            spec.publishedPorts = [.init(containerPort: 8080, hostPort: settings.resolvedPort)]
            let name = "stranger-" + UUID().uuidString.prefix(8)
            let stranger = try await TestEngine.client.createContainer(name: String(name), spec).id
            do {
                try await TestEngine.client.startContainer(stranger)
                let deck = try await project.deck([settings])
                let reason = try await deck.startFails("hello")
                #expect(
                    reason.summary.hasPrefix("port \(settings.resolvedPort) is in use by the container \(name)"))
            } catch {
                Issue.record(error)
            }
            try await TestEngine.client.removeContainer(stranger, force: true)
        }
    }

    @Test(arguments: ServingKind.allCases) func aContainerThatExitsAtOnce(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let settings = try await project.python("hello", Handlers.echo)
            try await project.withImage(running: "echo first; echo last words >&2; exit 3") { image in
                let deck = try await project.deck([settings.with { ($0.image, $0.runtime) = (image, nil) }])
                let reason = try await deck.startFails("hello")
                #expect(reason.kind == .container)
                #expect(reason.summary.hasPrefix("the container exited with code 3"))
                #expect(reason.lastLines.sorted() == ["first", "last words"])
                #expect(try await project.containers().isEmpty)
                // The user sees it in the log as well.
                try await deck.journal.wait(for: "lamdeck's line") { seen in
                    seen.logs["hello"]?.contains { $0.source == .lamdeck && $0.text.contains("code 3") } == true
                        ? true : nil
                }
            }
        }
    }

    /// It runs long enough to be seen running.
    @Test(arguments: ServingKind.allCases) func aContainerThatExitsSoon(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let settings = try await project.python("hello", Handlers.echo)
            try await project.withImage(running: "sleep 0.4; echo no licence; exit 7") { image in
                // Only the poll during the start finds it: the start's time limit does not end in this test.
                let deck = project.host(
                    [settings.with { ($0.image, $0.runtime) = (image, nil) }], startLimit: .seconds(3600))
                try await deck.host.connect()
                let reason = try await deck.startFails("hello")
                #expect(reason.summary == "the container exited with code 7: no licence")
            }
        }
    }

    /// Like an image that has no emulator.
    @Test(arguments: ServingKind.allCases) func aContainerThatNeverAnswers(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let settings = try await project.python("hello", Handlers.echo)
            try await project.withImage(running: "echo a server of another kind; sleep 60") { image in
                let deck = project.host(
                    [settings.with { ($0.image, $0.runtime) = (image, nil) }], startLimit: .seconds(1))
                try await deck.host.connect()
                let reason = try await deck.startFails("hello")
                #expect(reason.kind == .container)
                #expect(reason.summary.contains("nothing answered on port 8080 for 1 s"))
                #expect(reason.summary.contains(image))
                #expect(reason.lastLines == ["a server of another kind"])
                #expect(try await project.containers().isEmpty)
            }
        }
    }

    @Test(arguments: ServingKind.allCases) func aProgramThatIsNotThere(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let settings = try await project.python("hello", Handlers.echo)
            try await project.withImage(running: "exec /nowhere/program") { image in
                let deck = try await project.deck([settings.with { ($0.image, $0.runtime) = (image, nil) }])
                let reason = try await deck.startFails("hello")
                #expect(reason.summary.hasPrefix("the container exited with code 127: "))
                #expect(reason.summary.contains("/nowhere/program"))
            }
        }
    }

    @Test(arguments: ServingKind.allCases) func codeThatWasDeletedAfterTheManifestWasRead(server: ServingKind)
        async throws
    {
        try await TestProject.run(server) { project in
            let deck = try await project.deck([try await project.python("hello", Handlers.echo)])
            try FileManager.default.removeItem(atPath: project.path("hello"))
            let reason = try await deck.startFails("hello")
            #expect(reason == FailureReason(.settings, "the code folder \(project.path("hello")) does not exist"))
            #expect(try await project.containers().isEmpty)
            try project.write("hello/app.py", Handlers.echo)
            try await deck.start("hello")
        }
    }

    @Test(arguments: ServingKind.allCases) func credentialsThatCannotBeHad(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let settings = try await project.python("hello", Handlers.echo) { $0.credentials = .profile("work") }
            let deck = try await project.deck([settings])
            let reason = try await deck.startFails("hello")
            #expect(reason.kind == .settings)
            #expect(reason.summary.contains("AWS profile \"work\""))
        }
    }
}
