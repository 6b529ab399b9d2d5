import LambdaModel
import TestSupport
import Testing

@testable import Dashboard

/// Random steps in a log: lines arrive and are dropped, calls and traces fold, filters and searches change, the cursor
/// moves. After each step the section must be consistent with a look at every line.
@Suite struct LogWalkTests {
    /// A deck and what happens to it.
    struct Walk {
        var random: SeededGenerator
        var model: Model
        var calls = 0
        var call: String?

        mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

        mutating func pick<Element>(_ elements: [Element]) -> Element { elements[number(0...elements.count - 1)] }

        mutating func record() -> LogRecord {
            let texts = [
                "plain", "空のカートと長い行 " + String(repeating: "x", count: 60), "e\u{301}\u{1B}[31mred", "",
                "[ERROR] ValueError: boom", "Traceback (most recent call last):",
                "  File \"/var/task/a.py\", line 3, in f",
                "    at handler (/var/task/a.js:3:4)", "ValueError: boom", "Error: boom",
                #"{"level":"WARN","message":"low","sku":"X-1","n":[1]}"#, "{\"level\":\"DEBUG\",\"message\":\"d\"}",
                "restarted: a.py changed",
            ]
            if number(0...4) == 0 {
                calls += 1
                call = number(0...3) == 0 ? nil : number(0...3) == 0 ? "call \(max(0, calls - 3))" : "call \(calls)"
            }
            let sources: [LogRecord.Source] = [.output, .output, .output, .errorOutput, .marker, .emulator, .lamdeck]
            return LogRecord(
                time: Model.start + Double(calls) + Double(number(0...3)) / 2, source: pick(sources), text: pick(texts),
                invocation: call)
        }

        mutating func step() {
            switch number(0...19) {
            case 0...5:
                let isFlood = number(0...300) == 0
                let records = (0..<(isFlood ? 21_000 : number(0...9))).map { _ in record() }
                model.notify(.logs(["hello": LogBatch(records: records, dropped: number(0...20) == 0 ? 3 : 0)]))
            case 6:
                model.finish(
                    call: "call \(max(0, calls - number(0...4)))", event: number(0...1) == 0 ? "e.json" : nil,
                    pick([.ok, .functionError, .timeout]), type: "E")
            case 7: model.setState(pick([.ready, .busy(queued: 0)]))
            case 8: if number(0...5) == 0 { model.resize(number(40...130), number(10...40)) }
            case 9: if number(0...9) == 0 { model.type(pick(["Z", "R", "w", "t"])) }
            case 10: if number(0...3) == 0 { model.type("l") }
            case 11:
                if number(0...2) == 0 {
                    model.type(pick(["/", "&", "&!"]) + pick(["boom", "x+", "空", "zzz", "low|File", "("]))
                    model.press(pick([.enter, .escape]))
                    model.press(.escape)
                    if number(0...1) == 0 { model.press(.escape) }
                }
            case 12: model.press(.enter)
            case 13: model.type(pick(["n", "N", "x", "n"]))
            case 14:
                let rect = model.contentRect(of: .logs)
                model.mouse(pick([.press, .doubleClick, .scrollUp, .scrollDown]), rect.x + 2, rect.y + number(0...9))
            default: model.type(pick(["j", "k", "j", "k", "g", "G", " ", "[", "]", "z", "F", "y"]))
            }
        }
    }

    /// What is wrong with the section; nil if nothing is.
    private func mistake(_ model: Model) -> String? {
        guard let item = model.item else { return "no function" }
        let log = item.log
        let page = LogPage(model, item)
        let scroller = page.scroller
        guard log.index.end == log.lines.end, log.index.start == log.lines.start else { return "numbers differ" }
        guard log.count <= LogBuffer.maximumLines else { return "too many lines" }
        let cursor = page.cursor(scroller)
        let rows = scroller.visible(from: cursor.top)
        guard let first = scroller.first else { return rows.isEmpty ? nil : "rows of nothing" }
        guard page.rows(cursor.line) > 0 else { return "the cursor is on a hidden slot" }
        guard rows.contains(where: { $0.line == cursor.line }) else { return "the cursor is out of sight" }
        let total = rows.count
        if total < scroller.height, rows.first?.line != first { return "there is empty room below" }
        for row in rows where !page.shown.isShown(row.line) { return "slot \(row.line) is hidden" }
        if log.isFollowing, rows.last?.line != scroller.last { return "the end is not visible" }
        if let matches = log.matches, matches.isComplete(log.lines) {
            let query = matches.query
            for number in log.lines.numbers.suffix(60) {
                guard matches.passing.contains(number) == query.passes(number, of: log.lines) else {
                    return "line \(number) passes or not"
                }
            }
        }
        return nil
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `a log is consistent after each of many random steps`(seed: UInt64) throws {
        var model = Model.logDeck(70, 16)
        model.notify(.tick(Model.start))
        var walk = Walk(random: SeededGenerator(seed: seed), model: model)
        for step in 0..<2500 {
            walk.step()
            let mistake = mistake(walk.model)
            try #require(mistake == nil, "seed \(seed), step \(step)")
            if step % 20 == 0 { try #require(walk.model.view().mistakes == [], "seed \(seed), step \(step)") }
        }
    }
}
