import LambdaModel
import Testing

@testable import Dashboard

@Suite struct KeyTableTests {
    private static func deck(_ change: (inout DeckConfiguration) -> Void) -> Model {
        var configuration = DeckConfiguration()
        change(&configuration)
        var model = Model(size: Size(width: 120, height: 36), now: Model.start, configuration: configuration)
        model.notify(.engine(.connected("docker 28.2")))
        model.notify(.manifest(.loaded(path: "functions.json", FunctionInfo.samples, warnings: [])))
        model.notify(.events(function: "hello", EventList(names: ["a.json"], folder: "/p/events")))
        return model
    }

    @Test func `another key does what the usual one did, and the usual one does nothing`() {
        var model = Self.deck { $0.keys = ["metrics": ["M-m"]] }
        #expect(model.press(.character("m")) == [])
        #expect(model.notice?.text == "m does nothing here; ? shows the keys")
        model.press(.alt("m"))
        guard case .screen(.metrics) = model.overlay else {
            Issue.record("\(String(describing: model.overlay))")
            return
        }
    }

    @Test func `footer, help, palette and titles show the other key`() throws {
        var model = Self.deck { $0.keys = ["start": ["F7"], "edit": ["M-e"], "help": ["F2"]] }
        let footer = try #require(model.rows.last)
        #expect(footer.contains("F7 start") && footer.contains("F2 keys"))
        #expect(model.rows.contains { $0.contains("M-e edit") })
        let entries = PaletteEntry.all(model)
        #expect(entries.first { $0.title == "start the selected function" }?.key == "F7")
        model.press(.function(2))
        #expect(model.rows.contains { $0.contains("F7") && $0.contains("start the selected function") })
    }

    @Test func `a command without a key is in the palette alone`() {
        var model = Self.deck { $0.keys = ["start": [], "help": []] }
        #expect(model.rows.last?.contains("S start") == false)
        #expect(PaletteEntry.all(model).first { $0.title == "start the selected function" }?.key == "")
        #expect(model.press(.character("S")) == [])
        #expect(model.notice?.text == "S does nothing here")
    }

    @Test func `a key that was taken from a command does not run the command of another section`() {
        var model = Self.deck { $0.keys = ["invoke": ["x"]] }
        #expect(model.press(.character("i")) == [])
        #expect(model.notice?.text == "i does nothing here; ? shows the keys")
    }

    @Test func `a command of the user is run with what is selected`() {
        var model = Self.deck {
            $0.commands = [OwnCommand(name: "deploy", command: "make deploy", keys: ["^O"], description: "deploy it")]
        }
        let effect = Effect.shell(
            name: "deploy", command: "make deploy",
            environment: [
                "LAMDECK_FUNCTION": "hello", "LAMDECK_EVENT": "/p/events/a.json", "LAMDECK_PORT": "9001",
                "LAMDECK_URL": "http://127.0.0.1:9001", "LAMDECK_MANIFEST": "functions.json",
            ])
        #expect(model.press(.control("o")) == [effect])
        let entry = PaletteEntry.all(model).first { $0.title == "deploy: deploy it" }
        #expect(entry?.key == "^O" && entry?.detail == ["make deploy"])
        let effects = entry?.act.perform(on: &model)
        #expect(effects == [effect])
    }

    @Test func `without a function, the variables of a command are empty`() {
        let model = Model(size: Size(width: 120, height: 36), now: Model.start)
        let effect = OwnCommand(name: "x", command: "true").effect(in: model)
        let names = OwnCommandVariable.allCases.map { ($0.rawValue, "") }
        #expect(effect == .shell(name: "x", command: "true", environment: Dictionary(uniqueKeysWithValues: names)))
    }
}
