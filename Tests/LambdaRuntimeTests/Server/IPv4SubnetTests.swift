import LambdaRuntime
import Testing

@Suite struct IPv4SubnetTests {
    @Test(arguments: [
        (
            "172.17.0.0/16", ["172.17.0.0", "172.17.0.1", "172.17.255.255"],
            ["172.16.255.255", "172.18.0.0", "10.0.0.1"]
        ),
        ("172.17.0.9/16", ["172.17.4.5"], ["172.18.0.9"]), ("10.1.2.3/32", ["10.1.2.3"], ["10.1.2.2", "10.1.2.4"]),
        ("192.168.4.128/25", ["192.168.4.128", "192.168.4.255"], ["192.168.4.127", "192.168.5.128"]),
        ("0.0.0.0/0", ["0.0.0.0", "255.255.255.255"], []), ("128.0.0.0/1", ["255.1.2.3"], ["127.255.255.255"]),
    ])
    func holdsAddressesWithTheSamePrefix(text: String, inside: [String], outside: [String]) throws {
        let subnet = try #require(IPv4Subnet(text))
        for one in inside { #expect(subnet.contains(one), "\(one)") }
        for one in outside { #expect(!subnet.contains(one), "\(one)") }
    }

    @Test func holdsNothingThatIsNotAnAddress() throws {
        let all = try #require(IPv4Subnet("0.0.0.0/0"))
        for text in [
            "", "::1", "::ffff:10.0.0.1", "10.0.0", "10.0.0.0.1", "10.0.0.256", "10.0.0.+1", "10.0.0.-1", "a.b.c.d",
        ] {
            #expect(!all.contains(text), "\(text)")
        }
    }

    @Test(arguments: [
        "", "172.17.0.0", "172.17.0.0/", "172.17.0.0/33", "172.17.0.0/-1", "172.17.0.0/+8", "172.17.0/16",
        "172.17.0.0/16/16", "fd00::/80", "/16", "172.17..0/16", "172.17.0.٣/16",
    ])
    func isNothingElse(text: String) { #expect(IPv4Subnet(text) == nil) }

    @Test func isWrittenByItsFirstAddress() {
        #expect(IPv4Subnet("172.17.3.4/16")?.description == "172.17.0.0/16")
        #expect(IPv4Subnet("10.0.0.0/8") == IPv4Subnet("10.9.9.9/8"))
    }
}
