import DockerEngine
import Testing

@Suite struct EngineErrorTests {
    static let endpoint = EngineEndpoint.unix(path: "/var/run/docker.sock")

    /// The message of each kind; a new kind must say what the user can do.
    static let descriptions: [(EngineError.Kind, String)] = [
        (
            .noEngine(looked: ["/a.sock", "/b.sock"]),
            "no container engine answers at /a.sock, /b.sock. Start Docker (sudo systemctl start docker) "
                + "or name an engine with --host or DOCKER_HOST"
        ),
        (
            .permissionDenied(path: "/a.sock"),
            "no permission to use the engine's socket /a.sock. Add yourself to the docker group "
                + "(sudo usermod -aG docker $USER) and log in again, or use a rootless engine"
        ),
        (
            .unsupportedEndpoint("ssh://me@h"),
            "an engine at ssh://me@h can't be used: code is mounted from this machine's folders, "
                + "which needs an engine on this machine, over a unix socket or tcp://127.0.0.1"
        ),
        (.invalidSetting("it is wrong"), "start container x: it is wrong"),
        (.api(status: 500, message: "disk is full"), "could not start container x: disk is full (HTTP 500)"),
        (.notFound(message: "no such container"), "could not start container x: no such container"),
        (.conflict(message: "name is taken"), "could not start container x: name is taken"),
        (.imageUnavailable(reference: "a/b:1", message: "denied"), "could not pull the image a/b:1: denied"),
        (
            .versionTooOld(engine: "1.12"),
            "the engine at unix:///var/run/docker.sock speaks API version 1.12; lamdeck needs 1.41 (Docker 20.10) "
                + "or newer. Update the engine, or name another with --host or DOCKER_HOST"
        ),
        (
            .protocolViolation("it is not JSON"),
            "could not start container x: the engine at unix:///var/run/docker.sock sent an invalid answer: "
                + "it is not JSON"
        ),
        (
            .disconnected(reason: "Broken pipe"),
            "could not start container x: the connection to the engine at unix:///var/run/docker.sock broke "
                + "(Broken pipe). Is the engine still running?"
        ),
        (
            .timedOut(after: .seconds(20)),
            "could not start container x: the engine at unix:///var/run/docker.sock did not answer for 20 s. "
                + "It may be overloaded or stuck"
        ),
        (.cancelled, "could not start container x: cancelled"),
    ]

    @Test(arguments: descriptions)
    func saysWhatAndWhereAndTheFix(kind: EngineError.Kind, expected: String) {
        let error = EngineError(kind, operation: "start container x", endpoint: Self.endpoint)
        #expect(error.description == expected)
    }

    @Test(arguments: [
        ("--host", "(named by --host). Start that engine, or leave --host out"),
        ("DOCKER_HOST", "(named by the variable DOCKER_HOST). Start that engine, or unset DOCKER_HOST"),
        ("DOCKER_CONTEXT", "(named by the variable DOCKER_CONTEXT). Start that engine, or unset DOCKER_CONTEXT"),
        ("context colima", "(named by the docker context colima). Start that engine, or choose this machine's"),
        ("default socket", "a.sock. Start Docker"),
    ])
    func saysWhichSettingNamedADeadAddress(source: String, expected: String) {
        for kind in [EngineError.Kind.noEngine(looked: ["unix:///a.sock"])] {
            let error = EngineError(kind, operation: "reach the engine", endpoint: Self.endpoint, source: source)
            #expect(error.description.contains(expected), "\(error)")
        }
    }

    @Test(arguments: descriptions.map(\.0))
    func keepsTheEnginesWords(kind: EngineError.Kind) {
        let words = EngineError(kind, operation: "").engineMessage
        switch kind {
        case .api, .notFound, .conflict, .imageUnavailable:
            #expect(words?.isEmpty == false)
        case .noEngine, .permissionDenied, .unsupportedEndpoint, .invalidSetting, .versionTooOld, .protocolViolation,
            .disconnected, .timedOut, .cancelled:
            #expect(words == nil)
        }
    }
}
