import DockerEngine
import Foundation
import NIOCore
import Testing

@Suite struct NegotiationTests {
    static let version = #"{"Version":"99.1","ApiVersion":"1.99","Os":"linux","Arch":"arm64","Components":[]}"#
    static let info = #"{"Name":"box","CgroupVersion":"2","NCPU":4,"MemTotal":8000000000,"SecurityOptions":null}"#

    /// The answers of an engine of that version; like a real one it refuses all others.
    static func answers(
        only version: String, headers: String = ""
    ) -> ScriptedServer.Script {
        .each { request in
            guard request.target.hasPrefix("/v\(version)/") else {
                let words = "client version is too old. Minimum supported API version is \(version)"
                return [.answer(#"{"message":"\#(words)"}"#, status: "400 Bad Request")]
            }
            switch request.path {
            case "/version":
                return [.answer(Self.version, headers: headers)]
            case "/info":
                return [.answer(info, headers: headers)]
            default:
                return [.answer("[]")]
            }
        }
    }

    @Test(arguments: [
        ("1.41", "1.41"),  // Docker 20.10
        ("1.44", "1.44"),  // the oldest that Docker 29 still speaks
        ("1.51", "1.51"), ("1.99", "1.51"), ("2.0", "1.51"),
    ])
    func speaksTheNewestThatBothKnow(engine: String, expected: String) async throws {
        try await withFakeEngine(apiVersion: engine, answering: Self.answers(only: expected)) { client, _ in
            let info = try await client.connect()
            #expect(info.apiVersion.description == expected)
            #expect(info.newestAPIVersion.description == engine)
            #expect(info.serverVersion == "99.1" && info.architecture == "arm64" && info.operatingSystem == "linux")
            #expect(info.cgroupVersion == 2 && info.name == "box" && info.processors == 4)
            #expect(info.memoryBytes == 8_000_000_000)
            #expect(!info.isPodman && !info.isRootless)
            let containers = try await client.listContainers(all: true)
            #expect(containers.isEmpty)
        }
    }

    @Test func anyCallNegotiatesFirst() async throws {
        try await withFakeEngine(apiVersion: "1.44", answering: Self.answers(only: "1.44")) { client, server in
            _ = try await client.listContainers(all: true)
            _ = try await client.listContainers(all: true)
            #expect(server.requests.map(\.path) == ["/_ping", "/containers/json", "/containers/json"])
            #expect(
                server.requests.allSatisfy {
                    $0.head.contains("\r\nHost: docker\r\n") || $0.head.hasSuffix("Host: docker")
                })
        }
    }

    @Test func tcpWorksAsWell() async throws {
        let script = ScriptedServer.Script.each { request in
            request.path == "/_ping"
                ? [.answer("OK", headers: "Api-Version: 1.44\r\n")] : Self.answers(only: "1.44").answer(request)
        }
        try await ScriptedServer.run(at: .init(ipAddress: "127.0.0.1", port: 0), answering: script) { server in
            let port = try #require(server.address.port)
            try await withClient(of: .tcp(host: "127.0.0.1", port: port, tls: nil)) { client in
                let info = try await client.connect()
                #expect(info.name == "box")
                #expect(server.requests.allSatisfy { $0.head.lowercased().contains("host: 127.0.0.1:\(port)") })
            }
        }
    }

    @Test(arguments: ["1.40", "1.12", "0.9"])
    func refusesOldEngines(version: String) async throws {
        try await withFakeEngine(apiVersion: version, answering: .always([.answer("{}")])) { client, _ in
            let kind = await failureKind { try await client.connect() }
            #expect(kind == .versionTooOld(engine: version))
        }
    }

    @Test func anEngineThatReturnsAsAnotherIsAskedAgain() async throws {
        let path = temporaryPath("sock")
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await withClient(of: .unix(path: path)) { client in
            for version in ["1.41", "1.44"] {
                let script = ScriptedServer.Script.each { request in
                    request.path == "/_ping"
                        ? [.answer("OK", headers: "Api-Version: \(version)\r\nConnection: close\r\n"), .close]
                        : Self.answers(only: version, headers: "Connection: close\r\n").answer(request) + [.close]
                }
                try await ScriptedServer.run(at: .init(unixDomainSocketPath: path), answering: script) { _ in
                    let info = try await client.connect()
                    #expect(info.apiVersion.description == version)
                }
                try? FileManager.default.removeItem(atPath: path)
                let kind = await failureKind { try await client.connect() }
                guard case .noEngine = kind else {
                    Issue.record("\(kind as Any)")
                    return
                }
            }
        }
    }

    @Test func podmanAndRootlessAreReported() async throws {
        let info = #"{"Name":"box","CgroupVersion":"v2","SecurityOptions":["name=seccomp","name=rootless"]}"#
        let podman = #"{"Version":"5.4.0","Os":"linux","Arch":"amd64","Components":[{"Name":"Podman Engine"}]}"#
        try await withFakeEngine(answering: .each { [.answer($0.path == "/info" ? info : podman)] }) { client, _ in
            let info = try await client.connect()
            #expect(info.isPodman && info.isRootless && info.cgroupVersion == 2)
            #expect(info.processors == nil && info.memoryBytes == nil)
        }
    }

    @Test func somethingElseThatSpeaksHTTPIsNotAnEngine() async throws {
        try await withFakeEngine(apiVersion: nil, answering: .always([.answer("<html>")])) { client, _ in
            let kind = await failureKind { try await client.connect() }
            guard case .protocolViolation(let problem) = kind else {
                Issue.record("\(kind as Any)")
                return
            }
            #expect(problem.contains("is this a Docker engine"))
        }
    }
}
