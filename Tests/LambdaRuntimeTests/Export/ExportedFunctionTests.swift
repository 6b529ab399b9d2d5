import DockerEngine
import LambdaModel
import OrderedCollections
import Testing

@testable import LambdaRuntime

extension ExportedFunction {
    /// The export of a function whose code is in `/project/code`.
    static func example(
        _ settings: FunctionSettings = .example, mounts: CodeMounts = CodeMounts(task: "/project/code", opt: nil),
        host: [String: String] = [:], showsFileValues: Bool = false, endpoint: Bool = false
    ) -> ExportedFunction {
        var settings = settings
        settings.code = .folder("/project/code")
        return ExportedFunction(
            settings, mounts: mounts, manifest: "/project/functions.json", host: host, showsFileValues: showsFileValues,
            endpoint: endpoint)
    }
}

@Suite("A function as exported to other programs")
struct ExportedFunctionTests {
    private static let host = [
        "AWS_ACCESS_KEY_ID": "AKIDREAL", "AWS_SECRET_ACCESS_KEY": "real-secret", "AWS_SESSION_TOKEN": "real-token",
        "AWS_REGION": "eu-west-1", "HOME": "/home/me",
    ]

    private func value(_ name: String, _ function: ExportedFunction) -> String?? {
        function.environment.first { $0.name == name }?.value
    }

    @Test("The container is the planned one, without lamdeck's labels")
    func container() {
        let settings = FunctionSettings.example.with { ($0.memorySize, $0.ephemeralStorage) = (256, 700) }
        let mounts = CodeMounts(task: "/project/code", opt: nil)
        let plan = ContainerPlan(
            settings, mounts: mounts, project: ProjectIdentity(manifest: "/project/functions.json"), purpose: .function,
            hostPort: 9001, endpoint: nil, host: Self.host, suffix: "abc")
        let exported = ExportedFunction.example(settings, host: Self.host)
        var spec = plan.spec
        #expect(exported.environment.map { "\($0.name)=\($0.value ?? "")" } == spec.environment)
        spec.environment = []
        spec.labels = [:]
        #expect(exported.spec == spec)
        #expect(exported.port == 9001)
        #expect(exported.notes.isEmpty)
    }

    @Test(
        "Credentials from any source are passed by name only",
        arguments: [Credentials.environment, .profile("it's work")])
    func credentials(_ credentials: Credentials) {
        let exported = ExportedFunction.example(
            .example.with { $0.credentials = credentials }, host: Self.host, showsFileValues: true)
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] {
            #expect(value(name, exported) == .some(.none), "\(name) by name")
        }
        let all =
            DockerRunScript(exported).text + ComposeFile([exported], folder: "/project").text
            + exported.notes.joined()
        for secret in ["AKIDREAL", "real-secret", "real-token", "/home/me"] { #expect(!all.contains(secret)) }
        #expect(all.contains("eu-west-1"))
        #expect(exported.notes.count == 1)
        if case .profile = credentials { #expect(exported.notes[0].contains("--profile 'it'\\''s work'")) }
    }

    @Test("Without credentials their names are left out; credentials in the environment have no values")
    func noCredentials() {
        let none = ExportedFunction.example(host: Self.host)
        #expect(value("AWS_ACCESS_KEY_ID", none) == nil)
        let own = ExportedFunction.example(.example.with { $0.environment = ["AWS_SECRET_ACCESS_KEY": "mine"] })
        #expect(value("AWS_SECRET_ACCESS_KEY", own) == .some(.none))
        #expect(value("AWS_ACCESS_KEY_ID", own) == nil)
    }

    @Test("Values of .env files are written only on request")
    func fileValues() {
        let settings = FunctionSettings.example.with {
            $0.environment = ["STAGE": "local", "PASSWORD": "hunter2"]
            $0.fileVariableNames = ["PASSWORD"]
        }
        let shy = ExportedFunction.example(settings)
        #expect(value("PASSWORD", shy) == .some(.none) && value("STAGE", shy) == "local")
        #expect(shy.notes.count == 1 && shy.notes[0].contains("PASSWORD") && shy.notes[0].contains("--values"))
        let open = ExportedFunction.example(settings, showsFileValues: true)
        #expect(value("PASSWORD", open) == "hunter2" && open.notes.isEmpty)
    }

    @Test("Notes name each difference from lamdeck")
    func notes() {
        let settings = FunctionSettings.example.with {
            $0.layers = [.zip("/project/a.zip")]
            $0.concurrency = 3
        }
        let notes = ExportedFunction.example(
            settings, mounts: CodeMounts(task: "/cache/zip/1", opt: "/cache/zip/2"), endpoint: true
        ).notes
        #expect(notes.count == 4)
        for (note, words) in zip(notes, ["/project/code", "layers", "not 3", "endpoint"]) {
            #expect(note.contains(words))
        }
    }
}
