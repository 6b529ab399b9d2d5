import Foundation
import LambdaModel
import Subprocess
import Testing

@testable import LambdaRuntime

/// Whether a container's tools notice that lamdeck answers, and that it refuses them.
@Suite("Runtime API: probe", .timeLimit(.minutes(4)))
struct RuntimeProbeTests {
    /// Runs a command at a listener that lets in one address.
    private static func outcome(
        of command: (_ host: String, _ port: Int) -> [String], caller: String
    ) async throws -> RuntimeProbe.Outcome {
        let facts = RuntimeFacts(functionName: "probe", handler: "", arn: "", account: "")
        let server = RuntimeAPIServer(facts)
        let listener = try await RuntimeListener.open(host: "127.0.0.1", caller: caller, for: server)
        defer { listener.close() }
        server.set(address: listener.address)
        return RuntimeProbe.Outcome(
            exitCode: try await exitCode(command(listener.host, listener.port)), at: listener)
    }

    private static func exitCode(_ command: [String]) async throws -> Int? {
        let result = try await Subprocess.run(
            .name("env"), arguments: Arguments(command), output: .discarded, error: .discarded)
        return if case .exited(let code) = result.terminationStatus { Int(code) } else { nil }
    }

    /// A connection counted as an answer, although the kernel accepts it before lamdeck refuses its address.
    @Test func `a refused connection is not an answer`() async throws {
        // The machine may be so busy that the usual two seconds are too short.
        let command = { RuntimeProbe.command(host: $0, port: $1, seconds: 60) }
        #expect(try await Self.outcome(of: command, caller: "127.0.0.1") == .reached)
        let refused = try await Self.outcome(of: command, caller: "127.0.0.2")
        #expect(refused == .translated(from: "127.0.0.1", own: "127.0.0.2"))
        let text = try #require(refused.obstacle(at: "127.0.0.1:1"))
        #expect(text.contains("a connection of the container 127.0.0.2 arrives from 127.0.0.1"))
        // Nothing listens at the port of echo.
        let nobody = try await Self.outcome(of: { host, _ in RuntimeProbe.command(host: host, port: 7) }, caller: "::1")
        #expect(nobody == .unreached)
    }

    @Test(arguments: ["python3", "node", "curl", "bash"])
    func `each tool reads the answer`(tool: String) async throws {
        guard try await Self.exitCode(["sh", "-c", "command -v \(tool)"]) == 0 else { return }
        func command(_ host: String, _ port: Int) -> [String] {
            let tries = RuntimeProbe.tries(host: host, port: port, seconds: 60).filter { $0.tool == tool }
            return ["sh", "-c", tries.map { "\($0.command) || exit 1" }.joined()]
        }
        #expect(try await Self.outcome(of: command, caller: "127.0.0.1") == .reached)
        #expect(try await Self.outcome(of: command, caller: "127.0.0.2") != .reached)
    }

    @Test func `an image without a tool shows nothing`() async throws {
        let listener = try await RuntimeListener.open(
            host: "127.0.0.1", caller: nil,
            for: RuntimeAPIServer(RuntimeFacts(functionName: "", handler: "", arn: "", account: "")))
        defer { listener.close() }
        for code in [3, nil, 127] {
            let outcome = RuntimeProbe.Outcome(exitCode: code, at: listener)
            #expect(outcome == .untried && outcome.obstacle(at: listener.address) == nil)
        }
    }

    /// Two functions that failed at the same time tried at the same time.
    @Test func `those who ask during an attempt share it`() async {
        let reach = RuntimeReach()
        let (go, begin) = AsyncStream.makeStream(of: Void.self)
        // They run until they wait.
        let first = Task.immediate {
            await reach.find {
                for await _ in go { break }
                return .unreached
            }
        }
        let second = Task.immediate { await reach.find { .reached } }
        begin.yield()
        #expect(await first.value == .unreached)
        #expect(await second.value == .unreached)
        #expect(await reach.find { .reached } == .reached, "it is over")
    }
}
