import JSONText
import LambdaModel
import Testing

/// Values that are the same in two calls in a row, but not tomorrow.
@Suite("Values that change from day to day are expected by their form")
struct CurrentDayTests {
    /// 2026-11-28T16:10:44Z.
    private static let seconds = 1_795_882_244.0
    private let now = CurrentTime(
        seconds...(seconds + 1), days: [CalendarDay(2026, 11, 28), CalendarDay(2026, 11, 29)])

    /// The expectation for two equal calls; it must match both, and the values of another day.
    private func written(_ body: String, other: String? = nil, at now: CurrentTime) throws -> String {
        let result = ExpectationFixture.result(body)
        let text = try #require(Expectation.text(of: result, and: result, at: now))
        let expectation = try ExpectationFixture.expectation(text)
        #expect(expectation.mismatches(in: result) == [], "\(text)")
        if let other { #expect(expectation.mismatches(in: ExpectationFixture.result(other)) == [], "\(text)") }
        // Updating with the same calls changes nothing.
        #expect(expectation.updated(with: result, and: result, at: now) == text)
        return try JSONDocument(text).compact()
    }

    @Test(
        "Today's date in any form",
        arguments: [
            ("2026-11-28", "2027-01-05"), ("2026/11/28", "2027/01/05"), ("2026.11.28", "2027.01.05"),
            ("20261128", "20270105"), ("28.11.2026", "05.01.2027"), ("28/11/2026", "05/01/2027"),
            ("11/28/2026", "01/05/2027"), ("11/28/26", "01/05/27"), ("28.11.26", "05.01.27"),
            ("29-11-2026", "05-01-2027"),
            ("Sat, 28 Nov 2026", "Tue, 05 Jan 2027"), ("28 November 2026", "5 January 2027"),
            ("November 28, 2026", "May 5, 2027"), ("Saturday, November 28th, 2026", "Tuesday, May 1st, 2027"),
            ("Sun Nov 29 2026", "Tue Jan 05 2027"), ("28-Nov-2026", "05-Jan-2027"),
            ("28. November 2026", "5. May 2027"),
            ("Sat, 28 Nov 2026 16:10:44 GMT", "Tue, 05 Jan 2027 01:02:03 GMT"),
            ("2026-11-28T16:10:44Z", "2027-01-05T01:02:03.123456+01:00"), ("2026-11-28 16:10", "2027-01-05 01:02"),
            ("Sat Nov 28 2026 16:10:44 GMT+0000 (UTC)", "Tue Jan 05 2027 01:02:03 GMT+0000 (UTC)"),
            ("11/28/2026, 4:10:44 PM", "01/05/2027, 11:02:03 AM"), ("20261128T161044Z", "20270105T010203Z"),
            ("20261128161044", "20270105010203"), ("report (2026-11-28).csv", "report (2027-01-05).csv"),
            ("from 2026-11-28 to 2026-11-29", "from 2027-01-05 to 2027-01-06"),
            ("s3://logs/2026/11/28/a.gz", "s3://logs/2027/01/05/a.gz"), ("v1-20261128-x", "v1-20270105-x"),
            ("{\"date\": \"2026-11-28\", \"n\": 1.5}", "{\"date\": \"2027-01-05\", \"n\": 1.5}"),
            ("1795882244", "1799123456"),
        ])
    func dates(today: String, later: String) throws {
        func body(_ text: String) -> String {
            var writer = JSONWriter()
            writer.object { $0.member("v", text) }
            return writer.text
        }
        let text = try written(body(today), other: body(later), at: now)
        #expect(!text.contains("2026"), "\(text)")
        let expectation = try ExpectationFixture.expectation(text)
        #expect(expectation.mismatches(in: ExpectationFixture.result(body("other"))).count == 1)
    }

    @Test(
        "A day of one digit may be written with or without a zero",
        arguments: [
            ("2027-3-7", "2027-11-28"), ("7.3.2027", "28.11.2027"), ("3/7/2027", "11/28/2027"),
            ("07/03/27", "28/11/27"),
            ("Sunday, March 7, 2027", "Monday, December 13, 2027"), ("Mar 07, 2027", "Dec 13, 2027"),
            ("March 7th, 2027", "December 1st, 2027"),
        ])
    func shortDates(today: String, later: String) throws {
        let now = CurrentTime(1_804_409_000...1_804_409_001, days: [CalendarDay(2027, 3, 7)])
        _ = try written("[\"\(today)\"]", other: "[\"\(later)\"]", at: now)
    }

    @Test(
        "Other dates, numbers and texts are written as received",
        arguments: [
            "\"2026-11-27\"", "\"2026-12-28\"", "\"28.11.2025\"", "\"Sat, 28 Mar 2026\"", "\"120261128\"",
            "\"2026-11-281\"", "\"x\"", "1795800000", "2026", "\"2026\"", "1.5", "\"Xmas 28 Dec 2026\"",
            "\"1795800000\"",
        ])
    func others(value: String) throws {
        #expect(try written("[\(value)]", at: now) == "[\(value)]")
    }

    @Test("A long text with the current day becomes \"any text\"")
    func longTexts() throws {
        let page = String(repeating: "<p>text</p>", count: 2000)
        #expect(try written("[\"\(page)\"]", at: now) == "[\"\(page)\"]")
        let text = try written("[\"\(page) 2026-11-28\"]", other: "[\"\(page) 2027-01-05\"]", at: now)
        #expect(text == "[\"<string>\"]")
    }

    @Test("The current time as a number becomes a number kind, the day in a key becomes a form")
    func numbersAndKeys() throws {
        let text = try written(
            #"{"s":1795882244,"ms":1795882244123,"f":1795882244.5,"day":20261128,"days":{"2026-11-28":{"n":1}}}"#,
            other: #"{"s":2,"ms":2,"f":2,"day":2,"days":{"2027-01-05":{"n":1}}}"#, at: now)
        #expect(
            text
                == #"{"s":"<number>","ms":"<number>","f":"<number>","day":"<number>","#
                + #""days":{"<re:\\d{4}-\\d\\d-\\d\\d>":{"n":1}}}"#)
    }

    @Test("JSON text with a changing value keeps the form of the day as well")
    func embedded() throws {
        func result(_ day: String, _ id: Int) -> InvocationResult {
            ExpectationFixture.result(#"{"body":"{\"day\": \"\#(day)\", \"id\": \#(id)}"}"#)
        }
        let text = try #require(
            Expectation.text(of: result("2026-11-28", 1), and: result("2026-11-28", 2), at: now))
        let expectation = try ExpectationFixture.expectation(text)
        #expect(expectation.mismatches(in: result("2027-01-05", 3)) == [], "\(text)")
        #expect(expectation.mismatches(in: result("none", 3)).count == 1)
    }

    @Test("A literal date in an expectation becomes a form, a kind stays")
    func replaced() throws {
        let expectation = try ExpectationFixture.expectation(#"{"a":"2026-11-28","b":"<string>","c":1}"#)
        let result = ExpectationFixture.result(#"{"a":"2026-11-28","b":"2026-11-28","c":2}"#)
        let text = try #require(expectation.updated(with: result, and: result, at: now))
        #expect(try JSONDocument(text).compact() == #"{"a":"<re:\\d{4}-\\d\\d-\\d\\d>","b":"<string>","c":2}"#)
        #expect(
            Expectation.text(of: result).map { $0.contains("2026-11-28") } == true, "one call is written as it came")
    }
}

@Suite("Keys that change from call to call")
struct ChangingKeyTests {
    private static let ids = ["5399074e-8a3c-4b1e-9f00-0123456789ab", "5399074e-8a3c-4b1e-9f00-ba9876543210"]
    private static let times = ["2026-11-23T01:44:24Z", "2026-11-23T01:44:25Z"]

    @Test(
        "are written by their kind",
        arguments: [
            (
                #"{"\#(ids[0])":{"n":1},"ok":true}"#, #"{"\#(ids[1])":{"n":1},"ok":true}"#,
                #"{"<uuid>":{"n":1},"ok":true}"#
            ),
            (#"{"a":{"\#(times[0])":1}}"#, #"{"a":{"\#(times[1])":2}}"#, #"{"a":{"<timestamp>":"<number>"}}"#),
            (#"{"k81":"x","n":1}"#, #"{"k97":"x","n":1}"#, #"{"<string>":"x","n":1}"#),
            (
                #"{"\#(ids[0])":1,"k1":[1]}"#, #"{"\#(ids[1])":2,"k2":[1]}"#, #"{"<uuid>":"<number>","<string>":[1]}"#
            ),
            (
                #"{"k1":{"a":1,"b":1},"k2":{"a":1,"b":2}}"#, #"{"k3":{"a":1,"b":3}}"#,
                #"{"<string>":{"a":1,"b":"<number>"}}"#
            ),
        ])
    func kinds(_ one: String, _ other: String, _ text: String) throws {
        let results = [one, other].map { ExpectationFixture.result($0) }
        for (first, second) in [(0, 1), (1, 0)] {
            let written = try #require(Expectation.text(of: results[first], and: results[second]))
            let expectation = try ExpectationFixture.expectation(written)
            for result in results { #expect(expectation.mismatches(in: result) == [], "\(written)") }
            #expect(expectation.updated(with: results[second], and: results[first]) == written)
            #expect(try JSONDocument(written).compact() == text)
        }
    }

    @Test(
        "A kind as a key expects at least one matching key, each with the given value",
        arguments: [
            (#"{"<uuid>":1}"#, #"{"\#(ids[0])":1,"\#(ids[1])":1}"#, []),
            (#"{"<uuid>":1}"#, #"{"\#(ids[0])":1,"\#(ids[1])":2}"#, [#"\#(ids[1])"#]),
            (#"{"<uuid>":1}"#, "{}", ["<uuid>"]), (#"{"<uuid>":1}"#, #"{"k":1}"#, ["<uuid>", "k"]),
            (#"{"<string>":1,"<uuid>":2,"k":3}"#, #"{"k":3,"x":1,"\#(ids[0])":2}"#, []),
            // A literal key has precedence, and it may look like a kind.
            (#"{"<uuid>":1}"#, #"{"<uuid>":1}"#, []), (#"{"<re:k\\d>":1}"#, #"{"k1":1}"#, []),
        ])
    func comparison(_ expected: String, _ came: String, _ paths: [String]) throws {
        let found = try ExpectationFixture.expectation(expected).mismatches(in: ExpectationFixture.result(came))
        #expect(found.map(\.path) == paths)
    }

    @Test("A key that only one call has is written as received")
    func comesAndGoes() throws {
        let (one, other) = (ExpectationFixture.result(#"{"a":1,"b":2}"#), ExpectationFixture.result(#"{"a":1}"#))
        let text = try #require(Expectation.text(of: one, and: other))
        #expect(try JSONDocument(text).compact() == #"{"a":1,"b":2}"#)
        #expect(throws: ExpectationError.self) { try ExpectationFixture.expectation(#"{"<re:[>":1}"#) }
    }
}
