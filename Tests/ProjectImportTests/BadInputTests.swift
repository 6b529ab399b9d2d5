import LambdaModel
import OrderedCollections
import ProjectImport
import Testing

@Suite("Bad input: files that are not templates, and input that would never finish")
struct BadInputTests {
    @Test(
        "Unreadable input is refused with its line",
        arguments: [
            ("", "empty"), ("a: [1, 2", "f:"), ("just text", "neither"), ("{}", "neither"), ("[]", "neither"),
            ("a: 1\n---\nb: 2", "another document"), ("a: *nowhere", "f:1: not YAML: found undefined alias"),
            ("a: &a [*a]", "undefined alias"), ("Resources:\n  a: 1\n  a: 2", "f:2: duplicate key \"a\""),
            ("{\"a\": 1,\n\"a\": 2}", "f:2: duplicate key \"a\""), ("? [a]\n: b", "a key that is not text"),
            ("x: \"\\ud800\"", "not YAML"),
        ])
    func refused(text: String, words: String) throws {
        let message = try #require(refusal(text))
        #expect(message.contains(words), "\(message)")
    }

    @Test("Bytes that are not text, and files that are too large, are refused")
    func bytes() {
        #expect(throws: ImportError.self) { try ProjectImporter.read([0xFF, 0xFE, 0x00]) }
        #expect(throws: ImportError.self) { try ProjectImporter.read(Array(repeating: 0x20, count: 9 << 20)) }
    }

    /// Each line repeats the previous one nine times: 9^12 values.
    static let bomb = (1...12).map {
        "a\($0): &a\($0) [\(Array(repeating: "*a\($0 - 1)", count: 9).joined(separator: ", "))]"
    }
    .joined(separator: "\n").replacing("*a0", with: "x")

    @Test("Nested aliases are counted and refused; alias keys are refused before the parser hashes them")
    func bombs() throws {
        #expect(try #require(refusal(Self.bomb)).contains("more than 400000 values"))
        for key in [
            "? *a12\n: b", "*a12 : b", "{*a12 : b}", "[*a12]: b", "- ? *a12\n  : b", "{a: {*a12: b}}", "{? *a12 : b}",
        ] {
            let message = try #require(refusal(Self.bomb + "\nkey: \n  " + key))
            #expect(message.contains("a key that is an alias"), "\(key): \(message)")
        }
    }

    @Test(
        "Aliases and question marks elsewhere are not taken for keys",
        arguments: ["x: &a {b: c}\ny: *a\nz: {v: *a, w: 1}\nq: What? Yes\nt: \"* star: b\"\n<<: *a"])
    func goodAliases(text: String) throws {
        #expect(try #require(refusal(text)).contains("neither"))
    }

    @Test("Deep nesting is refused", arguments: ["[", "{a: "])
    func depth(open: String) throws {
        for count in [101, 500, 20_000, 200_000] {
            let message = try #require(refusal("Resources: " + String(repeating: open, count: count)))
            #expect(message.hasPrefix("f:"), "\(message)")
        }
        let block = (0..<400).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n")
        #expect(try #require(refusal(block)).contains("levels deep"))
    }

    @Test("Conditions, names and variables that depend on themselves end with a note")
    func loops() throws {
        let template = try Imported(
            """
            Conditions:
              A: !Condition B
              B: !Not [!Condition A]
            Resources:
              F:
                Type: AWS::Serverless::Function
                Condition: A
                Properties:
                  Runtime: nodejs22.x
                  Handler: app.handler
                  CodeUri: f
                  Environment: { Variables: { X: !If [A, 1, 2], T: !Ref T } }
              T: { Type: AWS::DynamoDB::Table, Properties: { TableName: !Sub "${U}" } }
              U: { Type: AWS::DynamoDB::Table, Properties: { TableName: !Ref T } }
            """)
        #expect(template.problems == [])
        #expect(template.hasNote(5, "condition A", "depends on itself"))
        #expect(template.hasNote(12, "environment.X", "depends on itself"))
        #expect(template.hasNote(12, "environment.T", "refers to itself"))

        let serverless = try Imported(
            """
            service: s
            provider: { name: aws, runtime: nodejs22.x }
            custom: { a: "${self:custom.b}", b: "${self:custom.a}", c: "x${self:custom.c}" }
            functions:
              f: { handler: a.b, environment: { A: "${self:custom.a}", C: "${self:custom.c}" } }
            """)
        #expect(serverless.problems == [])
        #expect(serverless.hasNote(5, "environment.A", "depends on itself"))
        #expect(serverless.hasNote(5, "environment.C", "depends on itself"))
    }

    @Test("Texts that double at each step stay bounded")
    func doubling() throws {
        var argument = "[\"${x}${x}\", { x: abcdefgh }]"
        for _ in 0..<30 { argument = "[\"${x}${x}\", { x: !Sub \(argument) }]" }
        let result = try Imported(
            """
            Resources:
              F:
                Type: AWS::Serverless::Function
                Properties: { Runtime: nodejs22.x, Handler: a.b, CodeUri: f,
                  Environment: { Variables: { X: !Sub \(argument) } } }
            """)
        #expect(result.hasNote(5, "environment.X", "longer than Lambda allows"))
        let custom = (1...40).map { "  v\($0): \"${self:custom.v\($0 - 1)}${self:custom.v\($0 - 1)}\"" }
        let serverless = try Imported(
            """
            service: s
            provider: { name: aws, runtime: nodejs22.x }
            custom:
              v0: abcdefgh
            \(custom.joined(separator: "\n"))
            functions:
              f: { handler: a.b, environment: { A: "${self:custom.v40}" } }
            """)
        #expect(try serverless.function("f").environment.isEmpty)
        #expect(serverless.draft.notes.contains { $0.subject == "f: environment.A" })
    }

    @Test("A template of 5 MB is read")
    func large() throws {
        let resource = """
              Function%: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: app.handler, \
            CodeUri: src, Environment: { Variables: { NEXT: !Ref Function1, STAGE: !Sub "${AWS::Region}-x" } } } }

            """
        var text = "Resources:\n"
        var number = 0
        while text.utf8.count < 5_000_000 {
            number += 1
            text += resource.replacing("%", with: "\(number)")
        }
        let draft = try ProjectImporter.read(Array(text.utf8))
        #expect(draft.functions.count == number)
        #expect(draft.functions.last?.environment["NEXT"] == "Function1")
    }

    @Test("Names that are unsafe in a shell or a path become safe ones")
    func names() throws {
        let wanted = [
            "../../etc/passwd", "-rf", "a b; rm", "$(x)", "カート", "x\\u0000y", String(repeating: "n", count: 300), "A",
            "a",
        ]
        let functions = wanted.map {
            "\"\($0)\": { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: a.b, CodeUri: f, "
                + "Events: { \"../\($0)\": { Type: Api, Properties: { Path: \"/%p\\\"\\\\\", Method: any } } } } }"
        }
        let result = try Imported("{ Resources: { \(functions.joined(separator: ",\n")) } }")
        #expect(result.problems == [])
        let names = try #require(result.manifest).functions.map(\.name)
        #expect(names.count == wanted.count)
        #expect(
            names == [
                "etc-passwd", "rf", "a-b-rm", "x", "function", "x-y", String(repeating: "n", count: 64), "A", "a-2",
            ])
        for file in result.draft.files {
            #expect(
                file.path.wholeMatch(of: /events\/[A-Za-z0-9_][A-Za-z0-9_-]*\/[A-Za-z0-9_][A-Za-z0-9_-]*\.json/) != nil)
        }
    }
}
