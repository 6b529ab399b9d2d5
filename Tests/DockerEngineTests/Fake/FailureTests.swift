import Foundation
import HTTPTransport
import NIOCore
import TestSupport
import Testing

@testable import DockerEngine

/// Failures that a real engine cannot be made to produce.
@Suite struct FailureTests {
    // MARK: No engine

    @Test func aMissingSocketIsNotAnEngine() async throws {
        let path = temporaryPath("sock")
        let kind = await failureKind { try await withClient(of: .unix(path: path)) { try await $0.connect() } }
        #expect(kind == .noEngine(looked: ["unix://\(path) (No such file or directory)"]))
    }

    @Test func aSocketWithoutAListenerIsNotAnEngine() async throws {
        let path = temporaryPath("sock")
        // For a plain file the system reports the same error as for a stale socket.
        try Data().write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let kind = await failureKind { try await withClient(of: .unix(path: path)) { try await $0.connect() } }
        #expect(kind == .noEngine(looked: ["unix://\(path) (Connection refused)"]))
    }

    @Test func aPortWithoutAListenerIsNotAnEngine() async throws {
        let port = FreePort.take()
        let endpoint = EngineEndpoint.tcp(host: "127.0.0.1", port: port, tls: nil)
        let kind = await failureKind { try await withClient(of: endpoint) { try await $0.connect() } }
        guard case .noEngine(let looked) = kind else {
            Issue.record("\(kind as Any)")
            return
        }
        #expect(looked.first?.hasPrefix("tcp://127.0.0.1:\(port) (") == true)
    }

    @Test func aPathTooLongForASocketIsNotAnEngine() async throws {
        let path = "/tmp/" + String(repeating: "x", count: 200)
        let kind = await failureKind { try await withClient(of: .unix(path: path)) { try await $0.connect() } }
        guard case .noEngine = kind else {
            Issue.record("\(kind as Any)")
            return
        }
    }

    @Test(arguments: [EACCES, EPERM])
    func aForbiddenSocketIsNamed(code: CInt) {
        let error = EngineError(
            .transport(
                .unreachable(IOError(errnoCode: code, reason: "connect")),
                endpoint: .unix(path: "/var/run/docker.sock"), limit: .zero), operation: "reach the engine")
        #expect(error.kind == .permissionDenied(path: "/var/run/docker.sock"))
        #expect(error.description.contains("docker group"))
    }

    // MARK: TLS on only one side

    @Test func aPortThatSpeaksTLSIsRecognised() async throws {
        let answers: [[ScriptedServer.Step]] = [
            [.answer("Client sent an HTTP request to an HTTPS server.\n", status: "400 Bad Request")],
            // An alert, as sent by a server that is not written in Go.
            [.send([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46]), .close],
        ]
        for answer in answers {
            try await ScriptedServer.run(
                at: .init(ipAddress: "127.0.0.1", port: 0), answering: .always(answer)
            ) { server in
                let port = try #require(server.address.port)
                let endpoint = EngineEndpoint.tcp(host: "127.0.0.1", port: port, tls: nil)
                let error = await #expect(throws: EngineError.self) {
                    try await withClient(of: endpoint) { try await $0.connect() }
                }
                #expect(error?.description.contains("tcp://127.0.0.1:\(port)") == true)
                #expect(error?.description.contains("Set DOCKER_TLS_VERIFY=1") == true, "\(error as Any)")
            }
        }
    }

    @Test func aPortThatSpeaksNoTLSIsRecognised() async throws {
        try await ScriptedServer.run(
            at: .init(ipAddress: "127.0.0.1", port: 0),
            answering: .always([.answer("Bad Request", status: "400 Bad Request")])
        ) { server in
            let port = try #require(server.address.port)
            let certificate = try await TestCertificate.make()
            defer { certificate.remove() }
            let tls = TLSFiles(
                authorities: certificate.path, certificate: nil, privateKey: nil, verifiesEngine: false)
            let error = await #expect(throws: EngineError.self) {
                try await withClient(of: .tcp(host: "127.0.0.1", port: port, tls: tls), limits: .patient) {
                    try await $0.connect()
                }
            }
            #expect(
                error?.description.contains("does not speak TLS. Unset DOCKER_TLS_VERIFY") == true, "\(error as Any)")
        }
    }

    @Test func aMissingAuthorityIsReported() {
        let words =
            "Failed to initialize: unable to resolve docker endpoint: "
            + "open /root/.docker/ca.pem: no such file or directory"
        let tls = TLSFiles(authorities: nil, certificate: nil, privateKey: nil, verifiesEngine: true)
        let kind = EngineError.Kind.transport(
            .commandFailed(words), endpoint: .tcp(host: "127.0.0.1", port: 2376, tls: tls), limit: .zero)
        #expect(
            kind
                == .invalidSetting(
                    "TLS needs the certificate of the engine's authority: set DOCKER_CERT_PATH to the folder of its "
                        + "ca.pem, cert.pem and key.pem"))
    }

    @Test func aMissingDockerCommandIsReported() {
        let kind = EngineError.Kind.transport(
            .commandMissing(DialCommand("docker", [])), endpoint: .ssh("ssh://me@h"), limit: .zero)
        #expect(
            kind
                == .invalidSetting(
                    "lamdeck reaches an engine behind TLS or ssh with the docker command, which is not in PATH. "
                        + "Install Docker's command line client"))
    }

    // MARK: Invalid answers

    @Test(arguments: [
        ("{", "it is not JSON"), ("[{}]", "no Id"), ("{}", "\"\" has an unexpected type"),
        (#"[{"Id":7}]"#, "\"0.Id\" has an unexpected type"), ("", "it is not JSON"),
    ])
    func nonsenseIsAProtocolViolation(body: String, problem: String) async throws {
        try await withFakeEngine(answering: .always([.answer(body)])) { client, _ in
            let kind = await failureKind { try await client.listContainers(all: true) }
            guard case .protocolViolation(let found) = kind else {
                Issue.record("\(kind as Any)")
                return
            }
            #expect(found.contains(problem))
        }
    }

    @Test func fieldsMayBeMissingOrNull() async throws {
        let body = #"[{"Id":"aa","Names":null,"Ports":null,"Labels":null},{"Id":"bb","Extra":{"x":[1]}}]"#
        try await withFakeEngine(answering: .always([.answer(body)])) { client, _ in
            let containers = try await client.listContainers(all: true)
            #expect(containers.map(\.id) == ["aa", "bb"])
        }
        let inspected = #"{"Id":"aa","Mounts":null,"NetworkSettings":{"Ports":{"1/udp":null},"Networks":null}}"#
        try await withFakeEngine(answering: .always([.answer(inspected)])) { client, _ in
            let container = try await client.inspectContainer("aa")
            #expect(
                container.ports
                    == [ContainerPort(containerPort: 1, transport: "udp", hostIP: nil, hostPort: nil)])
            #expect(container.state.status == "" && !container.state.isRunning)
        }
    }

    @Test(arguments: [false, true])
    func anAnswerHasABound(isChunked: Bool) async throws {
        let body = "[" + String(repeating: " ", count: 2000) + "]"
        let steps: [ScriptedServer.Step] =
            isChunked ? [.chunkedHead, .chunk(Array(body.utf8)), .lastChunk] : [.answer(body)]
        try await withFakeEngine(limits: EngineLimits(answerBytes: 1000), answering: .always(steps)) { client, _ in
            let kind = await failureKind { try await client.listContainers(all: true) }
            #expect(kind == .protocolViolation("the answer is longer than 1000 bytes"))
        }
    }

    @Test func otherBytesThanHTTPAreAProtocolViolation() async throws {
        try await withFakeEngine(answering: .always([.send("SSH-2.0-OpenSSH_9\r\n\r\n"), .close])) { client, _ in
            let kind = await failureKind { try await client.listContainers(all: true) }
            guard case .protocolViolation = kind else {
                Issue.record("\(kind as Any)")
                return
            }
        }
    }

    @Test(arguments: [
        (
            "500 Internal Server Error", #"{"message":"disk is full\n"}"#,
            EngineError.Kind.api(status: 500, message: "disk is full")
        ),
        ("503 Service Unavailable", "no JSON", .api(status: 503, message: "no JSON")),
        ("502 Bad Gateway", "", .api(status: 502, message: "Bad Gateway")),
        (
            "404 Not Found", #"{"cause":"x","message":"no such thing","response":404}"#,
            .notFound(message: "no such thing")
        ),
        ("409 Conflict", #"{"message":"name is taken"}"#, .conflict(message: "name is taken")),
    ])
    func errorsCarryTheEnginesWords(status: String, body: String, expected: EngineError.Kind) async throws {
        try await withFakeEngine(answering: .always([.answer(body, status: status)])) { client, _ in
            #expect(await failureKind { try await client.startContainer("x") } == expected)
            #expect(await failureKind { try await client.events().collected() } == expected)
        }
    }

    // MARK: Broken connections

    static let frame = LogDecodingTests.frame(1, "one\n")

    @Test(
        arguments: [
            [.close], [.chunkedHead, .close], [.chunkedHead, .chunk(frame), .close],
            [.chunkedHead, .chunk(Array(frame[..<10])), .close],
            [.chunkedHead, .chunk(Array(frame[..<10])), .lastChunk],
        ] as [[ScriptedServer.Step]])
    func anEngineThatGoesAwayBreaksTheLog(steps: [ScriptedServer.Step]) async throws {
        try await withFakeEngine(answering: .always(steps)) { client, _ in
            let kind = await failureKind { try await client.logs("x", follow: true).collected() }
            guard case .disconnected = kind else {
                Issue.record("\(kind as Any)")
                return
            }
        }
    }

    @Test func linesBeforeTheBreakArrive() async throws {
        try await withFakeEngine(answering: .always([.chunkedHead, .chunk(Self.frame), .close])) { client, _ in
            var iterator = client.logs("x", follow: true).makeAsyncIterator()
            let first = try await iterator.next()
            #expect(first?.map(\.bytes) == [Array("one".utf8)])
            await #expect(throws: EngineError.self) { try await iterator.next() }
            // It has ended, and sends no new request.
            let last = try await iterator.next()
            #expect(last == nil)
        }
    }

    @Test func eventsThatEndAreABreakUnlessTheirEndWasAskedFor() async throws {
        let event =
            #"{"Type":"container","Action":"die","Actor":{"ID":"aa","Attributes":{"exitCode":"3"}},"timeNano":5}"#
        let steps: [ScriptedServer.Step] = [.chunkedHead, .chunk(Array(event.utf8)), .lastChunk]
        try await withFakeEngine(answering: .always(steps)) { client, _ in
            var iterator = client.events().makeAsyncIterator()
            let first = try await iterator.next()
            #expect(first?.exitCode == 3 && first?.timeNanoseconds == 5 && first?.actorID == "aa")
            let kind = await failureKind { try await client.events().collected() }
            #expect(kind == .disconnected(reason: "the engine ended the stream"))
            let until = EngineTimestamp(nanosecondsSince1970: 9)
            #expect(try await client.events(until: until).collected().map(\.action) == ["die"])
        }
    }

    @Test(
        arguments: [[.close], [.send("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n[{"), .close]]
            as [[ScriptedServer.Step]])
    func shortCallsBreakToo(steps: [ScriptedServer.Step]) async throws {
        try await withFakeEngine(answering: .always(steps)) { client, _ in
            let kind = await failureKind { try await client.listContainers(all: true) }
            guard case .disconnected = kind else {
                Issue.record("\(kind as Any)")
                return
            }
        }
    }
}
