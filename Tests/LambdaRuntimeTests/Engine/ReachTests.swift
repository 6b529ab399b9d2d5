import HostLink
import LambdaModel
import Testing

@testable import DockerEngine
@testable import LambdaRuntime

/// The address to which calls of a container are sent.
@Suite("How containers are reached")
struct ReachTests {
    private static func bridge(_ subnet: String, _ gateway: String) throws -> BridgeNetwork {
        try #require(BridgeNetwork(NetworkDetails(name: "bridge", ranges: [.init(subnet: subnet, gateway: gateway)])))
    }

    @Test func aNetworkThatIsNotThisMachinesIsNotUsed() async throws {
        let reach = ContainerAddressing()
        let found = await BridgeNetwork.find(on: TestEngine.client)
        let own = try #require(found, "this engine has no network of its own")
        reach.update(own, of: TestEngine.endpoint)
        #expect(reach.isDirect, "the engine of these tests runs on this machine")
        // A documentation network (RFC 5737), which has no interface here, like that of an engine in a virtual machine.
        reach.update(try Self.bridge("192.0.2.0/24", "192.0.2.1"), of: TestEngine.endpoint)
        #expect(!reach.isDirect)
        reach.update(own, of: .tcp(host: "127.0.0.1", port: 2375, tls: nil))
        #expect(!reach.isDirect, "who listens there may be anywhere")
        reach.update(own, of: .unix(path: "/nowhere/docker.sock"))
        #expect(!reach.isDirect)
        reach.update(nil, of: TestEngine.endpoint)
        #expect(!reach.isDirect)
    }

    /// Podman's interface exists only while a container runs.
    @Test func aNetworkWhoseInterfaceComesWithTheFirstContainerIsUsedOnceItIsThere() throws {
        let network = NetworkDetails(name: "podman", ranges: [.init(subnet: "192.0.2.0/24", gateway: "192.0.2.1")])
        let bridge = try #require(BridgeNetwork(network))
        let reach = ContainerAddressing()
        reach.update(bridge, of: TestEngine.endpoint)
        #expect(reach.gateway == "192.0.2.1", "containers are given this address")
        #expect(!reach.isDirect, "no interface has it")
        reach.update(bridge, of: .unix(path: "/nowhere/podman.sock"))
        #expect(reach.gateway == nil)
    }

    @Test func theDecksContainersPublishAPortAndAreCalledAtTheirOwnAddress() async throws {
        try await TestProject.run(.emulator) { project in
            let settings = try await project.python("hello", Handlers.echo)
            let deck = try await project.deck([settings])
            try await deck.start("hello")
            await deck.expect("hello", "1", answers: "1")
            let container = try await project.container()
            let details = try await TestEngine.client.inspectContainer(container.id)
            let published = try #require(details.published(8080)?.hostPort, "others find it by that")
            #expect(try await project.post("2", to: published).body == "2")
            let reach = try #require(await deck.host.reach)
            let address = try #require(reach.address(of: details))
            #expect(address.host == details.networkIP && address.port == 8080)
            var elsewhere = details
            elsewhere.networkIP = "192.0.2.7"
            #expect(reach.address(of: elsewhere) == .published(published))
            elsewhere.ports = []
            #expect(reach.address(of: elsewhere) == nil)
        }
    }

    /// The engine reuses an address as soon as it is free.
    @Test func anAddressThatIsAnotherContainersNowIsNotCalled() async throws {
        try await TestProject.run(.emulator) { project in
            let functions = try await [
                project.python("hello", Handlers.echo), project.python("other", Handlers.echo),
            ]
            let deck = try await project.deck(functions)
            try await deck.start("hello")
            try await deck.start("other")
            let (hello, other) = (await deck.host.serving("hello"), await deck.host.serving("other"))
            let (mine, theirs) = (try #require(hello?.emulator), try #require(other?.emulator))
            let id = try #require(hello).id
            let wrong = try #require(EmulatorAddress(host: theirs.host, port: theirs.port, container: id))
            let client = EmulatorClient()
            let request = InvocationRequest(function: "hello", event: "test", payload: Array("1".utf8))
            #expect(await client.isListening(at: mine))
            #expect(await client.isListening(at: wrong), "while its container lives, nothing tells whose it is")
            await deck.stop("hello")
            #expect(await !client.isListening(at: mine))
            #expect(await !client.isListening(at: wrong))
            let reply = await client.invoke(at: wrong, request, timeout: 3)
            #expect(reply == .unreachable("the container closed the connection"))
            #expect(EmulatorAddress(host: theirs.host, port: theirs.port, container: id) == nil)
            #expect(deck.journal.seen.lines("other").isEmpty)
            await client.shutdown()
        }
    }

    @Test func oneForASingleCommandPublishesNothing() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.echo)
            let once = project.host([settings], options: .once)
            try await once.host.connect()
            await once.expect("hello", "1", answers: "1")
            #expect(try await project.container().ports.allSatisfy { $0.hostPort == nil })
            await once.close()
            #expect(try await project.containers().isEmpty)
        }
    }
}
