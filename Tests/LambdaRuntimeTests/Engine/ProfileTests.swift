import DockerEngine
import Foundation
import HostLink
import LambdaModel
import Testing

@testable import LambdaRuntime

@Suite("Credentials of AWS profiles, in real containers")
struct ProfileTests {
    private static let handler = """
        import os
        def handler(event, context):
            keys = [os.environ.get(n) for n in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")]
            print("secret", keys[1])
            return keys + [os.environ["AWS_REGION"]]

        """

    @Test func aCommandsKeysReachTheFunctionAndNothingElse() async throws {
        try await TestProject.run { project in
            try project.write(
                "aws/keys",
                """
                {"Version": 1, "AccessKeyId": "ASIAEXAMPLEEXAMPLE", "SecretAccessKey": "secret/value+of-the-profile",
                 "SessionToken": "a-token-of-many-characters", "Expiration": "2099-01-01T00:00:00Z"}
                """)
            try project.write(
                "aws/config",
                "[profile dev]\nregion = eu-north-1\ncredential_process = cat \"\(project.path("aws/keys"))\"\n")
            let settings = try await project.python("hello", Self.handler) { $0.credentials = .profile("dev") }
            let deck = try await project.deck(
                [settings], ["AWS_CONFIG_FILE": project.path("aws/config"), "AWS_SECRET_ACCESS_KEY": "another"])
            try await deck.start("hello")
            try await deck.journal.wait(for: "the end of the keys to be told") { seen in
                seen.notices.contains { $0.hasPrefix("the credentials of the AWS profile dev expire in ") } ? () : nil
            }
            let result = await deck.invoke("hello")
            #expect(
                result.text
                    == "[\"ASIAEXAMPLEEXAMPLE\", \"secret/value+of-the-profile\", \"a-token-of-many-characters\", "
                    + "\"eu-north-1\"]")
            #expect(result.log.map(\.text) == ["secret •••"])
            try await deck.waitForLine("hello", "secret •••")
            await deck.host.history?.flush()
            let history = try #require(deck.host.history)
            let row = try #require(await history.rows(function: "hello").rows.first)
            let entry = try await history.entry(row.id)
            #expect(String(decoding: entry.result.body, as: UTF8.self).contains("[\"•••\", \"•••\", \"•••\""))
            #expect(try await project.container().labels[Labels.credentialsEnd] == "4070908800")
            await deck.close()
        }
    }
}
