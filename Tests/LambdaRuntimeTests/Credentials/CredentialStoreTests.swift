import Foundation
import LambdaModel
import Synchronization
import Testing

@testable import LambdaRuntime

/// Credentials for many containers: read once, and again before they expire.
@Suite struct CredentialStoreTests {
    private final class World: Sendable {
        let time = Mutex(Date(timeIntervalSince1970: 1_769_860_800))
        let runs = Mutex(0)
        let messages = Mutex<[String]>([])
        let files: FileTree
        /// Seconds until the credentials expire that the command prints.
        let lasting: Double?

        init(lasting: Double?) throws {
            self.lasting = lasting
            files = try FileTree()
            try files.write(".aws/config", "[profile dev]\ncredential_process = tool\n")
        }

        func pass(_ seconds: Double) { time.withLock { $0.addTimeInterval(seconds) } }

        func store() -> CredentialStore {
            let reader = ProfileReader(
                environment: [:], home: files.path, now: { self.time.withLock { $0 } },
                run: { _ throws(AWSCredentials.Problem) in
                    let run = self.runs.withLock { runs in
                        runs += 1
                        return runs
                    }
                    let end = self.lasting.map { self.time.withLock { $0 }.addingTimeInterval($0) }
                    let member = end.map { ", \"Expiration\": \"\($0.formatted(.iso8601))\"" } ?? ""
                    let text = """
                        {"Version": 1, "AccessKeyId": "A\(run)", "SecretAccessKey": "s", "SessionToken": "t"\(member)}
                        """
                    return .init(isGood: true, output: Array(text.utf8), message: "")
                })
            return CredentialStore(reader) { message in self.messages.withLock { $0.append(message) } }
        }
    }

    @Test func keysAreRenewedBeforeTheyEnd() async throws {
        let world = try World(lasting: 600)
        let store = world.store()
        #expect(try await store.credentials(of: "dev").accessKeyID == "A1")
        world.pass(290)
        #expect(try await store.credentials(of: "dev").accessKeyID == "A1")
        world.pass(20)
        #expect(try await store.credentials(of: "dev").accessKeyID == "A2")
        let words = "the credentials of the AWS profile dev expire in 10 min"
        #expect(world.messages.withLock { $0 } == [words, words])
    }

    @Test func thoseThatDoNotSayWhenTheyEndAreKeptForAWhile() async throws {
        let world = try World(lasting: nil)
        let store = world.store()
        #expect(try await store.credentials(of: "dev").accessKeyID == "A1")
        world.pass(CredentialStore.longest - 1)
        #expect(try await store.credentials(of: "dev").accessKeyID == "A1")
        world.pass(2)
        #expect(try await store.credentials(of: "dev").accessKeyID == "A2")
        #expect(world.messages.withLock { $0 }.isEmpty)
    }

    @Test func allWhoAskAtOnceWaitForOneCommand() async throws {
        let world = try World(lasting: 3600)
        let store = world.store()
        let found = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<8 { group.addTask { try await store.credentials(of: "dev").accessKeyID } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(found == Array(repeating: "A1", count: 8))
        #expect(world.runs.withLock { $0 } == 1)
    }

    @Test func aFailureIsNotStored() async throws {
        let world = try World(lasting: 3600)
        let store = world.store()
        await #expect(throws: FailureReason.self) { try await store.credentials(of: "work") }
        try world.files.write(".aws/credentials", "[work]\naws_access_key_id = A\naws_secret_access_key = B\n")
        #expect(try await store.credentials(of: "work").accessKeyID == "A")
        try world.files.write(".aws/credentials", "[work]\naws_access_key_id = C\naws_secret_access_key = B\n")
        #expect(try await store.credentials(of: "work").accessKeyID == "C")
    }

    @Test func realCommands() async throws {
        let files = try FileTree()
        try files.write("my tool", "#!/bin/sh\necho \"$1-$WORD\"; echo words >&2; exit \"$2\"\n", mode: 0o755)
        let environment = ["PATH": "/usr/bin:/bin:" + files.path, "WORD": "x"]
        for command in ["my tool", files.path + "/my tool"] {
            let good = try await CommandRun.run([command, "a b", "0"], environment)
            #expect(good.isGood && good.output == Array("a b-x\n".utf8) && good.message == "words\n")
        }
        #expect(try await CommandRun.run(["my tool", "", "3"], environment).isGood == false)
        await #expect(throws: AWSCredentials.Problem(message: "no-such-tool could not be run")) {
            try await CommandRun.run(["no-such-tool"], environment)
        }
    }
}
