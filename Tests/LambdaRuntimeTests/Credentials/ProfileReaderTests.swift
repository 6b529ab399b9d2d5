import Foundation
import LambdaModel
import Synchronization
import Testing

@testable import LambdaRuntime

/// The sources of a profile's credentials, and the errors if no source has them.
@Suite struct ProfileReaderTests {
    /// A home with AWS's files, and commands that answer.
    private final class Home: Sendable {
        let files: FileTree
        let commands = Mutex<[[String]]>([])
        private let answer: ProfileReader.Outcome?

        init(config: String = "", credentials: String? = nil, answer: ProfileReader.Outcome? = nil) throws {
            files = try FileTree()
            self.answer = answer
            try files.write(".aws/config", config)
            if let credentials { try files.write(".aws/credentials", credentials) }
        }

        func reader(_ environment: [String: String] = [:]) -> ProfileReader {
            ProfileReader(
                environment: environment, home: files.path, now: { Self.now },
                run: { words throws(AWSCredentials.Problem) in
                    self.commands.withLock { $0.append(words) }
                    guard let answer = self.answer else { throw .init(message: "\(words[0]) could not be run") }
                    return answer
                })
        }

        func refusal(of profile: String) async -> String {
            do throws(FailureReason) {
                return "\(try await reader().credentials(of: profile))"
            } catch {
                return error.summary.replacing(files.path, with: "~")
            }
        }

        static let now = Date(timeIntervalSince1970: 1_769_860_800)  // 2026-01-31T12:00:00Z
    }

    private static let printed = ProfileReader.Outcome(
        isGood: true,
        output: Array(
            """
            {"Version": 1, "AccessKeyId": "ASIA1", "SecretAccessKey": "secret", "SessionToken": "token",
             "Expiration": "2026-01-31T13:00:00Z"}
            """.utf8),
        message: "")

    private static let kept = """
        {"ProviderType": "sso", "Credentials": {"AccessKeyId": "ASIA2", "SecretAccessKey": "kept",
         "SessionToken": "token", "Expiration": "2026-01-31T12:30:00Z"}}
        """

    @Test func keysInFiles() async throws {
        let home = try Home(
            config: "[profile dev]\nregion = eu-west-1\naws_access_key_id = A\naws_secret_access_key = B\n",
            credentials: "[work]\naws_access_key_id = C\naws_secret_access_key = D\naws_session_token = E\n")
        let dev = try await home.reader().credentials(of: "dev")
        #expect(dev == AWSCredentials(accessKeyID: "A", secretAccessKey: "B", region: "eu-west-1"))
        let work = try await home.reader().credentials(of: "work")
        #expect(work == AWSCredentials(accessKeyID: "C", secretAccessKey: "D", sessionToken: "E"))
    }

    @Test func theFilesCanBeElsewhere() async throws {
        let home = try Home()
        try home.files.write("x/one", "[profile a]\naws_access_key_id = A\naws_secret_access_key = B\n")
        try home.files.write("two", "[b]\naws_access_key_id = C\naws_secret_access_key = D\n")
        let reader = home.reader([
            "AWS_CONFIG_FILE": home.files.path + "/x/one", "AWS_SHARED_CREDENTIALS_FILE": "~/two",
        ])
        #expect(try await reader.credentials(of: "a").accessKeyID == "A")
        #expect(try await reader.credentials(of: "b").accessKeyID == "C")
    }

    @Test func aCommandIsRunWithoutAShell() async throws {
        let home = try Home(
            config: "[profile dev]\ncredential_process = /opt/keys \"my account\" $HOME ; rm x\n", answer: Self.printed)
        let found = try await home.reader().credentials(of: "dev")
        #expect(found.accessKeyID == "ASIA1" && found.sessionToken == "token")
        #expect(found.expiration == Home.now.addingTimeInterval(3600))
        #expect(home.commands.withLock { $0 } == [["/opt/keys", "my account", "$HOME", ";", "rm", "x"]])
    }

    private static let sso = """
        [profile sso]
        sso_session = corp
        sso_account_id = 111122223333
        sso_role_name = Dev
        [profile old]
        sso_start_url = https://corp.awsapps.com/start
        sso_account_id = 111122223333
        sso_role_name = Dev
        [sso-session corp]
        sso_start_url = https://corp.awsapps.com/start
        """

    @Test(arguments: [
        ("sso", "20985b56d713cfd135648cadc68a6115ca80d9a5"), ("old", "ed0df17d2171efb64e41540b485b3004238a633e"),
    ])
    func singleSignOnHasItsKeysInTheCommandLinesCache(_ profile: String, _ name: String) async throws {
        let home = try Home(config: Self.sso)
        try home.files.write(".aws/cli/cache/\(name).json", Self.kept)
        #expect(try await home.reader().credentials(of: profile).accessKeyID == "ASIA2")
        #expect(home.commands.withLock { $0 }.isEmpty)
    }

    @Test func singleSignOnSaysHowToSignIn() async throws {
        let home = try Home(config: Self.sso)
        #expect(
            await home.refusal(of: "sso")
                == "AWS profile sso: you are not signed in to https://corp.awsapps.com/start; "
                + "sign in with: aws sso login --profile sso")
        let token = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json"
        try home.files.write(token, "{\"accessToken\": \"t\", \"expiresAt\": \"2026-01-31T11:59:00Z\"}")
        let expired = await home.refusal(of: "sso")
        #expect(expired.contains("expired at 2026-01-31T11:59:00Z; sign in with: aws sso login --profile sso"))
        #expect(home.commands.withLock { $0 }.isEmpty)
        // Signed in, but without the AWS CLI, which could ask AWS.
        try home.files.write(token, "{\"accessToken\": \"t\", \"expiresAt\": \"2026-01-31T12:01:00Z\"}")
        let away = await home.refusal(of: "sso")
        #expect(away.contains("aws could not be run") && away.contains("aws sts get-caller-identity --profile sso"))
    }

    @Test func signedInTheCommandLineIsAsked() async throws {
        let home = try Home(config: Self.sso, answer: Self.printed)
        try home.files.write(
            ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json",
            "{\"accessToken\": \"t\", \"expiresAt\": \"2026-01-31T12:01:00UTC\"}")
        #expect(try await home.reader().credentials(of: "sso").accessKeyID == "ASIA1")
        #expect(
            home.commands.withLock { $0 }
                == [["aws", "configure", "export-credentials", "--profile", "sso", "--format", "process"]])
    }

    @Test func rolesAreTheCommandLines() async throws {
        let config = """
            [profile role]
            role_arn = arn:aws:iam::111122223333:role/é"x
            source_profile = dev
            external_id = 7
            duration_seconds = 900
            [profile guarded]
            role_arn = arn:aws:iam::111122223333:role/x
            mfa_serial = arn:aws:iam::111122223333:mfa/me
            """
        let home = try Home(config: config)
        let refusal = await home.refusal(of: "role")
        #expect(refusal.contains("the AWS CLI must assume"))
        #expect(refusal.contains("aws sts get-caller-identity --profile role"))
        try home.files.write(".aws/cli/cache/8428c1211e6b9d613ea8393012894cfa72ee14e3.json", Self.kept)
        #expect(try await home.reader().credentials(of: "role").accessKeyID == "ASIA2")
        #expect(await home.refusal(of: "guarded").contains("needs an MFA code from arn:aws:iam::111122223333:mfa/me"))
    }

    @Test func mistakesAreReportedWithTheirPlace() async throws {
        let home = try Home(
            config: """
                [profile half]
                aws_access_key_id = A
                [profile quotes]
                credential_process = tool 'x
                [profile lost]
                credential_process = no-such-tool
                [profile nothing]
                region = eu-west-1
                [profile session]
                sso_session = crop
                [sso-session corp]
                """)
        let cases = [
            "hal": "there is no AWS profile \"hal\" in ~/.aws/config or ~/.aws/credentials; did you mean \"half\"?",
            "half": "~/.aws/config:2: AWS profile half: aws_access_key_id without aws_secret_access_key",
            "quotes": "~/.aws/config:4: AWS profile quotes: the quotes of credential_process do not match",
            "lost": "~/.aws/config:6: AWS profile lost: no-such-tool could not be run",
            "nothing": "AWS profile nothing: it has no keys: neither aws_access_key_id, credential_process, "
                + "sso_session nor role_arn in ~/.aws/config or ~/.aws/credentials",
            "session": "~/.aws/config:10: AWS profile session: there is no [sso-session crop]; did you mean \"corp\"?",
        ]
        for (profile, words) in cases { #expect(await home.refusal(of: profile) == words) }
        let unreadable = try Home()
        try unreadable.files.makeFolder(".aws/credentials")
        #expect(await unreadable.refusal(of: "dev").contains("~/.aws/credentials cannot be read"))
    }

    @Test(
        arguments: [
            (true, "{}", "its \"Version\" is not 1"), (false, "", "failed: last words"),
            (true, "hunter2", "it is not JSON"),
        ])
    func aCommandThatFails(_ isGood: Bool, _ output: String, _ message: String) async throws {
        let answer = ProfileReader.Outcome(isGood: isGood, output: Array(output.utf8), message: "first\nlast words\n")
        let home = try Home(config: "[profile dev]\ncredential_process = tool\n", answer: answer)
        let refusal = await home.refusal(of: "dev")
        #expect(refusal.contains(message) && refusal.hasPrefix("~/.aws/config:2: AWS profile dev: "))
        #expect(!refusal.contains("hunter2"))
    }

    @Test func keysThatHaveEndedAreRefused() async throws {
        let old = ProfileReader.Outcome(
            isGood: true,
            output: Array(String(decoding: Self.printed.output, as: UTF8.self).replacing("T13", with: "T11").utf8),
            message: "")
        let home = try Home(config: "[profile dev]\ncredential_process = tool\n", answer: old)
        #expect(await home.refusal(of: "dev").contains("expired at 2026-01-31T11:00:00Z"))
    }
}
