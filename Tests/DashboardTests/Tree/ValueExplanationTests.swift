import JSONText
import Support
import Testing

@testable import Dashboard

/// The line that explains the value under the cursor.
@Suite struct ValueExplanationTests {
    /// 2026-12-01 12:00:00 UTC; the user's clock shows 13:00:00.
    private static let now = 1_796_126_400.0

    private func explain(_ json: String) throws -> ValueExplanation? {
        let tree = try JSONTree.sample("{\(json)}")
        return try ValueExplanation(#require(tree.value(of: 0)), now: Self.now, secondsFromUTC: 3600)
    }

    @Test(arguments: [
        // Moments as text.
        (#""at":"2026-11-28T10:26:50Z""#, "2026-11-28 11:26:50, 3 days ago"),
        (#""at":"2026-11-28T10:26:50.918+00:00""#, "2026-11-28 11:26:50, 3 days ago"),
        (#""x":"2026-12-01T12:00:30z""#, "2026-12-01 13:00:30, in 30 s"),
        (#""x":"2026-12-01T12:00:00Z""#, "2026-12-01 13:00:00, now"),
        (#""x":"2026-12-01 10:57:59""#, "2026-12-01 11:57:59, 62 min ago, if it is UTC"),
        (#""x":"2026-12-25""#, "in 23 days"),
        (#""date":"Sat, 28 Nov 2026 10:26:50 GMT""#, "2026-11-28 11:26:50, 3 days ago"),
        // Numbers.
        (#""createdAt":1795861610"#, "2026-11-28 11:26:50, 3 days ago"),
        (#""createdAt":1795861610918"#, "2026-11-28 11:26:50, 3 days ago"),
        (#""n":1795861610.5"#, "2026-11-28 11:26:50, 3 days ago"),
        (#""exp":1900000000"#, "2030-03-17 18:46:40, in 3 years"),
        (#""timestamp":"1795861610""#, "2026-11-28 11:26:50, 3 days ago"),
        (#""start_time":1000000000"#, "2001-09-09 02:46:40, 25 years ago"),
        (#""contentLength":123456"#, "120 KB"), (#""SizeBytes":5242880"#, "5 MB"),
        (#""statusCode":404"#, "404 Not Found"), (#""durationMs":93000"#, "1 min 33 s"),
        (#""timeoutSeconds":5400"#, "1 h 30 min"),
    ])
    func `moments and sizes`(member: String, text: String) throws {
        #expect(try explain(member)?.text == text)
    }

    @Test(arguments: [
        // {"alg":"HS256","typ":"JWT"} . {"iss":"auth.example.com","sub":"42","exp":1796119200}
        (
            #""t":"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJhdXRoLmV4YW1wbGUuY29tIiwic3ViIjoiNDIiLCJleHAiOjE3OTYxMTkyMDB9.c2ln""#,
            "JWT HS256, issuer auth.example.com, subject 42, expired 2 h ago"
        ),
        // The same with {"exp":1796133600}
        (
            #""authorization":"Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJleHAiOjE3OTYxMzM2MDB9.c2ln""#,
            "JWT HS256, expires in 2 h"
        ),
        (
            #""a":"arn:aws:lambda:eu-central-1:123456789012:function:orders:live""#,
            "ARN: Lambda function orders, version live, eu-central-1, account 123456789012"
        ),
        (#""a":"arn:aws:s3:::my-bucket/a/b.txt""#, "ARN: S3 bucket my-bucket, object a/b.txt"),
        (
            #""a":"arn:aws-cn:sqs:cn-north-1:123456789012:jobs""#,
            "ARN: SQS queue jobs, cn-north-1, account 123456789012, AWS China"
        ),
        (
            #""a":"arn:aws:dynamodb:us-east-1:123456789012:table/Orders""#,
            "ARN: DynamoDB table Orders, us-east-1, account 123456789012"
        ),
        (#""u":"20d323cb-5a7e-41fa-b67f-c2cd2a63bde1""#, "UUID version 4, random"),
        (#""requestId":"20d323cb-5a7e-41fa-b67f-c2cd2a63bde1""#, "request id, UUID version 4, random"),
        // RFC 9562, appendix A: examples of versions 1, 6 and 7.
        (#""u":"C232AB00-9414-11EC-B3C8-9F6BDECED846""#, "UUID version 1, made 2022-02-22 20:22:22, 4 years ago"),
        (#""u":"1EC9414C-232A-6B00-B3C8-9F6BDECED846""#, "UUID version 6, made 2022-02-22 20:22:22, 4 years ago"),
        (#""u":"017F22E2-79B0-7CC3-98C4-DC0C0C07398F""#, "UUID version 7, made 2022-02-22 20:22:22, 4 years ago"),
        (#""u":"5df41881-3aed-3515-88a7-2f4a814cf09e""#, "UUID version 3, from a name"),
        (#""u":"00000000-0000-0000-0000-000000000000""#, "the empty UUID"),
        (
            #""t":"Root=1-6b0adbaa-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1""#,
            "X-Ray trace, begun 2026-11-28 14:48:26, 2 days ago, sampled"
        ),
        (
            #""u":"https://ada:pw@api.example.com:8443/a%20b?x=1&y=a%2Fb#top""#,
            "URL: https, host api.example.com, port 8443, path /a b, query x=1 y=a/b, fragment top"
        ),
        (#""u":"s3://bucket/key.txt""#, "URL: s3, host bucket, path /key.txt"),
        (#""u":"http://[::1]/x""#, "URL: http, host [::1], path /x"),
    ])
    func `tokens, names and addresses`(member: String, text: String) throws {
        #expect(try explain(member)?.text == text)
    }

    @Test(arguments: [
        (#""d":"eyJpZCI6N30=""#, #"base64: 8 bytes, {"id":7}"#),
        (#""d":"Zmlyc3QgbGluZQpzZWNvbmQ=""#, "base64: 17 bytes, first line"),
        (#""d":"iVBORw0KGgoAAAANSUhEUgAAAEAAAAAgCAYAAAA=""#, "base64: PNG image, 64×32, 29 bytes"),
        (#""d":"H4sIAAAAAAAAA8tIzcnJBwCGphA2BQAAAA==""#, "base64: 25 bytes, gzip, starts with 1f 8b 08 00"),
    ])
    func `base64 by its content`(member: String, text: String) throws {
        #expect(try explain(member)?.text == text)
    }

    @Test(arguments: [
        (##""c":"#3fb950""##, "colour: red 63, green 185, blue 80", 71),
        (##""c":"#fff""##, "colour: red 255, green 255, blue 255", 231),
        (##""color":"#123""##, "colour: red 17, green 34, blue 51", 17),
        (##""c":"#00000080""##, "colour: red 0, green 0, blue 0", 16),
    ])
    func `colours are shown`(member: String, text: String, swatch: UInt8) throws {
        let explanation = try explain(member)
        #expect(explanation?.text == text)
        #expect(explanation?.swatch == swatch)
    }

    @Test(arguments: [
        #""a":"hello""#, #""a":"hello world""#, "\"a\":42", "\"a\":1000000000", "\"size\":12", "\"a\":true",
        "\"a\":null",
        #""a":{"b":1}"#, #""a":[1]"#, #""a":"/var/task/app.py""#, #""a":"12345678""#, ##""a":"#123""##,
        #""a":"2026-13-01""#,
        #""a":"a.b.c""#, #""a":"arn:x""#, #""a":"deadbeefdeadbeef""#, #""a":"http://example.com""#, #""a":"{\"b\":1}""#,
        "\"a\":1e999", #""status":42"#, #""a":"20d323cb-5a7e-41fa-b67f-c2cd2a63bdeg""#,
        #""exp":1e300"#, #""exp":-1e300"#, #""a":"one\ntwo three four""#,
    ])
    func `other values need no explanation`(member: String) throws {
        #expect(try explain(member) == nil)
    }
}

/// What the first bytes of an image say.
@Suite struct ImageInfoTests {
    @Test(
        arguments: [
            (Array("GIF89a".utf8) + [0x40, 0x01, 0xC8, 0x00], "GIF image, 320×200"),
            (
                [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xC4, 0, 3, 0, 0xFF, 0xC2, 0, 17, 8, 0, 0xC8, 1, 0x40, 3],
                "JPEG image, 320×200"
            ),
            ([0xFF, 0xD8, 0xFF, 0xE0, 0, 4], "JPEG image"),
            (
                Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WEBPVP8X".utf8) + [
                    10, 0, 0, 0, 0, 0, 0, 0, 0x3F, 1, 0, 0xC7, 0, 0,
                ],
                "WebP image, 320×200"
            ),
            (
                Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WEBPVP8L".utf8) + [9, 0, 0, 0, 0x2F, 0x3F, 0xC1, 0x31, 0],
                "WebP image, 320×200"
            ),
            (
                Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WEBPVP8 ".utf8)
                    + [9, 0, 0, 0, 0, 0, 0, 0x9D, 1, 0x2A, 0x40, 1, 0xC8, 0],
                "WebP image, 320×200"
            ),
            (Array(#"<svg width="24px" height="16"></svg>"#.utf8), "SVG image, 24×16"),
            (Array(#"<?xml version="1.0"?><svg viewBox="0 0 320 200.4">"#.utf8), "SVG image, 320×200"),
            (Array("<svg>".utf8), "SVG image"),
            ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "PNG image"),
        ] as [([UInt8], String)])
    func `format and size of an image`(bytes: [UInt8], label: String) {
        #expect(ImageInfo(bytes)?.label == label)
    }

    @Test func `other bytes are no image, and a cut image does not trap`() {
        for bytes in ["", "<p>svg</p>", "<html><svg></svg>", "GIF", "RIFF1234WAVEfmt ", "text"] {
            #expect(ImageInfo(Array(bytes.utf8)) == nil)
        }
        let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xFF, 0xC0, 0, 17, 8, 0, 0xC8, 1, 0x40, 3, 0]
        for count in 3...jpeg.count { #expect(ImageInfo(Array(jpeg.prefix(count)))?.format == "JPEG") }
        let webP = Array("RIFF0000WEBPVP8X".utf8) + [UInt8](repeating: 0, count: 14)
        for count in 16...webP.count { #expect(ImageInfo(Array(webP.prefix(count)))?.format == "WebP") }
    }
}
