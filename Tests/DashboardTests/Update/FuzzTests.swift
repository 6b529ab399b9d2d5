import LambdaModel
import TestSupport
import Testing

@testable import Dashboard

/// Any messages in any order must not end the program, and the screen must always have the model's size and be valid.
@Suite struct FuzzTests {
    /// Messages from a seed.
    struct Storm {
        var random: SeededGenerator
        var highestCall = 0

        mutating func pick<Element>(_ elements: [Element]) -> Element {
            elements[Int.random(in: 0..<elements.count, using: &random)]
        }

        mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

        mutating func text() -> String {
            let parts = [
                "word ", "空のカート", "e\u{301}", "\u{301}", "\t", "\u{0}", "\u{1B}[31m", "\u{1B}]0;t", "\n", "\r",
                "👩\u{200D}💻",
                "{\"a\":[1,2,{}]}", String(repeating: "x", count: 90), "\u{202E}", "\u{FFFD}", " ", "ERROR",
                #"{"level":"WARN","message":"a\nb\u001b[7m","more":[1,{"k":"空"}]}"#,
                "2026-11-22T12:04:12.123Z\t5399074e-8f3b-4c56-9a5e-0242ac110002\tINFO\t", "[INFO]\t",
                "$ npm run build", "built in 1.2 s", "the build failed with exit code 2 after 1.2 s",
                "src/a.ts:3:4 - error ",
            ]
            return (0..<number(0...5)).map { _ in pick(parts) }.joined()
        }

        mutating func function() -> String {
            pick(["hello", "orders", "空の関数", "none", "function-with-a-very-long-name-indeed"])
        }

        mutating func key() -> Key {
            if number(0...3) == 0 {
                return pick([
                    .character("Z"), .alt("q"), .function(number(0...20)), .backspace, .delete, .insert, .control("\\"),
                    .character("空"), .character("e\u{301}"), .character("y"), .character("n"), .character("l"),
                ])
            }
            return pick(KeyMap.bindings.flatMap(\.keys))
        }

        mutating func size() -> Size {
            pick([
                Size(width: 0, height: 0), Size(width: 1, height: 1), Size(width: 1, height: 50),
                Size(width: 200, height: 1),
                Size(width: 39, height: 9), Size(width: 40, height: 10), Size(width: 79, height: 16),
                Size(width: 80, height: 16), Size(width: 80, height: 24), Size(width: 120, height: 36),
                Size(width: number(0...90), height: number(0...30)),
            ])
        }

        mutating func state() -> RunState {
            pick(
                RunState.samples + [
                    .pulling(PullState()), .failed(FailureReason(.container, text(), lastLines: [text(), text()])),
                ])
        }

        mutating func build() -> BuildStatus? {
            let lines = (0..<number(0...5)).map { _ in text() }
            let failure = BuildFailure(time: Double(number(0...9)), seconds: 1, reason: text(), lastLines: lines)
            return pick([
                nil, .building(since: Model.start + Double(number(0...9))), .succeeded(at: Model.start, seconds: 1),
                .watching(since: Model.start), .failed(failure),
            ])
        }

        mutating func content() -> [UInt8] {
            number(0...4) == 0 ? (0..<number(0...40)).map { _ in UInt8(number(0...255)) } : Array(text().utf8)
        }

        mutating func reply() -> InvocationReply {
            let error = #"{"errorType":"T","errorMessage":"m\#(number(0...9))\nn","stackTrace":["a","b\nc"]}"#
            let answers: [InvocationReply] = [
                .answered(status: 200, body: content()), .answered(status: 502, body: Array(error.utf8)),
                .answered(status: 200, body: Array("Task timed out after 3.00 seconds".utf8)), .unreachable(text()),
                .cancelled, .refused(FailureReason(.image, text())),
                .answered(
                    status: 200, body: Array("[[[1,2],{\"k\":\"\(String(repeating: "長", count: 200))\"}],3]".utf8)),
                .answered(status: 200, body: Array(#"{"statusCode":200,"body":"{\"a\":[1,{}]}","c":2}"#.utf8)),
            ]
            return pick(answers)
        }

        mutating func records() -> [LogRecord] {
            let sources: [LogRecord.Source] = [.output, .errorOutput, .marker, .emulator, .lamdeck, .build]
            return (0..<number(0...30)).map { _ in
                LogRecord(
                    time: Model.start + Double(number(0...90_000)), source: pick(sources), text: text(),
                    invocation: call())
            }
        }

        /// A request id, or something else.
        mutating func call() -> String? { number(0...3) == 0 ? nil : pick(["a", "b", "c", "d", text()]) }

        mutating func summary() -> InvocationSummary {
            InvocationSummary(
                function: function(), requestID: call(), event: number(0...1) == 0 ? text() : nil,
                verdict: Verdict.allCases.randomElement(using: &random), errorType: number(0...1) == 0 ? text() : nil,
                startedAt: Model.start + Double(number(0...9)), milliseconds: Double(number(0...1 << 30)) / 8,
                peakMemory: number(0...1 << 40), isCold: number(0...1) == 0, origin: origin(), traceRoot: root())
        }

        mutating func origin() -> CallOrigin? {
            guard number(0...2) > 0 else { return nil }
            return CallOrigin(
                address: text(), userAgent: number(0...1) == 0 ? text() : nil, port: number(0...65_535),
                function: number(0...1) == 0 ? function() : nil)
        }

        mutating func root() -> String? { number(0...3) == 0 ? nil : pick(["1-a", "1-b", text()]) }

        mutating func manifest() -> ManifestNews {
            switch number(0...4) {
            case 0: return .missing([text(), "/a"])
            case 1: return .broken(path: text(), problems: [text(), text()])
            default:
                let names = ["hello", "orders", "空の関数", "function-with-a-very-long-name-indeed"].filter { _ in
                    number(0...3) > 0
                }
                let infos = names.map { name in
                    var info = FunctionInfo.sample(name, pick(["nodejs22", "", text()]), number(1...65_535))
                    if number(0...2) == 0 { info.routes = [.webSocket(pick(["chat", "ticker"]), "$default", 8001)] }
                    return info
                }
                return .loaded(path: text(), infos, warnings: number(0...2) == 0 ? [text(), text()] : [])
            }
        }

        mutating func message() -> Message {
            switch number(0...33) {
            case 0...9: return .input(.key(key()))
            case 10: return .input(.resize(size()))
            case 11:
                let action = pick([
                    MouseEvent.Action.press, .press, .doubleClick, .scrollUp, .scrollDown, .drag, .release,
                ])
                return .input(.mouse(MouseEvent(action, x: number(-2...130), y: number(-2...40))))
            case 12: return .tick(Model.start + Double(number(0...100_000)) / 10)
            case 13, 14:
                return .state(
                    function: function(), state(), isStale: number(0...2) == 0, note: number(0...2) == 0 ? text() : nil)
            case 15:
                return .events(
                    function: function(),
                    EventList(
                        names: (0..<number(0...40)).map { "\($0)" + text() }, folder: text(),
                        problem: number(0...4) == 0 ? text() : nil))
            case 16, 17:
                return .logs([function(): LogBatch(records: records(), dropped: number(0...3) == 0 ? number(0...9) : 0)]
                )
            case 18: return .memory([function(): number(0...1 << 30)])
            case 19:
                let call = number(0...highestCall + 1)
                guard number(0...1) == 0 else { return .invocationStarted(call, at: Model.start) }
                let isLong = number(0...3) == 0
                let bytes = (0..<(isLong ? 400 : 1)).flatMap { _ in content() }
                return .invocationPart(call, ResponsePart(bytes, offset: number(0...5000)))
            case 20: return .invocationRefused(number(0...highestCall + 1), function: function(), text())
            case 21, 22: return answer()
            case 24: return .outsideInvocation(summary())
            case 23:
                return number(0...2) == 0
                    ? .manifest(manifest()) : .notice(Notice(pick([.info, .warning, .error]), text()))
            case 25:
                return .history(
                    (0..<Int64(number(0...50))).map {
                        .sample($0, function: function(), event: text(), errorType: text())
                    },
                    function: nil, matching: "", problem: number(0...4) == 0 ? text() : nil)
            case 28: return .input(number(0...1) == 0 ? .paste(text()) : .focus(number(0...1) == 0))
            case 29: return number(0...1) == 0 ? .saved(function: function(), text()) : .copied(text(), name: text())
            case 30:
                let key: CallKey = number(0...1) == 0 ? .stored(Int64(number(0...50))) : .request(call() ?? "")
                return .loaded(function: function(), key, number(0...3) == 0 ? nil : kept())
            case 31: return memory()
            case 32: return connections()
            case 26: return .stored(kept())
            case 27: return .storedPair(kept(), kept())
            default:
                return number(0...9) == 0
                    ? .terminated : .engine(pick([.connecting, .connected(text()), .unavailable(text())]))
            }
        }

        private mutating func connections() -> Message {
            let api = pick(["chat", "ticker", text()])
            return .connections(
                api: api,
                (0..<number(0...30)).map { _ in
                    .sample(
                        pick(["a", "b", text()]), api: api, seconds: Double(number(-9...100_000)),
                        agent: number(0...1) == 0 ? text() : nil, principal: number(0...1) == 0 ? text() : nil,
                        messages: (number(0...9), number(0...9)))
                })
        }

        /// What an earlier deck or run has left.
        private mutating func memory() -> Message {
            let rows = (0..<Int64(number(0...20))).map { HistoryRow.sample($0, function: function(), event: text()) }
            switch number(0...3) {
            case 0:
                return .recalled(
                    function: function(), rows, last: number(0...1) == 0 ? nil : kept(), log: records())
            case 1: return .recalledAll([function(): rows])
            case 2:
                if number(0...1) == 0 { return .build(function: function(), build()) }
                if number(0...1) == 0 {
                    return .port(function: function(), problem: number(0...1) == 0 ? nil : text())
                }
                return .emulator(function: function(), reason: number(0...1) == 0 ? nil : text())
            default:
                var view = DeckView(function: function())
                view.events = [function(): text()]
                var arrangement = DeckView.Arrangement()
                (arrangement.left, arrangement.isZoomed) = (number(-1000...1000), number(0...1) == 0)
                arrangement.rows = [pick(["functions", "events", "calls", "logs", ""]): number(-1000...1000)]
                arrangement.focus = pick(["inspector", "logs", "calls", "x"])
                arrangement.theme = pick(["dark", "light", "auto", "x"])
                view.arrangement = arrangement
                return .view(view)
            }
        }

        private mutating func kept() -> StoredResponse {
            var kept = StoredResponse.sample(Int64(number(0...50)), text(), function: function())
            kept.result.reply = reply()
            kept.result.log = records()
            kept.result.request.traceID = root().map { "Root=\($0)" }
            kept.related = (0..<number(0...9)).map { _ in summary() }
            kept.content = ResponseContent(kept.result.body)
            return kept
        }

        private mutating func answer() -> Message {
            let reply = reply()
            let (verdict, error) = Verdict.read(reply)
            var result = InvocationResult(
                request: InvocationRequest(function: function(), event: text(), payload: []), reply: reply,
                verdict: verdict, error: error, startedAt: Model.start, seconds: Double(number(0...10_000)) / 1000,
                isCold: number(0...1) == 0, requestID: call())
            result.log = records()
            result.request.traceID = root().map { "Root=\($0)" }
            if number(0...1) == 0 {
                result = result.measured(
                    queued: Double(number(-9...9)), start: Double(number(-9...900)), handler: Double(number(-9...9000)))
            }
            return .invocationFinished(number(0...highestCall + 1), result, ResponseContent(result.body))
        }
    }

    @Test(arguments: 1...16 as ClosedRange<UInt64>)
    func `random messages neither crash the deck nor corrupt the screen`(seed: UInt64) throws {
        var storm = Storm(random: SeededGenerator(seed: seed))
        var model = seed % 2 == 0 ? Model.deck() : Model(size: storm.size(), now: Model.start)
        for step in 0..<6_250 {
            let message = storm.message()
            let effects = model.update(message)
            for case .invoke(let id, _, _) in effects { storm.highestCall = max(storm.highestCall, id) }
            guard step < 300 || step % 8 == 0 else { continue }
            let grid = model.view()
            try #require(grid.size == Size(width: max(0, model.size.width), height: max(0, model.size.height)))
            if step % 16 == 0 || step < 300 { try #require(grid.mistakes == [], "step \(step): \(message)") }
        }
    }
}
