import LambdaModel
import Testing

/// The calls that a call made, and those that they made.
@Suite struct CallTreeTests {
    private func call(
        _ function: String, from caller: String? = nil, at time: Double, id: String? = nil, root: String? = "1-a-b"
    ) -> InvocationSummary {
        InvocationSummary(
            function: function, requestID: id, startedAt: time, milliseconds: 1,
            origin: caller.map { CallOrigin(address: "172.17.0.2:40000", port: 3001, function: $0) }, traceRoot: root)
    }

    /// The tree as `function@time`, indented by two spaces per level.
    private func tree(of top: InvocationSummary, _ others: [InvocationSummary]) -> [String] {
        CallTree(of: top, among: others).rows.map {
            String(repeating: "  ", count: $0.depth) + "\($0.summary.function)@\(Int($0.summary.startedAt))"
        }
    }

    @Test func `calls are below their caller, ordered by start`() {
        let shop = call("shop", at: 0)
        let others = [
            call("stock", from: "orders", at: 6), call("orders", from: "shop", at: 1),
            call("mail", from: "shop", at: 9),
            call("stock", from: "orders", at: 2), call("orders", from: "shop", at: 5),
        ]
        let expected = ["orders@1", "  stock@2", "orders@5", "  stock@6", "mail@9"]
        #expect(tree(of: shop, others) == expected)
        #expect(tree(of: shop, others.reversed()) == expected)
        #expect(tree(of: others[1], others + [shop]) == ["stock@2"])
        #expect(tree(of: others[4], others + [shop]) == ["stock@6"])
        #expect(tree(of: others[2], others + [shop]) == [])
    }

    @Test func `a function that calls itself is nested`() {
        let others = (1...3).map { call("f", from: "f", at: Double($0)) }
        #expect(tree(of: call("f", at: 0), others) == ["f@1", "  f@2", "    f@3"])
    }

    @Test func `calls of another trace, without a caller, or with an earlier start are excluded`() {
        let others = [
            call("b", from: "a", at: 2, root: "1-x-y"), call("b", from: "a", at: 2, root: nil), call("b", at: 2),
            call("b", from: "c", at: 2), call("b", from: "a", at: -1), call("b", from: "a", at: .nan),
            call("b", from: "a", at: .infinity),
        ]
        #expect(tree(of: call("a", at: 0), others) == [])
        #expect(tree(of: call("a", at: 0, root: nil), [call("b", from: "a", at: 1, root: nil)]) == [])
        #expect(tree(of: call("a", at: 0), []) == [])
    }

    @Test func `the call itself is excluded, and simultaneous calls form no cycle`() {
        let top = call("a", from: "b", at: 0, id: "1")
        let others = [top, call("b", from: "a", at: 0, id: "2"), call("a", from: "b", at: 0, id: "3")]
        #expect(tree(of: top, others) == ["b@0", "  a@0"])
        var seen = top
        seen.requestID = nil
        #expect(tree(of: top, [seen]) == [])
    }

    @Test func `a thousand nested or parallel calls are all listed`() {
        let side = (1...1000).map { call("b", from: "a", at: Double($0)) }
        #expect(CallTree(of: call("a", at: 0), among: side).rows.map(\.depth) == Array(repeating: 0, count: 1000))
        let row = (1...1000).map { call("f", from: "f", at: Double($0)) }
        #expect(CallTree(of: call("f", at: 0), among: row).rows.map(\.depth) == Array(0..<1000))
    }
}
