import LambdaModel
import Testing

@testable import Dashboard

/// Calls of functions that call each other, as the deck shows them.
@Suite struct TracedCallTests {
    private static let root = "1-5759e988-bd862e3fe1be46a994272793"

    private func summary(
        _ function: String, from caller: String?, at time: Double, root: String? = root, id: String? = nil
    ) -> InvocationSummary {
        InvocationSummary(
            function: function, requestID: id, verdict: .ok, startedAt: Model.start + time, milliseconds: 4,
            origin: CallOrigin(address: "172.17.0.2:40000", port: 3001, function: caller), traceRoot: root)
    }

    private func result(root: String? = root) -> InvocationResult {
        var result = InvocationResult.sample().measured()
        result.request.traceID = root.map { "Root=\($0);Sampled=0" }
        return result
    }

    /// The calls that the timing view lists.
    private func calls(_ model: Model) -> [String] {
        let lines = model.responseLines
        guard let title = lines.firstIndex(where: { $0 == "  calls" || $0 == "  call" }) else { return [] }
        return lines[(title + 1)...].map { String($0.drop { $0 == " " }.prefix { $0 != " " }) }
    }

    private func deck(showing tab: Int = 2) -> Model {
        var model = Model.deck()
        model.setState(.ready)
        model.type("i4")
        model.notify(.invocationStarted(1, at: Model.start))
        for _ in 0..<tab { model.press(.tab) }
        return model
    }

    private func view(_ tab: ResponseTab, _ model: inout Model) {
        while model.item?.response?.tab != tab { model.press(.tab) }
    }

    @Test func `calls that end before and after their caller are listed with it`() {
        var model = deck()
        model.notify(.outsideInvocation(summary("orders", from: "hello", at: 1)))
        model.notify(.outsideInvocation(summary("edge", from: "hello", at: 2, root: "1-other")))
        model.notify(.outsideInvocation(summary("edge", from: "hello", at: 2, root: nil)))
        model.finish(1, result())
        view(.timing, &model)
        #expect(calls(model) == ["orders"])
        model.notify(.outsideInvocation(summary("edge", from: "orders", at: 3)))
        #expect(calls(model) == ["orders", "edge"])
        model.notify(.outsideInvocation(summary("edge", from: nil, at: 4)))
        #expect(calls(model) == ["orders", "edge"])
    }

    @Test func `the cursor stays when another call arrives`() {
        var model = deck()
        model.finish(1, result())
        view(.timing, &model)
        model.type("jjjj")
        model.notify(.outsideInvocation(summary("orders", from: "hello", at: 1)))
        #expect(model.item?.response?.cursor == 4)
        model.type("G")
        #expect(model.item?.response?.cursor == 11)
    }

    @Test func `calls that arrive before the log is read or in another view are listed later`() {
        var model = deck()
        let answer = result()
        model.notify(.invocationAnswered(1, answer, ResponseContent(answer.body)))
        view(.timing, &model)
        model.notify(.outsideInvocation(summary("orders", from: "hello", at: 1)))
        #expect(model.responseLines == ["its log is still being read"])
        model.finish(1, answer)
        #expect(calls(model) == ["orders"])
        view(.body, &model)
        model.notify(.outsideInvocation(summary("edge", from: "hello", at: 2)))
        view(.timing, &model)
        #expect(calls(model) == ["orders", "edge"])
    }

    @Test func `a call without a trace has no calls`() {
        var model = deck()
        model.notify(.outsideInvocation(summary("orders", from: "hello", at: 1, root: nil)))
        model.finish(1, result(root: nil))
        view(.timing, &model)
        #expect(calls(model) == [])
    }

    @Test func `calls that arrive while another function is selected are listed`() {
        var model = deck()
        model.finish(1, result())
        view(.timing, &model)
        model.type("1j")
        model.notify(.outsideInvocation(summary("edge", from: "hello", at: 1)))
        model.type("k4")
        #expect(calls(model) == ["edge"])
    }

    @Test func `the number of kept calls is limited`() {
        var traced = CallTraces()
        #expect(traced.add(summary("f", from: nil, at: 0)) == Self.root)
        for number in 1...CallTraces.maximumCount {
            _ = traced.add(summary("f", from: nil, at: Double(number)))
        }
        let kept = traced.calls(of: Self.root)
        #expect(kept.count == CallTraces.maximumCount)
        #expect(kept.first?.startedAt == Model.start + 1)
        var own = summary("f", from: nil, at: 0)
        own.origin = nil
        #expect(traced.add(own) == nil)
        #expect(traced.add(summary("f", from: nil, at: 0, root: nil)) == nil)
        #expect(traced.calls(of: Self.root).count == CallTraces.maximumCount)
    }

    // MARK: The log and the history

    @Test func `a result keeps its call's origin when a summary without one arrives`() {
        var model = Model.deck()
        model.call("a", ["line"])
        var told = summary("hello", from: "orders", at: 0, id: "a")
        model.notify(.outsideInvocation(told))
        #expect(model.rows.contains { $0.contains("└") && $0.contains("  orders") })
        told.origin = nil
        model.notify(.outsideInvocation(told))
        #expect(model.rows.contains { $0.contains("└") && $0.contains("  orders") })
        model.finish(call: "a", event: "cart.json")
        #expect(model.rows.contains { $0.contains("└") && $0.contains("  cart") })
    }

    private func kept(_ calls: [InvocationSummary] = []) -> StoredResponse {
        var kept = StoredResponse.sample(7, "{}")
        kept.result.request.event = ""
        kept.result.request.traceID = "Root=\(Self.root)"
        kept.result.request.origin = CallOrigin(address: "127.0.0.1:1", userAgent: "curl/8.1", port: 9001)
        kept.row.summary = InvocationSummary(kept.result)
        kept.related = calls
        return kept
    }

    @Test func `a kept call shows its origin and the calls that it made`() {
        var model = Model.deck()
        model.notify(.stored(kept([summary("orders", from: "hello", at: 1), summary("edge", from: "orders", at: 2)])))
        #expect(model.item?.response?.event == "from curl/8.1")
        view(.timing, &model)
        #expect(calls(model) == ["orders", "edge"])
        // The stored call has all its data; a new one may be of a caller that sends the same trace again.
        model.notify(.outsideInvocation(summary("edge", from: "hello", at: 3)))
        #expect(calls(model) == ["orders", "edge"])
    }

    @Test func `a kept call is listed with its caller, and its event can be sent again`() {
        var model = Model.deck()
        model.type("h")
        model.found([kept().row], problem: nil)
        #expect(model.rows.contains { $0.contains("from curl/8.1") && $0.contains("ok") })
        #expect(
            model.type("i") == [.invokeStored(1, function: "hello", event: "event from curl/8.1", 7)])
        #expect(StoredResponse.event(of: summary("edge", from: nil, at: 0)) == "event from 172.17.0.2:40000")
        #expect(StoredResponse.event(of: InvocationSummary(function: "edge", startedAt: 0)) == "event of edge")
    }
}
