import JSONText
import LambdaModel
import Testing

@Suite("Actual and expected values are compared")
struct ComparisonTests {
    @Test(
        "Values are equal in any order of keys and any notation of a number",
        arguments: [
            (#"{"a":1,"b":[1,2]}"#, #"{"b":[1,2],"a":1}"#), (#"{"a":1.0,"b":1e2}"#, #"{"a":1,"b":100.00}"#),
            (#""caf\u00e9""#, #""café""#), ("null", "null"), ("{}", "{}"), ("[]", " [ ] "),
            (#"{"a":1,"a":2}"#, #"{"a":2}"#), (#""<p>text</p>""#, #""<p>text</p>""#), ("-0", "0"),
        ])
    func equal(_ expected: String, _ came: String) throws {
        #expect(try ExpectationFixture.differences(expected, came) == [])
    }

    @Test(
        "A difference shows its place, the expected and the actual value",
        arguments: [
            ("1", "2", ["the whole response: expected 1, got 2"]),
            (#"{"a":{"b":[1,{"c":true}]}}"#, #"{"a":{"b":[1,{"c":false}]}}"#, ["a.b[1].c: expected true, got false"]),
            (
                #"{"a":1,"b":2}"#, #"{"b":3,"c":[4]}"#,
                [
                    "a: expected 1, got nothing", "b: expected 2, got 3", "c: expected nothing, got [4]",
                ]
            ),
            ("[1,2,3]", "[1]", ["[1]: expected 2, got nothing", "[2]: expected 3, got nothing"]),
            ("[1]", "[1,2]", ["[1]: expected nothing, got 2"]),
            ("[1,2]", "[2,1]", ["[0]: expected 1, got 2", "[1]: expected 2, got 1"]),
            (#"{"a":null}"#, "{}", ["a: expected null, got nothing"]),
            (#"{"a":"1"}"#, #"{"a":1}"#, [#"a: expected "1", got 1"#]),
            ("12.5", "12.50001", ["the whole response: expected 12.5, got 12.50001"]),
            (
                "9007199254740993", "9007199254740992",
                [
                    "the whole response: expected 9007199254740993, got 9007199254740992"
                ]
            ),
            (#"{"x.y":{"":1}}"#, #"{"x.y":{"":2}}"#, [#"["x.y"][""]: expected 1, got 2"#]),
            (#"{"a":[]}"#, #"{"a":{}}"#, ["a: expected [], got {}"]),
        ] as [(String, String, [String])])
    func different(_ expected: String, _ came: String, _ lines: [String]) throws {
        #expect(try ExpectationFixture.differences(expected, came) == lines)
    }

    @Test("Keys that look alike but have different scalars are two keys")
    func canonicalEquivalence() throws {
        let found = try ExpectationFixture.differences(#"{"caf\u00e9":1}"#, #"{"cafe\u0301":1}"#)
        #expect(found.count == 2)
    }

    @Test("A difference has its position in the expectation")
    func position() throws {
        let expectation = try ExpectationFixture.expectation("{\n  \"a\": 1,\n  \"b\": [ 1, 2 ]\n}")
        let places = expectation.mismatches(in: ExpectationFixture.result(#"{"a":1,"b":[1,3],"c":0}"#)).map(\.position)
        #expect(places.map(\.line) == [3, 1])
        #expect(places.map(\.column) == [13, 1])
    }

    @Test("Many or long differences are cut, and values may be nested deeply")
    func limits() throws {
        let long = "\"\(String(repeating: "x", count: 100_000))\""
        let line = try #require(try ExpectationFixture.differences("1", long).first)
        #expect(line.count < 500)
        let ones = "[\(Array(repeating: "1", count: 5000).joined(separator: ","))]"
        let twos = ones.replacing("1", with: "2")
        #expect(try ExpectationFixture.differences(ones, twos).count == 100)
        let deep = String(repeating: "[", count: 900) + "1" + String(repeating: "]", count: 900)
        #expect(try ExpectationFixture.differences(deep, deep.replacing("1", with: "2")).count == 1)
    }

    @Test("A response that is not JSON is reported as text")
    func text() throws {
        #expect(
            try ExpectationFixture.differences("{}", "Task timed out")
                == [#"the whole response: expected JSON, got text: "Task timed out""#])
        #expect(try ExpectationFixture.differences("{}", "") == ["the whole response: expected JSON, got nothing"])
    }

    @Test(
        "Kinds",
        arguments: [
            ("<any>", "null", true), ("<any>", "{\"a\":1}", true), ("<string>", "\"\"", true), ("<string>", "1", false),
            ("<number>", "1e5", true), ("<number>", "\"1\"", false),
            ("<uuid>", "\"5399074e-8A3c-4b1e-9f00-0123456789ab\"", true),
            ("<uuid>", "\"5399074e-8A3c-4b1e-9f00-0123456789aq\"", false),
            ("<uuid>", "\"5399074e8A3c4b1e9f000123456789ab\"", false), ("<uuid>", "\"<uuid>\"", false),
            ("<timestamp>", "\"2026-11-23T01:44:24Z\"", true), ("<timestamp>", "\"2026-11-23T01:44:24.123456\"", true),
            ("<timestamp>", "\"2026-11-23 01:44+01:00\"", true), ("<timestamp>", "\"2024-02-29T00:00:00Z\"", true),
            ("<timestamp>", "\"2026-02-29T00:00:00Z\"", false), ("<timestamp>", "\"2026-13-01T00:00:00Z\"", false),
            ("<timestamp>", "\"2026-11-23\"", false), ("<timestamp>", "1700000000", false),
            ("<re:[a-z]+-[0-9]{2}>", "\"order-17\"", true), ("<re:[a-z]+>", "\"order-17\"", false),
            ("<re:.*>", "17", false), ("<re:\\\\<any\\\\>>", "\"<any>\"", true), ("<p>", "\"<p>\"", true),
            ("<p>", "\"<b>\"", false),
        ])
    func kinds(_ kind: String, _ value: String, _ isMatch: Bool) throws {
        let found = try ExpectationFixture.differences("{\"a\":[\"\(kind)\"]}", "{\"a\":[\(value)]}")
        #expect(found.isEmpty == isMatch, "\(found)")
    }

    @Test("A kind needs a value, and a misspelt kind is an error")
    func kindsThatFail() throws {
        #expect(try ExpectationFixture.differences(#"{"a":"<any>"}"#, "{}") == ["a: expected <any>, got nothing"])
        #expect(
            try ExpectationFixture.differences(#"{"a":"<uid>"}"#, #"{"a":"x"}"#)
                == [#"a: expected "<uid>"; did you mean "<uuid>"?, got "x""#])
    }
}
