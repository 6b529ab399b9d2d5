import Foundation
import HostLink
import LambdaModel
import TestSupport
import Testing

@testable import DockerEngine
@testable import LambdaRuntime

/// Containers that call the server listening in the engine's network.
@Suite("Access from the engine's networks")
struct BridgeCallerTests {
    /// Prints its own address and the outcome of its call.
    private static func script(_ address: String, _ port: Int) -> String {
        """
        import socket, urllib.request, urllib.error
        print(socket.gethostbyname(socket.gethostname()))
        url = "http://\(address):\(port)/2015-03-31/functions/hello/invocations"
        try:
            print(urllib.request.urlopen(url, b"[1]", timeout=20).status)
        except urllib.error.HTTPError as error:
            print(error.code, error.read().decode())
        """
    }

    private static func listening(
        _ body: (_ bridge: BridgeNetwork, _ port: Int, ServiceDouble) async throws -> Void
    ) async throws {
        try await EngineTurns.run {
            let outcome: Result<Void, any Error>
            let service = ServiceDouble()
            let server = LambdaServer(service: service)
            do {
                let engine = TestEngine.client
                let found = await BridgeNetwork.find(on: engine)
                let bridge = try #require(found, "this engine's network is not of this machine")
                let port = try await server.open(ServerListener(.endpoint, port: 0, for: bridge))
                outcome = .success(try await body(bridge, port, service))
            } catch {
                outcome = .failure(error)
            }
            await server.shutDown()
            try outcome.get()
        }
    }

    @Test func anyContainerOfTheDefaultNetworkIs() async throws {
        try await Self.listening { bridge, port, service in
            let said = try await StrangeContainer.output(of: Self.script(bridge.address, port))
            #expect(said.count == 2 && said[1] == "200")
            #expect(bridge.callers.contains(said[0]))
            let caller = try #require(service.calls.first).caller
            #expect(caller.address.hasPrefix(said[0] + ":"), "known by its own address")
        }
    }

    /// The bridge's address accepts packets from all networks: a container in another network plays the role of other
    /// machines.
    @Test func thoseOfOtherNetworksAreNot() async throws {
        try await Self.listening { bridge, port, service in
            let network = "lamdeck-test-" + UUID().uuidString.prefix(8).lowercased()
            try await Self.withNetwork(network) {
                let said = try await StrangeContainer.output(of: Self.script(bridge.address, port), network: network)
                #expect(said.count == 2 && said[1].hasPrefix("403 "), "\(said)")
                #expect(
                    said[1].contains("callers from \(said[0]) are refused here; allowed: \(bridge.callers)"))
            }
            #expect(service.calls.isEmpty)
        }
    }

    // MARK: The engine

    private static func withNetwork(_ name: String, _ body: () async throws -> Void) async throws {
        let engine = TestEngine.client
        let request = EngineRequest(.post, "/networks/create", operation: "make a network")
        try await engine.connection.change(request.with(body: ["Name": name]))
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body()) } catch { outcome = .failure(error) }
        try await engine.connection.change(EngineRequest(.delete, "/networks/\(name)", operation: "remove the network"))
        try outcome.get()
    }
}
