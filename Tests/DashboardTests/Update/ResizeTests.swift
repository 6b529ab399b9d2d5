import LambdaModel
import Testing

@testable import Dashboard

/// When the screen changes its size, the selection and the scroll position stay.
@Suite struct ResizeTests {
    static let sizes = [
        Size(width: 120, height: 36), Size(width: 80, height: 24), Size(width: 200, height: 60),
        Size(width: 79, height: 24), Size(width: 40, height: 10), Size(width: 100, height: 16),
        Size(width: 100, height: 15), Size(width: 20, height: 5), Size(width: 0, height: 0),
        Size(width: 300, height: 3),
    ]

    private static let deckLarge = (0..<60).map { FunctionInfo.sample("function-\($0)") }

    /// Functions, events, a long log and a long response, each scrolled to its middle.
    private func busyDeck(focus: Pane) -> Model {
        var model = Model.deck(functions: Self.deckLarge, events: (0..<50).map { "event-\($0).json" })
        model.setState(.ready, of: "function-0")
        model.log((0..<300).map { "line \($0) " + String(repeating: "word ", count: $0 % 60) }, of: "function-0")
        model.type("2" + String(repeating: "j", count: 20) + "i")
        let body =
            "["
            + (0..<200).map { "{\"n\": \($0), \"text\": \"\(String(repeating: "x", count: $0))\"}" }
            .joined(separator: ",") + "]"
        model.answer(1, body, of: "function-0", event: "event-20.json")
        model.type("4" + String(repeating: "j", count: 150) + "5" + String(repeating: "k", count: 100))
        model.type("\(focus.rawValue)")
        return model
    }

    @Test(arguments: Pane.allCases)
    func `resizing and back shows the same screen`(focus: Pane) {
        let model = busyDeck(focus: focus)
        let before = model.view()
        for size in Self.sizes {
            var other = model
            other.resize(size.width, size.height)
            _ = other.view()
            other.resize(120, 36)
            #expect(other.view() == before, "\(size)")
        }
    }

    @Test(arguments: Pane.allCases)
    func `the selection stays on the screen at every size`(focus: Pane) throws {
        var model = busyDeck(focus: focus)
        for size in Self.sizes + Self.sizes.reversed() {
            model.resize(size.width, size.height)
            guard size.width >= 40, size.height >= 10 else { continue }
            let rect = try #require(Layout(model).content(of: focus))
            #expect(highlightedRows(model.view(), rect) == 1 || focus == .inspector || focus == .logs, "\(size)")
            #expect(highlightedRows(model.view(), rect) > 0, "\(size)")
        }
    }

    private func highlightedRows(_ grid: Grid, _ rect: Rect) -> Int {
        (rect.y..<(rect.y + rect.height)).filter { grid[rect.x, $0].style.highlight == .selection }.count
    }

    @Test func `the response's cursor stays on the screen when lines are wrapped, cut, zoomed or folded`() throws {
        var model = busyDeck(focus: .inspector)
        for key in ["w", "w", "+", "w", "+", "w", "G", "w", "g", "w", "+", "G", "+", "w"] {
            model.type(key)
            let rect = try #require(Layout(model).content(of: .inspector))
            #expect(highlightedRows(model.view(), rect) > 0, "after \(key)")
        }
    }

    @Test func `a log that does not follow stays at its line`() throws {
        var model = busyDeck(focus: .logs)
        // A line whose first row is at the top stays there at every width.
        while model.item?.log.cursor.top.row != 0 { model.type("k") }
        let place = try #require(model.item).log.cursor.top.line / 2
        for size in Self.sizes where size.width >= 40 && size.height >= 10 {
            model.resize(size.width, size.height)
            let rect = try #require(Layout(model).content(of: .logs))
            let rows = model.rows
            let seen = (rect.y..<(rect.y + rect.height)).map { rows[$0] }
            #expect(seen[0].contains("line \(place) ") || seen.contains { $0.contains("line 299 ") }, "\(size)")
        }
    }

    @Test func `a log that follows stays at its end`() throws {
        var model = busyDeck(focus: .logs)
        model.type("F")
        for size in Self.sizes where size.width >= 40 && size.height >= 10 {
            model.resize(size.width, size.height)
            model.log(["the last line at \(size.width)"], of: "function-0")
            #expect(model.rows.contains { $0.contains("the last line at \(size.width)") })
        }
    }

    @Test func `a screen that is too small shows the required size`() {
        var model = busyDeck(focus: .functions)
        for (width, height) in [(39, 36), (120, 9), (39, 9)] {
            model.resize(width, height)
            #expect(model.rows.joined(separator: " ").contains("lamdeck needs 40×10"))
        }
        model.resize(40, 10)
        #expect(!model.rows.joined().contains("needs"))
    }

    @Test func `keys work on a screen without cells`() {
        var model = busyDeck(focus: .inspector)
        model.resize(0, 0)
        for binding in KeyMap.bindings where binding.command != .quit {
            for key in binding.keys { model.press(key) }
            model.press(.escape)
        }
        #expect(model.view().cells.isEmpty)
    }
}
