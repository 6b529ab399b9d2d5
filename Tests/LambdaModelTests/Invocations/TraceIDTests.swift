import LambdaModel
import Testing

/// The header that joins a call with those that it makes.
@Suite struct TraceIDTests {
    private static let root = "1-5759e988-bd862e3fe1be46a994272793"

    @Test(arguments: [
        "Root=\(root)", "Root=\(root);Parent=53995c3f42cd8ad8;Sampled=1", "Sampled=0;Root=\(root)",
        "Self=1-67891234-12456789abcdef012345678;Root=\(root);Lineage=a87bd80c:1|68fd508a:5",
        "  root = \(root) ; sampled=?", ";;Root=\(root);;", "Root=\(root);Root=2-other", "rubbish;Root=\(root);=;==",
    ])
    func `the root is found at any position`(header: String) {
        #expect(TraceID.root(of: header) == Self.root)
    }

    @Test func `other forms of a root are accepted`() {
        #expect(TraceID.root(of: "Root=1-a-b") == "1-a-b")
        #expect(TraceID.root(of: "Root=urn:test_1.2") == "urn:test_1.2")
    }

    @Test(arguments: [
        "", ";", "=", "Root", "Root=", "Root= ;Parent=1", "Parent=\(root)", root, "XRoot=\(root)", "Root=a b",
        "Root=a\u{1B}[2J", "Root=空", "Root=a=b", "Root=\u{0}", "Root=" + String(repeating: "a", count: 101),
        "Root=%31", "Root=\"1-a-b\"",
    ])
    func `an invalid header has no root`(header: String) {
        #expect(TraceID.root(of: header) == nil)
    }

    @Test func `a request and its summary have the root`() {
        var request = InvocationRequest(function: "f", event: "", payload: [])
        #expect(request.traceRoot == nil)
        request.traceID = "Sampled=0;Root=\(Self.root)"
        request.origin = CallOrigin(address: "127.0.0.1:1", userAgent: "curl/8", port: 9001)
        #expect(request.traceRoot == Self.root)
        var result = InvocationResult(
            request: request, reply: .cancelled, verdict: .cancelled, startedAt: 0, seconds: 0, isCold: false)
        var summary = InvocationSummary(result)
        #expect(summary.traceRoot == Self.root)
        #expect(summary.origin == request.origin)
        #expect(summary.event == nil)
        #expect(summary.name == "from curl/8")
        result.request.event = "cart.json"
        summary = InvocationSummary(result)
        #expect(summary.name == "cart.json")
        #expect(InvocationSummary(function: "f", startedAt: 0).name == nil)
    }
}
