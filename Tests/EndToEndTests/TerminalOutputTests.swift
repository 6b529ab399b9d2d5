import Foundation
import JSONText
import Testing

/// What commands write to a terminal, byte for byte: no controls except lamdeck's own colours.
@Suite(.limited)
struct TerminalOutputTests {
    /// Sets the title, copies to the clipboard, clears the screen, and reverses text.
    private static let hostile = "\u{1B}]0;owned\u{7}\u{1B}[2J\u{9B}31m\u{7F}\u{202E}\u{200B}"

    private func isHarmless(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            let isControl = scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
            return (!isControl || "\r\n\t".unicodeScalars.contains(scalar)) && !scalar.properties.isBidiControl
                && !["\u{200B}", "\u{FEFF}"].contains(scalar)
        }
    }

    private func json(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return writer.text
    }

    @Test("Names, keys and runtimes of a cloned manifest, and arguments, are escaped on a terminal")
    func manifest() async throws {
        try await Project.run(.node("hello")) { project in
            try project.write(
                "functions.json",
                """
                { "functions": {
                  \(json("he\(Self.hostile)llo")): { "runtime": \(json("nodejs\(Self.hostile)")), "handler": "app.handler",
                    "code": \(json("co\(Self.hostile)de")), \(json("key\(Self.hostile)")): 1 }
                } }
                """)
            for command in [["validate"], ["ps"], ["up"], ["invoke", "x"], ["events"]] {
                let told = try await project.terminal(command)
                #expect(isHarmless(told) && told.contains("error:"), "\(command): \(told.debugDescription)")
            }
            let piped = try await project.lamdeck("validate")
            #expect(isHarmless(piped.messages) && piped.messages.contains("error:"), "\(piped.messages)")
            for command in [["logs", "--since", Self.hostile], ["validate", "--\(Self.hostile)"], [Self.hostile]] {
                let told = try await project.terminal(command)
                #expect(isHarmless(told) && !told.isEmpty, "\(told.debugDescription)")
            }
        }
    }

    @Test("File names of events are escaped and aligned in columns, and JSON stays JSON")
    func events() async throws {
        let names = ["空のカート", "a\u{1B}[2J\u{85}b", "right\u{202E}left", "plain"]
        let hello = SampleFunction.node("hello").with {
            $0.events = Dictionary(uniqueKeysWithValues: names.map { ("\($0).json", "{}") })
        }
        try await Project.run(hello) { project in
            // A refused name does not look like an existing one.
            let refused = try await project.lamdeck("invoke", "hel\u{1B}[0m\u{85}lo")
            #expect(refused.messages.contains("no function \"hel\\u{1b}[0m\\u{85}lo\""), "\(refused.messages)")
            try project.write("hello/events/空のカート.expected.json", "{}")
            try project.write("hello/events/plain.expected.json", "{}")
            let table = try await project.terminal(["events"])
            #expect(isHarmless(table), "\(table.debugDescription)")
            // Five wide characters take ten cells.
            func length(_ name: String) -> Int? {
                table.split(whereSeparator: \.isNewline).first { $0.contains(name) }?.count
            }
            #expect(try #require(length("空のカート")) + 5 == length("plain"), "\(table)")
            let objects = try await project.terminal(["events", "--json"])
            #expect(isHarmless(objects), "\(objects.debugDescription)")
            let listed = try objects.split(whereSeparator: \.isNewline).map { try JSONDocument(String($0)).root }
            #expect(Set(listed.map { $0["event"]?.string }) == Set(names.map { "\($0).json" }))
        }
    }

    @Test("A logger's lines are condensed on a terminal, --raw shows them whole, and hidden text is visible")
    func logs() async throws {
        let line = #"{"level":"WARN","message":"stock is low","timestamp":"2026-11-22T12:04:12Z","service":"shop"}"#
        let shop = SampleFunction.python(
            "shop", "print('''\(line)''')\nprint('\\x1b[8mhidden\\x1b[0m \\x1b]0;owned\\x07end')\nreturn 'a\\x1b[2Jb'")
        try await Project.run(shop) { project in
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            let raw = try await project.terminal(["invoke", "shop", "--raw"])
            #expect(raw.contains("a") && !raw.contains("\u{1B}"), "\(raw.debugDescription)")
            let shown = try await project.terminal(["logs"], with: ["NO_COLOR": "1"])
            #expect(shown.contains("shop | WARN  stock is low ▸ +1"), "\(shown)")
            #expect(isHarmless(shown), "\(shown.debugDescription)")
            let coloured = try await project.terminal(["logs"])
            #expect(coloured.contains("hidden") && !coloured.contains("[8m") && !coloured.contains("\u{1B}]"))
            #expect(try await project.terminal(["logs", "--raw"]).contains(line))
            #expect(try await project.lamdeck("logs").text.contains("shop | \(line)"))
        }
    }
}
