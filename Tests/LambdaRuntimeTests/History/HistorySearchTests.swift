import HostLink
import LambdaModel
import TestSupport
import Testing

@testable import LambdaRuntime

/// A search of the history finds words in the events, responses and logs of calls.
struct HistorySearchTests {
    private static func result(
        _ number: Int, _ payload: String, _ body: String, log: [String] = []
    ) -> InvocationResult {
        var result = InvocationResult.sample(number, payload: Array(payload.utf8), body: Array(body.utf8))
        result.log = log.enumerated().map { index, text in
            LogRecord(
                time: 1_763_849_552, source: index == 0 ? .output : .errorOutput, text: text,
                invocation: index == 2 ? nil : result.requestID)
        }
        return result
    }

    private static func filled() async throws -> HistoryStore {
        let store = try HistorySample().store()
        store.record(
            result(
                1, #"{"name": "J\u00fcrgen", "sku": "X-013"}"#, #"{"total": 17}"#,
                log: ["checked the stock", "", "level\tfine"]))
        let body = #"{"statusCode": 200, "body": "{\"city\":\"K\\u00f6ln\",\"say\":\"\\\"hi\\\"\"}"}"#
        store.record(result(2, #"{"name": "Jürgen"}"#, body, log: [#"{"café": "\u00e9t\u00e9"}"#]))
        store.record(
            result(3, "{}", "null", log: [#"got "quoted" words"#, "\u{1B}[31mred\u{1B}[0m", "a\tbar \\ c:\\new"]))
        var fourth = result(4, "{}", "null")
        fourth.partialResponse = Array("received before".utf8)
        store.record(fourth)
        store.record(result(5, "{}", "null", log: ["called by 5399074e-1"]))
        return store
    }

    @Test(
        arguments: [
            ("x-013", [1]), ("TOTAL", [1]), ("stock", [1]), ("fine", [1]), ("received", [4]), ("nothing", []),
            // As itself, and as JSON escapes it: in a document, in a string of a document, and in a line of a log.
            ("jürgen", [2, 1]), ("JÜRGEN", [2, 1]), ("köln", [2]), ("\"hi\"", [2]), ("{\"city\":", [2]),
            ("CAFÉ", [2]), ("été", [2]),
            // Lines are searched as they were written.
            ("quoted", [3]), ("\"quoted\"", [3]), ("red", [3]), ("31mRED", [3]), ("bar", [3]), ("c:\\new", [3]),
            // Their times and sources are not searched, and neither is the form in which they are stored.
            ("out", []), ("err", []), ("1763849552", []), ("001b", []), ("tbar", []), ("\\t", []),
            // Each word may be somewhere else.
            ("stock total", [1]), ("stock hello cart-1 name", [1]), ("stock red", []), ("stock orders", []),
        ])
    func `words are found in contents`(_ words: String, _ expected: [Int]) async throws {
        let (rows, problem) = try await Self.filled().rows(matching: words)
        #expect(problem == nil)
        #expect(rows.map(\.summary.event) == expected.map { "cart-\($0).json" })
    }

    /// The deck asks for a call by its request id.
    @Test func `the call with a request id precedes those that mention it`() async throws {
        let store = try await Self.filled()
        let rows = await store.rows(matching: "5399074e-1").rows
        #expect(rows.map(\.summary.event) == ["cart-1.json", "cart-5.json"])
        #expect(await store.rows(matching: " 5399074e-1 ", limit: 1).rows == Array(rows.prefix(1)))
        #expect(await store.rows(function: "other", matching: "5399074e-1").rows.isEmpty)
    }

    @Test func `the newest calls are found first, and only as many as are wanted`() async throws {
        let store = try HistorySample().store()
        for number in 1...9 {
            store.record(Self.result(number, number.isMultiple(of: 2) ? #"{"even": true}"# : "{}", "null"))
        }
        let rows = await store.rows(matching: "EVEN", limit: 3).rows
        #expect(rows.map(\.summary.event) == ["cart-8.json", "cart-6.json", "cart-4.json"])
        #expect(await store.rows(matching: "even", limit: 0).rows.isEmpty)
        #expect(await store.rows(function: "hello2", matching: "even").rows.isEmpty)
    }

    @Test func `a search in many steps finds what one step finds`() async throws {
        let store = try await Self.filled()
        let file = HistoryDatabase(path: store.path, busyLimit: 20)
        for words in ["jürgen", "cart", "5399074e-1", "nothing"] {
            let whole = await store.rows(matching: words).rows
            var search = try #require(HistorySearch(HistoryQuery(matching: words, limit: 200)))
            var steps = 0
            while !search.isOver {
                search = try file.withDatabase { [search] db in
                    var search = search
                    try search.step(db, within: .zero)
                    return search
                }
                steps += 1
            }
            #expect(search.rows == whole)
            #expect(steps == 6, "one invocation in each step")
        }
        #expect(HistorySearch(HistoryQuery(matching: " \t", limit: 1)) == nil)
    }

    @Test(arguments: 0..<40) func `a log is searched like its decoded text`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let characters = Array("ab\"\\\t\u{1B}ün0u1[],{} /").map(String.init)
        var result = InvocationResult.sample()
        result.log = (0..<Int.random(in: 0...6, using: &random)).map { _ in
            let text = (0..<Int.random(in: 0...8, using: &random)).map { _ in
                characters.randomElement(using: &random) ?? ""
            }
            let owners = [result.requestID, nil, "a\"]["]
            return LogRecord(
                time: 1, source: [.output, .marker].randomElement(using: &random) ?? .output, text: text.joined(),
                invocation: owners.randomElement(using: &random) ?? nil)
        }
        let bytes = StoredLog.text(of: result, .none, limit: 1 << 20).bytes
        for first in "abn0u1ü[]," {
            for second in ["", "a", "1", "0", "b", "n", "ü", ","] {
                let word = "\(first)\(second)"
                let isFound = bytes.withUnsafeBufferPointer { HistoryWord(word).isIn(log: $0) }
                #expect(isFound == result.log.contains { $0.text.contains(word) }, "\(word) in \(result.log)")
            }
        }
    }

    @Test func `the newest of several searches goes first`() async {
        let turns = SearchTurns()
        let (older, newer) = (turns.begin(), turns.begin())
        await turns.wait(for: newer)
        let waiting = Task { await turns.wait(for: older) }
        let cancelled = Task { await turns.wait(for: older) }
        cancelled.cancel()
        await cancelled.value
        turns.end(newer)
        await waiting.value
        turns.end(older)
    }
}
