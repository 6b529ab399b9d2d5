import LambdaModel
import Testing

@testable import Dashboard

/// The section of the log as the user sees it, alone.
@Suite struct LogPictureTests {
    private static func id(_ number: Int) -> String { "\(number)399074e-8f3b-4c56-9a5e-0242ac110002" }

    /// A restart, three calls, and a running one.
    private func deck(_ width: Int, _ height: Int) -> Model {
        var model = Model.logDeck(width, height)
        model.setState(.busy(queued: 0))
        model.notify(.tick(Model.start + 262.2))
        model.log(["restarted: index.mjs changed"], source: .lamdeck, at: 240)
        model.log(["22 Nov 2026 12:04:11,900 [INFO] (rapid) INIT START(type: on-demand)"], source: .emulator, at: 251)
        let time = "2026-11-22T12:04:12.123Z"
        model.call(
            Self.id(1),
            [
                "\(time)\t\(Self.id(1))\tINFO\tgot order 17",
                #"{"level":"WARN","location":"handler:14","message":"low","timestamp":"t","service":"shop","n":1.0}"#,
                #"{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"shop","Dimensions":[["service"]],"#
                    + #""Metrics":[{"Name":"OrderValue"}]}]},"service":"orders","OrderValue":496.71}"#,
            ], at: 252)
        model.finish(call: Self.id(1), event: "api-gw-v2.json", milliseconds: 3.8, memory: 38, isCold: true)
        model.call(
            Self.id(2),
            [
                "[ERROR] ValueError: boom", "Traceback (most recent call last):",
                "  File \"/var/task/app.py\", line 4, in handler",
            ], at: 255)
        model.finish(call: Self.id(2), event: "空のカート.json", .functionError, type: "ValueError", milliseconds: 1204)
        model.log(["flushed 3 metrics"], at: 257)
        model.call(Self.id(3), [], at: 258)
        let curl = CallOrigin(address: "127.0.0.1:51234", userAgent: "curl/7.88.1", port: 9001)
        model.finish(call: Self.id(3), event: nil, .timeout, milliseconds: 3000, origin: curl)
        model.call(Self.id(4), ["\(time)\t\(Self.id(4))\tDEBUG\tnow it works"], isOver: false, at: 261)
        return model
    }

    /// The rows, with `*` for the animation.
    private func rows(_ model: Model, _ size: (Int, Int)? = nil) -> [String] {
        let rows = size.map { model.logRows($0.0, $0.1) } ?? model.logRows
        return rows.filter { !$0.isEmpty }.map { $0.replacing(model.spinner, with: "*") }
    }

    @Test func `calls with their results`() {
        #expect(
            rows(deck(76, 14)) == [
                "12:04:00 ── restarted · index.mjs saved ──",
                "12:04:12 INFO  got order 17",
                "         WARN  low  n=1.0 ▸ +2",
                "         METRIC OrderValue=496.71  service=orders",
                "         └ ✓ ok in 3.8 ms, cold  api-gw-v2",
                "12:04:15 ERROR ValueError: boom ▸ traceback, 2 lines",
                "         └ ✗ ValueError in 1.20 s  空のカート",
                "12:04:17 flushed 3 metrics",
                "         └ ✗ timed out in 3.00 s  curl",
                "12:04:21 DEBUG now it works",
                "         └ * running 1.20 s",
            ])
    }

    @Test func `a narrow section has no times`() {
        #expect(
            rows(deck(40, 6)) == [
                "空のカート · 2399074e · 12:04:15",
                "└ ✗ ValueError in 1.20 s  空のカート",
                "flushed 3 metrics",
                "└ ✗ timed out in 3.00 s  curl",
                "DEBUG now it works",
                "└ * running 1.20 s",
            ])
    }

    @Test func `three rows show the latest`() {
        let model = deck(60, 8)
        #expect(
            rows(model, (50, 3)) == ["└ ✗ timed out in 3.00 s  curl", "DEBUG now it works", "└ * running 1.20 s"])
        #expect(rows(model, (20, 1)) == ["└ * running 1.20 s"])
    }

    @Test func `folded calls`() {
        var model = deck(60, 10)
        model.type("Z")
        #expect(
            rows(model) == [
                "12:04:00 ── restarted · index.mjs saved ──",
                "12:04:12 ▸ api-gw-v2  3 lines  ✓ ok  3.8 ms",
                "12:04:15 ▸ 空のカート  3 lines  ✗ ValueError  1.20 s",
                "12:04:17 flushed 3 metrics",
                "12:04:18 ▸ curl  0 lines  ✗ timed out  3.00 s",
                "12:04:21 ▸ 4399074e  * running 1.20 s  1 line",
            ])
    }

    @Test func `raw lines have no results`() {
        var model = deck(60, 6)
        model.type("Rw")
        #expect(
            rows(model) == [
                "12:04:17 flushed 3 metrics",
                "12:04:18 START RequestId: 3399074e-8f3b-4c56-9a5e-0242ac110",
                "         END RequestId: 3399074e-8f3b-4c56-9a5e-0242ac11000",
                "         REPORT RequestId: 3399074e-8f3b-4c56-9a5e-0242ac11",
                "12:04:21 START RequestId: 4399074e-8f3b-4c56-9a5e-0242ac110",
                "         2026-11-22T12:04:12.123Z        4399074e-8f3b-4c56",
            ])
    }

    @Test func `titles say what is shown, and how many lines are new`() {
        var model = deck(76, 10)
        #expect(LogTitle(model).facts == "9 lines")
        #expect(LogTitle(model).right == "")
        model.type("kkk")
        #expect(LogTitle(model).facts == "line 8 of 9")
        #expect(LogTitle(model).right == "paused")
        model.call(Self.id(5), (0..<12).map { "line \($0)" })
        #expect(LogTitle(model).right == "12 new ↓")
        model.type("G")
        #expect(LogTitle(model).facts == "21 lines")
    }

    @Test func `dropped lines are counted in the title and above the oldest line`() {
        var model = Model.logDeck(60, 10)
        model.call(Self.id(1), (0..<61_204).map { "line \($0)" }, isOver: false)
        #expect(LogTitle(model).facts == "20,000 of 61,204 lines")
        model.type("g")
        #expect(model.logRows.prefix(2) == ["         … 41,204 older lines dropped", "12:04:12 line 41204"])
        model.type("kj")
        #expect(model.logRows.filter { $0.contains("older lines dropped") }.count <= 1)
    }
}
