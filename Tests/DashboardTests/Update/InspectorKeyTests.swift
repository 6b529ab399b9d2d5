import LambdaModel
import Support
import Testing

@testable import Dashboard

/// Keys of the selected call: folding, moving by values, differences, what a value means, and what is copied.
@Suite struct InspectorKeyTests {
    private static let body =
        ##"{"order":{"id":7,"lines":[{"sku":"A"},{"sku":"B"}]},"created":1795348800,"colour":"#ff8800","ok":true}"##

    private func deck(_ body: String = body) -> Model {
        var model = Model.deck()
        model.setState(.ready)
        model.press(.character("i"))
        model.answer(1, body, call: "188a90c3-1111-2222-3333-444455556666")
        model.press(.character("4"))
        return model
    }

    private func line(_ model: Model) -> String {
        guard let response = model.item?.response else { return "" }
        return response.page.line(response.cursor).map(\.text).joined().trimmingPrefix(while: { $0 == " " }).description
    }

    @Test func `z folds the value under the cursor, and in a value what it is in`() {
        var model = deck()
        #expect(model.responseLines.count == 10)
        model.press(.character("z"))
        #expect(model.responseLines.count == 4 && line(model).hasPrefix("▸ order"))
        model.press(.character("z"), .character("j"))
        #expect(line(model).hasPrefix("id"))
        model.press(.character("z"))
        #expect(model.responseLines.count == 4 && line(model).hasPrefix("▸ order"), "the cursor is on what it folded")
        model.press(.character("G"), .character("z"))
        #expect(model.notice?.text == "nothing folds here")
    }

    @Test func `Z, ( and ) fold levels, and the cursor stays at its value or at what holds it`() {
        var model = deck()
        model.press(Array(repeating: .character("j"), count: 4))
        #expect(line(model).hasPrefix("sku"))
        model.press(.character("("))
        #expect(model.notice?.text == "3 levels are open" && line(model).hasPrefix("▸ 0"))
        model.press(.character("("))
        #expect(model.notice?.text == "2 levels are open" && line(model).hasPrefix("▸ lines"))
        model.press(.character(")"), .character(")"))
        #expect(model.notice?.text == "all levels are open" && model.responseLines.count == 10)
        model.press(.character("Z"))
        #expect(model.notice?.text == "1 level is open" && model.responseLines.count == 4)
        model.press(.character("Z"))
        #expect(model.notice?.text == "all levels are open" && model.responseLines.count == 10)
    }

    @Test func `J, K and H go by values`() {
        var model = deck()
        model.press(.character("J"))
        #expect(line(model).hasPrefix("created"))
        model.press(.character("J"), .character("J"), .character("J"), .character("J"))
        #expect(line(model).hasPrefix("ok"), "the last one stays")
        model.press(.character("K"), .character("K"), .character("K"))
        #expect(line(model).hasPrefix("▾ order"))
        model.press(.character("j"), .character("j"), .character("j"), .character("H"))
        #expect(line(model).hasPrefix("▾ lines"))
    }

    @Test func `without JSON these keys say where they work`() {
        var model = deck("plain text")
        for key in ["J", "K", "H", "Z", "(", ")"] {
            model.press(.character(Character(key)))
            #expect(model.notice?.text == "this works in JSON: in an event or a response", "\(key)")
        }
    }

    @Test func `the title has the path of the value that Y copies, and the status line what the value means`() {
        var model = deck()
        model.press(.character("J"))
        #expect(
            model.rows.contains { $0.contains(#/CALL 188a90c3 · api-gw-v2 · 12:00:00 ─+ \.created ─/#) },
            "\(model.rows.joined(separator: "\n"))")
        #expect(model.status.hasPrefix(" created  2026-11-22 12:00:00"), "\(model.status)")
        #expect(model.press(.character("Y")) == [.copy(".created")])
        model.press(.character("J"))
        model.resize(120, 36)
        #expect(model.status.contains("colour: red 255, green 136, blue 0"), "a notice hides it: \(model.status)")
        let swatch = model.view()[9, 34]
        #expect(swatch.text == "█" && swatch.style.foreground == 208)
        model.press(.character("1"))
        #expect(!model.status.contains("colour"))
    }

    @Test func `values, lines and all of a view are copied`() {
        var model = deck()
        model.press(.character("J"))
        #expect(model.press(.character("y")) == [.copy("1795348800")])
        #expect(model.press(.alt("l")) == [.copy(#""created": 1795348800"#)])
        #expect(model.press(.alt("a")) == [.copy(Self.body)])
        #expect(model.notice?.text == "✓ copied all of the call")
        #expect(model.press(.alt("d")) == [.copyRun(function: "hello", payload: [])])
        #expect(model.act(.copied("docker run", name: "the call as docker run and curl")) == [.copy("docker run")])
        #expect(model.notice?.text == "✓ copied the call as docker run and curl")
    }

    @Test func `in a diff n and N go around the differences`() {
        var model = deck(#"{"a":1,"b":[1,2,3,4,5,6,7,8,9],"c":1}"#)
        model.press(.character("i"))
        model.answer(2, #"{"a":2,"b":[1,2,3,4,5,6,7,8,9],"c":2}"#)
        model.press(.tab, .tab, .tab, .character("n"))
        #expect(model.notice?.text == "difference 1 of 2" && line(model).hasPrefix("- "))
        model.press(.character("n"))
        #expect(model.notice?.text == "difference 2 of 2")
        model.press(.character("n"))
        #expect(model.notice?.text == "difference 1 of 2")
        model.press(.character("N"))
        #expect(model.notice?.text == "difference 2 of 2")
    }

    @Test func `in the other views n goes to the next failed call`() {
        var model = deck()
        model.press(.character("n"))
        #expect(model.notice?.text == "no earlier call failed")
    }

    @Test func `the other frames of a failure unfold, and the rest moves`() {
        var model = deck(
            #"{"errorType":"E","errorMessage":"m","stackTrace":["  File \"/var/task/a.py\", line 3, in f","  File \"/var/task/b.py\", line 9, in g"]}"#
        )
        let place = model.responseLines.firstIndex { $0.hasPrefix("▸ 1 more frame") }
        model.press(Array(repeating: .character("j"), count: place ?? 0))
        let count = model.responseLines.count
        model.press(.enter)
        #expect(model.responseLines.count == count + 1 && line(model).hasPrefix("▾ 1 more frame"))
        model.press(.character("z"))
        #expect(model.responseLines.count == count && line(model).hasPrefix("▸ 1 more frame"))
    }

    @Test func `a long value continues below itself, and matches are highlighted`() throws {
        var model = deck(#"{"key":"\#(String(repeating: "word ", count: 40))"}"#)
        let rect = model.contentRect(of: .inspector)
        let top = rect.y + ResponsePane(model).headRows
        var grid = model.view()
        let column = try #require((rect.x..<rect.x + rect.width).first { grid[$0, top].text == "\"" })
        #expect((rect.x..<column).allSatisfy { grid[$0, top + 1].text == " " } && grid[column, top + 1].text != " ")
        model.type("/ord")
        grid = model.view()
        #expect(grid[column + 2, top].style.highlight == .currentMatch)
        #expect(grid[column + 1, top].style.highlight == .selection)
    }

    @Test func `a list longer than its room has a scrollbar and a position`() {
        let model = deck("[" + (0..<90).map { "\($0)" }.joined(separator: ",") + "]")
        let rect = model.contentRect(of: .inspector)
        #expect(model.rows.contains { $0.contains("1/90") })
        let grid = model.view()
        let bar = (rect.y + ResponsePane(model).headRows..<rect.y + rect.height).map {
            grid[rect.x + rect.width, $0].text
        }
        #expect(bar.first == "┃" && bar.last == "│")
    }

    @Test func `the elements of a list show their first members`() {
        var model = deck(#"{"items":[{"sku":"A-053","qty":3,"tags":["x"]},{"sku":"B","qty":1,"tags":[]}]}"#)
        model.press(.character("("), .character("("))
        #expect(line(model) == "▾ items")
        #expect(model.responseLines.contains { $0.contains(#"{ "sku": "A-053", "qty": 3, "tags": […] }"#) })
    }

    @Test func `text in one very long line is shown in pieces`() {
        let model = deck(String(repeating: "é", count: 10_000))
        let lines = model.responseLines
        #expect(lines.count == 5 && lines.dropLast().allSatisfy { $0.utf8.count == 4000 })
        #expect(lines.joined().count == 10_000)
    }

    @Test func `a very long line is copied and saved in one piece`() {
        let long = String(repeating: "é", count: 5_000)
        let text = "first\n\(long)\nlast"
        var model = deck(text)
        #expect(model.press(.alt("a")) == [.copy(text)])
        model.press(.down, .down)
        #expect(model.press(.alt("l")) == [.copy(long)])
        model.press(.alt("s"))
        let path = "hello-188a90c3.txt"
        #expect(model.press(.enter) == [.event(function: "hello", .save(path: path, Array(text.utf8)))])
    }

    @Test func `the filter of the calls shows a call that matches`() {
        var model = deck()
        model.press(.down)
        model.notify(.events(function: "hello", EventList(names: ["api-gw-v2.json", "b.json"], folder: "e")))
        model.press(.character("2"), .down, .character("i"))
        model.answer(2, #"{"other":true}"#, event: "b.json")
        model.press(.character("3"))
        model.type("/gw")
        #expect(model.rows.contains { $0.contains("CALLS hello · 1/2") })
        #expect(model.responseLines.contains { $0.contains("colour") }, "the call that is left is in the inspector")
    }
}
