import LambdaModel
import Support
import Testing

@testable import Dashboard

/// What a log says of a call, at every width.
@Suite struct LogResultViewTests {
    private func view(
        _ verdict: Verdict? = .ok, event: String? = "bulk-22.json", type: String? = nil, status: Int? = nil,
        milliseconds: Double? = 4.2, initMilliseconds: Double? = nil, isCold: Bool = false, origin: CallOrigin? = nil
    ) -> LogResultView {
        var view = LogResultView(
            id: "188a90c3-8f3b-4c56-9a5e-0242ac110002",
            facts: CallFacts(
                InvocationSummary(
                    function: "f", requestID: "x", event: event, verdict: verdict, errorType: type,
                    functionStatus: status.flatMap(FunctionStatus.init), startedAt: 0, milliseconds: milliseconds,
                    initMilliseconds: initMilliseconds, isCold: isCold, origin: origin)))
        view.lines = 6
        return view
    }

    private func text(_ spans: [LogResultView.Span]) -> String { spans.map(\.text).joined() }

    @Test func `the result has the outcome, the time and the name`() {
        let curl = CallOrigin(address: "127.0.0.1:1", userAgent: "curl/8.1", port: 1)
        let table: [(LogResultView, String)] = [
            (view(), "└ ✓ ok in 4.2 ms  bulk-22"), (view(event: nil, origin: curl), "└ ✓ ok in 4.2 ms  curl"),
            (view(status: 200), "└ ✓ 200 OK in 4.2 ms  bulk-22"),
            (view(status: 404), "└ ! 404 Not Found in 4.2 ms  bulk-22"),
            (view(status: 502), "└ ✗ 502 Bad Gateway in 4.2 ms  bulk-22"),
            (view(.functionError, type: "OutOfStock"), "└ ✗ OutOfStock in 4.2 ms  bulk-22"),
            (view(.functionError), "└ ✗ function error in 4.2 ms  bulk-22"),
            (view(.timeout, milliseconds: 3000), "└ ✗ timed out in 3.00 s  bulk-22"),
            (view(.cancelled, milliseconds: nil), "└ – cancelled  bulk-22"),
            (view(initMilliseconds: 121, isCold: true), "└ ✓ ok in 4.2 ms + init 121 ms  bulk-22"),
            (view(isCold: true), "└ ✓ ok in 4.2 ms, cold  bulk-22"),
            (
                view(.initFailed, milliseconds: nil, initMilliseconds: 30),
                "└ ✗ init failed, init 30.0 ms  bulk-22"
            ),
            (view(nil, event: nil), "└ 4.2 ms"), (view(nil, type: "E"), "└ ✗ E in 4.2 ms  bulk-22"),
            (LogResultView(id: "188a90c3-8f3b", facts: nil), "└ call 188a90c3"),
        ]
        for (view, shown) in table { #expect(text(view.result(width: 80)) == shown) }
        var running = LogResultView(id: "a", facts: nil)
        running.running = ("⠹", 1.2)
        #expect(text(running.result(width: 80)) == "└ ⠹ running 1.20 s")
    }

    @Test func `a folded call has its name, its lines and the outcome`() {
        let failed = view(.functionError, type: "OutOfStock", milliseconds: 2.4)
        #expect(text(failed.folded(width: 60)) == "▸ bulk-22  6 lines  ✗ OutOfStock  2.4 ms")
        var lost = failed
        lost.lost = 10
        #expect(text(lost.folded(width: 60)) == "▸ bulk-22  6 of 16 lines  ✗ OutOfStock  2.4 ms")
        #expect(text(LogResultView(id: "188a90c3-8f3b", facts: nil).folded(width: 60)) == "▸ 188a90c3  0 lines")
    }

    @Test func `the header has the id and the time, too`() {
        let failed = view(.functionError, type: "OutOfStock", milliseconds: 2.4)
        #expect(
            text(failed.header(time: "11:24:54", width: 80)) == "bulk-22 · 188a90c3 · 11:24:54 · ✗ OutOfStock · 2.4 ms")
        #expect(
            text(LogResultView(id: "188a90c3-8f3b", facts: nil).header(time: "11:24:54", width: 80))
                == "188a90c3 · 11:24:54")
    }

    @Test(arguments: [
        (40, "└ ✗ OutOfStock in 4.2 ms  bulk-22"), (30, "└ ✗ OutOfStock in 4.2 ms"), (24, "└ ✗ OutOfStock in 4.2 ms"),
        (20, "└ ✗ OutOfStock"), (14, "└ ✗ OutOfStock"), (10, "└ ✗ Out…ck"),
    ])
    func `parts that do not fit are left out, the name first, and no number is cut`(width: Int, shown: String) {
        #expect(text(view(.functionError, type: "OutOfStock").result(width: width)) == shown)
    }

    @Test func `no row is wider than the section, whatever the names are`() {
        let events = [
            nil, "e", "空のカートを注文するイベント.json", "an-event-with-a-name-that-goes-on-and-on.json", "a\tb\u{0}\u{1B}[2J\nc",
        ]
        for verdict in Verdict.allCases.map(Optional.some) + [nil] {
            for event in events {
                for width in 1...90 {
                    let view = view(
                        verdict, event: event, type: "com.example.PaymentRefusedException", initMilliseconds: 9)
                    for spans in [
                        view.result(width: width), view.folded(width: width),
                        view.header(time: "11:24:54", width: width),
                    ] {
                        #expect(spans.reduce(0) { $0 + $1.text.cellWidth } <= width, "\(width): \(spans)")
                    }
                }
            }
        }
    }

    @Test func `a thumb touches an end only if the end is visible`() {
        #expect(ScrollbarView.thumb(top: 0, height: 10, total: 10, room: 10) == nil)
        #expect(ScrollbarView.thumb(top: 0, height: 10, total: 100, room: 10) == 0..<1)
        #expect(ScrollbarView.thumb(top: 1, height: 10, total: 100, room: 10) == 1..<2)
        #expect(ScrollbarView.thumb(top: 89, height: 10, total: 100, room: 10) == 8..<9)
        #expect(ScrollbarView.thumb(top: 90, height: 10, total: 100, room: 10) == 9..<10)
        #expect(ScrollbarView.thumb(top: 5, height: 10, total: 20, room: 10) == 2..<7)
        #expect(ScrollbarView.thumb(top: 0, height: 1, total: 5, room: 1) == nil)
    }
}
