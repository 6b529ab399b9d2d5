import JSONText
import Testing

@Suite("Comparing values")
struct EqualityTests {
    @Test(arguments: [
        ("1", "1.0"), ("100", "1e2"), ("100", "1E+2"), ("0.001", "1e-3"), ("0", "-0.0e5"), ("10e-1", "1"),
        ("-12.50", "-125e-1"),
        ("123456789012345678901234567890.10", "123456789012345678901234567890.1"),
        ("1e99999999999999999999999", "1E+99999999999999999999999"),
        (#""\u00e9""#, "\"é\""), (#""\/""#, "\"/\""), (#""\ud83d\ude00""#, "\"😀\""),
        (#"{"a": 1, "b": [true, null]}"#, #"{"b":[true,null],"a":1.0}"#),
        (#"{"a": 1, "a": 2}"#, #"{"a": 2}"#),
        (#"{"\u0061": 1}"#, #"{"a": 1}"#),
        ("[]", "[ ]"), ("{}", "{ }"),
    ])
    func equal(_ left: String, _ right: String) throws {
        #expect(try compare(left, right))
        #expect(try compare(right, left))
    }

    @Test(arguments: [
        ("1", "2"), ("1", "-1"), ("1", "10"), ("0.1", "0.10000000000000000001"),
        ("9007199254740993", "9007199254740992"), ("1e999", "1e998"), ("1e-400", "0"),
        ("1e99999999999999999999999", "1e99999999999999999999998"),
        ("1", "\"1\""), ("null", "false"), ("true", "false"), ("[]", "{}"), ("[]", "null"),
        ("[1, 2]", "[2, 1]"), ("[1]", "[1, 1]"), (#"{"a": 1}"#, #"{"b": 1}"#), (#"{"a": 1}"#, #"{"a": 1, "b": 1}"#),
        (#"{"a": 1, "a": 2}"#, #"{"a": 1}"#),
        ("\"\u{E9}\"", "\"e\u{301}\""), ("{\"\u{E9}\": 1}", "{\"e\u{301}\": 1}"),
        (#"[[[{"a": [1]}]]]"#, #"[[[{"a": [2]}]]]"#),
    ])
    func different(_ left: String, _ right: String) throws {
        #expect(try !compare(left, right))
        #expect(try !compare(right, left))
    }

    @Test func partsOfOneDocument() throws {
        let root = try JSONDocument(#"[{"a": 1}, {"a": 1.0}, {"a": 2}]"#).root
        let parts = Array(root.elements)
        #expect(JSONDocument.valuesEqual(parts[0], parts[1]))
        #expect(!JSONDocument.valuesEqual(parts[0], parts[2]))
    }

    private func compare(_ left: String, _ right: String) throws -> Bool {
        JSONDocument.valuesEqual(try JSONDocument(left).root, try JSONDocument(right).root)
    }
}
