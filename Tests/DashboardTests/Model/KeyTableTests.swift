import JSONText
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
        let effect = Effect.command(
            OwnCommand(name: "deploy", command: "make deploy", keys: ["^O"], description: "deploy it"),
            function: "hello",
            environment: [
                "LAMDECK_FUNCTION": "hello", "LAMDECK_EVENT": "/p/events/a.json", "LAMDECK_EVENT_NAME": "a",
                "LAMDECK_PORT": "9001", "LAMDECK_URL": "http://127.0.0.1:9001", "LAMDECK_REQUEST_ID": "",
            ])
        #expect(model.press(.control("o")) == [effect])
        let entry = PaletteEntry.all(model).first { $0.title == "deploy: deploy it" }
        #expect(entry?.key == "^O" && entry?.detail == ["make deploy"])
        let effects = entry?.act.perform(on: &model)
        #expect(effects == [effect])
    }

    @Test func `without a function, the variables of a command are empty`() {
        let model = Model(size: Size(width: 120, height: 36), now: Model.start)
        let command = OwnCommand(name: "x", command: "true")
        let names = OwnCommandVariable.allCases.filter(\.isOfTheDeck).map { ($0.rawValue, "") }
        #expect(
            command.effect(in: model)
                == .command(command, function: nil, environment: Dictionary(uniqueKeysWithValues: names)))
    }

    // MARK: Commands of functions.json

    private static func command(_ name: String, keys: String...) -> ProjectCommand {
        var own = OwnCommand(name: name, command: "make \(name)", keys: keys)
        own.owner = .project
        let position = { JSONPosition(offset: 10 * $0, line: $0, column: 5) }
        return ProjectCommand(own, position: position(1), keyPositions: keys.indices.map { position($0 + 2) })
    }

    private static func load(_ commands: [ProjectCommand], in model: inout Model) {
        model.notify(
            .manifest(.loaded(path: "functions.json", FunctionInfo.samples, warnings: [], commands: commands)))
    }

    @Test func `commands of functions.json come and go with the file`() {
        var model = Self.deck { _ in }
        #expect(model.press(.control("o")) == [])
        Self.load([Self.command("deploy", keys: "^o", "f9")], in: &model)
        guard case .command(let command, "hello"?, let environment)? = model.press(.control("o")).first else {
            Issue.record("the key runs nothing")
            return
        }
        #expect(command.command == "make deploy" && command.keys == ["^O", "F9"] && command.owner == .project)
        #expect(environment["LAMDECK_EVENT_NAME"] == "a")
        #expect(model.press(.function(9)).count == 1)
        #expect(PaletteEntry.all(model).first { $0.title == "deploy: run make deploy" }?.key == "^O")
        model.press(.character("?"))
        #expect(model.press(.end) == [] && model.rows.contains { $0.contains("^O F9") })
        model.press(.escape)
        Self.load([], in: &model)
        #expect(model.press(.control("o")) == [])
        #expect(!PaletteEntry.all(model).contains { $0.title.hasPrefix("deploy") })
    }

    @Test func `a command without a key of its own is in the palette, and the mistake among the problems`() {
        var model = Self.deck { $0.commands = [OwnCommand(name: "mine", command: "true", keys: ["^O"])] }
        Self.load([Self.command("deploy", keys: "i"), Self.command("ship", keys: "^O")], in: &model)
        #expect(
            model.manifest.problems == [
                "functions.json:2:5: error: the key i of \"deploy\" is the deck's key of \"invoke\" (invoke the selected "
                    + "event; {} if none is saved); choose another one, or give \"invoke\" another key in config.json",
                "functions.json:2:5: warning: the key ^O of \"ship\" is the key of \"mine\" in config.json, which has "
                    + "it; choose another one",
            ])
        guard case .invoke? = model.press(.character("i")).first else {
            Issue.record("i does not invoke")
            return
        }
        #expect(PaletteEntry.all(model).first { $0.title == "deploy: run make deploy" }?.key == "")
    }

    @Test func `a key that config.json takes from the deck is free for a command`() {
        var model = Self.deck { $0.keys = ["invoke": ["x"], "invokeCall": []] }
        Self.load([Self.command("deploy", keys: "i")], in: &model)
        #expect(model.manifest.problems == [])
        guard case .command? = model.press(.character("i")).first else {
            Issue.record("i runs no command")
            return
        }
    }

    @Test(arguments: [
        (command("quit"), "1:5: error: \"quit\" is a command of lamdeck; choose another name"),
        (command("mine"), "1:5: warning: config.json has a command \"mine\", too, which is used; choose another name"),
        (command("a", keys: "PgDwn"), "2:5: error: \"PgDwn\" is not a key; did you mean \"PgDn\"?"),
        (command("a", keys: "/"), "2:5: error: the key / begins a search; choose another one for \"a\""),
        (
            command("a", keys: "^X", "^x"),
            "3:5: error: the key ^X of \"a\" is the key of \"a\", too; choose another one"
        ),
    ])
    func `each mistake of a command is named with its place`(command: ProjectCommand, message: String) {
        var configuration = DeckConfiguration()
        configuration.commands = [OwnCommand(name: "mine", command: "true")]
        let check = ProjectCommandCheck([command], in: "/p/functions.json", beside: configuration, KeyMap.vocabulary)
        #expect(check.problems.map(\.description) == ["functions.json:" + message])
    }

    @Test func `two commands cannot have one key`() {
        let check = ProjectCommandCheck(
            [Self.command("a", keys: "F7"), Self.command("b", keys: "f7")], in: "/p/functions.json",
            beside: DeckConfiguration(), KeyMap.vocabulary)
        #expect(check.commands.map(\.keys) == [["F7"], []])
        #expect(
            check.problems.map(\.message) == ["the key F7 of \"b\" is the key of \"a\", too; choose another one"])
    }

    // MARK: A shell in the container

    @Test func `E opens a shell in the container of a function that runs`() {
        var model = Self.deck { _ in }
        #expect(model.press(.character("E")) == [])
        #expect(model.notice?.text == "hello does not run, so it has no container; S starts it")
        model.notify(.state(function: "hello", .ready, isStale: false, note: nil))
        #expect(model.press(.character("E")) == [.shell(function: "hello")])
        #expect(PaletteEntry.all(model).contains { $0.key == "E" })
    }
}
