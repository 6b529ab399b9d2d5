import JSONText
import Testing

@Suite("Error messages for text that is not JSON")
struct ErrorTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        var text: String
        var error: String
        init(_ text: String, _ error: String) {
            self.text = text
            self.error = error
        }
        var testDescription: String { text }
    }

    @Test(arguments: [
        Mistake("", "line 1, column 1: the text is empty; expected a JSON value"),
        Mistake(" \n\t ", "line 2, column 3: the text is empty; expected a JSON value"),
        Mistake("\u{FEFF}", "line 1, column 1: the text is empty; expected a JSON value"),
        Mistake("}", "line 1, column 1: expected a value, found ‘}’"),
        Mistake("\u{FEFF}}", "line 1, column 1: expected a value, found ‘}’"),
        Mistake("{\"é\": 1,\r\n \"b\": }", "line 2, column 7: expected a value, found ‘}’"),
        Mistake("[\r\r]]", "line 3, column 2: ‘]’ has no opening bracket; remove it"),
        Mistake("[1,]", "line 1, column 3: trailing comma before ‘]’; remove the comma"),
        Mistake("{\"a\": 1,\n}", "line 1, column 8: trailing comma before ‘}’; remove the comma"),
        Mistake("[,]", "line 1, column 2: expected a value, found ‘,’"),
        Mistake("[1,,2]", "line 1, column 4: expected a value, found ‘,’"),
        Mistake("{,}", "line 1, column 2: expected a key in double quotes, found ‘,’"),
        Mistake("['a']", "line 1, column 2: single quotes; JSON strings need double quotes"),
        Mistake("{'a': 1}", "line 1, column 2: single quotes; JSON strings need double quotes"),
        Mistake("[“a”]", "line 1, column 2: typographic quotes; JSON strings need straight double quotes"),
        Mistake("{a: 1}", "line 1, column 2: expected a key in double quotes, found ‘a’; write \"a\""),
        Mistake("{\"a\": 1, 2: 3}", "line 1, column 10: expected a key in double quotes, found ‘2’; write \"2\""),
        Mistake("{\"a\" 1}", "line 1, column 6: expected ‘:’ after the key, found ‘1’"),
        Mistake("{\"a\" = 1}", "line 1, column 6: expected ‘:’ after the key, found ‘=’"),
        Mistake("{\"a\"}", "line 1, column 5: expected ‘:’ after the key, found ‘}’"),
        Mistake(
            "{\"a\": 1\n \"b\": 2}",
            "line 2, column 2: expected ‘,’ or ‘}’, found ‘\"’; a comma is missing before it"),
        Mistake("[1 2]", "line 1, column 4: expected ‘,’ or ‘]’, found ‘2’; a comma is missing before it"),
        Mistake("[1}", "line 1, column 3: expected ‘,’ or ‘]’, found ‘}’"),
        Mistake("{\"a\": 1]", "line 1, column 8: expected ‘,’ or ‘}’, found ‘]’"),
        Mistake("1 2", "line 1, column 3: text after the value: found ‘2’; a document holds one value"),
        Mistake("{}\n{}", "line 2, column 1: text after the value: found ‘{’; a document holds one value"),
        Mistake("{}}", "line 1, column 3: ‘}’ has no opening bracket; remove it"),
        Mistake("// hello\n1", "line 1, column 1: JSON has no comments; remove this one"),
        Mistake("[1, /* one */ 2]", "line 1, column 5: JSON has no comments; remove this one"),
        Mistake("{\"a\": 1 # one\n}", "line 1, column 9: JSON has no comments; remove this one"),
        Mistake("[/]", "line 1, column 2: expected a value, found ‘/’"),
        Mistake("[1,\u{A0}2]", "line 1, column 4: expected a value, found ‘U+00A0’"),
        Mistake("[\u{0}]", "line 1, column 2: expected a value, found ‘U+0000’"),
        Mistake("[é]", "line 1, column 2: expected a value, found ‘é’"),
    ])
    func structure(_ mistake: Mistake) { expect(mistake) }

    @Test(arguments: [
        Mistake("NaN", "line 1, column 1: ‘NaN’ is not a JSON value; use null or a string"),
        Mistake("[-Infinity]", "line 1, column 2: ‘-Infinity’ is not a JSON value; use null or a string"),
        Mistake("undefined", "line 1, column 1: ‘undefined’ is not a JSON value; use null or a string"),
        Mistake("[None]", "line 1, column 2: ‘None’ is not a JSON value; write null"),
        Mistake("[True]", "line 1, column 2: ‘True’ is not a JSON value; write true"),
        Mistake("[nul]", "line 1, column 2: expected a value, found ‘nul’; strings need double quotes"),
        Mistake("[trueish]", "line 1, column 2: expected a value, found ‘trueish’; strings need double quotes"),
        Mistake("hello", "line 1, column 1: expected a value, found ‘hello’; strings need double quotes"),
        Mistake("+1", "line 1, column 1: a number cannot start with ‘+’; write a digit first"),
        Mistake(".5", "line 1, column 1: a number cannot start with ‘.’; write a digit first"),
        Mistake("[007]", "line 1, column 2: a number cannot start with 0: write 7"),
        Mistake("-00.5", "line 1, column 1: a number cannot start with 0: write -0.5"),
        Mistake("1.", "line 1, column 3: expected a digit after ‘.’, found the end of the text"),
        Mistake("[1.]", "line 1, column 4: expected a digit after ‘.’, found ‘]’"),
        Mistake("1e+", "line 1, column 4: expected a digit after ‘e’, found the end of the text"),
        Mistake("[-]", "line 1, column 3: expected a digit after ‘-’, found ‘]’"),
        Mistake("0x1F", "line 1, column 1: ‘0x1F’ is not a JSON number; write decimal digits"),
        Mistake("1_000", "line 1, column 1: ‘1_000’ is not a JSON number; write decimal digits"),
        Mistake("1.2.3", "line 1, column 1: ‘1.2.3’ is not a JSON number; write decimal digits"),
    ])
    func scalars(_ mistake: Mistake) { expect(mistake) }

    @Test(arguments: [
        Mistake("[\"abc", "line 1, column 2: unterminated string; the closing double quote is missing"),
        Mistake("\"\\", "line 1, column 1: unterminated string; the closing double quote is missing"),
        Mistake("\"\\u12", "line 1, column 1: unterminated string; the closing double quote is missing"),
        Mistake(
            "{\"a\": \"b\n}",
            "line 1, column 7: unterminated string; the line ends before the closing double quote "
                + "(write a line break as ‘\\n’)"),
        Mistake("\"a\tb\"", "line 1, column 3: a tab inside a string must be written ‘\\t’"),
        Mistake("\"\u{1}\"", "line 1, column 2: a control character inside a string must be written ‘\\u0001’"),
        Mistake("\"\u{1b}[0m\"", "line 1, column 2: a control character inside a string must be written ‘\\u001b’"),
        Mistake("\"é\\x\"", "line 1, column 3: ‘\\x’ is not a JSON escape; write a backslash as ‘\\\\’"),
        Mistake("\"\\u12G4\"", "line 1, column 2: ‘\\u’ needs four hexadecimal digits, as in ‘\\u00e9’"),
    ])
    func strings(_ mistake: Mistake) { expect(mistake) }

    @Test(arguments: [
        Mistake("[", "line 1, column 2: expected a value, found the end of the text"),
        Mistake("[1,\n", "line 2, column 1: expected a value, found the end of the text"),
        Mistake("[1", "line 1, column 3: expected ‘,’ or ‘]’, found the end of the text"),
    ])
    func endInsideArray(_ mistake: Mistake) {
        expect(Mistake(mistake.text, mistake.error + "; ‘[’ in line 1, column 1 is not closed"))
    }

    @Test(arguments: [
        Mistake("\n  {", "line 2, column 4: expected a key in double quotes, found the end of the text"),
        Mistake("\n  {\"a\"", "line 2, column 7: expected ‘:’ after the key, found the end of the text"),
        Mistake("\n  {\"a\":", "line 2, column 8: expected a value, found the end of the text"),
        Mistake("\n  {\"a\":1", "line 2, column 9: expected ‘,’ or ‘}’, found the end of the text"),
    ])
    func endInsideObject(_ mistake: Mistake) {
        expect(Mistake(mistake.text, mistake.error + "; ‘{’ in line 2, column 3 is not closed"))
    }

    /// Overlong forms, surrogates, too large, cut short, stray continuation: each inside a string and outside.
    @Test(
        arguments: [
            [0x80], [0xC0, 0x80], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82],
            [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xF0, 0x9F, 0x98],
        ] as [[UInt8]])
    func invalidUTF8(_ sequence: [UInt8]) {
        let hex = String(sequence[0], radix: 16, uppercase: true)
        let message = "byte 0x\(hex) is not valid UTF-8; save the text as UTF-8"
        for (before, after, column) in [("[\"é", "\"]", 4), ("[", "]", 2), ("[1", "]", 3), ("1 ", "", 3)] {
            let bytes = Array(before.utf8) + sequence + Array(after.utf8)
            let error = #expect(throws: JSONError.self) { try JSONDocument(bytes) }
            #expect(error?.message == message)
            let expected = JSONPosition(offset: before.utf8.count, line: 1, column: column)
            #expect(error?.position == expected)
        }
    }

    @Test func everyPrefixOfADocumentFailsAndNothingElseHappens() throws {
        let text = #"{"a": [1, -2.5e+3, "x\u00e9\n", true, null, {"b": {}}], "ü": "日本"}"#
        let bytes = Array(text.utf8)
        for length in 0..<bytes.count {
            #expect(throws: JSONError.self) { try JSONDocument(Array(bytes[..<length])) }
        }
        #expect(throws: Never.self) { try JSONDocument(bytes) }
    }

    @Test func offsetCountsBytesAndColumnCountsScalars() {
        let error = #expect(throws: JSONError.self) { try JSONDocument("[\"日本\", \"👩‍🚀\" x]") }
        // The astronaut is three scalars: woman, joiner, rocket.
        #expect(error?.position == JSONPosition(offset: 25, line: 1, column: 14))
    }

    private func expect(_ mistake: Mistake) {
        let error = #expect(throws: JSONError.self) { try JSONDocument(mistake.text) }
        #expect(error?.description == mistake.error)
    }
}
