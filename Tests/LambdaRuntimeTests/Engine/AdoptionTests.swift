import DockerEngine
import Foundation
import HostLink
import LambdaModel
import TestSupport
import Testing

@testable import LambdaRuntime

@Suite("Containers created by another lamdeck")
struct AdoptionTests {
    /// Starts and calls a function with an earlier host, and leaves it running.
    private static func leave(_ settings: FunctionSettings, in project: TestProject) async throws -> String {
        let earlier = try await project.deck([settings])
        #expect(await earlier.invoke(settings.name, #"{"n": 1}"#).verdict == .ok)
        let id = try await project.container().id
        await earlier.close()
        return id
    }

    @Test func areAdoptedWithTheirLog() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.echo)
            let id = try await Self.leave(settings, in: project)
            let deck = try await project.deck([settings])
            try await deck.waitUntilReady("hello")
            try await deck.waitForLine("hello", "got {'n': 1}")
            let result = await deck.invoke("hello", #"{"n": 2}"#)
            #expect(result.text == #"{"n": 2}"#)
            #expect(!result.isCold, "it was called before")
            let lines = try await deck.waitForLine("hello", "got {'n': 2}")
            #expect(lines == ["got {'n': 1}", "got {'n': 2}"])
            #expect(try await project.container().id == id)
            #expect(deck.journal.seen.last("hello")?.isStale == false)
            await deck.stop("hello")
            #expect(try await project.containers().isEmpty)
        }
    }

    @Test func areStaleIfTheSettingsChanged() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.echo)
            let id = try await Self.leave(settings, in: project)
            let deck = try await project.deck([settings.with { $0.memorySize = 256 }])
            try await deck.wait("hello", "ready and stale") { $0.state == .ready && $0.isStale }
            #expect(await deck.invoke("hello", "1").text == "1", "it serves all the same")
            await deck.host.restart("hello")
            try await deck.wait("hello", "ready and not stale") { $0.state == .ready && !$0.isStale }
            #expect(try await project.container().id != id)
        }
    }

    @Test func areFoundWhenAnotherProcessStartsThem() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.echo)
            let deck = try await project.deck([settings])
            let command = project.host([settings], options: .command)
            try await command.host.connect()
            try await command.start("hello")
            try await deck.waitUntilReady("hello")
            #expect(await deck.invoke("hello", "1").text == "1")
            try await deck.waitForLine("hello", "got 1")

            await command.stop("hello")
            let report = try await deck.wait("hello", "stopped") { $0.state == .stopped }
            #expect(report.note != nil)
        }
    }

    /// It was shown as ready on a port that refused connections.
    @Test func areReplacedIfTheyAreLeftWithoutTheFunctionsPort() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.echo)
            let id = try await Self.leave(settings, in: project)
            func up(_ settings: FunctionSettings) async throws -> String {
                let command = project.host([settings], options: .command)
                try await command.host.connect()
                try await command.start("hello")
                await command.close()
                #expect(try await project.post("1", to: settings.resolvedPort).body == "1")
                return try await project.container().id
            }
            let second = try await up(settings)
            #expect(second != id)
            #expect(try await up(settings) == second, "it has its port")
            let other = settings.with { $0.resolvedPort = FreePort.take() }
            #expect(try await up(other) != second)
        }
    }

    /// A container that cannot be replaced is not removed.
    @Test func areLeftIfTheFunctionsPortIsTaken() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.echo)
            let id = try await Self.leave(settings, in: project)
            let socket = try ListeningSocket()
            let command = project.host([settings.with { $0.resolvedPort = socket.port }], options: .command)
            try await command.host.connect()
            await command.host.start(["hello"])
            let reason = await command.host.restartFailure("hello")
            #expect(reason?.summary.contains("port \(socket.port) is in use") == true)
            #expect(try await project.container().id == id)
            socket.close()
        }
    }

    @Test func areFoundIfThisOneHadFailed() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.echo)
            let deck = try await project.deck([settings])
            try FileManager.default.removeItem(atPath: project.path("hello"))
            _ = try await deck.startFails("hello")
            try project.write("hello/app.py", Handlers.echo)
            let command = project.host([settings], options: .command)
            try await command.host.connect()
            try await command.start("hello")
            try await deck.waitUntilReady("hello")
        }
    }

    @Test func areCleanedUpIfTheyAreDead() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.echo)
            let id = try await Self.leave(settings, in: project)
            try await TestEngine.client.killContainer(id)
            _ = try await TestEngine.client.waitContainer(id)
            let command = project.host([settings], options: .command)
            try await command.host.connect()
            #expect(await command.host.status(of: "hello").state == .stopped)
            #expect(try await project.containers().isEmpty)
            try await command.start("hello")
        }
    }

    /// A container for one call stayed forever if its lamdeck was killed, and so did one that was never started.
    @Test func goIfTheirLamdeckIsDeadAndStayOtherwise() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.echo)
            let own = try #require(ProcessIdentity.own)
            let dead = OwnerMark.text(
                ProcessIdentity(process: own.process, start: 1, boot: own.boot, namespace: own.namespace), 1)
            let elsewhere = OwnerMark.text(
                ProcessIdentity(process: own.process, start: 1, boot: own.boot, namespace: "another"), 1)
            let living = OwnerMark()
            func make(_ name: String, _ role: ContainerPurpose, _ labels: [String: String], runs: Bool) async throws {
                var spec = ContainerSpec(image: settings.image)
                spec.command = [settings.handler]
                spec.labels = labels.merging([
                    Labels.project: ProjectIdentity(manifest: project.path("functions.json")).label,
                    Labels.function: "hello", Labels.purpose: role.rawValue,
                ]) { $1 }
                let random = UUID().uuidString.prefix(6).lowercased()
                let made = try await TestEngine.client.createContainer(
                    name: "lamdeck-\(name)-\(random)", spec, platform: nil)
                if runs { try await TestEngine.client.startContainer(made.id) }
            }
            for (word, mark) in [("dead", dead), ("elsewhere", elsewhere), ("living", living.id)] {
                let owned = [Labels.maker: mark, Labels.owner: mark]
                try await make("\(word)-once", .once, owned, runs: true)
                try await make("\(word)-half", .function, [Labels.maker: mark], runs: false)
            }
            let command = project.host([settings], options: .once)
            try await command.host.connect()
            let left = try await project.containers().compactMap { $0.names.first?.split(separator: "-").dropFirst() }
            #expect(
                Set(left.map { $0.prefix(2).joined(separator: "-") })
                    == ["elsewhere-once", "elsewhere-half", "living-once", "living-half"])
            await command.close()
            living.withdraw()
        }
    }

    @Test func areListedAndRemovedByProject() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.echo)
            let id = try await Self.leave(settings, in: project)
            let choice = EngineChoice(environment: project.environment())
            let containers = try ProjectContainers(manifest: project.path("functions.json"), engine: choice)
            let listed = try await containers.list()
            #expect(listed.map(\.function) == ["hello"])
            #expect(listed.map(\.id) == [id])
            #expect(listed.map(\.isRunning) == [true])
            #expect(listed.map(\.isServing) == [true])
            #expect(listed.map { $0.reachedPort(settings) } == listed.map(\.port), "its deck listens no more")
            #expect(listed.map(\.spec) == [ContainerPlan.hash(settings, endpoint: nil)])
            #expect(listed.first?.status.hasPrefix("Up ") == true)

            let elsewhere = try ProjectContainers(manifest: project.path("other.json"), engine: choice)
            #expect(try await elsewhere.list().isEmpty)
            await elsewhere.close()

            try await containers.remove(listed)
            #expect(try await project.containers().isEmpty)
            try await containers.remove(listed)
            await containers.close()
        }
    }

    @Test func aCallOfACommandUsesARunningContainerAndLeavesIt() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.echo)
            let id = try await Self.leave(settings, in: project)
            let command = project.host([settings], options: .once)
            try await command.host.connect()
            #expect(await command.invoke("hello", "1").text == "1")
            await command.close()
            #expect(try await project.container().id == id)
        }
    }

    @Test func aCallOfACommandTakesItsOwnContainerAway() async throws {
        try await TestProject.run { project in
            let socket = try ListeningSocket()
            let settings = try await project.python("hello", Handlers.echo) { $0.resolvedPort = socket.port }
            let deck = try await project.deck([settings])
            let command = project.host([settings], options: .once)
            try await command.host.connect()
            #expect(await command.invoke("hello", "1").text == "1", "though the configured port is taken")
            #expect(await deck.host.status(of: "hello").state == .stopped, "it is not the deck's")
            await command.close(.stopping)
            #expect(try await project.containers().isEmpty)
            socket.close()
        }
    }
}
