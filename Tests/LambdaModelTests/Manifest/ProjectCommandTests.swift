import JSONText
import Support
import TestSupport
import Testing

@testable import LambdaModel

@Suite("The commands of functions.json")
struct ProjectCommandTests {
    private static func load(_ commands: String) -> (commands: [ProjectCommand]?, problems: [String]) {
        let text = """
            { "functions": { "a": { "runtime": "python3.13", "handler": "a.b", "code": "a" } },
            "commands": \(commands) }
            """
        let (manifest, problems) = ManifestLoader.load(
            text: Array(text.utf8), path: "/p/functions.json", environment: [:], files: MemoryFiles(["/p/a/": ""]),
            today: CalendarDay(2026, 1, 1))
        return (manifest?.commands, problems.map(\.description))
    }

    @Test func `an object and a list are read with their places, and keys stay as they are written`() throws {
        let (commands, problems) = Self.load(
            #"{ "//": "x", "deploy": { "command": "make", "key": ["^o", "zz"], "terminal": false }, "b": "true" }"#)
        #expect(problems == [])
        let read = try #require(commands)
        #expect(read.map(\.own.name) == ["deploy", "b"])
        #expect(read[0].own.keys == ["^o", "zz"] && !read[0].own.usesTerminal && read[0].own.owner == .project)
        #expect(read[0].position.line == 2 && read[0].keyPositions.map(\.column) == [65, 71])
        #expect(read[1].own.command == "true" && read[1].own.usesTerminal && read[1].keyPositions == [])
        let listed = Self.load(#"[{ "name": "deploy", "command": "make", "description": "d" }]"#)
        #expect(listed.commands?.map(\.own.description) == ["d"] && listed.problems == [])
        #expect(try [ProjectCommand](wire: read.wire) == read)
    }

    @Test(arguments: [
        (#"{ "deploy": {} }"#, #"2:15: error: command "deploy" needs "command", the text for the shell"#),
        (#"{ "a b": "x" }"#, #"2:15: error: "a b" is not a name for a command: 1 to 24 letters, digits, - and _"#),
        (#"{ "a": "x", "a": "y" }"#, #"2:25: error: command "a" is defined twice; the first is on line 2"#),
        (
            #"{ "a": { "command": "x", "key": 5 } }"#,
            #"2:45: error: the key of "a" must be a string or an array of strings, found the number 5"#
        ),
        (#"{ "a": { "command": "x\u0000" } }"#, #"2:33: error: "command" cannot hold a NUL character"#),
        ("[1]", "2:14: error: a command in a list must be an object, found the number 1"),
    ])
    func `a mistake has its place, and then the file cannot be used`(commands: String, message: String) {
        let (read, problems) = Self.load(commands)
        #expect(read == nil)
        #expect(problems == ["functions.json:" + message])
    }
}
