import JSONText
import LambdaModel
import Testing

@Suite("An expectation is updated with the actual values")
struct UpdateTests {
    private let failure = ExpectationFixture.result(
        #"{"errorType":"ValueError","errorMessage":"no"}"#, .functionError,
        error: InvocationError(type: "ValueError", message: "no"))

    /// The new text on one line; it must match the call.
    private func updated(_ expected: String, _ result: InvocationResult) throws -> String {
        let text = try #require(try ExpectationFixture.expectation(expected).updated(with: result))
        #expect(text.hasSuffix("\n"))
        #expect(try ExpectationFixture.expectation(text).mismatches(in: result) == [])
        return try JSONDocument(text).compact()
    }

    @Test(
        "Parts that match stay unchanged, kinds and numbers included",
        arguments: [
            (#"{"a":1.0,"b":2}"#, #"{"b":3,"a":1}"#, #"{"a":1.0,"b":3}"#),
            (
                #"{"id":"<uuid>","n":1}"#, #"{"n":2,"id":"5399074e-8a3c-4b1e-9f00-0123456789ab"}"#,
                #"{"id":"<uuid>","n":2}"#
            ),
            (#"{"id":"<uuid>"}"#, #"{"id":"x"}"#, #"{"id":"x"}"#),
            (#"{"a":1,"gone":2}"#, #"{"new":{"x":1.50},"a":1}"#, #"{"a":1,"new":{"x":1.50}}"#),
            (
                #"[{"t":"<timestamp>","n":1},2,3]"#, #"[{"t":"2026-11-23T01:44:24Z","n":5},2]"#,
                #"[{"t":"<timestamp>","n":5},2]"#
            ),
            (#"{"a":"<any>"}"#, #"{"a":[1]}"#, #"{"a":"<any>"}"#), (#"{"a":{}}"#, #"{"a":[]}"#, #"{"a":[]}"#),
            ("1", #""<any>""#, #""<re:\\<any\\>>""#), ("1", #"{"$schema":"x"}"#, #"{"$body":{"$schema":"x"}}"#),
            (#"{"$body":{"a":1},"$maxDurationMs":1000}"#, #"{"a":2}"#, #"{"$body":{"a":2},"$maxDurationMs":1000}"#),
            (
                #"{"$paths":{"a.b":1,"a.c":2,"a.d":"<any>"}}"#, #"{"a":{"b":3,"d":4}}"#,
                #"{"$paths":{"a.b":3,"a.d":"<any>"}}"#
            ),
            (#"{"$errorType":"E","$body":{"n":1}}"#, #"{"n":2}"#, #"{"$verdict":"ok","$body":{"n":2}}"#),
            (#"{"$verdict":"functionError","$errorType":"E"}"#, "1", #"{"$verdict":"ok"}"#),
        ])
    func successes(_ expected: String, _ came: String, _ text: String) throws {
        #expect(try updated(expected, ExpectationFixture.result(came)) == text)
    }

    private static let ids = ["5399074e-8a3c-4b1e-9f00-0123456789ab", "5399074e-8a3c-4b1e-9f00-ba9876543210"]

    @Test(
        "A value that differs between two calls becomes a kind",
        arguments: [
            (#"{"id":"\(ids[0])","n":1}"#, #"{"id":"\(ids[1])","n":1}"#, #"{"id":"<uuid>","n":1}"#),
            (
                #"{"t":"2026-11-23T01:44:24Z"}"#, #"{"t":"2026-11-23T01:44:25.5Z"}"#, #"{"t":"<timestamp>"}"#
            ),
            (#"[1,2.5,"a",true]"#, #"[2,2.5,"b",null]"#, #"["<number>",2.5,"<string>","<any>"]"#),
            (#"{"a":[1,2],"b":[1]}"#, #"{"a":[1],"b":[1]}"#, #"{"a":"<any>","b":[1]}"#),
            (#"{"a":{"b":"x"},"c":[]}"#, #"{"a":{"b":"y"},"c":{}}"#, #"{"a":{"b":"<string>"},"c":"<any>"}"#),
            (#""\(ids[0])""#, #""\(ids[1])""#, #""<uuid>""#),
        ].map { one, other, text in
            (one.replacing(#"\(ids[0])"#, with: ids[0]), other.replacing(#"\(ids[1])"#, with: ids[1]), text)
        })
    func changing(_ one: String, _ other: String, _ text: String) throws {
        let results = [one, other].map { ExpectationFixture.result($0) }
        for (first, second) in [(0, 1), (1, 0)] {
            let written = try #require(Expectation.text(of: results[first], and: results[second]))
            let expectation = try ExpectationFixture.expectation(written)
            for result in results { #expect(expectation.mismatches(in: result) == []) }
            if first == 0 { #expect(try JSONDocument(written).compact() == text) }
        }
    }

    @Test("In JSON text in a string only values change")
    func embedded() throws {
        func result(_ id: String, _ count: Int) -> InvocationResult {
            ExpectationFixture.result(
                #"{"statusCode":200,"body":"{\"id\": \"\#(id)\", \"ok\": true, \"n\": \#(count), \"s\": \"a(b)\"}"}"#)
        }
        let (one, other) = (result(Self.ids[0], 1), result(Self.ids[1], -25))
        let written = try #require(Expectation.text(of: one, and: other))
        let expectation = try ExpectationFixture.expectation(written)
        #expect(expectation.mismatches(in: one) == [] && expectation.mismatches(in: other) == [])
        #expect(expectation.mismatches(in: result(Self.ids[0], 3)) == [])
        #expect(written.contains(#"\\\"ok\\\": true"#) || written.contains(#"\"ok\": true"#), "\(written)")
        let wrong = ExpectationFixture.result(
            #"{"statusCode":200,"body":"{\"id\": \"\#(Self.ids[0])\", \"ok\": false, \"n\": 1, \"s\": \"a(b)\"}"}"#)
        #expect(expectation.mismatches(in: wrong).count == 1)
    }

    @Test("Kinds of an expectation stay while both calls match them")
    func kindsStay() throws {
        let expectation = try ExpectationFixture.expectation(#"{"id":"<uuid>","t":"<any>","n":1,"x":"<re:[ab]>"}"#)
        let one = ExpectationFixture.result(#"{"id":"\#(Self.ids[0])","t":1,"n":2,"x":"a"}"#)
        let other = ExpectationFixture.result(#"{"id":"\#(Self.ids[1])","t":2,"n":3,"x":"c"}"#)
        let text = try #require(expectation.updated(with: one, and: other))
        #expect(try JSONDocument(text).compact() == #"{"id":"<uuid>","t":"<any>","n":"<number>","x":"<string>"}"#)
        #expect(Expectation.changingLengths(one, other) == [])
        let lists = [#"{"a":[{"b":[1]}]}"#, #"{"a":[{"b":[]}]}"#].map { ExpectationFixture.result($0) }
        #expect(Expectation.changingLengths(lists[0], lists[1]) == ["a[0].b"])
    }

    @Test(
        "After a failure, the updated expectation expects that failure",
        arguments: [
            (#"{"a":1}"#, #"{"$verdict":"functionError","$errorType":"ValueError"}"#),
            (#"{"$verdict":"timeout"}"#, #"{"$verdict":"functionError"}"#),
            (
                #"{"$errorType":"E","$errorMessage":"<re:n.>"}"#,
                #"{"$errorType":"ValueError","$errorMessage":"<re:n.>"}"#
            ),
            (
                #"{"$maxDurationMs":900}"#,
                #"{"$verdict":"functionError","$errorType":"ValueError","$maxDurationMs":900}"#
            ),
        ])
    func failures(_ expected: String, _ text: String) throws {
        #expect(try updated(expected, failure) == text)
    }

    @Test("A first expectation is the actual value, indented")
    func first() throws {
        let text = try #require(Expectation.text(of: ExpectationFixture.result(#"{"b":1.0,"a":["<uuid>",{}]}"#)))
        #expect(text == "{\n  \"b\": 1.0,\n  \"a\": [\n    \"<re:\\\\<uuid\\\\>>\",\n    {}\n  ]\n}\n")
        #expect(Expectation.text(of: failure)?.contains("\"$errorType\": \"ValueError\"") == true)
    }

    @Test(
        "A call that never reached the function, or was cancelled, writes nothing",
        arguments: [Verdict.unreachable, .cancelled])
    func nothing(_ verdict: Verdict) throws {
        let result = ExpectationFixture.result("", verdict)
        #expect(Expectation.text(of: result) == nil)
        #expect(try ExpectationFixture.expectation("1").updated(with: result) == nil)
    }
}
