import Foundation
import JSONText
import LambdaModel
import LambdaRuntime
import Testing

/// No secret value stays in stored text, whatever its form in JSON, and nothing else is removed.
struct MaskingTests {
    @Test(
        "A long value is masked anywhere in a text",
        arguments: [
            ("hunter2hunter2", "hunter2hunter2"), ("hunter2hunter2", "xhunter2hunter2x"),
            ("hunter2hunter2", "\"k=hunter2hunter2;\""),
            // From eight bytes on, a value counts as long.
            ("12345678", "0123456789"), ("空空空", "x空空空x"),
            // In JSON: written by hand, by Python, by PHP, by .NET.
            ("a\"b\\c\nd/e", "a\"b\\c\nd/e"), ("a\"b\\c\nd/e", #"a\"b\\c\nd/e"#), ("a\"b\\c\nd/e", #"a\"b\\c\nd\/e"#),
            ("a\"b\\c\nd/e", #"a\u0022b\u005Cc\u000ad\u002Fe"#), ("a\tb\rc\u{8}d\u{C}e", #"a\tb\rc\bd\fe"#),
            ("pässwörd", #"p\u00e4ssw\u00F6rd"#), ("pass😀word", #"pass\ud83d\ude00word"#),
            ("<a>&'b'+c", #"\u003ca\u003e\u0026\u0027b\u0027\u002bc"#),
            // In a string inside a string, and once more.
            ("a\"b\\c\nd/e", #"a\\\"b\\\\c\\nd/e"#), ("pässwörd", #"p\\u00e4ssw\\u00F6rd"#),
            ("pass😀word", #"pass\\ud83d\\ude00word"#), ("a\"bcdefgh", #"a\\\\\\\"bcdefgh"#),
            ("\"quoted-value", #"\"quoted-value"#), ("\\begin-value", #"\\begin-value"#),
            ("end-value\\", #"end-value\\"#),
        ])
    func anywhere(_ value: String, _ text: String) {
        let masked = Masking([value]).masked(text)
        #expect(masked.contains("•••"), "\(masked)")
        #expect(!masked.contains("b") || text.contains("x"), "\(masked)")
        let rest = masked.replacingOccurrences(of: "•••", with: "")
        #expect(["", "xx", "\"k=;\"", "09", "x"].contains(rest), "\(rest)")
    }

    @Test(
        "A short value is masked only as a whole word",
        arguments: [
            ("abcd", "abcd", "•••"), ("abcd", "(abcd)", "(•••)"), ("abcd", "abcd.abcd", "•••.•••"),
            ("abcd", "xabcd", "xabcd"), ("abcd", "abcdx", "abcdx"), ("abcd", "abcd_", "abcd_"),
            ("abcd", "éabcd", "éabcd"),
            ("abcd", "1abcd", "1abcd"), ("abcd", #"x\nabcd\t"#, #"x\n•••\t"#), ("abcd", #"\u0009abcd"#, #"\u0009•••"#),
            ("abcd", #"\\nabcd"#, #"\\n•••"#), ("p@ss", "p@ss", "•••"), ("@ssx", "p@ssx", "p•••"),
            ("7654321", "76543210", "76543210"),
            ("x\"yz", #"x\"yz"#, "•••"),
            // Too short, or words of JSON.
            ("abc", "abc", "abc"), ("", "abc", "abc"), ("true", "true", "true"), ("False", "False", "False"),
            ("null", "null", "null"),
        ])
    func words(_ value: String, _ text: String, _ expected: String) {
        #expect(Masking([value]).masked(text) == expected)
    }

    @Test("Values that contain each other or overlap are masked completely")
    func overlaps() {
        let masking = Masking(["secret-one", "secret-one-and-more", "and-more-yet", "one-and-"])
        #expect(masking.masked("a secret-one-and-more-yet b secret-one c") == "a ••• b ••• c")
        #expect(masking.masked("secret-onesecret-one") == "••••••")
    }

    @Test("Each line of a value with line breaks is masked, because a log splits lines")
    func lines() {
        let masking = Masking(["-----BEGIN KEY-----\r\nMIIEvQIBADANBg\nshort\n-----END KEY-----\n"])
        #expect(masking.masked("x MIIEvQIBADANBg") == "x •••")
        #expect(masking.masked("short") == "short")
        #expect(masking.masked(#""-----BEGIN KEY-----\r\nMIIEvQIBADANBg\nshort\n-----END KEY-----\n""#) == "\"•••\"")
    }

    @Test(
        "JSON stays JSON",
        arguments: [
            (#"{"id":123456789012}"#, #"{"id":"•••"}"#), (#"{"id":-9123456789012.5e3,"b":1}"#, #"{"id":"•••","b":1}"#),
            (
                #"{"id":"123456789012","n":[123456789012 , 123456789012123456789012]}"#,
                #"{"id":"•••","n":["•••" , "•••"]}"#
            ),
            (#"{"123456789012":"\"123456789012"}"#, #"{"•••":"\"•••"}"#), (#"{"a\\":123456789012}"#, #"{"a\\":"•••"}"#),
            (#"[{"user": "x"}]"#, #"["•••"]"#), ("123456789012", "\"•••\""),
            // One number with two values, of which the second reaches beyond it: its tail was stored.
            ("[888888882222,33333]", #"["•••"]"#),
            // Not valid JSON from the beginning, and one that cannot be repaired.
            (#"{"id":123456789012"#, #"{"id":•••"#), (#"["half": [1, 2]]"#, #"["half": [1, 2]]"#),
            (#"[1,"x","y"]"#, #"[1,•••y"]"#),
        ])
    func json(_ text: String, _ expected: String) {
        let masking = Masking([
            "123456789012", #"{"user": "x"}"#, #""x","unused"#, #""x",""#, "88888888", "2222,33333",
        ])
        #expect(String(decoding: masking.masked(Array(text.utf8)).bytes, as: UTF8.self) == expected)
    }

    @Test("A structured log line stays JSON, and other text gets the bare mark")
    func structuredText() {
        let masking = Masking(["123456789012"])
        #expect(masking.masked(#"{"id": 123456789012}"#) == #"{"id": "•••"}"#)
        #expect(masking.masked(#" [123456789012]"#) == #" ["•••"]"#)
        #expect(masking.masked("[INFO] 123456789012") == "[INFO] •••")
        #expect(masking.masked("123456789012") == "•••")
    }

    @Test("In bytes that are not text, only the value is masked")
    func bytes() {
        let masking = Masking(["hunter2hunter2"])
        let masked = masking.masked([0xFF, 0, 0x5C] + Array("hunter2hunter2".utf8) + [0xC3, 0x5C])
        #expect(masked.bytes == [0xFF, 0, 0x5C] + Array("•••".utf8) + [0xC3, 0x5C])
        #expect(masked.count == 1)
        #expect(masking.masked([]).bytes.isEmpty)
        #expect(Masking.none.masked(noise(100)).bytes == noise(100))
        // Broken escapes at the end.
        for end in ["\\", "\\u", "\\u00", "\\ud83d", "\\ud83d\\", "\\ud83d\\u12", "\\q"] {
            #expect(masking.masked("hunter2hunter" + end) == "hunter2hunter" + end)
        }
    }

    @Test("Many values in a large response: each is masked, and the rest stays")
    func many() {
        let values = (0..<50).map { "value-\($0)-" + String($0 * 7919, radix: 36) + "-\\\"" }
        var text = noise(300_000).map { UInt8(ascii: " ") + $0 % 90 }
        var expected = text
        for value in values {
            text += Array(value.utf8)
            expected += Array("•••".utf8)
        }
        let masked = Masking(values).masked(text)
        #expect(masked.count == 50)
        #expect(masked.bytes == expected)
    }
}
