import Gateway
import Testing

@Suite("Web requests") struct WebRequestTests {
    @Test("The target is divided at its first question mark")
    func target() {
        let request = WebRequest(
            method: "GET", target: "/a%2Fb?x=1?2", port: 1, time: 0, requestID: "", traceID: "")
        #expect(request.rawPath == "/a%2Fb")
        #expect(request.rawQuery == "x=1?2")
    }
}
