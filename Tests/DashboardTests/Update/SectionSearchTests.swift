import JSONText
import LambdaModel
import Testing

@testable import Dashboard

/// The search of the lists and of the selected call.
@Suite struct SectionSearchTests {
    private func deck() -> Model {
        var model = Model.deck(events: ["cart-1.json", "cart-2.json", "order-1.json", "order-2.json"])
        model.type("i")
        model.answer(1, #"{"items":[{"sku":"A-1"},{"sku":"B-2"}],"note":"sku of the year"}"#, event: "cart-1.json")
        return model
    }

    @Test func `in a list, the cursor goes to the first match, then to the next ones around the ends`() {
        var model = deck()
        model.type("2/order")
        #expect(model.item?.selectedEvent == "order-1.json")
        #expect(model.status.contains("/order"))
        #expect(model.status.contains("1/2"))
        model.press(.enter)
        model.type("n")
        #expect(model.item?.selectedEvent == "order-2.json")
        model.type("n")
        #expect(model.item?.selectedEvent == "order-1.json")
        model.type("N")
        #expect(model.item?.selectedEvent == "order-2.json")
        model.press(.escape)
        #expect(!model.status.contains("/order"))
    }

    @Test func `functions are found by name and runtime`() {
        var model = deck()
        #expect(model.type("1/python").last == .loadEvents("orders"))
        #expect(model.selected == "orders")
    }

    @Test func `in the tree of a response, folded values are found and unfolded`() {
        var model = deck()
        model.type("4")
        model.press(.enter)
        #expect(model.responseLines.count == 2)
        model.type("/b-2")
        #expect(model.responseLines.contains { $0.contains("\"B-2\"") })
        #expect(model.status.contains("1/1"))
        model.press(.enter)
        model.type("y")
        #expect(model.notice?.text == "✓ copied B-2")
    }

    @Test func `a pattern that does not parse says where, and a search without a match says so`() {
        var model = deck()
        model.type("2/(")
        #expect(model.status.contains("unclosed ("))
        model.press(.backspace)
        model.type("zzz")
        #expect(model.status.contains("no match"))
        #expect(model.item?.selectedEvent == "cart-1.json")
    }

    @Test func `the calls are filtered by what the table has, and then by what the history finds`() {
        var model = deck()
        model.finish(call: "r-2", event: "order-1.json", .functionError, type: "OutOfStock")
        #expect(model.item?.calls.table.visibleCount == 2)
        #expect(model.type("3/stock").last == .loadHistory(function: "hello", matching: "stock"))
        #expect(model.item?.calls.table.visibleCount == 1)
        #expect(model.rows.contains { $0.contains("✗ OutOfStock") })
        model.notify(.history([.sample(7, minutes: 9)], function: "hello", matching: "stock", problem: nil))
        #expect(model.item?.calls.table.visibleCount == 2)
        model.notify(.history([.sample(8, minutes: 19)], function: "hello", matching: "other", problem: nil))
        #expect(model.item?.calls.table.visibleCount == 2, "an answer to an earlier search changes nothing")
        model.press(.escape)
        #expect(model.item?.calls.table.visibleCount == 3)
    }

    @Test func `a call that only the history finds is shown in the inspector`() {
        var model = deck()
        model.type("3/stock")
        #expect(model.item?.calls.table.visibleCount == 0)
        let found = Message.history([.sample(7, minutes: 9)], function: "hello", matching: "stock", problem: nil)
        let effects = model.act(found)
        #expect(model.item?.calls.table.selectedRow?.stored == 7)
        #expect(effects == [.loadCall(function: "hello", .stored(7))])
        #expect(model.act(found) == [])
    }

    @Test func `keys are typed into an open bar and have no other meaning`() {
        var model = deck()
        #expect(model.type("2/sSDq") == [])
        #expect(model.overlay == nil)
        #expect(model.status.contains("/sSDq"))
    }
}

/// What the copy keys put on the clipboard.
@Suite struct CopyTests {
    private func deck(_ body: String = #"{"a":{"b c":[1,2.0,"x"]}}"#) -> Model {
        var model = Model.deck()
        model.type("i")
        var result = InvocationResult.sample(body)
        result.request.payload = Array(#"{"name": "O'Hara"}"#.utf8)
        model.finish(1, result)
        return model
    }

    @Test func `a value is copied as its content, its path as jq's`() {
        var model = deck()
        model.type("4jjjj")
        #expect(model.type("y") == [.copy("x")])
        #expect(model.type("Y") == [.copy(#".a["b c"][2]"#)])
        model.type("k")
        #expect(model.type("y") == [.copy("2.0")], "numbers keep their text")
    }

    @Test func `a call is copied as commands that a shell understands`() {
        var model = deck()
        model.type("3")
        #expect(model.type("y") == [.copy(#"{"a":{"b c":[1,2.0,"x"]}}"#)])
        let event = #"'{"name": "O'\''Hara"}'"#
        #expect(
            model.type("Y") == [
                .copy("curl -sS http://127.0.0.1:9001/2015-03-31/functions/function/invocations -d \(event)")
            ])
        #expect(model.press(.alt("i")) == [.copy("lamdeck invoke hello api-gw-v2.json")])
    }

    @Test func `a function's address, an event's path, and the pager`() throws {
        var model = deck()
        model.type("1")
        #expect(model.type("y") == [.copy("http://127.0.0.1:9001")])
        model.type("2")
        #expect(model.type("Y") == [.copy("examples/hello/events/api-gw-v2.json")])
        model.type("4")
        let formatted = try JSONDocument(Array(#"{"a":{"b c":[1,2.0,"x"]}}"#.utf8)).formatted()
        #expect(model.type("O") == [.page(text: formatted)], "the pager shows JSON in lines")
    }
}

/// The palette.
@Suite struct PaletteTests {
    @Test func `typing finds commands, functions, events and calls, and Enter runs them`() {
        var model = Model.deck()
        model.type(":s3put")
        #expect(model.rows.contains { $0.contains("invoke hello / s3-put") })
        #expect(model.press(.enter) == [.invoke(1, function: "hello", event: "s3-put.json")])
        #expect(model.overlay == nil)
        #expect(model.item?.selectedEvent == "s3-put.json")
        model.type(":@edge")
        #expect(model.press(.enter) == [.loadEvents("edge")])
        #expect(model.selected == "edge")
        model.type(":>history")
        #expect(model.press(.enter) == [.loadHistory(function: nil, matching: "")])
    }

    @Test func `it closes, moves, and says when nothing matches`() {
        var model = Model.deck()
        model.type(":zzzzq")
        #expect(model.rows.contains { $0.contains("nothing matches") })
        #expect(model.press(.enter) == [])
        model.press(.escape)
        #expect(model.overlay == nil)
        model.type(":@")
        model.press(.down, .down, .enter)
        #expect(model.selected == "edge")
    }

    @Test(arguments: [
        ("inv", "invoke the selected event", true), ("ise", "invoke the selected event", true),
        ("xyz", "invoke", false), ("", "anything", true), ("EVENT", "invoke the selected event", true),
    ])
    func `characters match in order`(search: String, text: String, isMatch: Bool) {
        #expect((FuzzyMatch.score(search, in: text) != nil) == isMatch)
    }

    @Test func `starts of words and runs of characters are better than scattered ones`() throws {
        let word = try #require(FuzzyMatch.score("sel", in: "invoke the selected event"))
        let scattered = try #require(FuzzyMatch.score("sel", in: "s x e x l and some other words"))
        #expect(word > scattered)
    }

    @Test func `the palette`() throws {
        var model = Model.deck()
        model.type("i")
        model.answer(1, "{}")
        model.type(":")
        try Picture.expect(model, "palette")
    }
}
