import Gateway
import Testing

@Suite("API identifiers") struct APIIdentifierTests {
    @Test(
        "An identifier depends on the name alone",
        arguments: [("api", "tkga8vegph"), ("orders", "a037w6wgr8"), ("", "bopx5jy1lr")])
    func stable(name: String, identifier: String) {
        #expect(APIIdentifier.of(name) == identifier)
    }

    @Test("It has ten letters or digits, and begins with a letter")
    func form() {
        for number in 0..<500 {
            let identifier = APIIdentifier.of("api \(number)")
            #expect(identifier.utf8.count == 10)
            #expect(identifier.wholeMatch(of: /[a-z][a-z0-9]{9}/) != nil, "\(identifier)")
        }
    }

    @Test("Different names have different identifiers")
    func different() {
        #expect(Set((0..<10_000).map { APIIdentifier.of("api-\($0)") }).count == 10_000)
    }
}
