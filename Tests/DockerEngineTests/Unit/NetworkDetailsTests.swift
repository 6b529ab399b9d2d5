import Foundation
import Testing

@testable import DockerEngine

@Suite struct NetworkDetailsTests {
    private static func details(_ text: String) throws -> NetworkDetails {
        try JSONDecoder().decode(WireNetwork.self, from: Data(text.utf8)).details
    }

    @Test func readsAddresses() throws {
        let text = """
            {"Name": "bridge", "IPAM": {"Driver": "default", "Options": null, "Config": [
                {"Subnet": "172.17.0.0/16", "Gateway": "172.17.0.1"},
                {"Subnet": "fd00::/80", "Gateway": "fd00::1", "IPRange": ""}]}}
            """
        let read = try Self.details(text)
        #expect(read.name == "bridge")
        #expect(
            read.ranges == [
                .init(subnet: "172.17.0.0/16", gateway: "172.17.0.1"), .init(subnet: "fd00::/80", gateway: "fd00::1"),
            ])
    }

    /// Docker's answer until its first restart, and for networks without addresses.
    @Test(arguments: [
        (#"{"Name": "bridge", "IPAM": {"Config": [{"Subnet": "172.17.0.0/16"}]}}"#, ["172.17.0.0/16"]),
        (#"{"Name": "bridge", "IPAM": {"Config": [{"Subnet": "10.1.0.0/16", "Gateway": ""}]}}"#, ["10.1.0.0/16"]),
        (#"{"Name": "host", "IPAM": {"Driver": "default", "Options": null, "Config": []}}"#, []),
        (#"{"Name": "none", "IPAM": {"Config": null}}"#, []), (#"{"Name": "odd"}"#, []),
        (#"{"IPAM": {"Config": [{"Subnet": ""}, {}]}}"#, []),
    ])
    func missingMembersAreOptional(text: String, subnets: [String]) throws {
        let ranges = try Self.details(text).ranges
        #expect(ranges.map(\.subnet) == subnets)
        #expect(ranges.allSatisfy { $0.gateway == nil })
    }
}
