import LambdaModel
import Support
import Testing

@testable import Dashboard

/// The head of a call in the log, at every width.
@Suite struct LogHeadViewTests {
    private static let id = "5399074e-8f3b-4c56-9a5e-0242ac110002"

    private func facts(_ summary: InvocationSummary?, lines: Int = 2, spinner: String? = nil, id: String? = id)
        -> LogHeadView.Facts
    {
        var index = LogIndex()
        index.add(LogRecord(time: 0, source: .output, text: "", invocation: id))
        return LogHeadView.Facts(group: index[0], summary: summary, lines: lines, spinner: spinner)
    }

    private func summary(
        _ verdict: Verdict? = .ok, event: String? = "api-gw-v2.json", type: String? = nil, memory: Int? = 38 << 20,
        isCold: Bool = true, origin: CallOrigin? = nil
    ) -> InvocationSummary {
        InvocationSummary(
            function: "f", requestID: Self.id, event: event, verdict: verdict, errorType: type, startedAt: 0,
            milliseconds: 3.8, peakMemory: memory, isCold: isCold, origin: origin)
    }

    /// The head as shown in a row.
    private func head(_ facts: LogHeadView.Facts, _ width: Int) -> String {
        let (left, right) = LogHeadView.spans(facts, width: width)
        let texts = (left.map(\.text).joined(), right.map(\.text).joined())
        let gap = width - texts.0.cellWidth - texts.1.cellWidth
        return texts.0 + String(repeating: " ", count: max(0, gap)) + texts.1
    }

    @Test(arguments: [
        (60, "▾ 5399074e api-gw-v2.json cold 3.8 ms 38 MB"), (46, "▾ 5399074e api-gw-v2.json cold 3.8 ms"),
        (40, "▾ 5399074e api-gw…2.json cold 3.8 ms"), (36, "▾ 5399074e api-gw-v2.json 3.8 ms"),
        (30, "▾ 5399074e api-gw-v2.json"), (22, "▾ 5399074e api-g…json"), (14, "▾ 5399074e"),
    ])
    func `parts that do not fit are omitted, the memory first, and no number is cut`(width: Int, shown: String) {
        #expect(head(facts(summary()), width).split(separator: " ").joined(separator: " ") == shown)
    }

    @Test func `no head is wider than its row, and no number is cut`() {
        let events = [
            nil, "e", "空のカートを注文するイベント.json", "an-event-with-a-name-that-goes-on-and-on.json", "a\tb\u{0}\u{1B}[2J\nc",
        ]
        for verdict in Verdict.allCases.map(Optional.some) + [nil] {
            for event in events {
                for width in 1...120 {
                    for isFolded in [false, true] {
                        var index = LogIndex()
                        index.add(LogRecord(time: 0, source: .output, text: "", invocation: Self.id))
                        index.foldAll(isFolded)
                        let facts = LogHeadView.Facts(
                            group: index[0], summary: summary(verdict, event: event, type: "Type"), lines: 1234,
                            spinner: nil)
                        let (left, right) = LogHeadView.spans(facts, width: width)
                        let cells = [left, right].map { $0.reduce(0) { $0 + $1.text.cellWidth } }
                        #expect(cells[0] + cells[1] <= max(width, 10), "\(width): \(left) \(right)")
                        let numbers = right.map(\.text.trimmed).filter { $0.contains { $0.isNumber } }
                        #expect(numbers.allSatisfy { ["3.8 ms", "38 MB"].contains($0) }, "\(numbers)")
                    }
                }
            }
        }
    }

    @Test func `a failure's words are not cut if the event's name can be`() {
        let refused = summary(.functionError, type: "ValueError")
        #expect(head(facts(refused), 24).hasSuffix("✗ ValueError"))
        #expect(head(facts(refused), 60).contains("✗ ValueError  cold   3.8 ms"))
        #expect(head(facts(summary(.timeout, type: "Sandbox.Timedout")), 60).contains("✗ timed out"))
        #expect(head(facts(summary(.functionError)), 60).contains("✗ function error"))
        #expect(head(facts(summary(.cancelled)), 60).contains("– cancelled"))
        #expect(!head(facts(summary(nil)), 60).contains("✗"))
        #expect(head(facts(summary(nil, type: "E")), 60).contains("✗ E"))
    }

    @Test func `a cold start's time is before the handler's`() {
        var cold = summary(.ok)
        cold.initMilliseconds = 2078
        #expect(head(facts(cold), 60).contains("init 2.08 s   3.8 ms"))
    }

    @Test func `heads show the caller, a running call, and a call without lines`() {
        #expect(head(facts(summary(event: nil)), 60).contains("called from outside"))
        let origin = CallOrigin(address: "127.0.0.1:1", userAgent: "curl/7.88.1", port: 9001)
        #expect(head(facts(summary(event: nil, origin: origin)), 60).hasPrefix("▾ 5399074e  from curl/7.88.1  "))
        #expect(head(facts(summary(origin: origin)), 60).hasPrefix("▾ 5399074e  api-gw-v2.json  "))
        #expect(head(facts(nil), 60).trimmed == "▾ 5399074e")
        #expect(head(facts(nil, spinner: "*"), 60).trimmed == "▾ 5399074e  * running")
        #expect(head(facts(nil, lines: 0), 60).hasPrefix("· 5399074e"))
        #expect(head(facts(nil, id: nil), 60).trimmed == "▾ outside any call")
    }
}

extension String {
    /// Without blanks at either end.
    fileprivate var trimmed: String {
        var text = Substring(self)
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
