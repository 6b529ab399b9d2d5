import DockerEngine
import Foundation
import Testing

@Suite struct EngineLocatorTests {
    static let home = "/home/me"
    static let colima = """
        {"Name":"colima","Metadata":{"Description":"colima"},
         "Endpoints":{"docker":{"Host":"unix:///home/me/.colima/docker.sock","SkipTLSVerify":false}}}
        """
    static let remote = """
        {"Name":"remote","Endpoints":{"docker":{"Host":"tcp://build.example:2376","SkipTLSVerify":false}}}
        """
    static let allSockets: [String: SocketAccess] = [
        "/var/run/docker.sock": .usable, "/run/user/1000/docker.sock": .usable,
        "/home/me/.docker/run/docker.sock": .usable, "/run/user/1000/podman/podman.sock": .usable,
        "/run/podman/podman.sock": .usable,
    ]

    static func locate(
        host: String? = nil, _ environment: [String: String] = [:], files: [String: String] = [:],
        sockets: [String: SocketAccess] = allSockets
    ) throws(EngineError) -> LocatedEngine {
        try EngineLocator.locate(
            host: host, environment: environment, homeDirectory: home, userID: 1000,
            files: FakeFiles(files: files, sockets: sockets))
    }

    // MARK: The order

    @Test func everyStepYieldsToTheOneBefore() throws {
        let files = [
            "/home/me/.docker/config.json": #"{"currentContext":"colima","auths":{}}"#,
            "/home/me/.docker/contexts/meta/aa/meta.json": Self.colima,
            "/home/me/.docker/contexts/meta/bb/meta.json": Self.remote,
        ]
        let environment = ["DOCKER_HOST": "unix:///env.sock", "DOCKER_CONTEXT": "remote"]

        var found = try Self.locate(host: "unix:///flag.sock", environment, files: files)
        #expect(found == LocatedEngine(endpoint: .unix(path: "/flag.sock"), source: "--host"))

        found = try Self.locate(environment, files: files)
        #expect(found == LocatedEngine(endpoint: .unix(path: "/env.sock"), source: "DOCKER_HOST"))

        found = try Self.locate(["DOCKER_CONTEXT": "remote"], files: files)
        #expect(
            found
                == LocatedEngine(
                    endpoint: .tcp(host: "build.example", port: 2376, tls: nil), source: "DOCKER_CONTEXT"))

        found = try Self.locate(files: files)
        #expect(
            found
                == LocatedEngine(endpoint: .unix(path: "/home/me/.colima/docker.sock"), source: "context colima"))

        found = try Self.locate()
        #expect(found == LocatedEngine(endpoint: .unix(path: "/var/run/docker.sock"), source: "default socket"))
    }

    @Test func socketsAreTriedInOrder() throws {
        var sockets = Self.allSockets
        let expected = [
            ("/var/run/docker.sock", "default socket"), ("/run/user/1000/docker.sock", "rootless socket"),
            ("/home/me/.docker/run/docker.sock", "Docker Desktop socket"),
            ("/run/user/1000/podman/podman.sock", "Podman socket"), ("/run/podman/podman.sock", "Podman socket"),
        ]
        for (path, source) in expected {
            #expect(try Self.locate(sockets: sockets) == LocatedEngine(endpoint: .unix(path: path), source: source))
            sockets[path] = nil
        }
        let error = #expect(throws: EngineError.self) { try Self.locate(sockets: [:]) }
        #expect(error?.kind == .noEngine(looked: expected.map(\.0)))
        for (path, _) in expected {
            #expect(error?.description.contains(path) == true)
        }
    }

    @Test func runtimeFolderIsFromTheEnvironment() throws {
        let found = try Self.locate(["XDG_RUNTIME_DIR": "/tmp/run"], sockets: ["/tmp/run/docker.sock": .usable])
        #expect(found.endpoint == .unix(path: "/tmp/run/docker.sock"))
    }

    @Test func aSocketWithoutPermissionIsTheLastResort() throws {
        let denied = "/var/run/docker.sock"
        #expect(try Self.locate(sockets: [denied: .denied]).endpoint == .unix(path: denied))
        let found = try Self.locate(sockets: [denied: .denied, "/run/user/1000/docker.sock": .usable])
        #expect(found.source == "rootless socket")
    }

    @Test func emptyVariablesAreUnset() throws {
        let found = try Self.locate(["DOCKER_HOST": "", "DOCKER_CONTEXT": "", "DOCKER_CONFIG": ""])
        #expect(found.source == "default socket")
    }

    // MARK: Contexts

    @Test func configurationFolderCanBeElsewhere() throws {
        let found = try Self.locate(
            ["DOCKER_CONFIG": "/etc/dc"],
            files: [
                "/etc/dc/config.json": #"{"currentContext":"colima"}"#,
                "/etc/dc/contexts/meta/aa/meta.json": Self.colima,
            ])
        #expect(found.source == "context colima")
    }

    @Test(arguments: [#"{"currentContext":"default"}"#, #"{"currentContext":""}"#, #"{"auths":{}}"#])
    func noContextIsTheDefaultSocket(configuration: String) throws {
        #expect(
            try Self.locate(files: ["/home/me/.docker/config.json": configuration]).source == "default socket")
    }

    @Test func defaultContextOverridesTheCurrentOne() throws {
        let found = try Self.locate(
            ["DOCKER_CONTEXT": "default"],
            files: [
                "/home/me/.docker/config.json": #"{"currentContext":"colima"}"#,
                "/home/me/.docker/contexts/meta/aa/meta.json": Self.colima,
            ])
        #expect(found.source == "default socket")
    }

    @Test func unknownContextNamesTheKnownOnes() {
        let error = #expect(throws: EngineError.self) {
            try Self.locate(
                ["DOCKER_CONTEXT": "colma"], files: ["/home/me/.docker/contexts/meta/aa/meta.json": Self.colima])
        }
        #expect(
            error?.description
                == "DOCKER_CONTEXT: there is no context \"colma\" in /home/me/.docker/contexts; "
                + "the contexts there are default, colima")
    }

    @Test func brokenConfigurationIsNamedAndLeftOut() throws {
        let path = "/home/me/.docker/config.json"
        for text in ["{nonsense", "", "[]", #"{"currentContext": 7}"#] {
            let found = try Self.locate(files: [path: text])
            #expect(found.source == "default socket")
            #expect(found.warning?.hasPrefix("\(path): it is not the JSON") == true)
        }
        // A file that is not needed causes no warning.
        #expect(try Self.locate(host: "unix:///a.sock", files: [path: "{"]).warning == nil)
        #expect(try Self.locate(["DOCKER_HOST": "unix:///a.sock"], files: [path: "{"]).warning == nil)
        #expect(try Self.locate(files: [path: "{}"]).warning == nil)
    }

    @Test func adviceNamesNoAddressThatIsRefused() {
        let error = #expect(throws: EngineError.self) { try Self.locate(["DOCKER_HOST": "nowhere://x"]) }
        #expect(error?.description.contains("unix:///path") == true)
        #expect(error?.description.contains("ssh://") == false)
    }

    @Test func contextWithoutEngineIsNamed() {
        let error = #expect(throws: EngineError.self) {
            try Self.locate(
                ["DOCKER_CONTEXT": "k8s"],
                files: ["/home/me/.docker/contexts/meta/cc/meta.json": #"{"Name":"k8s","Endpoints":{}}"#])
        }
        #expect(error?.description.contains("the context \"k8s\" names no engine") == true)
    }

    @Test func contextBringsItsCertificates() throws {
        let folder = "/home/me/.docker/contexts/tls/bb/docker"
        let found = try Self.locate(
            ["DOCKER_CONTEXT": "remote"],
            files: [
                "/home/me/.docker/contexts/meta/bb/meta.json": Self.remote,
                "\(folder)/ca.pem": "x", "\(folder)/cert.pem": "x", "\(folder)/key.pem": "x",
            ])
        let tls = TLSFiles(
            authorities: "\(folder)/ca.pem", certificate: "\(folder)/cert.pem", privateKey: "\(folder)/key.pem",
            verifiesEngine: true)
        #expect(found.endpoint == .tcp(host: "build.example", port: 2376, tls: tls))
    }

    // MARK: TLS from the environment

    @Test func certificatesFromTheEnvironment() throws {
        let found = try Self.locate(
            ["DOCKER_HOST": "tcp://127.0.0.1", "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/certs"],
            files: ["/certs/ca.pem": "x", "/certs/cert.pem": "x", "/certs/key.pem": "x"])
        let tls = TLSFiles(
            authorities: "/certs/ca.pem", certificate: "/certs/cert.pem", privateKey: "/certs/key.pem",
            verifiesEngine: true)
        #expect(found.endpoint == .tcp(host: "127.0.0.1", port: 2376, tls: tls))
    }

    @Test func certificatesBesideTheConfiguration() throws {
        let found = try Self.locate(
            ["DOCKER_HOST": "tcp://127.0.0.1", "DOCKER_TLS": "1"], files: ["/home/me/.docker/ca.pem": "x"])
        let tls = TLSFiles(
            authorities: "/home/me/.docker/ca.pem", certificate: nil, privateKey: nil, verifiesEngine: false)
        #expect(found.endpoint == .tcp(host: "127.0.0.1", port: 2376, tls: tls))
    }

    @Test func missingCertificatesAreNamed() {
        let error = #expect(throws: EngineError.self) {
            try Self.locate(
                ["DOCKER_HOST": "tcp://127.0.0.1", "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/certs"])
        }
        #expect(error?.description.hasPrefix("DOCKER_CERT_PATH: /certs holds no ca.pem") == true)
    }

    @Test func socketsTakeNoCertificates() throws {
        let found = try Self.locate(
            ["DOCKER_HOST": "unix:///x", "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/certs"])
        #expect(found.endpoint == .unix(path: "/x"))
    }

    // MARK: The real files

    @Test func looksAtRealFiles() throws {
        let folder = temporaryPath("folder")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("text".utf8).write(to: URL(fileURLWithPath: "\(folder)/file"))
        let files = LocalEngineFiles()
        #expect(files.contents(of: "\(folder)/file") == Array("text".utf8))
        #expect(files.contents(of: "\(folder)/other") == nil)
        #expect(files.names(in: folder) == ["file"])
        #expect(files.names(in: "\(folder)/none") == [])
        #expect(files.socket(at: "\(folder)/file") == .missing)
        #expect(files.socket(at: "\(folder)/none") == .missing)
    }
}
