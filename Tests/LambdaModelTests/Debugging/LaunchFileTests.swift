import JSONText
import Testing

@testable import LambdaModel

/// The entry of a debugger in `launch.json`.
@Suite struct LaunchFileTests {
    private static let entry = """
        {
            "name": "lamdeck: orders",
            "connect": {
                "port": 5678
            }
        }
        """

    private static func adding(to text: String?) throws -> LaunchFile.Change {
        try LaunchFile.adding(entry, named: "lamdeck: orders", to: text)
    }

    private static func text(adding text: String?) throws -> String {
        guard case .write(let text) = try adding(to: text) else {
            Issue.record("nothing is written")
            return ""
        }
        return text
    }

    @Test(arguments: [nil, "", " \n"]) func `a new file has the entry alone`(before: String?) throws {
        #expect(
            try Self.text(adding: before) == """
                {
                    "version": "0.2.0",
                    "configurations": [
                        {
                            "name": "lamdeck: orders",
                            "connect": {
                                "port": 5678
                            }
                        }
                    ]
                }

                """)
    }

    @Test func `comments, commas at ends and the indentation stay`() throws {
        let before = """
            {
              // Use IntelliSense
              "version": "0.2.0", /* "configurations": [] */
              "configurations": [
                // mine
                {"name": "a", "args": ["]", "\\"}"],},
              ],
              "compounds": [],
            }
            """
        #expect(
            try Self.text(adding: before) == """
                {
                  // Use IntelliSense
                  "version": "0.2.0", /* "configurations": [] */
                  "configurations": [
                    {
                      "name": "lamdeck: orders",
                      "connect": {
                        "port": 5678
                      }
                    },
                    // mine
                    {"name": "a", "args": ["]", "\\"}"],},
                  ],
                  "compounds": [],
                }
                """)
    }

    @Test func `an empty list and a missing list`() throws {
        for before in [
            "{\"configurations\": []}", "{}", "{\n\t\"version\": \"0.2.0\"\n}", "{\"configurations\": [ // none\n]}",
        ] {
            let text = try Self.text(adding: before)
            let plain = text.replacing(" // none", with: "")
            let list = try #require(try JSONDocument(plain).root["configurations"])
            #expect(list.elements.map { $0["name"]?.string } == ["lamdeck: orders"], "\(text)")
        }
        #expect(try Self.text(adding: "{\n\t\"version\": \"0.2.0\"\n}").contains("\n\t\t{\n\t\t\t\"name\""))
    }

    @Test func `line ends of Windows and a byte order mark stay`() throws {
        let before = "\u{FEFF}{\r\n  \"configurations\": [\r\n    {\"name\": \"a\"}\r\n  ]\r\n}\r\n"
        let text = try Self.text(adding: before)
        #expect(
            text.hasPrefix("\u{FEFF}{\r\n  \"configurations\": [\r\n    {\r\n      \"name\": \"lamdeck: orders\",\r\n"))
        #expect(text.utf8.count { $0 == 10 } == text.utf8.count { $0 == 13 })
    }

    @Test(arguments: [
        "{\"configurations\": [{\"type\": \"node\", \"name\": \"lamdeck: orders\"}]}",
        "{\"configurations\": [{\"name\": \"lamdeck: ord\\u0065rs\"},]}",
    ])
    func `an entry of the same name stays as it is`(before: String) throws {
        #expect(try Self.adding(to: before) == .hasEntry)
    }

    @Test(arguments: [
        ("[]", 1, "the file must contain an object"),
        ("{\n  \"configurations\": {}\n}", 2, "\"configurations\" must be a list"),
        ("{\n  \"configurations\": [\n    {\"name\": \"a}\n  ]\n}", 3, "the string has no end"),
        ("{\n  \"version\" \"1\"\n}", 2, "a colon must follow the key \"version\""),
        ("{\"configurations\": [{}, ", 1, "the file ends too early"),
        ("{\n// {\n", 3, "the file ends too early"),
    ])
    func `a file that cannot be read is refused with its line`(before: String, line: Int, message: String) {
        #expect(throws: LaunchFile.Problem(line: line, message: message)) { try Self.adding(to: before) }
    }
}
