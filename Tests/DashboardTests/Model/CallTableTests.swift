import LambdaModel
import TestSupport
import Testing

@testable import Dashboard

/// The table of the calls of a function.
@Suite struct CallTableTests {
    private func summary(_ id: String?, event: String? = "a.json", _ verdict: Verdict? = .ok, at seconds: Double = 0)
        -> InvocationSummary
    {
        InvocationSummary(
            function: "hello", requestID: id, event: event, verdict: verdict, startedAt: Model.start + seconds,
            milliseconds: 4)
    }

    private func ids(_ table: CallTable) -> [String?] {
        (0..<table.visibleCount).map { table.visible($0).summary.requestID }
    }

    @Test func `calls are listed newest first, whoever made them`() {
        var table = CallTable()
        table.begin(1, summary(nil, nil), from: .deck)
        table.learn(summary("b", event: nil))
        table.finish(1, summary("a"))
        #expect(ids(table) == ["b", "a"])
        #expect(table.visible(0).from == .caller("outside"))
        #expect(table.visible(1).from == .deck)
        #expect(table.selectedRow?.summary.requestID == "a", "the user's own call keeps the cursor")
    }

    @Test func `calls of the history join those of this run by their request ids, in the order of time`() {
        var table = CallTable()
        table.learn(summary("c", at: 30))
        table.recall([
            HistoryRow(id: 3, summary: summary("c", at: 30)), HistoryRow(id: 2, summary: summary("b", at: 20)),
            HistoryRow(id: 1, summary: summary("a", at: 10)),
        ])
        #expect(ids(table) == ["c", "b", "a"])
        #expect((0..<3).map { table.visible($0).stored } == [3, 2, 1])
        table.recall([HistoryRow(id: 2, summary: summary("b", at: 20))])
        #expect(table.count == 3)
    }

    @Test func `a summary from the log alone does not replace what is known of a call`() {
        var table = CallTable()
        table.learn(summary("a"))
        table.learn(summary("a", event: nil, nil))
        #expect(table.visible(0).summary.event == "a.json")
        #expect(table.visible(0).summary.verdict == .ok)
    }

    @Test func `the filter shows what matches, and what the history says matches`() throws {
        var table = CallTable()
        table.recall(
            (0..<6).reversed().map { number in
                HistoryRow(
                    id: Int64(number),
                    summary: summary(
                        "id-\(number)", event: number % 2 == 0 ? "cart.json" : "order.json", at: Double(number)))
            })
        table.show(try SearchPattern("cart"))
        #expect(ids(table) == ["id-4", "id-2", "id-0"])
        table.found([5])
        #expect(ids(table) == ["id-5", "id-4", "id-2", "id-0"])
        table.learn(summary("id-9", event: "cart.json", at: 9))
        table.learn(summary("id-8", event: "order.json", at: 8))
        #expect(ids(table) == ["id-9", "id-5", "id-4", "id-2", "id-0"])
        table.show(nil)
        #expect(table.visibleCount == 8)
    }

    @Test func `the next failed call is found in both directions`() {
        var table = CallTable()
        for (id, verdict) in [("a", Verdict.functionError), ("b", .ok), ("c", .timeout), ("d", .ok)] {
            table.learn(summary(id, verdict))
        }
        #expect(table.failed(1).flatMap { table.row($0)?.summary.requestID } == "c")
        let isMoved = table.move(by: 3)
        #expect(isMoved)
        #expect(
            table.failed(-1).flatMap { table.row($0)?.summary.requestID } == nil, "the first step goes to the newest")
        _ = table.move(by: 3)
        #expect(table.selectedRow?.summary.requestID == "a")
        #expect(table.failed(-1).flatMap { table.row($0)?.summary.requestID } == "c")
        #expect(table.failed(1) == nil)
        #expect(table.failedCount == 2)
    }

    @Test func `the oldest calls are dropped beyond the limit`() {
        var table = CallTable()
        for number in 0..<(CallTable.maximumCount + 5) { table.learn(summary("id-\(number)")) }
        #expect(table.count == CallTable.maximumCount)
        #expect(table.row(.request("id-4")) == nil)
        #expect(table.row(.request("id-5")) != nil)
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `random changes keep the rules of the table`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var table = CallTable()
        var next = 1
        for step in 0..<1500 {
            let id = "id-\(Int.random(in: 0..<200, using: &random))"
            let seconds = Double(Int.random(in: 0..<500, using: &random))
            switch Int.random(in: 0..<9, using: &random) {
            case 0:
                table.begin(next, summary(nil, nil), from: .deck)
                next += 1
            case 1: table.finish(Int.random(in: 1...max(1, next), using: &random), summary(id, at: seconds))
            case 2: table.refuse(Int.random(in: 1...max(1, next), using: &random))
            case 3, 4: table.learn(summary(id, event: seed % 2 == 0 ? nil : "x.json", at: seconds))
            case 5: table.recall([HistoryRow(id: Int64(step % 97), summary: summary(id, at: seconds))])
            case 6: _ = table.move(by: Int.random(in: -9...9, using: &random))
            case 7: table.show(Bool.random(using: &random) ? try SearchPattern("id-1") : nil)
            default: if let row = table.failed(1) { table.select(row) }
            }
            #expect(table.visibleCount <= table.count)
            let rows = (0..<table.visibleCount).map { table.visible($0).id }
            #expect(Set(rows).count == rows.count)
            if let place = table.position { #expect(rows[place] == table.selected) }
            if table.filter == nil, table.selected != nil { #expect(table.position != nil) }
        }
    }
}

/// Bars and words of durations.
@Suite struct CallTimeTests {
    @Test(arguments: [
        (0.0, 0.0, 0, 0), (0, 1, 0, 1), (0, 10, 0, 3), (0, 100, 0, 4), (0, 1000, 0, 6), (0, 20_000, 0, 7),
        (90, 10, 4, 0), (50, 50, 2, 2), (1, 999, 1, 5),
    ])
    func `a bar is logarithmic, and its parts have their shares`(start: Double, handler: Double, one: Int, other: Int) {
        let cells = TimeBar.cells(start: start, handler: handler, width: 7)
        #expect(cells.start == one)
        #expect(cells.handler == other)
    }

    @Test(arguments: [
        (nil, 32.0, "32.0 ms"), (121.0, 59.0, "121+59 ms"), (334, 1.4, "334+1.4 ms"), (2040, 118, "2.04+0.12 s"),
        (nil, nil, ""), (1500, nil, "1.50 s init"), (0, 5, "5.0 ms"),
    ])
    func `the words are short`(start: Double?, handler: Double?, text: String) {
        #expect(CallTime.text(start: start, handler: handler) == text)
    }
}
