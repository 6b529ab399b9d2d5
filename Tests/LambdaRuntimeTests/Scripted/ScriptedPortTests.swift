import HostLink
import LambdaModel
import TestSupport
import Testing

@testable import LambdaRuntime
@testable import RuntimeTestSupport

/// Ports that move while functions run.
@Suite("Ports of a host")
struct ScriptedPortTests {
    private static func notices(_ project: ScriptedProject, _ port: Int) -> [String] {
        project.journal.seen.notices.filter { $0.contains("port \(port)") }
    }

    @Test("A port that another program has is opened when it is free; until then the host says why it is closed")
    func takenPort() async throws {
        try await ScriptedProject.run { project in
            let settings = try project.function("hello")
            let host = try await project.deck([settings])
            try await project.start(host, ["hello"])
            // Not a socket of the tests: children of other tests would inherit it and keep it open.
            let other = LambdaServer(service: ServiceDouble())
            let taken = try await other.open(.endpoint(port: FreePort.take()))
            let moved = project.manifest([settings.with { $0.resolvedPort = taken }])
            await host.apply(moved)
            let problem = try #require(await host.status(of: "hello").portProblem)
            #expect(problem.hasPrefix("port \(taken) is in use"))
            #expect(Self.notices(project, taken) == ["hello: \(problem)"])
            #expect(project.journal.seen.ports["hello"] == [problem])
            #expect(host.registry.supervisor("hello")?.port.openPort == nil)
            try await project.clock.pass(EndpointKeeper.retryPause)
            try await project.clock.untilSleeping(for: EndpointKeeper.retryPause)
            // Another change of functions.json does not repeat it.
            await host.apply(moved)
            #expect(Self.notices(project, taken).count == 1)
            await other.shutDown()
            project.clock.setFree()
            let words = "hello: port \(taken) is open now"
            try await project.journal.wait(for: "the open port") { $0.notices.contains(words) ? true : nil }
            #expect(Self.notices(project, taken).count == 2)
            #expect(project.journal.seen.ports["hello"] == [problem, nil])
            #expect(host.registry.supervisor("hello")?.port.openPort == taken)
            #expect(await host.status(of: "hello").portProblem == nil)
        }
    }

    @Test("A function that stops no longer waits for its port")
    func stopped() async throws {
        try await ScriptedProject.run { project in
            let settings = try project.function("hello")
            let host = try await project.deck([settings])
            try await project.start(host, ["hello"])
            let other = LambdaServer(service: ServiceDouble())
            let taken = try await other.open(.endpoint(port: FreePort.take()))
            await host.apply(project.manifest([settings.with { $0.resolvedPort = taken }]))
            try await project.clock.untilSleeping(for: EndpointKeeper.retryPause)
            project.clock.setFree()
            await host.stop(["hello"])
            try await project.journal.wait(for: "the end") { $0.ports["hello"]?.last == .some(nil) ? true : nil }
            #expect(host.registry.supervisor("hello")?.port.wantedPort == nil)
            #expect(await host.status(of: "hello").portProblem == nil)
            await other.shutDown()
        }
    }

    @Test("Functions and APIs exchange their ports in one change of functions.json")
    func exchange() async throws {
        try await ScriptedProject.run { project in
            let (one, two) = (try project.function("one"), try project.function("two"))
            let host = try await project.deck([one, two])
            var api = APISettings(name: "shop", kind: .http, resolvedPort: FreePort.take())
            var manifest = project.manifest([one, two])
            manifest.apis = [api]
            await host.apply(manifest)
            try await project.start(host, ["one", "two"])
            let ports = (one.resolvedPort, two.resolvedPort, api.resolvedPort)
            for _ in 0..<3 {
                manifest.functions = [
                    one.with { $0.resolvedPort = ports.1 }, two.with { $0.resolvedPort = ports.2 },
                ]
                api.resolvedPort = ports.0
                manifest.apis = [api]
                await host.apply(manifest)
                #expect(host.registry.supervisor("one")?.port.openPort == ports.1)
                #expect(host.registry.supervisor("two")?.port.openPort == ports.2)
                manifest.functions = [one, two]
                api.resolvedPort = ports.2
                manifest.apis = [api]
                await host.apply(manifest)
                #expect(host.registry.supervisor("one")?.port.openPort == ports.0)
                #expect(host.registry.supervisor("two")?.port.openPort == ports.1)
            }
            #expect(!project.journal.seen.notices.contains { $0.contains("in use") })
            #expect(project.journal.seen.ports.isEmpty)
        }
    }

    @Test("A function that is renamed keeps its port")
    func renamed() async throws {
        try await ScriptedProject.run { project in
            let settings = try project.function("hello")
            let host = try await project.deck([settings])
            try await project.start(host, ["hello"])
            // The container under the former name has not gone yet.
            let removal = project.engine.hold { if case .remove = $0 { true } else { false } }
            await host.apply(project.manifest([settings.with { $0.name = "greeter" }]))
            try await project.start(host, ["greeter"])
            #expect(host.registry.supervisor("greeter")?.port.openPort == settings.resolvedPort)
            let states = project.journal.seen.states["greeter", default: []]
            #expect(!states.contains { if case .failed = $0.state { true } else { false } }, "\(states)")
            removal.open()
        }
    }
}
