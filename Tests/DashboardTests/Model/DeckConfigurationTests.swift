import JSONText
import LambdaModel
import Testing

@testable import Dashboard

@Suite struct DeckConfigurationTests {
    private static func load(_ text: String) -> (configuration: DeckConfiguration, problems: [String]) {
        let (configuration, problems) = DeckConfiguration.load(
            text: Array(text.utf8), path: "/home/ada/.config/lamdeck/config.json", vocabulary: KeyMap.vocabulary)
        return (configuration, problems.map(\.description))
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        var text: String
        var problems: [String]
        init(_ text: String, _ problems: String...) {
            self.text = text
            self.problems = problems
        }
        var testDescription: String { text }
    }

    @Test(arguments: [
        Mistake("[]", "1:1: error: the configuration must be an object, found an array"),
        Mistake(#"{"thme": "dark"}"#, #"1:2: error: unknown key "thme"; did you mean "theme"?"#),
        Mistake(
            #"{"theme": "drak"}"#,
            #"1:11: error: "theme" must be "auto", "dark" or "light", found the string "drak"; did you mean "dark"?"#),
        Mistake(#"{"mouse": 1}"#, #"1:11: error: "mouse" must be true or false, found the number 1"#),
        Mistake(
            #"{"keys": []}"#, #"1:10: error: "keys" must be an object such as {"invoke": "i"}, found an array"#),
        Mistake(
            #"{"keys": {"invok": "x"}}"#, #"1:11: error: there is no command "invok"; did you mean "invoke"?"#),
        Mistake(
            #"{"keys": {"zzzzzz": "x"}}"#, #"1:11: error: there is no command "zzzzzz"; lamdeck keys lists them"#),
        Mistake(#"{"keys": {"invoke": "PgDwn"}}"#, #"1:21: error: "PgDwn" is not a key; did you mean "PgDn"?"#),
        Mistake(
            #"{"keys": {"invoke": "ctrl+x"}}"#,
            #"1:21: error: "ctrl+x" is not a key; keys are such as i, ^S, M-y, F5, Tab and PgUp"#),
        Mistake(
            #"{"keys": {"invoke": 5}}"#,
            #"1:21: error: the key of "invoke" must be a string or an array of strings, found the number 5"#),
        Mistake(
            #"{"keys": {"invoke": ["x", 5]}}"#,
            #"1:27: error: a key of "invoke" must be a string, found the number 5"#),
        Mistake(#"{"keys": {"invoke": ["x", "x"]}}"#, #"1:27: error: "invoke" has the key x twice"#),
        Mistake(
            #"{"keys": {"invoke": "/"}}"#,
            #"1:21: error: the key / begins a search; choose another one for "invoke""#),
        Mistake(#"{"keys": {"quit": []}}"#, #"1:19: error: "quit" needs a key"#),
        Mistake(#"{"keys": {"metrics": "q"}}"#, #"1:22: error: "quit" and "metrics" both have the key q"#),
        Mistake(
            #"{"keys": {"pin": "X"}}"#,
            #"1:18: error: "delete" and "pin" both have the key X in the sections Events"#),
        Mistake(
            #"{"keys": {"metrics": "x", "info": "x"}}"#,
            #"1:35: error: "metrics" and "info" both have the key x"#),
        Mistake(
            #"{"commands": 5}"#,
            #"1:14: error: "commands" must be an object such as {"deploy": {"command": "make deploy"}} or a list of "#
                + "commands with names, found the number 5"),
        Mistake(
            #"{"commands": [{"command": "x"}, {"name": "a", "command": "x"}, {"name": "a", "command": "y"}, 5]}"#,
            #"1:15: error: a command in a list needs "name""#,
            #"1:73: error: command "a" is defined twice; the first is on line 1"#,
            "1:95: error: a command in a list must be an object, found the number 5"),
        Mistake(
            #"{"commands": {"a": {"name": "b", "command": "x"}}}"#,
            #"1:21: error: "name" belongs to a command in a list; here its name is the key"#),
        Mistake(
            #"{"commands": {"a": {"command": "x", "terminal": "no"}}}"#,
            #"1:49: error: "terminal" must be true or false, found the string "no""#),
        Mistake(#"{"commands": {"a": ""}}"#, #"1:20: error: "command" is empty"#),
        Mistake(
            #"{"commands": {"invoke": {"command": "x"}}}"#,
            #"1:15: error: "invoke" is a command of lamdeck; choose another name"#),
        Mistake(
            #"{"commands": {"a b": {"command": "x"}}}"#,
            #"1:15: error: "a b" is not a name for a command: 1 to 24 letters, digits, - and _"#),
        Mistake(
            #"{"commands": {"deploy": {}}}"#,
            #"1:15: error: command "deploy" needs "command", the text for the shell"#),
        Mistake(
            #"{"commands": {"deploy": {"command": "x", "kee": "x"}}}"#,
            #"1:42: error: unknown key "kee"; did you mean "key"?"#),
        Mistake(
            #"{"commands": {"deploy": {"command": "x", "key": "i"}}}"#,
            #"1:49: error: "invoke" and "deploy" both have the key i in the sections Functions, Events, Call, Log"#,
            #"1:49: error: "invokeCall" and "deploy" both have the key i in the sections Calls"#),
        Mistake(
            "{\n  \"theme\": 1,\n  \"keys\": { \"pin\": \"Up\" }\n}",
            #"2:12: error: "theme" must be "auto", "dark" or "light", found the number 1"#,
            #"3:20: error: "up" and "pin" both have the key ↑ in the sections Events"#),
    ])
    func `each mistake has its place, and then the defaults are used`(_ mistake: Mistake) {
        let (configuration, problems) = Self.load(mistake.text)
        #expect(problems.sorted() == mistake.problems.map { "config.json:" + $0 })
        #expect(configuration == DeckConfiguration())
    }

    @Test func `a valid file has its values, with the names of keys as lamdeck writes them`() {
        let (configuration, problems) = Self.load(
            #"""
            {
              "//": "a comment", "$schema": "x", "theme": "light", "mouse": false,
              "keys": { "pin": [], "metrics": ["M-m", "pageup", "^i"], "pageUp": "^b", "nextPane": "f9", "nextView": "v" },
              "commands": {
                "deploy": { "command": "make", "key": "^o", "description": "build" }, "b": "x",
                "c": { "command": "y", "terminal": false }
              }
            }
            """#)
        #expect(problems == [])
        var expected = DeckConfiguration()
        (expected.theme, expected.mouse) = (.light, false)
        expected.keys = [
            "pin": [], "metrics": ["M-m", "PgUp", "Tab"], "pageUp": ["^B"], "nextPane": ["F9"], "nextView": ["v"],
        ]
        expected.commands = [
            OwnCommand(name: "deploy", command: "make", keys: ["^O"], description: "build"),
            OwnCommand(name: "b", command: "x"), OwnCommand(name: "c", command: "y"),
        ]
        expected.commands[2].usesTerminal = false
        #expect(configuration == expected)
    }

    @Test func `a list of commands means the same as an object`() {
        let (configuration, problems) = Self.load(
            #"{"commands": [{"name": "a", "command": "x", "key": ["^o", "F7"]}, {"name": "b", "command": "y"}]}"#)
        #expect(problems == [])
        #expect(
            configuration.commands == [
                OwnCommand(name: "a", command: "x", keys: ["^O", "F7"]), OwnCommand(name: "b", command: "y"),
            ])
    }

    @Test func `the example of the documentation is valid`() {
        let (configuration, problems) = Self.load(DeckConfigurationReference.example)
        #expect(problems == [])
        #expect(configuration.commands.map(\.name) == ["deploy", "browse", "lines"])
    }

    @Test func `the schema has every command with its usual keys`() throws {
        let schema = try JSONDocument(DeckConfigurationSchema.text(KeyMap.vocabulary)).root
        let commands = try #require(schema["properties"]?["keys"]?["properties"])
        #expect(commands.members.map(\.key) == KeyMap.bindings.map(\.command.rawValue))
        #expect(commands["quit"]?["default"]?.elements.map(\.string) == ["q", "^C"])
    }

    // MARK: Names of keys

    @Test func `every key that the deck knows is found by its name`() {
        let keys =
            Set(KeyMap.bindings.flatMap(\.keys))
            .union([.alt("y"), .alt(" "), .alt("-"), .character("^"), .character("-"), .character("空"), .backspace])
            .union([.control("@"), .control("^"), .control("\\"), .control("]"), .control("_"), .insert, .delete])
            .union((1...12).map { .function($0) })
            .union("abcdefgklnopqrstuvwxyz".map { .control($0) })
        for key in keys { #expect(Key(name: key.name) == key, "\(key.name)") }
    }

    @Test func `a key that a terminal sends as another one has the other's name`() {
        #expect(["^I", "^m", "^J", "^h", "^["].map { Key(name: $0) } == [.tab, .enter, .enter, .backspace, .escape])
    }

    @Test(arguments: ["", " ", "\t", "F0", "F13", "F01", "M-", "^", "^1", "ab", "^ab", "M-ab", "\u{1B}"])
    func `other texts are no keys, except ^ alone`(text: String) {
        #expect(Key(name: text) == (text == "^" ? .character("^") : nil))
    }
}
