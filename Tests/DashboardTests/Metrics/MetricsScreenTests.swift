import LambdaModel
import Testing

@testable import Dashboard

@Suite struct MetricsScreenTests {
    private let names = ["api", "slow", "orders"]
    private let rect = Rect(x: 0, y: 1, width: 120, height: 33)

    private func expect(_ name: String, _ metrics: CallMetrics, _ screen: MetricsScreen) throws {
        try Picture.expectScreen(name) { rect, grid in
            screen.draw(metrics, now: Model.start + 3600, secondsFromUTC: 0, rect, in: &grid)
        }
    }

    private func press(
        _ screen: inout MetricsScreen, _ keys: [Key], _ metrics: CallMetrics = .slow
    ) -> [ScreenAction] {
        keys.map { screen.handle($0, metrics, functions: names) }
    }

    // MARK: Pictures

    @Test func `sixty calls with cold starts, a save and a restart`() throws {
        try expect("metrics", .slow, MetricsScreen(function: "slow"))
    }

    @Test func `a selected call`() throws {
        var screen = MetricsScreen(function: "slow")
        _ = press(&screen, [.home, .right])
        try expect("metrics-selected", .slow, screen)
    }

    @Test func `failures, unknown numbers, wide names and a full memory`() throws {
        var screen = MetricsScreen(function: "orders")
        _ = press(&screen, [.down, .down, .down], .mixed)
        try expect("metrics-mixed", .mixed, screen)
    }

    @Test func `no calls yet`() throws {
        try expect("metrics-empty", CallMetrics(function: "greet", calls: []), MetricsScreen(function: "greet"))
    }

    // MARK: Keys

    @Test func `the arrows select a call, and Enter opens it`() {
        var screen = MetricsScreen(function: "slow")
        #expect(press(&screen, [.enter]) == [.notify("← → select a call; Enter opens it")])
        #expect(press(&screen, [.left, .enter]).last == .openCall(function: "slow", requestID: "id-2006"))
        #expect(press(&screen, [.left, .enter]).last == .openCall(function: "slow", requestID: "id-1972"))
        #expect(press(&screen, [.right, .right, .enter]).last == .openCall(function: "slow", requestID: "id-2006"))
        #expect(press(&screen, [.home, .left, .enter]).last == .openCall(function: "slow", requestID: "id-0"))
        #expect(press(&screen, [.character("0")]) == [.keep] && screen.selected == nil)
    }

    @Test func `up and down go through the slowest calls`() {
        var screen = MetricsScreen(function: "slow")
        let slowest = CallMetrics.slow.slowest(SlowestCalls.most)
        _ = press(&screen, [.down])
        #expect(screen.place(in: .slow) == slowest[0])
        _ = press(&screen, [.character("j"), .down])
        #expect(screen.place(in: .slow) == slowest[2])
        _ = press(&screen, Array(repeating: .up, count: 9))
        #expect(screen.place(in: .slow) == slowest[0])
    }

    @Test func `brackets show another function and forget the call`() {
        var screen = MetricsScreen(function: "slow")
        _ = press(&screen, [.left, .character("]")])
        #expect(screen.function == "orders" && screen.selected == nil)
        _ = press(&screen, [.character("]")], CallMetrics(function: "orders", calls: []))
        #expect(screen.function == "api")
        _ = press(&screen, [.character("[")], CallMetrics(function: "api", calls: []))
        #expect(screen.function == "orders")
    }

    @Test func `y copies a table, and nothing if there is no call`() {
        var screen = MetricsScreen(function: "slow")
        #expect(press(&screen, [.character("y")]) == [.effects([.copy(MetricsTable.tabs(.slow))])])
        #expect(press(&screen, [.character("Y")]) == [.effects([.copy(MetricsTable.markdown(.slow))])])
        let empty = CallMetrics(function: "slow", calls: [])
        #expect(press(&screen, [.character("y")], empty) == [.notify("there is no call to copy")])
    }

    @Test func `a call without a request id cannot be opened`() {
        var call = InvocationSummary.call()
        call.requestID = nil
        var screen = MetricsScreen(function: "slow")
        let actions = press(&screen, [.left, .enter], CallMetrics(function: "slow", calls: [call]))
        #expect(actions.last == .notify("the request id of this call is not known, so it cannot be opened"))
    }

    @Test func `every key of the table does something, and others say that they do not`() {
        for key in MetricsScreen.bindings.flatMap(\.keys) {
            var screen = MetricsScreen(function: "slow")
            if case .notify(let text) = press(&screen, [key])[0] { #expect(!text.contains("does nothing")) }
        }
        var screen = MetricsScreen(function: "slow")
        #expect(press(&screen, [.character("Z")]) == [.notify("Z does nothing in the metrics; Esc closes them")])
        #expect(press(&screen, [.escape, .character("m")]) == [.close, .close])
    }

    @Test func `the selection stays on its call while others arrive`() {
        var screen = MetricsScreen(function: "slow")
        _ = press(&screen, [.left])
        let more = CallMetrics(function: "slow", calls: CallMetrics.slow.calls + [.call(5000)])
        #expect(screen.place(in: more) == 59)
        #expect(screen.place(in: CallMetrics(function: "slow", calls: [])) == nil)
    }

    @Test func `a save before the visible calls is not shown at the first of them`() {
        var grid = Grid(Size(width: 80, height: 24))
        MetricsScreen(function: "slow").draw(
            .slow, now: Model.start, secondsFromUTC: 0, Rect(x: 0, y: 1, width: 80, height: 21), in: &grid)
        let marks = (0..<24).map(grid.row).first { $0.contains("↑") }
        #expect(marks?.contains("saved") == false && marks?.contains("↑ restart") == true)
    }

    @Test func `nothing of the summary is cut at 80 columns`() {
        var grid = Grid(Size(width: 80, height: 24))
        MetricsScreen(function: "slow").draw(
            .slow, now: Model.start, secondsFromUTC: 0, Rect(x: 0, y: 1, width: 80, height: 21), in: &grid)
        let text = (0..<24).map(grid.row).joined(separator: "\n")
        for row in MetricsSummary.rows(.slow) { #expect(text.contains(row.rest), "\(row.rest)") }
    }

    // MARK: The mouse

    @Test func `a press on a bar or a row selects the call, and a double click opens it`() {
        var screen = MetricsScreen(function: "slow")
        // 56 of 60 calls are visible; the first one is the fifth.
        #expect(screen.handle(MouseEvent(.press, x: 8, y: 5), .slow, rect) == .keep)
        #expect(screen.place(in: .slow) == 4)
        let open = screen.handle(MouseEvent(.doubleClick, x: 10, y: 5), .slow, rect)
        #expect(open == .openCall(function: "slow", requestID: "id-170"))
        let list = MetricsLayout(rect).slowest
        let row = MouseEvent(.press, x: 3, y: (list?.y ?? 0) + 2)
        #expect(screen.handle(row, .slow, rect) == .keep)
        #expect(screen.place(in: .slow) == CallMetrics.slow.slowest(2)[1])
        #expect(screen.handle(MouseEvent(.press, x: 3, y: 200), .slow, rect) == .keep)
    }

    // MARK: The model

    @Test func `the screen reads the calls of the model`() {
        var model = Model.deck()
        model.press(.character("i"))
        model.finish(1, .sample())
        let metrics = MetricsScreen(function: "gone").metrics(model)
        #expect(metrics.function == "hello" && metrics.calls.map(\.event) == ["api-gw-v2.json"])
        #expect(MetricsScreen(function: nil).metrics(Model(size: Size(width: 80, height: 24), now: 0)).calls.isEmpty)
    }
}
