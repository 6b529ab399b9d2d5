import Foundation
import Gateway
import LambdaModel
import Synchronization
import TestSupport
import Testing

@testable import LambdaRuntime

@Suite("Keys of issuers, read for requests") struct IssuerKeysTests {
    private static func authorizer(keys: String? = "https://a.example/keys") throws -> JWTAuthorizer {
        let settings = AuthorizerSettings(.jwt(issuer: "https://a.example", audience: ["api"], keys: keys))
        return try #require(try JWTAuthorizer(name: "jwt", settings: settings))
    }

    /// A token that names a key.
    private static func token(_ key: String) throws -> JSONWebToken {
        let parts = [#"{"alg":"RS256","kid":"\#(key)"}"#, "{}"].map { part in
            Data(part.utf8).base64EncodedString().replacing("=", with: "").replacing("+", with: "-")
                .replacing("/", with: "_")
        }
        let request = WebRequest(
            method: "GET", target: "/", fields: [HTTPField("authorization", parts.joined(separator: ".") + ".AAAA")],
            port: 8000, time: 0, requestID: "id", traceID: "Root=1")
        let place = RequestPlace(format: .http2, function: "orders", apiName: "api", region: "us-east-1")
        return try authorizer().token(of: request, at: place)
    }

    /// A set with one key. Nothing verifies a token with it.
    private static func set(_ key: String) -> [UInt8] { Array(#"{"keys":[{"kid":"\#(key)","kty":"EC"}]}"#.utf8) }

    /// What the URLs answer, and the time.
    private final class Issuer: Sendable {
        private struct State {
            var answer: Result<[UInt8], AuthorizerSettingsProblem>
            var reads: [String] = []
            var now = ContinuousClock.now
            var begun = 0
        }

        private let state: Mutex<State>
        private let gate: Latch?

        init(_ answer: Result<[UInt8], AuthorizerSettingsProblem>, gate: Latch? = nil) {
            state = Mutex(State(answer: answer))
            self.gate = gate
        }

        var reads: [String] { state.withLock { $0.reads } }
        func answer(_ answer: Result<[UInt8], AuthorizerSettingsProblem>) { state.withLock { $0.answer = answer } }
        func wait(_ duration: Duration) { state.withLock { $0.now += duration } }

        /// A request begins. With the last of them, the URLs answer.
        func begin(of all: Int) {
            let begun = state.withLock { state in
                state.begun += 1
                return state.begun
            }
            if begun == all { gate?.open() }
        }

        var keys: IssuerKeys {
            IssuerKeys(
                read: { url throws(AuthorizerSettingsProblem) in
                    self.state.withLock { $0.reads.append(url) }
                    await self.gate?.wait()
                    return try self.state.withLock { $0.answer }.get()
                }, now: { self.state.withLock { $0.now } })
        }
    }

    private static let failure = AuthorizerSettingsProblem("https://a.example/keys cannot be read: it is down")

    @Test("Requests that come while keys are read wait for the same attempt", arguments: [true, false])
    func oneAttempt(succeeds: Bool) async throws {
        let gate = Latch()
        let issuer = Issuer(succeeds ? .success(Self.set("one")) : .failure(Self.failure), gate: gate)
        let (keys, authorizer, token) = (issuer.keys, try Self.authorizer(), try Self.token("one"))
        let found = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<60 {
                group.addTask {
                    issuer.begin(of: 60)
                    return (try? await keys.find(for: authorizer, token))?.hasKey(of: token) ?? false
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(found == (succeeds ? 60 : 0))
        #expect(issuer.reads == ["https://a.example/keys"])
    }

    @Test("A failure counts for 10 s, and then the keys are read again")
    func failure() async throws {
        let issuer = Issuer(.failure(Self.failure))
        let (keys, authorizer, token) = (issuer.keys, try Self.authorizer(), try Self.token("one"))
        for _ in 0..<3 {
            await #expect(throws: Self.failure) { try await keys.find(for: authorizer, token) }
        }
        #expect(issuer.reads.count == 1)
        issuer.answer(.success(Self.set("one")))
        issuer.wait(.seconds(9))
        await #expect(throws: Self.failure) { try await keys.find(for: authorizer, token) }
        issuer.wait(.seconds(1))
        #expect(try await keys.find(for: authorizer, token).hasKey(of: token))
        #expect(issuer.reads.count == 2)
    }

    @Test("A token with an unknown key has the keys read again; if that fails, known keys stay")
    func unknownKey() async throws {
        let issuer = Issuer(.success(Self.set("one")))
        let (keys, authorizer) = (issuer.keys, try Self.authorizer())
        let (one, two) = (try Self.token("one"), try Self.token("two"))
        #expect(try await !keys.find(for: authorizer, two).hasKey(of: two))
        #expect(try await !keys.find(for: authorizer, two).hasKey(of: two))
        #expect(issuer.reads.count == 1)
        issuer.wait(.seconds(10))
        issuer.answer(.failure(Self.failure))
        await #expect(throws: Self.failure) { try await keys.find(for: authorizer, two) }
        #expect(try await keys.find(for: authorizer, one).hasKey(of: one))
        #expect(issuer.reads.count == 2)
        issuer.wait(.seconds(7_190))
        await #expect(throws: Self.failure) { try await keys.find(for: authorizer, one) }
        #expect(issuer.reads.count == 3)
    }

    @Test("Without keys in the settings, the discovery document names their URL, which is no file")
    func discovery() async throws {
        let issuer = Issuer(.success(Array(#"{"jwks_uri":"file:///etc/passwd"}"#.utf8)))
        let (keys, authorizer, token) = (issuer.keys, try Self.authorizer(keys: nil), try Self.token("one"))
        let problem = await #expect(throws: AuthorizerSettingsProblem.self) {
            try await keys.find(for: authorizer, token)
        }
        #expect(
            problem?.description
                == #"jwks_uri of the discovery document is "file:///etc/passwd", which is not a URL with https:// or "#
                + #"http://; set "keys" of the authorizer to a file or a URL"#)
        #expect(issuer.reads == ["https://a.example/.well-known/openid-configuration"])
    }

    @Test("Keys of a file are read again when the file changes")
    func file() async throws {
        let tree = try FileTree()
        let path = "\(tree.path)/keys.json"
        let issuer = Issuer(.failure(Self.failure))
        let (keys, authorizer) = (issuer.keys, try Self.authorizer(keys: path))
        let (one, two) = (try Self.token("one"), try Self.token("two"))
        let problem = await #expect(throws: AuthorizerSettingsProblem.self) {
            try await keys.find(for: authorizer, one)
        }
        #expect(problem?.description == "\(path) cannot be read")

        /// Writes keys into the same file, which then has a time of modification.
        func write(_ key: String, at time: Double) throws {
            if !FileManager.default.fileExists(atPath: path) { try tree.write("keys.json", "") }
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            try file.write(contentsOf: Data(Self.set(key)))
            try file.close()
            let date = Date(timeIntervalSince1970: time)
            try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
        }
        try write("one", at: 1_700_000_000)
        #expect(try await keys.find(for: authorizer, one).hasKey(of: one))
        // Size and time are the same: the file counts as unchanged, and is not read.
        try write("two", at: 1_700_000_000)
        #expect(try await keys.find(for: authorizer, one).hasKey(of: one))
        try write("two", at: 1_700_000_001)
        #expect(try await keys.find(for: authorizer, two).hasKey(of: two))
        #expect(issuer.reads.isEmpty)
    }
}

@Suite("Documents of issuers, read with curl", .enabled(if: hasCurl, "needs curl"))
struct KeyDownloadTests {
    private static func problem(_ url: String, _ download: KeyDownload = KeyDownload()) async -> String? {
        do {
            _ = try await download.read(url)
            return nil
        } catch {
            return error.description
        }
    }

    @Test("A document is read")
    func document() async throws {
        try await WireServer.run { connection in
            _ = try await connection.head()
            try await connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        } _: { server in
            let bytes = try await KeyDownload().read("http://127.0.0.1:\(server.port)/keys")
            #expect(bytes == Array("{}".utf8))
        }
    }

    @Test("A file is not read, and no redirect leads to another protocol")
    func protocols() async throws {
        let file = await Self.problem("file:///etc/passwd")
        #expect(file?.hasPrefix("file:///etc/passwd cannot be read: curl: (1) ") == true, "\(file ?? "")")
        try await WireServer.run { connection in
            guard let head = try await connection.head() else { return }
            let host = head.split(separator: "\r\n").first { $0.hasPrefix("Host: ") }?.dropFirst(6) ?? ""
            try await connection.send(
                "HTTP/1.1 302 Found\r\nLocation: ftp://\(host)/keys\r\nContent-Length: 0\r\n\r\n")
        } _: { server in
            let url = "http://127.0.0.1:\(server.port)/"
            let redirect = await Self.problem(url)
            #expect(redirect?.hasPrefix("\(url) cannot be read: curl: (1) ") == true, "\(redirect ?? "")")
            #expect(server.connections.value == 1)
        }
    }

    @Test("Each failure has its own words")
    func failures() async throws {
        try await WireServer.run { connection in
            guard let head = try await connection.head() else { return }
            if head.hasPrefix("GET /large") {
                let body = String(repeating: "x", count: 1 << 20 + 1)
                try await connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            } else {
                try await connection.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            }
        } _: { server in
            let url = "http://127.0.0.1:\(server.port)"
            #expect(await Self.problem("\(url)/large") == "\(url)/large has more than 1 MB, which no key set has")
            let missing = await Self.problem("\(url)/missing")
            #expect(missing?.hasPrefix("\(url)/missing cannot be read: curl: (22) ") == true, "\(missing ?? "")")
            #expect(
                await Self.problem("\(url)/", KeyDownload(program: "lamdeck-has-no-curl"))
                    == "\(url)/ cannot be read without lamdeck-has-no-curl, which is not in PATH; install it, or set "
                    + "\"keys\" of the authorizer to a file")
        }
    }
}

private let hasCurl = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .contains { FileManager.default.isExecutableFile(atPath: "\($0)/curl") }
