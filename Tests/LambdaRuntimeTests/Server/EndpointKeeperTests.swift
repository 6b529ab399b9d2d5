import DockerEngine
import LambdaModel
import TestSupport
import Testing

@testable import LambdaRuntime
@testable import RuntimeTestSupport

@Suite("Keeping the endpoint open")
struct EndpointKeeperTests {
    private static func keeping(
        _ service: ServiceDouble = ServiceDouble(["hello"]), _ limits: ServerLimits = .with { _ in },
        timing: Timing = .real, changes: Changes = Changes(), _ body: (EndpointKeeper, Notes) async throws -> Void
    ) async throws {
        let notices = Notes()
        var options = ServerOptions()
        options.limits = limits
        let server = LambdaServer(service: service, options: options)
        let keeper = EndpointKeeper(server: server, timing: timing) {
            notices.add($0)
            changes.signal()
        }
        do {
            try await body(keeper, notices)
            await keeper.shutDown()
        } catch {
            await keeper.shutDown()
            throw error
        }
    }

    private static func isOpen(_ port: Int) async -> Bool {
        let reply = try? await WireReply.of(port: port, "GET", "/2015-03-31/functions/")
        return reply?.status == 200
    }

    @Test func wantedByManyAtOnceItIsOpenedOnce() async throws {
        try await Self.keeping { keeper, notices in
            let port = FreePort.take()
            await withDiscardingTaskGroup { group in
                for _ in 0..<20 { group.addTask { await keeper.keep([.endpoint(port: port)]) } }
            }
            #expect(await Self.isOpen(port))
            #expect(notices.all == [])
        }
    }

    @Test func movesAndGoes() async throws {
        try await Self.keeping { keeper, notices in
            let (first, second) = (FreePort.take(), FreePort.take())
            await keeper.keep([.endpoint(port: first)])
            await keeper.keep([.endpoint(port: second)])
            #expect(await Self.isOpen(first) == false)
            #expect(await Self.isOpen(second))
            await keeper.keep([])
            #expect(await Self.isOpen(second) == false)
            #expect(notices.all == [])
        }
    }

    @Test func aNewPortIsOpenWhileACallOfTheOldOneRuns() async throws {
        let latch = Latch()
        let service = ServiceDouble { call in
            await latch.wait()
            return .ok(call)
        }
        try await Self.keeping(service, .with { $0.shutdown = .seconds(300) }) { keeper, notices in
            let (first, second) = (FreePort.take(), FreePort.take())
            await keeper.keep([.endpoint(port: first)])
            try await LambdaClient.with(port: first) { client in
                try await client.request("POST", "/2015-03-31/functions/hello/invocations", body: [0x31])
                await service.has(calls: 1)
                await keeper.keep([.endpoint(port: second)])
                #expect(await Self.isOpen(second))
                #expect(await Self.isOpen(first) == false)
                // Another listener at the same port, too.
                await keeper.keep([.api("shop", port: first), .endpoint(port: second)])
                #expect(notices.all == [])
                #expect(service.ended == 0)
                latch.open()
                #expect(try await client.reply().text == "1")
            }
        }
    }

    @Test func onlyTheLastWishCounts() async throws {
        try await Self.keeping { keeper, notices in
            let ports = (0..<6).map { _ in FreePort.take() }
            await withDiscardingTaskGroup { group in
                for port in ports { group.addTask { await keeper.keep([.endpoint(port: port)]) } }
            }
            var open: [Int] = []
            for port in ports where await Self.isOpen(port) { open.append(port) }
            #expect(open.count == 1)
            #expect(notices.all == [])
        }
    }

    @Test func aPortInUseIsSaidOnceAndTriedAgain() async throws {
        try await Self.keeping { keeper, notices in
            // Not a socket of the tests: children of other tests would inherit it and keep it open.
            let other = LambdaServer(service: ServiceDouble())
            let port = try await other.open(.function("hello", port: FreePort.take()))
            let (taken, free) = (ServerListener.endpoint(port: port), FreePort.take())
            await keeper.keep([taken, .endpoint(port: free)])
            #expect(await Self.isOpen(free), "the one does not cost the other")
            await keeper.keep([taken, .endpoint(port: free)])
            #expect(notices.all.count == 1)
            #expect(notices.all.first?.hasPrefix("\"endpoint\": port \(port) of 127.0.0.1 is in use by") == true)
            await other.shutDown()
            await keeper.keep([taken, .endpoint(port: free)])
            #expect(await Self.isOpen(port))
            #expect(notices.all.dropFirst() == ["\"endpoint\": port \(port) of 127.0.0.1 is open now"])
        }
    }

    @Test func aPortInUseIsTriedAgainWhileItIsWanted() async throws {
        let changes = Changes()
        let clock = VirtualClock(changes)
        try await Self.keeping(timing: Timing(clock), changes: changes) { keeper, notices in
            let other = LambdaServer(service: ServiceDouble())
            let port = try await other.open(.function("hello", port: FreePort.take()))
            await keeper.keep([.endpoint(port: port)])
            try await clock.pass(EndpointKeeper.retryPause)
            // It sleeps again: it has tried.
            try await clock.untilSleeping(for: EndpointKeeper.retryPause)
            #expect(notices.all.count == 1, "\(notices.all)")
            await other.shutDown()
            try await clock.pass(EndpointKeeper.retryPause, until: "the port") { notices.all.count > 1 }
            #expect(await Self.isOpen(port))
            #expect(notices.all.dropFirst() == ["\"endpoint\": port \(port) of 127.0.0.1 is open now"])
            #expect(clock.pauses == [], "nothing is left to try")
        }
    }

    /// The loopback network has more than one address only on Linux.
    #if os(Linux)
        @Test func aPortInUseAtAllAddressesIsReportedOnce() async throws {
            try await Self.keeping { keeper, notices in
                let other = LambdaServer(service: ServiceDouble())
                // Not one of the system's choice: the system might give it to another socket while it is closed here.
                let port = try await other.open(ServerListener(.endpoint, port: FreePort.take(), host: "0.0.0.0"))
                let subnet = NetworkDetails.Range(subnet: "127.1.0.0/16", gateway: "127.1.0.1")
                let bridge = try #require(BridgeNetwork(.init(name: "bridge", ranges: [subnet])))
                await keeper.keep([.endpoint(port: port), ServerListener(.endpoint, port: port, for: bridge)])
                #expect(notices.all.count == 1)
                await keeper.keep([ServerListener(.endpoint, port: port, for: bridge)])
                #expect(notices.all.count == 1, "known already: \(notices.all)")
                await other.shutDown()
                await keeper.keep([ServerListener(.endpoint, port: port, for: bridge)])
                #expect(await Self.isOpen(port) == false, "not at 127.0.0.1")
                await keeper.keep([.endpoint(port: port), ServerListener(.endpoint, port: port, for: bridge)])
                #expect(await Self.isOpen(port))
                #expect(notices.all.count == 1)
            }
        }
    #endif

    /// 192.0.2.0/24 is for examples (RFC 5737): no machine has such an address.
    @Test func aNetworkOfAnotherMachineDoesNotMatter() async throws {
        try await Self.keeping { keeper, notices in
            let away = BridgeNetwork(.init(name: "bridge", ranges: [.init(subnet: "192.0.2.0/24")]))
            let bridge = try #require(away)
            let port = FreePort.take()
            await keeper.keep([.endpoint(port: port), ServerListener(.endpoint, port: port, for: bridge)])
            #expect(await Self.isOpen(port))
            #expect(notices.all == [])
            await keeper.keep([ServerListener(.endpoint, port: port, host: "192.0.2.1")])
            #expect(notices.all == ["\"endpoint\": this machine has no address 192.0.2.1"])
        }
    }

    @Test func staysShut() async throws {
        try await Self.keeping { keeper, notices in
            let port = FreePort.take()
            await keeper.keep([.endpoint(port: port)])
            await keeper.shutDown()
            await keeper.keep([.endpoint(port: port)])
            #expect(await Self.isOpen(port) == false)
            #expect(notices.all == [])
        }
    }
}

@Suite("The network through which containers reach this machine")
struct BridgeNetworkTests {
    @Test(
        arguments: [
            ([("172.17.0.0/16", "172.17.0.1")], "172.17.0.1", "172.17.0.0/16"),
            // The gateway that Docker uses, although it does not report it until its first restart.
            ([("172.17.0.0/16", nil)], "172.17.0.1", "172.17.0.0/16"),
            ([("fd00::/80", "fd00::1"), ("10.88.0.0/24", "10.88.0.254")], "10.88.0.254", "10.88.0.0/24"),
        ] as [([(String, String?)], String, String)])
    func isTheFirstRangeOfIPv4(ranges: [(String, String?)], address: String, callers: String) {
        let network = NetworkDetails(name: "bridge", ranges: ranges.map { .init(subnet: $0.0, gateway: $0.1) })
        let bridge = BridgeNetwork(network)
        #expect(bridge?.address == address)
        #expect(bridge?.callers.description == callers)
    }

    @Test func isNoneWithoutAddresses() {
        #expect(BridgeNetwork(NetworkDetails(name: "host", ranges: [])) == nil)
        let modern = NetworkDetails.Range(subnet: "fd00::/80", gateway: "fd00::1")
        #expect(BridgeNetwork(NetworkDetails(name: "six", ranges: [modern])) == nil)
    }
}
