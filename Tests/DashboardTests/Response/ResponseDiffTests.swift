import LambdaModel
import Support
import Testing

@testable import Dashboard

/// The differences from the previous response.
@Suite struct ResponseDiffTests {
    private func diff(_ old: [UInt8], _ new: [UInt8], _ verdicts: (Verdict, Verdict) = (.ok, .ok)) -> [String] {
        func result(_ body: [UInt8], _ verdict: Verdict) -> InvocationResult {
            var result = InvocationResult.sample(verdict: verdict)
            result.reply = .answered(status: 200, body: body)
            return result
        }
        let diff = ResponseDiff(EarlierResponse(result(old, verdicts.0)), result(new, verdicts.1)) { _ in "12:00:00" }
        return (0..<diff.count(width: 80)).map { diff.line($0, width: 80).map(\.text).joined() }
    }

    private func diff(_ old: String, _ new: String) -> [String] { diff(Array(old.utf8), Array(new.utf8)) }

    @Test func `a diff reports equal bytes or equal values`() {
        #expect(diff("{\"a\":1}", "{\"a\":1}") == ["the same as the response of 12:00:00"])
        for new in ["{ \"a\" : 1 , \"b\":[1,\"x\"]}", "{\"b\":[1e0,\"\\u0078\"],\"a\":1.0}"] {
            #expect(
                diff("{\"a\":1,\"b\":[1,\"x\"]}", new) == [
                    "the same values as the response of 12:00:00, formatted differently"
                ])
        }
    }

    @Test func `a diff shows changed values and ignores the order of keys`() {
        #expect(
            diff(#"{"b":1,"a":[1,2],"gone":null}"#, #"{"a":[1,3],"b":1.0,"c":{}}"#) == [
                "against the response of 12:00:00", "  {", "    \"a\": [", "      1", "-     2", "+     3", "    ]",
                "    \"b\": 1.0", "-   \"gone\": null", "+   \"c\": {}", "  }",
            ])
    }

    @Test func `opened bodies are compared by their values`() {
        let lines = diff(
            #"{"statusCode":200,"body":"{\"id\":1,\"b\":true}"}"#, #"{"statusCode":200,"body":"{\"b\":true,\"id\":2}"}"#
        )
        #expect(lines.filter { $0.hasPrefix("-") || $0.hasPrefix("+") } == ["-       \"id\": 1", "+       \"id\": 2"])
    }

    @Test func `different binary base64 bodies differ`() {
        let lines = diff(
            #"{"statusCode":200,"isBase64Encoded":true,"body":"AAEC/w=="}"#,
            #"{"statusCode":200,"isBase64Encoded":true,"body":"AAEC/g=="}"#)
        #expect(lines.filter { $0.hasPrefix("-") || $0.hasPrefix("+") }.count == 2)
    }

    @Test func `long unchanged runs are replaced by their line count`() {
        let old = "[" + (0..<100).map(String.init).joined(separator: ",") + "]"
        let new = old.replacing("50", with: "\"x50\"")
        #expect(
            diff(old, new) == [
                "against the response of 12:00:00", "  … 48 unchanged lines", "    47", "    48", "    49", "-   50",
                "+   \"x50\"", "    51", "    52", "    53", "  … 47 unchanged lines",
            ])
    }

    @Test func `text, JSON and empty bodies are compared line by line`() {
        #expect(diff("a\nb", "a\nc").suffix(3) == ["  a", "- b", "+ c"])
        #expect(diff("1", "one").suffix(2) == ["- 1", "+ one"])
        #expect(diff("", "one").last == "+ one")
        #expect(diff("one", "").last == "- one")
        #expect(diff("", "") == ["the same as the response of 12:00:00"])
    }

    @Test func `a diff shows a changed verdict`() {
        #expect(
            diff(Array("1".utf8), Array("1".utf8), (.ok, .timeout)) == [
                "the same body as the response of 12:00:00", "- ok", "+ timed out",
            ])
    }

    @Test func `a diff that cannot be made says why`() {
        #expect(
            diff([0, 1], [0, 2])[0].hasPrefix("differs from the response of 12:00:00: 2 bytes then, 2 bytes now"))
        let large = [UInt8](repeating: 0x20, count: ResponseDiff.maximumBytes) + [0x31]
        #expect(diff([0x31], large) == ["too large to compare: more than 1 MB"])
        #expect(diff(large, [0x31]) == ["too large to compare: more than 1 MB"])
        let many = "[" + (0..<60_000).map { _ in "1" }.joined(separator: ",") + "]"
        #expect(diff("[]", many) == ["too large to compare: more than 50,000 lines"])
        let (old, new) = ((0..<900).map { "\($0)" }, (0..<900).map { "x\($0)" })
        #expect(
            diff(old.joined(separator: "\n"), new.joined(separator: "\n")) == [
                "too many differences from the response of 12:00:00 to show"
            ])
    }

    @Test func `deeply nested values are compared`() {
        func nested(_ value: String) -> String {
            String(repeating: "[", count: 900) + value + String(repeating: "]", count: 900)
        }
        #expect(diff(nested("1"), nested("2")).filter { $0.hasPrefix("-") || $0.hasPrefix("+") }.count == 2)
    }

    // MARK: Side by side

    private func compared(_ old: String, _ new: String) -> ResponseDiff {
        func result(_ body: String) -> InvocationResult { .sample(body) }
        return ResponseDiff(EarlierResponse(result(old)), result(new)) { _ in "12:00:00" }
    }

    private func lines(_ diff: ResponseDiff, _ width: Int) -> [String] {
        (0..<diff.count(width: width)).map { diff.line($0, width: width).map(\.text).joined() }
    }

    private static let old = #"{"id":1,"state":"open","sum":4,"gone":true}"#
    private static let new = #"{"id":1,"state":"paid","sum":4.5,"new":[1,2]}"#

    @Test func `a wide pane shows the responses side by side, changed lines next to each other`() {
        let diff = compared(Self.old, Self.new)
        func row(_ left: String, _ right: String) -> String { left.padded(48) + " │ " + right }
        #expect(
            lines(diff, 100) == [
                "against the response of 12:00:00", row("  {", "  {"), row(#"    "id": 1"#, #"    "id": 1"#),
                row(#"-   "state": "open""#, #"+   "state": "paid""#), row(#"-   "sum": 4"#, #"+   "sum": 4.5"#),
                row(#"-   "gone": true"#, ""), row("", #"+   "new": ["#), row("", "+     1"), row("", "+     2"),
                row("", "+   ]"), row("  }", "  }"),
            ])
        #expect(
            lines(diff, 99)[3...6] == [
                #"-   "state": "open""#, #"+   "state": "paid""#, #"-   "sum": 4"#, #"+   "sum": 4.5"#,
            ])
    }

    @Test func `differences are counted, and n and N go from one to another`() {
        let diff = compared(Self.old, Self.new)
        #expect(diff.title == "4 differences")
        #expect(diff.differenceRows(width: 100) == [3, 4, 5, 6])
        #expect(diff.differenceRows(width: 80) == [3, 5, 7, 8])
        #expect(diff.difference(from: 3, forwards: true, width: 80)?.row == 5)
        #expect(diff.difference(from: 8, forwards: true, width: 80)?.number == 1)
        #expect(diff.difference(from: 3, forwards: false, width: 80)?.number == 4)
        #expect(compared("1", "1").title == "no differences")
        #expect(compared("1", "1").difference(from: 0, forwards: true, width: 80) == nil)
    }

    @Test func `changed words are marked within a line`() {
        let diff = compared(#"{"note":"two red lamps"}"#, #"{"note":"two blue lamps"}"#)
        func marked(_ index: Int) -> [String] {
            diff.line(index, width: 80).filter { $0.style.attributes.contains(.reverse) }.map(\.text)
        }
        #expect(marked(2) == ["red"])
        #expect(marked(3) == ["blue"])
    }

    @Test func `ids and times that differ in each call are dimmed and not counted`() {
        let diff = compared(
            #"{"n":1,"requestId":"20d323cb-5a7e-41fa-b67f-c2cd2a63bde1","at":"2026-11-28T10:26:50Z","tookMs":3}"#,
            #"{"n":2,"requestId":"86f02000-e372-4ca4-a595-3022d36242c1","at":"2026-11-28T10:27:50Z","tookMs":4}"#)
        #expect(diff.title == "1 difference")
        #expect(
            lines(diff, 80).dropFirst(2) == [
                #"-   "n": 1"#, #"+   "n": 2"#, #"~   "requestId": "86f02000-e372-4ca4-a595-3022d36242c1""#,
                #"~   "at": "2026-11-28T10:27:50Z""#, #"~   "tookMs": 4"#, "  }",
            ])
        #expect(diff.line(4, width: 80).allSatisfy { $0.style.role == .dim })
        #expect(diff.differenceRows(width: 120) == [2])
        let only = compared(#"{"exp":1795861610}"#, #"{"exp":1795861670}"#)
        #expect(only.title == "no differences")
        #expect(lines(only, 80)[0] == "only ids and times differ from the response of 12:00:00")
        #expect(compared(#"{"productId":"42"}"#, #"{"productId":"43"}"#).title == "1 difference")
    }

    @Test func `no row of two columns is wider than the pane`() {
        let long = String(repeating: "値x", count: 200)
        let diff = compared("{\"a\":\"\(long)1\"}", "{\"a\":\"\(long)2\"}")
        for width in [100, 101, 150] {
            for line in lines(diff, width) { #expect(line.cellWidth <= width) }
        }
        #expect(diff.line(99, width: 100).isEmpty)
    }

    @Test func `the last response to each event is kept, within limits`() {
        var earlier = EarlierResponses()
        #expect(earlier.replace(.sample("1", event: "a"))?.body == nil)
        #expect(earlier.replace(.sample("2", event: "b"))?.body == nil)
        #expect(earlier.replace(.sample("3", event: "a"))?.body == Array("1".utf8))
        #expect(earlier.replace(.sample("4", event: "a"))?.body == Array("3".utf8))
        for index in 0..<EarlierResponses.maximumCount { _ = earlier.replace(.sample("5", event: "e\(index)")) }
        #expect(earlier.replace(.sample("6", event: "a"))?.body == nil)
        let megabyte = String(repeating: "x", count: ResponseDiff.maximumBytes)
        for index in 0..<9 { _ = earlier.replace(.sample(megabyte, event: "m\(index)")) }
        #expect(earlier.replace(.sample("7", event: "m0"))?.body == nil)
        #expect(earlier.replace(.sample("7", event: "m8"))?.body?.count == megabyte.utf8.count)
    }

    @Test func `a call without an answer does not replace the earlier response`() {
        var earlier = EarlierResponses()
        _ = earlier.replace(.sample("1", event: "a"))
        var broken = InvocationResult.sample(event: "a")
        broken.reply = .unreachable("closed")
        #expect(earlier.replace(broken)?.body == Array("1".utf8))
        #expect(earlier.replace(.sample("2", event: "a"))?.body == Array("1".utf8))
    }
}
