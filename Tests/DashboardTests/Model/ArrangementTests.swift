import LambdaModel
import Support
import Testing

@testable import Dashboard

@Suite struct ArrangementTests {
    private static func changed() -> Model {
        var model = Model.deck()
        model.press(.character(">"), .character("2"), .character("}"), .character("t"), .character("+"))
        return model
    }

    @Test func `the next deck looks as the last one, also by the file`() throws {
        let view = Self.changed().deckView
        #expect(view.arrangement?.left == 2 && view.arrangement?.rows == ["events": 1])
        #expect(view.arrangement?.focus == "events" && view.arrangement?.isZoomed == true)
        let read = try DeckView(json: Array(view.json.utf8))
        #expect(read == view)
        var next = Model.deck()
        next.notify(.view(read))
        #expect(next.deckView.arrangement == view.arrangement)
    }

    @Test func `what the user has changed already stays`() {
        var next = Model.deck()
        next.press(.character("w"), .character("3"))
        next.notify(.view(Self.changed().deckView))
        #expect(!next.wraps && !next.showsTimes && next.focus == .calls && !next.isZoomed)
        #expect(next.sizes.left == 2)
    }

    @Test func `a remembered section without content is replaced by the calls`() {
        var view = DeckView()
        var arrangement = DeckView.Arrangement()
        arrangement.focus = "inspector"
        view.arrangement = arrangement
        var next = Model.deck()
        next.notify(.view(view))
        #expect(next.focus == .calls)
    }

    @Test(arguments: [
        ("", "it is damaged"), ("{\"version\": 1, \"view\": ", "it is damaged"), ("[]", "it is damaged"),
        ("{\"version\": 1}", "it is damaged"), ("{\"version\": 1, \"view\": {\"events\": 5}}", "it is damaged"),
        ("{\"version\": 1, \"view\": [[[[[[[[[[1]]]]]]]]]]}", "it is damaged"),
        ("{\"version\": 2, \"view\": {}}", "a later version of lamdeck wrote it"),
    ])
    func `a damaged or later file is not used, with the reason`(text: String, reason: String) {
        #expect(throws: WireError(reason)) { try DeckView(json: Array(text.utf8)) }
    }

    @Test func `a file with fewer members is used`() throws {
        #expect(try DeckView(json: Array("{\"version\": 1, \"view\": {}}".utf8)) == DeckView())
    }
}
