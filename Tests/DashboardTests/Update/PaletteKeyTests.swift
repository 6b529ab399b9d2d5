import LambdaModel
import Support
import Testing

@testable import Dashboard

/// The palette: what it finds and does, the preview of themes, and the mouse.
@Suite struct PaletteKeyTests {
    private func palette(_ text: String, in model: inout Model) -> [String] {
        model.press(.character(":"))
        model.type(text)
        guard case .palette(let palette) = model.overlay else { return [] }
        return palette.found(model).entries.map(\.title)
    }

    @Test func `it finds commands, functions, events, templates and themes`() {
        var model = Model.deck()
        #expect(palette("restart sel", in: &model).first == "restart the selected function")
        model.press(.escape)
        #expect(palette("@edge", in: &model).first == "go to edge")
        model.press(.enter)
        #expect(model.selected == "edge" && model.overlay == nil)
        model.press(.character("k"), .character("k"))
        #expect(palette("!s3", in: &model) == ["invoke hello / s3-put"])
        model.press(.escape)
        #expect(palette("+s3-put", in: &model).first == "new event from s3-put")
        model.press(.escape)
        #expect(palette("theme", in: &model).count >= 3)
    }

    @Test func `a template is taken at once, and its parameters follow`() throws {
        var model = Model.deck()
        _ = palette("+s3-put", in: &model)
        #expect(model.press(.enter) == [.event(function: "hello", .loadTemplates)])
        let choice = TemplateChoice(
            name: "s3-put", source: "Amazon S3", summary: "an object was created",
            parameters: [.init(name: "bucket", standard: "b", description: "the bucket")])
        let effects = model.act(.event(function: "hello", .templates([choice])))
        #expect(effects == [.event(function: "hello", .render(TemplateUse("s3-put")))])
        guard case .event(let dialog) = model.overlay, case .template(let template) = dialog.step else {
            Issue.record("no dialog")
            return
        }
        #expect(template.filling?.choice.name == "s3-put", "the user types the values next")
    }

    @Test func `a selected theme is shown, Esc brings the old one back, and Enter keeps it`() {
        var model = Model.deck()
        let entries = palette("theme: colours for", in: &model)
        #expect(entries.prefix(2) == ["theme: colours for a dark background", "theme: colours for a light background"])
        // The first one was shown while the text was typed.
        #expect(model.press(.down) == [.theme(.light)])
        #expect(model.press(.escape) == [.theme(.automatic)])
        #expect(model.theme == .automatic)
        _ = palette("theme: colours for", in: &model)
        model.press(.down)
        #expect(model.press(.enter) == [.theme(.light)])
        #expect(model.theme == .light && model.deckView.arrangement?.theme == "light")
        var next = Model.deck()
        #expect(next.act(.view(model.deckView)).contains(.theme(.light)))
        #expect(next.theme == .light)
    }

    @Test func `the mouse chooses an entry, the wheel moves, and a click beside it closes`() {
        var model = Model.deck()
        _ = palette("@", in: &model)
        let list = PaletteView.Places(model.size).list
        model.mouse(.scrollDown, list.x, list.y)
        guard case .palette(let palette) = model.overlay else {
            Issue.record("no palette")
            return
        }
        #expect(palette.selection == 1)
        model.mouse(.press, list.x + 3, list.y + 2)
        #expect(model.selected == "edge" && model.overlay == nil)
        model.press(.character(":"))
        model.mouse(.press, 0, 0)
        #expect(model.overlay == nil)
    }

    @Test func `clicks answer questions, and footers of covering views are keys`() throws {
        var model = Model.deck()
        model.setState(.ready)
        model.press(.character("q"))
        let row = try #require(model.rows.firstIndex { $0.contains("detach; it goes on") })
        let column = try #require(
            model.rows[row].firstRange(of: "detach").map {
                model.rows[row].distance(from: model.rows[row].startIndex, to: $0.lowerBound)
            })
        #expect(model.mouse(.press, column, row) == [.quit(.detach)])

        var other = Model.deck()
        other.press(.character("m"))
        let footer = other.rows[35]
        let close = try #require(
            footer.firstRange(of: "close").map {
                footer.distance(from: footer.startIndex, to: $0.lowerBound)
            })
        other.mouse(.press, close, 35)
        #expect(other.overlay == nil)
    }

    @Test func `without a functions.json, g makes one, and only then`() {
        var model = Model(size: Size(width: 120, height: 36), now: Model.start)
        model.notify(.manifest(.missing(["/home/ann/shop"])))
        #expect(model.rows.contains { $0.contains("g makes one from the handlers in this folder.") })
        #expect(model.press(.character("g")) == [.createManifest])
        var other = Model.deck()
        #expect(other.press(.character("g")) == [])
        _ = palette("functions.json from", in: &other)
        #expect(other.press(.enter) == [])
        #expect(other.notice?.text == "there is a functions.json")
    }

    @Test func `a save between two calls is marked in the metrics, once`() {
        var model = Model.deck()
        model.setState(.ready)
        model.setState(.restarting)
        model.notify(.saved(function: "hello", "app.mjs saved"))
        model.setState(.ready)
        #expect(model.function("hello")?.marks.map(\.text) == ["app.mjs saved"])
        model.notify(.tick(Model.start + 10))
        model.setState(.restarting)
        #expect(model.function("hello")?.marks.map(\.text) == ["app.mjs saved", "restart"])
    }
}
