import Testing

@testable import DockerEngine

extension RealEngine {
    @Suite struct Networks {
        @Test func aContainersWayOutIsTheGateway() async throws {
            try await withRealEngine { client in
                let info = try await client.connect()
                #expect(client.info == info)
                let name = info.isPodman ? "podman" : "bridge"
                let network = try #require(try await client.networkInspect(name))
                #expect(network.name == name)
                let range = try #require(network.ranges.first { !$0.subnet.contains(":") })
                let halves = range.subnet.split(separator: "/")
                #expect(halves.count == 2 && halves[0].split(separator: ".").count == 4)
                var spec = script("cat /proc/net/route")
                spec.networkMode = name
                try await client.withContainer(spec) { id in
                    _ = try await client.waitContainer(id)
                    let routes = text(try await client.logs(id, follow: false).collected().joined()).map {
                        $0.split(separator: "\t")
                    }
                    let out = try #require(routes.first { $0.count > 2 && $0[1] == "00000000" })
                    // The kernel writes addresses in reverse byte order.
                    let bytes = try #require(UInt32(out[2], radix: 16))
                    let gateway = [0, 8, 16, 24].map { "\(bytes >> UInt32($0) & 0xFF)" }.joined(separator: ".")
                    if let told = range.gateway { #expect(told == gateway) }
                    #expect(gateway.hasPrefix(halves[0].split(separator: ".")[0] + "."))
                }
            }
        }

        @Test func oneThatIsNotThereIsNil() async throws {
            try await withRealEngine { client in
                let network = try await client.networkInspect("lamdeck-test-\(uniqueWord())")
                #expect(network == nil)
            }
        }
    }
}
