import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import Testing

@Suite("Engines that cannot be used")
struct EngineChoiceTests {
    private static func manifest() -> Manifest {
        Manifest(
            path: "/nowhere/functions.json", registry: "registry", mouse: true, endpoint: nil, functions: [.example])
    }

    /// Runs a test with a host that uses the engine at this address.
    private static func host(
        _ address: String, follows: Bool = false, _ body: (TestHost) async throws -> Void
    ) async throws {
        let host = TestHost(
            manifest(), engine: EngineChoice(environment: ["HOME": "/nowhere", "DOCKER_HOST": address]),
            options: .resident, follows: follows)
        do {
            try await body(host)
        } catch {
            await host.close()
            throw error
        }
        await host.close()
    }

    private static func failure(_ host: TestHost) async -> FailureReason? {
        do throws(FailureReason) {
            try await host.host.connect()
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: ["ssh://me@build.example", "tcp://10.1.2.3:2375", "tcp://build.example:2376"])
    func remoteOnesAreRefusedInPlainWords(address: String) async throws {
        try await Self.host(address) { host in
            let reason = await Self.failure(host)
            #expect(reason?.kind == .engine)
            #expect(reason?.summary.contains(address) == true)
            #expect(reason?.summary.contains("code is mounted from this machine's folders") == true)
        }
        try await Self.host(address, follows: true) { host in
            try await host.journal.wait(for: "the same words") { seen -> String? in
                if case .unavailable(let words)? = seen.engine.last, words.contains("code is mounted") {
                    words
                } else {
                    nil
                }
            }
        }
    }

    @Test func noListener() async throws {
        try await Self.host("unix:///nowhere/engine.sock") { host in
            let reason = await Self.failure(host)
            #expect(reason?.kind == .engine)
            #expect(reason?.summary.contains("no container engine answers at unix:///nowhere/engine.sock") == true)
            #expect(reason?.summary.contains("DOCKER_HOST") == true)
        }
    }

    @Test func somethingElseThere() async throws {
        try await Self.host("tcp://127.0.0.1:1") { host in
            #expect(await Self.failure(host)?.kind == .engine)
        }
    }

    @Test func aMalformedAddress() async throws {
        try await Self.host("unix://relative/path") { host in
            let reason = await Self.failure(host)
            #expect(reason?.kind == .engine)
            #expect(reason?.summary.contains("DOCKER_HOST") == true)
        }
    }

    @Test(arguments: [("LAMDECK_RUNTIME", "Lamdeck"), ("LAMDECK_RUNTIME_ADDRESS", "docker0")])
    func aVariableWithoutAMeaningIsRefused(name: String, value: String) async throws {
        let environment = ["HOME": "/nowhere", "DOCKER_HOST": "unix:///nowhere/engine.sock", name: value]
        let host = TestHost(
            Self.manifest(), engine: EngineChoice(environment: environment), options: .once, follows: false)
        let reason = await Self.failure(host)
        await host.close()
        #expect(reason?.kind == .settings)
        #expect(reason?.summary.contains("\(name) is \"\(value)\", which is not valid") == true)
    }

    @Test func aCallWithoutAnEngineIsRefused() async throws {
        try await Self.host("ssh://me@build.example") { host in
            let result = await host.invoke("hello")
            #expect(result.verdict == .unreachable)
            guard case .refused(let reason) = result.reply else {
                Issue.record("\(result.reply)")
                return
            }
            #expect(reason.kind == .engine)
            #expect(reason.summary.contains("there is no engine"))
        }
    }

    /// A command that ends without shutting its host down prints the reason and does not crash.
    @Test func aHostMayBeDropped() async throws {
        let host = FunctionHost(
            manifest: Self.manifest(), engine: EngineChoice(environment: ["DOCKER_HOST": "ssh://me@build.example"]),
            options: .once, onUpdate: { _ in })
        await #expect(throws: FailureReason.self) { try await host.connect() }
    }
}
