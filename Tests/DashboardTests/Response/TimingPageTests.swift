import LambdaModel
import Support
import TestSupport
import Testing

@testable import Dashboard

/// How long each part of a call took.
@Suite struct TimingPageTests {
    private func lines(
        _ result: InvocationResult, width: Int = 80, among calls: [InvocationSummary] = []
    ) -> [String] {
        let page = TimingPage(result, CallTree(of: InvocationSummary(result), among: calls))
        return (0..<page.count).map { page.line($0, width: width).map(\.text).joined() }
    }

    @Test func `a cold call shows the time of each part, and the memory with its limit`() {
        let lines = lines(.sample(isCold: true).measured(queued: 0.02, start: 65, handler: 3.8))
        #expect(lines[1].hasPrefix("░ queue       20.0 ms"))
        #expect(lines[2].hasPrefix("▒ init        65.0 ms  cold"))
        #expect(lines[3] == "█ handler      3.8 ms")
        #expect(lines[4].hasPrefix("▓ overhead    11.5 ms"))
        #expect(lines[5] == "  total        100 ms")
        #expect(lines[7].hasPrefix("  CPU         12.0 ms"))
        #expect(lines[8].hasPrefix("  memory    38 of 128 MB  ██████░"))
        #expect(lines[8].hasSuffix("  peak"))
        #expect(
            lines[0] == String(repeating: "░", count: 15) + String(repeating: "▒", count: 53) + "███"
                + String(repeating: "▓", count: 9))
    }

    @Test func `a streamed response shows the time to its first byte, which is not in the bar`() {
        var result = InvocationResult.sample().measured()
        let before = lines(result)
        result.firstByteMilliseconds = 1.26
        let lines = lines(result)
        #expect(lines[4] == "  first byte   1.3 ms  from the event to the start of the response")
        #expect(lines[3].hasSuffix(" 3.8 ms"))
        #expect(lines.enumerated().filter { $0.offset != 4 }.map(\.element) == before)
    }

    @Test func `a warm call has no init time`() {
        let lines = lines(.sample().measured())
        #expect(lines[2].hasPrefix("▒ init         0.0 ms  warm"))
        #expect(!lines[0].contains("▒"))
    }

    @Test func `unknown times are labelled and are not in the bar`() {
        let lines = lines(.sample(isCold: true).measured(handler: nil, peak: nil, limit: nil, cpu: nil))
        #expect(lines[2].contains("not known"))
        #expect(lines[3].contains("not known"))
        #expect(lines[4].contains("not known"))
        #expect(lines[7].contains("not known"))
        #expect(lines[8] == "  memory    not known")
        #expect(lines[0] == String(repeating: "·", count: 80))
        #expect(self.lines(.sample().measured(limit: nil))[8].contains("38 MB  peak; no limit"))
    }

    @Test func `no part is negative if clocks disagree`() {
        var result = InvocationResult.sample(isCold: true).measured(queued: -3, start: 500, handler: 900, cpu: -1)
        result.seconds = 0.1
        let lines = lines(result)
        #expect(lines.allSatisfy { !$0.contains("-") })
        #expect(lines[4].hasPrefix("▓ overhead     0.0 ms"))
        #expect(lines[5] == "  total        1.40 s")
        result.seconds = .nan
        result.queuedSeconds = .infinity
        result.handlerMilliseconds = -.infinity
        #expect(self.lines(result)[3].contains("not known"))
    }

    @Test func `a bar is as wide as the pane for any parts`() {
        var random = SeededGenerator(seed: 3)
        for width in 1...120 {
            let parts = (0..<5).map { _ in
                Bool.random(using: &random) ? Double.random(in: 0...1000, using: &random) : 0.001
            }
            let cells = TimingPage.cells(parts, of: parts.reduce(0, +), width: width)
            #expect(cells.reduce(0, +) == width, "\(parts) in \(width)")
            #expect(cells.allSatisfy { $0 >= 0 })
        }
        #expect(TimingPage.cells([0, 0], of: 0, width: 10) == [0, 0])
    }

    private func call(
        _ function: String, from caller: String, at time: Double, _ verdict: Verdict? = .ok, type: String? = nil,
        milliseconds: Double? = 12.3
    ) -> InvocationSummary {
        InvocationSummary(
            function: function, verdict: verdict, errorType: type, startedAt: Model.start + time,
            milliseconds: milliseconds,
            origin: CallOrigin(address: "172.17.0.2:40000", port: 3001, function: caller), traceRoot: "1-a-b")
    }

    private var traced: InvocationResult {
        var result = InvocationResult.sample().measured()
        result.request.traceID = "Root=1-a-b"
        return result
    }

    @Test func `the calls that it made are listed with their times, and verdicts other than ok`() {
        let calls = [
            call("orders", from: "hello", at: 1), call("stock", from: "orders", at: 2, .timeout, milliseconds: 3000),
            call("a-function-with-a-name", from: "stock", at: 2.5, nil, milliseconds: nil),
            call("mail", from: "hello", at: 5, .functionError, type: "ValueError"),
        ]
        let lines = lines(traced, among: calls)
        #expect(
            lines.dropFirst(9) == [
                "", "  calls", "    orders                       12.3 ms",
                "      stock                       3.00 s  ✗ timed out", "        a-function-with-a-name          ",
                "    mail                         12.3 ms  ✗ function error · ValueError",
            ])
        #expect(self.lines(traced, among: Array(calls.prefix(1)))[10] == "  call")
        #expect(
            self.lines(traced, among: Array(calls.prefix(2))).dropFirst(11) == [
                "    orders    12.3 ms", "      stock    3.00 s  ✗ timed out",
            ])
        #expect(self.lines(traced, width: 50, among: calls).last?.hasSuffix("✗ function error") == true)
        #expect(self.lines(traced, width: 44, among: calls).allSatisfy { $0.cellWidth <= 44 })
        #expect(self.lines(traced).count == 9)
    }

    @Test func `deeply nested calls keep their names and times`() {
        let calls = (1...100).map { call("hello", from: "hello", at: Double($0)) }
        for width in [24, 40, 80] {
            let lines = lines(traced, width: width, among: calls)
            #expect(lines.count == 111)
            for line in lines.dropFirst(11) {
                #expect(line.cellWidth <= width && line.contains("hello") && line.contains("12.3 ms"), "\(line)")
            }
        }
    }

    @Test(arguments: 1...60)
    func `no line is wider than a pane of at least 24 columns`(width: Int) {
        for line in lines(.sample(isCold: true).measured(start: 65), width: width) where width >= 24 {
            #expect(line.cellWidth <= width, "\(line)")
        }
    }
}
