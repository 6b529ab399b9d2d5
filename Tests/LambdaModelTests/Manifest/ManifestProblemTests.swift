import JSONText
import LambdaModel
import Support
import Testing

@Suite("Mistakes in functions.json")
struct ManifestProblemTests {
    private let fixture = ManifestFixture()

    struct Mistake: Sendable, CustomTestStringConvertible {
        var text: String
        var problems: [String]
        init(_ text: String, _ problems: String...) {
            self.text = text
            self.problems = problems
        }
        var testDescription: String { text }
    }

    /// Whole manifests.
    @Test(arguments: [
        Mistake("", "1:1: error: the text is empty; expected a JSON value"),
        Mistake(
            "{ \"functions\": {},\n}", "1:18: error: trailing comma before ‘}’; remove the comma"),
        Mistake("[]", "1:1: error: the manifest must be an object, found an array"),
        Mistake(
            "{}",
            "1:1: error: there are no functions; add \"functions\": { \"hello\": { \"runtime\": \"nodejs22.x\", "
                + "\"handler\": \"app.handler\", \"code\": \"hello\" } }"),
        Mistake(
            "{ \"functions\": {\"//\": 1} }",
            "1:16: error: there are no functions; write \"functions\": { \"hello\": { \"runtime\": \"nodejs22.x\", "
                + "\"handler\": \"app.handler\", \"code\": \"hello\" } }"),
        Mistake(
            "{ \"functions\": [] }",
            "1:16: error: \"functions\" must be an object of names and settings, found an array"),
        Mistake(
            "{ \"functions\": { \"f\": 1 } }", "1:23: error: function \"f\" must be an object, found the number 1"),
    ])
    func wholes(_ mistake: Mistake) { expect(fixture.load(mistake.text), mistake) }

    @Test(
        "A message that quotes the file stays on one line, and shows hidden characters",
        arguments: [
            ("\n", "\\n"), ("\r", "\\r"), ("\u{B}", "\\u{b}"), ("\u{C}", "\\u{c}"), ("\u{85}", "\\u{85}"),
            ("\u{2028}", "\\u{2028}"), ("\u{2029}", "\\u{2029}"), ("\u{1B}", "\\u{1b}"), ("\u{1B}[31m", "\\u{1b}[31m"),
            ("\u{200B}", "\\u{200b}"), ("\u{202E}", "\\u{202e}"), ("\u{7F}", "\\u{7f}"),
        ])
    func oneLine(hidden: String, shown: String) {
        func quoted(_ text: String) -> String {
            var writer = JSONWriter()
            writer.string(text)
            return writer.text
        }
        let text = quoted("a\(hidden)b")
        let function = """
            "runtime": \(text), "handler": "a.b", "code": \(text), "layers": [\(text)], "environmentFile": \(text), "events": \(text),
            "environment": { \(text): "x" }, "secrets": [\(text)], \(text): 1
            """
        let (_, problems) = fixture.load("{ \"functions\": { \(text): { \(function) } } }")
        #expect(problems.count >= 7, "\(problems)")
        for problem in problems {
            #expect(problem.contains("a\(shown)b"), "\(problem)")
            #expect(
                problem.unicodeScalars.allSatisfy {
                    !$0.isControl && !$0.isInvisible && !$0.isLineBreak
                }, "\(problem.debugDescription)")
        }
        // An error about a value of the wrong kind quotes the value as it is in the file.
        let raw = "\"a\(["\u{85}", "\u{2028}", "\u{2029}", "\u{200B}", "\u{202E}"].contains(hidden) ? hidden : "")b\""
        let (_, others) = fixture.load("{ \"functions\": { \"f\": { \"memorySize\": \(raw) } } }")
        #expect(others.allSatisfy { $0.unicodeScalars.allSatisfy { !$0.isLineBreak } })
    }

    /// Keys at the top, on line 1 of a manifest that is good otherwise.
    @Test(arguments: [
        Mistake("\"registri\": \"a\"", "1:3: error: unknown key \"registri\"; did you mean \"registry\"?"),
        Mistake(
            "\"network\": 1",
            "1:3: error: unknown key \"network\"; the keys here: $schema, registry, mouse, endpoint, defaults, "
                + "functions, api, commands"),
        Mistake("\"handler\": 1", "1:3: error: \"handler\" belongs to a function or to \"defaults\""),
        Mistake("\"port\": 1", "1:3: error: \"port\" belongs to a function"),
        Mistake("\"mouse\": \"no\"", "1:12: error: \"mouse\" must be true or false, found the string \"no\""),
        Mistake(
            "\"mouse\": true, \"mouse\": false",
            "1:18: error: key \"mouse\" is defined twice; the first is on line 1"),
        Mistake(
            "\"endpoint\": 0", "1:15: error: \"endpoint\" must be a whole number from 1 to 65535, found the number 0"),
        Mistake("\"registry\": \"\"", "1:15: error: \"registry\" is empty"),
        Mistake(
            "\"registry\": \"https://a.b\"",
            "1:15: error: \"registry\" must be a host and path such as \"public.ecr.aws/lambda\", without \"https://\" "
                + "or spaces"),
        Mistake("\"defaults\": true", "1:15: error: \"defaults\" must be an object, found true"),
        Mistake("\"defaults\": {\"port\": 9000}", "1:16: error: \"port\" belongs to one function, not to all"),
        Mistake(
            "\"defaults\": {\"memorysize\": 1}",
            "1:16: error: unknown key \"memorysize\"; did you mean \"memorySize\"?"),
        Mistake(
            "\"defaults\": {\"timeout\": 901}",
            "1:27: error: \"timeout\" must be a whole number of seconds from 1 to 900, found the number 901"),
        Mistake("\"defaults\": {\"mouse\": true}", "1:16: error: \"mouse\" belongs to the top of the file"),
    ])
    func top(_ mistake: Mistake) {
        expect(fixture.load("{ \(mistake.text),\n" + ManifestFixture.one("").dropFirst(2)), mistake)
    }

    /// Names of functions.
    @Test func names() {
        let keys = #"{"runtime": "nodejs22.x", "handler": "a.b", "code": "hello"}"#
        let long = String(repeating: "a", count: 65)
        let text = """
            { "functions": {
            "a b": \(keys),
            "": \(keys),
            "ü": \(keys),
            "\(long)": \(keys),
            "ok_1-A": \(keys),
            "ok_1-A": \(keys)
            } }
            """
        let rule = "is not a valid Lambda function name: 1 to 64 letters, digits, - and _"
        expect(
            fixture.load(text),
            Mistake(
                text, "2:1: error: \"a b\" \(rule)", "3:1: error: \"\" \(rule)", "4:1: error: \"ü\" \(rule)",
                "5:1: error: \"\(long)\" \(rule)",
                "7:1: error: function \"ok_1-A\" is defined twice; the first is on line 6"))
    }

    @Test func portsBelongToOne() {
        let keys = #""runtime": "nodejs22.x", "handler": "a.b", "code": "hello""#
        let text = """
            { "endpoint": 9005, "functions": {
            "a": {\(keys), "port": 9001},
            "b": {\(keys), "port": 9001},
            "c": {\(keys), "port": 9005}
            } }
            """
        expect(
            fixture.load(text),
            Mistake(
                text, "3:75: error: port 9001 is already used by function \"a\" (line 2)",
                "4:75: error: port 9005 is already used by \"endpoint\""))
    }

    /// All mistakes are reported at once, in the order of the file.
    @Test func allAtOnce() {
        let text = """
            {
              "functions": {
                "a": { "handlr": "x", "memorySize": 64, "runtime": "nodejs22" },
                "b": { "runtime": "nodejs22.x", "image": "x", "handler": "a.b", "code": "helo" }
              },
              "mous": true
            }
            """
        expect(
            fixture.load(text),
            Mistake(
                text,
                "3:5: error: function \"a\" needs \"handler\" (such as \"app.handler\"), \"code\" (a folder or "
                    + ".zip file)",
                "3:12: error: unknown key \"handlr\"; did you mean \"handler\"?",
                "3:41: error: \"memorySize\" must be a whole number of MB from 128 to 10240, found the number 64",
                "3:56: error: unknown runtime \"nodejs22\"; did you mean \"nodejs22.x\"?",
                "4:46: error: function \"b\" has both \"runtime\" and \"image\"; keep one of them",
                "4:77: error: \"code\" \"helo\" does not exist; did you mean \"hello\"?",
                "6:3: error: unknown key \"mous\"; did you mean \"mouse\"?"))
    }

    @Test func aWarningLeavesTheManifestUsable() {
        let (manifest, problems) = fixture.load(
            #"{"functions": {"f": {"runtime": "nodejs20.x", "handler": "handler", "code": "hello"}}}"#)
        #expect(manifest?.functions.count == 1)
        #expect(
            problems == [
                "functions.json:1:33: warning: AWS ended \"nodejs20.x\" on 2026-04-30: no more security patches; "
                    + "AWS now offers \"nodejs24.x\"",
                "functions.json:1:58: warning: handler \"handler\" has no dot; write file and function, as in "
                    + "\"app.handler\"",
            ])
    }

    private func expect(
        _ result: (manifest: Manifest?, problems: [String]), _ mistake: Mistake,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(result.problems == mistake.problems.map { "functions.json:" + $0 }, sourceLocation: sourceLocation)
        #expect(result.manifest == nil, sourceLocation: sourceLocation)
    }
}
