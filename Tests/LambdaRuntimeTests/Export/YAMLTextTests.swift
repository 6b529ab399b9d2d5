import Testing

@testable import LambdaRuntime

struct YAMLTextTests {
    @Test(arguments: [
        ("plain", "\"plain\""), ("", "\"\""), ("true", "\"true\""), ("a\"b\\c", "\"a\\\"b\\\\c\""),
        ("a\nb\tc\r", "\"a\\nb\\tc\\r\""), ("\u{1}\u{7F}\u{85}", "\"\\u0001\\u007f\\u0085\""),
        ("\u{2028}\u{FEFF}", "\"\\u2028\\ufeff\""), ("ä空🎉", "\"ä空🎉\""), ("# : - *x &y", "\"# : - *x &y\""),
    ])
    func `a string in YAML`(text: String, expected: String) {
        #expect(YAMLText.quoted(text) == expected)
    }

    @Test(arguments: [
        ("hello", "hello"), ("AWS_REGION", "AWS_REGION"), ("no", "\"no\""), ("Y", "\"Y\""), ("NULL", "\"NULL\""),
        ("123", "\"123\""), ("1e5", "\"1e5\""), ("-", "\"-\""), ("_HANDLER", "\"_HANDLER\""), ("a-b", "a-b"),
    ])
    func `a key in YAML is never a number, a truth or null`(text: String, expected: String) {
        #expect(YAMLText.key(text) == expected)
    }
}
