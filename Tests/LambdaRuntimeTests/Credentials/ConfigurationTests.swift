import Foundation
import Testing

@testable import LambdaRuntime

/// The files of AWS's tools, as those tools read them.
@Suite struct ConfigurationTests {
    private func read(config: String = "", credentials: String = "") -> AWSConfiguration {
        AWSConfiguration(config: config, at: "config", credentials: credentials, at: "credentials")
    }

    @Test func profilesOfBothFiles() throws {
        let configuration = read(
            config: """
                # a remark
                [default]
                region=eu-west-1
                [profile dev]
                Region = eu-central-1
                s3 =
                  max_concurrent_requests = 2
                aws_access_key_id: OLD
                [profile "two words"]
                region = us-west-2
                [sso-session corp]
                sso_start_url = https://corp.example/start#here
                [services x]
                region = nowhere

                """,
            credentials: "[dev]\r\naws_access_key_id = NEW\r\naws_secret_access_key = a=b:c # d\r\n")
        #expect(configuration.names == ["default", "dev", "two words"])
        #expect(configuration.profile("default")?["region"]?.value == "eu-west-1")
        let dev = try #require(configuration.profile("dev"))
        #expect(dev["region"] == .init(value: "eu-central-1", place: "config:5"))
        #expect(dev["aws_access_key_id"] == .init(value: "NEW", place: "credentials:2"))
        // The AWS CLI takes the whole line as the value.
        #expect(dev["aws_secret_access_key"]?.value == "a=b:c # d")
        #expect(dev["max_concurrent_requests"] == nil)
        #expect(configuration.sessions["corp"]?["sso_start_url"]?.value == "https://corp.example/start#here")
        #expect(configuration.profile("corp") == nil && configuration.profile("x") == nil)
    }

    @Test func theNamedDefaultIsTheStrongerOne() {
        for text in [
            "[default]\nregion=a\n[profile default]\nregion=b", "[profile default]\nregion=b\n[default]\nregion=a",
        ] {
            #expect(read(config: text).profile("default")?["region"]?.value == "b")
        }
    }

    @Test(arguments: ["[", "[profile", "key = value", "[dev]\n= x\n", "\u{0}\u{1}\n[]", "]\n[", "[profile a b c]\nx=1"])
    func otherTextIsNotAConfiguration(_ text: String) {
        #expect(read(config: text).profile("dev") == nil)
        #expect(read(config: text).sessions.isEmpty)
    }

    @Test(
        arguments: [
            ("a b", ["a", "b"]), ("  /opt/my\\ tool  --x='a b' ", ["/opt/my tool", "--x=a b"]),
            ("\"a \\\"b\\\" \\c\" ''", ["a \"b\" \\c", ""]), ("a'b'\"c\"d", ["abcd"]), ("", []),
        ] as [(String, [String])])
    func commandsAreSplitAsByAShell(_ text: String, _ words: [String]) {
        #expect(CommandWords.split(text) == words)
    }

    @Test(arguments: ["'a", "a \"b", "a\\"])
    func aQuoteHasToEnd(_ text: String) {
        #expect(CommandWords.split(text) == nil)
    }

    /// The digests are those of Python's `hashlib` and `json`, with which botocore names its files.
    @Test func namesOfTheCommandLinesFiles() {
        #expect(SHA1.of("") == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
        #expect(SHA1.of("corp") == "ee0bfd2552fbd840c02cc48b6e823320543c450f")
        #expect(SHA1.of(String(repeating: "a", count: 1_000_000)) == "34aa973cd4c4daa4f61eeb2bdbad27316534016f")
        let url = "https://corp.awsapps.com/start"
        func key(_ session: String?) -> String {
            SHA1.of(CommandLineCaches.key(account: "111122223333", role: "Dev", session: session, startURL: url))
        }
        #expect(key("corp") == "20985b56d713cfd135648cadc68a6115ca80d9a5")
        #expect(key(nil) == "ed0df17d2171efb64e41540b485b3004238a633e")
        let role = ["RoleArn": "arn:aws:iam::111122223333:role/é\"x", "ExternalId": "7"]
        #expect(
            SHA1.of(CommandLineCaches.key(role: role, seconds: 900)) == "8428c1211e6b9d613ea8393012894cfa72ee14e3")
    }

    @Test func keysDoNotPrint() {
        var keys = AWSCredentials(accessKeyID: "AKIAEXAMPLE", secretAccessKey: "very-secret", sessionToken: "token")
        keys.expiration = Date(timeIntervalSince1970: 0)
        #expect("\(keys)" == "credentials until 1970-01-01T00:00:00Z")
        #expect(String(reflecting: keys) == "\(keys)")
    }

    @Test(
        arguments: [
            "", "[]", "{}", "{\"Version\": 2, \"AccessKeyId\": \"a\", \"SecretAccessKey\": \"topsecret\"}",
            "{\"Version\": 1, \"AccessKeyId\": \"a\"}", "{\"Version\": 1, \"SecretAccessKey\": \"topsecret\"}",
            "{\"Version\": 1, \"AccessKeyId\": \"a\", \"SecretAccessKey\": \"topsecret\", \"Expiration\": \"soon\"}",
            "{\"SecretAccessKey\": \"topsecret\" \"x\"}",
        ])
    func theOutputOfACommandIsNotRepeated(_ text: String) {
        let error = #expect(throws: AWSCredentials.Problem.self) { try AWSCredentials(processOutput: Array(text.utf8)) }
        #expect(error?.message.contains("topsecret") == false)
    }

    @Test(arguments: [
        "2026-01-31T12:00:00Z", "2026-01-31T12:00:00.25Z", "2026-01-31T12:00:00UTC", "2026-01-31T13:00:00+01:00",
    ])
    func times(_ text: String) throws {
        #expect(try #require(AWSTime.date(text)).timeIntervalSince1970.rounded(.down) == 1_769_860_800)
    }
}
