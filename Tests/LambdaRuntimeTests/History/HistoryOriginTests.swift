import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import Testing

/// Calls that arrived through the server, in the history.
struct HistoryOriginTests {
    private func outside(
        _ number: Int, of function: String = "stock", from caller: String? = "orders", root: String? = "1-a-b",
        agent: String? = "Boto3/1.26.27 Python/3.11.2"
    ) -> InvocationResult {
        var result = InvocationResult.sample(number, function: function)
        result.request.event = ""
        result.request.traceID = root.map { "Root=\($0)" }
        result.request.origin = CallOrigin(
            address: "172.17.0.2:40312", userAgent: agent, port: 3001, function: caller)
        return result
    }

    @Test("The origin and the trace of a call are read as written")
    func whole() async throws {
        let sample = try HistorySample()
        let store = sample.store()
        let results = [
            outside(1), outside(2, from: nil, agent: nil), outside(3, root: nil), outside(4, agent: "a\"b\\空\n\t"),
        ]
        for result in results { store.record(result) }
        let rows = await store.rows().rows.reversed()
        #expect(rows.map(\.summary) == results.map { InvocationSummary($0) })
        #expect(rows.map(\.summary.event) == [nil, nil, nil, nil])
        for (row, result) in zip(rows, results) { #expect(try await store.entry(row.id).result == result) }
    }

    @Test("A streamed response keeps its type, which says that it begins with a prelude")
    func stream() async throws {
        let store = try HistorySample().store()
        var result = outside(1)
        result.request.http = HTTPCall(format: .functionURL, method: "GET", target: "/", isStreamed: true)
        result.reply = .answered(status: 200, body: Array("{\"statusCode\":".utf8))
        result.responseType = StreamedResponse.preludeType
        store.record(result)
        let row = try #require(await store.rows().rows.first)
        #expect(row.summary.functionStatus?.code == 502)
        #expect(try await store.entry(row.id).result == result)
    }

    @Test("Only the root of a trace header is kept; an invalid header is dropped; NULs and excess length are cut")
    func header() async throws {
        let store = try HistorySample().store()
        var result = outside(1, agent: "a\0b" + String(repeating: "x", count: 500))
        result.request.traceID = "Sampled=0;Root=1-a-b;Parent=7"
        store.record(result)
        result.request.traceID = "rubbish"
        result.request.origin?.address = "\0"
        store.record(result)
        let rows = await store.rows().rows
        let first = try await store.entry(try #require(rows.last).id).result.request
        #expect(first.traceID == "Root=1-a-b")
        #expect(first.origin?.userAgent == "ab" + String(repeating: "x", count: 198))
        let second = try await store.entry(try #require(rows.first).id).result.request
        #expect(second.traceID == nil)
        #expect(second.origin?.address == "")
    }

    @Test("The calls of one trace are found together, the oldest first")
    func trace() async throws {
        let store = try HistorySample().store()
        #expect(try await store.rows(trace: "1-a-b").isEmpty)
        for number in 1...6 { store.record(outside(number, root: number % 2 == 0 ? "1-a-b" : "1-a-c")) }
        store.record(outside(7, root: nil))
        let rows = try await store.rows(trace: "1-a-b")
        #expect(rows.map(\.summary.requestID) == ["5399074e-2", "5399074e-4", "5399074e-6"])
        #expect(try await store.rows(trace: "1-a-b", limit: 2).map(\.id) == Array(rows.map(\.id).prefix(2)))
        #expect(try await store.rows(trace: "1-a").isEmpty)
        #expect(try await store.rows(trace: "%").isEmpty)
        #expect(try await store.rows(trace: "").isEmpty)
    }

    @Test(
        "A call is found by words about its caller",
        arguments: [
            ("from orders", 1), ("ORDERS", 1), ("boto3", 1), ("curl/8", 1), ("Python", 0), ("from", 2), ("172.17", 2),
            ("1-a-b", 1), ("from cart", 0), ("cart", 1), ("40312", 2), ("3001", 0),
        ])
    func matching(_ words: String, _ count: Int) async throws {
        let store = try HistorySample().store()
        store.record(outside(1))
        store.record(outside(2, of: "hello", from: nil, root: nil, agent: "curl/8 (Python)"))
        store.record(.sample(3))
        #expect(await store.rows(matching: words).rows.count == count)
    }

    @Test("Secrets of the environment are not kept in a caller either")
    func secrets() async throws {
        let secret = "hunter2-and-more"
        let sample = try HistorySample()
        var store: HistoryStore? = sample.store()
        var result = outside(1, from: secret, root: "1-\(secret)", agent: "agent/\(secret)")
        result.request.origin?.address = "host-\(secret):1"
        store?.record(result, masking: Masking([secret]))
        let row = try #require(await store?.rows().rows.first)
        #expect(
            row.summary.origin
                == CallOrigin(address: "host-•••:1", userAgent: "agent/•••", port: 3001, function: "•••"))
        #expect(row.summary.traceRoot == "1-•••")
        store = nil
        for name in try sample.files() {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(sample.tree.path)/state/history/\(name)"))
            #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(name)")
        }
    }
}
