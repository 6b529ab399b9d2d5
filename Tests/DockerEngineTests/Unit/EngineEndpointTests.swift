import HTTPTransport
import Testing

@testable import DockerEngine

@Suite struct EngineEndpointTests {
    static let loose = TLSFiles(authorities: nil, certificate: nil, privateKey: nil, verifiesEngine: true)

    @Test(arguments: [
        ("unix:///var/run/docker.sock", EngineEndpoint.unix(path: "/var/run/docker.sock")),
        ("unix:///run/user/1000/a b.sock", .unix(path: "/run/user/1000/a b.sock")),
        ("unix://", .unix(path: "/var/run/docker.sock")),
        ("UNIX:///x", .unix(path: "/x")),
        ("tcp://127.0.0.1:2375", .tcp(host: "127.0.0.1", port: 2375, tls: nil)),
        ("tcp://build.example:1234/", .tcp(host: "build.example", port: 1234, tls: nil)),
        ("tcp://localhost", .tcp(host: "localhost", port: 2375, tls: nil)),
        ("tcp://:2375", .tcp(host: "127.0.0.1", port: 2375, tls: nil)),
        ("tcp://[::1]:2375", .tcp(host: "::1", port: 2375, tls: nil)),
        ("tcp://[::1]", .tcp(host: "::1", port: 2375, tls: nil)),
        ("http://127.0.0.1:80", .tcp(host: "127.0.0.1", port: 80, tls: nil)),
        ("https://engine", .tcp(host: "engine", port: 2376, tls: loose)),
        ("127.0.0.1:2375", .tcp(host: "127.0.0.1", port: 2375, tls: nil)),
        ("ssh://me@build.example", .ssh("ssh://me@build.example")),
    ])
    func reads(text: String, expected: EngineEndpoint) throws {
        #expect(try EngineEndpoint(parsing: text, origin: "DOCKER_HOST") == expected)
    }

    @Test(arguments: [
        ("unix://relative.sock", "absolute"), ("/var/run/docker.sock", "unix:///path"),
        ("ftp://x", "unix:///path or tcp://127.0.0.1:port"), ("", "the host is missing"),
        ("tcp://", "the host is missing"), ("ssh://", "the host is missing"), ("tcp://h:0", "1 to 65535"),
        ("tcp://h:65536", "1 to 65535"), ("tcp://h:", "1 to 65535"), ("tcp://h:80x", "1 to 65535"),
        ("tcp://::1:2375", "brackets"), ("tcp://[::1]2375", "bracket"), ("tcp://h:1/path", "a host and a port only"),
        ("tcp://me@h:1", "a host and a port only"),
    ])
    func refuses(text: String, advice: String) {
        let error = #expect(throws: EngineError.self) {
            try EngineEndpoint(parsing: text, origin: "DOCKER_HOST")
        }
        #expect(error?.description.hasPrefix("DOCKER_HOST: \"\(text)\" is not an engine's address") == true)
        #expect(error?.description.contains(advice) == true)
    }

    @Test(arguments: ["npipe:////./pipe/docker_engine", "fd://3"])
    func knowsUnsupportedEndpoints(text: String) {
        let error = #expect(throws: EngineError.self) { try EngineEndpoint(parsing: text, origin: "--host") }
        #expect(error?.kind == .unsupportedEndpoint(text))
    }

    @Test(arguments: [
        ("unix:///x", true), ("tcp://127.0.0.1", true), ("tcp://127.1.2.3:1", true), ("tcp://localhost", true),
        ("tcp://[::1]", true), ("tcp://10.0.0.1", false), ("tcp://build.example", false), ("ssh://x", false),
    ])
    func tellsLocalEngines(text: String, isLocal: Bool) throws {
        #expect(try EngineEndpoint(parsing: text, origin: "").isLocal == isLocal)
    }

    @Test(arguments: ["unix:///a b", "tcp://h:1", "tcp://[::1]:2375", "ssh://me@h"])
    func describesItselfAsWritten(text: String) throws {
        #expect(try EngineEndpoint(parsing: text, origin: "").description == text)
    }

    private static let files = TLSFiles(
        authorities: "/a", certificate: "/b", privateKey: "/c", verifiesEngine: true)
    private static let loosely = TLSFiles(authorities: "/a", certificate: nil, privateKey: nil, verifiesEngine: false)

    @Test(
        arguments: [
            (EngineEndpoint.ssh("ssh://me@h"), "--host", ["--host", "ssh://me@h"]),
            (
                .tcp(host: "::1", port: 2376, tls: files), nil,
                ["--tlsverify", "--tlscacert", "/a", "--tlscert", "/b", "--tlskey", "/c", "--host", "tcp://[::1]:2376"]
            ),
            (.tcp(host: "h", port: 1, tls: loosely), "--host", ["--tls", "--tlscacert", "/a", "--host", "tcp://h:1"]),
            (.tcp(host: "h", port: 1, tls: files), "DOCKER_HOST", []), (.ssh("ssh://h"), "DOCKER_CONTEXT", []),
            (.ssh("ssh://h"), "context far away", ["--context", "far away"]),
        ] as [(EngineEndpoint, String?, [String])])
    func enginesBehindTLSOrSSHAreReachedThroughTheDockerCommand(
        endpoint: EngineEndpoint, source: String?, flags: [String]
    ) {
        let command = DialCommand("docker", flags + ["system", "dial-stdio"])
        #expect(endpoint.server(source: source).address == .command(command))
    }

    @Test func unreadableCertificatesAreNamed() async throws {
        let tls = TLSFiles(authorities: "/nowhere/ca.pem", certificate: nil, privateKey: nil, verifiesEngine: true)
        let kind = await failureKind {
            try await withClient(of: .tcp(host: "127.0.0.1", port: 1, tls: tls), limits: .patient) {
                try await $0.connect()
            }
        }
        guard case .invalidSetting(let problem) = kind else {
            Issue.record("\(kind as Any)")
            return
        }
        #expect(problem == "the TLS file /nowhere/ca.pem can't be read")
    }
}
