import LambdaModel
import Testing

@Suite("Header fields") struct HTTPFieldTests {
    @Test("Names are compared without regard to case")
    func names() {
        let fields = [HTTPField("Set-Cookie", "a"), HTTPField("set-cookies", "b"), HTTPField("SET-COOKIE", "c")]
        #expect(fields.values(of: "set-Cookie") == ["a", "c"])
        #expect(fields.first("set-cookie") == "a")
        #expect(fields.first("set-cookieS") == "b")
        #expect(fields.values(of: "cookie").isEmpty && fields.first("cookie") == nil)
    }
}
