import DockerEngine
import LambdaModel
import OrderedCollections
import Testing

@testable import LambdaRuntime

@Suite("The plan of a function's container")
struct ContainerPlanTests {
    static func plan(
        _ settings: FunctionSettings = .example, mounts: CodeMounts = CodeMounts(task: "/code", opt: nil),
        purpose: ContainerPurpose = .function, server: ServingKind = .emulator, hostPort: Int = 9001,
        endpoint: ContainerEndpoint? = nil,
        host: [String: String] = [:], owner: [String: String] = [:]
    ) -> ContainerPlan {
        ContainerPlan(
            settings, mounts: mounts, project: ProjectIdentity(manifest: "/project/functions.json"), purpose: purpose,
            server: server, owner: owner, hostPort: hostPort, endpoint: endpoint, host: host, suffix: "abc123")
    }

    @Test func mountsCodeAndLayersForReadingAlone() {
        let plan = Self.plan(
            .example.with { $0.ephemeralStorage = 700 }, mounts: CodeMounts(task: "/made/code", opt: "/made/opt"))
        #expect(
            plan.spec.mounts == [
                .bind(source: "/made/code", target: "/var/task", isReadOnly: true),
                .bind(source: "/made/opt", target: "/opt", isReadOnly: true),
                .tmpfs(target: "/tmp", sizeBytes: 700 << 20, mode: 0o1777, isExecutable: true),
            ])
        let withoutLayers = Self.plan().spec.mounts
        #expect(withoutLayers.count == 2)
        #expect(
            !withoutLayers.contains { mount in
                if case .bind(_, "/opt", _) = mount { true } else { false }
            })
    }

    @Test func isAsHardAsLambda() {
        let spec = Self.plan(.example.with { $0.memorySize = 256 }).spec
        #expect(spec.hasReadOnlyRoot)
        #expect(spec.droppedCapabilities == ["ALL"])
        #expect(spec.securityOptions == ["no-new-privileges"])
        #expect(spec.memoryBytes == 256 << 20)
        #expect(spec.memoryAndSwapBytes == 256 << 20, "no swap beside the memory")
        #expect(spec.logDriver?.name == "json-file", "the only driver that can be followed without loss")
    }

    @Test func isReachedOverLoopbackAlone() {
        #expect(
            Self.plan(hostPort: 9123).spec.publishedPorts
                == [.init(containerPort: 8080, hostIP: "127.0.0.1", hostPort: 9123)])
    }

    @Test func handsTheHandlerToTheImage() {
        let spec = Self.plan().spec
        #expect(spec.command == ["app.handler"])
        #expect(spec.entrypoint == nil)
        #expect(!spec.environment.contains { $0.hasPrefix("_HANDLER=") })
    }

    @Test func startsTheEmulatorItselfIfTheCodeBringsTheRuntime() {
        let spec = Self.plan(.example.with { $0.runtime = .named("provided.al2023") }).spec
        #expect(spec.entrypoint == ["/usr/local/bin/aws-lambda-rie"])
        #expect(spec.command == [])
        #expect(spec.environment.contains("_HANDLER=app.handler"))
    }

    /// Extensions listen at this name for records (AWS Lambda's developer guide, "Lambda Telemetry API").
    @Test func namesAContainerThatLamdeckServesLikeLambda() {
        #expect(Self.plan(server: .lamdeck).spec.hostName == "sandbox.localdomain")
        #expect(Self.plan(server: .emulator).spec.hostName == nil)
    }

    @Test func leavesAnotherImageItsEntryPoint() {
        let spec = Self.plan(.example.with { ($0.runtime, $0.image) = (nil, "company/own:1") }).spec
        #expect(spec.image == "company/own:1")
        #expect(spec.entrypoint == nil)
        #expect(spec.command == ["app.handler"])
    }

    @Test func setsTheVariablesThatLambdaSets() {
        let environment = Self.plan(.example.with { ($0.memorySize, $0.timeout) = (512, 7) }).spec.environment
        for expected in [
            "AWS_LAMBDA_FUNCTION_NAME=hello", "AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=512", "AWS_LAMBDA_FUNCTION_TIMEOUT=7", "AWS_REGION=us-east-1",
            "AWS_DEFAULT_REGION=us-east-1", "AWS_LAMBDA_LOG_GROUP_NAME=/aws/lambda/hello",
        ] {
            #expect(environment.contains(expected))
        }
    }

    @Test(arguments: [
        (["AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-north-1"], "eu-west-1"),
        (["AWS_DEFAULT_REGION": "eu-north-1"], "eu-north-1"),
    ])
    func takesTheRegionFromAround(host: [String: String], region: String) {
        let environment = Self.plan(host: host).spec.environment
        #expect(environment.contains("AWS_REGION=\(region)"))
        #expect(environment.contains("AWS_DEFAULT_REGION=\(region)"))
    }

    @Test func lastWordIsTheFunctions() {
        let settings = FunctionSettings.example.with {
            $0.environment = ["AWS_REGION": "eu-west-1", "STAGE": "a=b c", "EMPTY": ""]
        }
        let environment = Self.plan(settings, host: ["AWS_REGION": "us-west-2"]).spec.environment
        #expect(environment.filter { $0.hasPrefix("AWS_REGION=") } == ["AWS_REGION=eu-west-1"])
        #expect(environment.contains("STAGE=a=b c"))
        #expect(environment.contains("EMPTY="))
    }

    /// The second line was read as another variable, or as the end of all.
    @Test func exceptionsFromAProxyAreOneLine() {
        let settings = FunctionSettings.example.with {
            $0.environment = ["HTTP_PROXY": "http://proxy", "NO_PROXY": "a\n.\r\nb"]
        }
        let variables = RuntimeVariables.released(settings, host: "172.17.0.1")
        #expect(variables.first { $0.name == "NO_PROXY" }?.value == "a,.,b,172.17.0.1")
        #expect(variables.first { $0.name == "no_proxy" }?.value == "172.17.0.1")
    }

    @Test func givesCredentialsOnlyIfTheyAreAskedFor() {
        let host = [
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "token",
            "AWS_PROFILE": "work",
        ]
        func given(_ credentials: Credentials) -> [String] {
            Self.plan(.example.with { $0.credentials = credentials }, host: host).spec.environment
                .filter { text in host.keys.contains { text.hasPrefix($0 + "=") } }.sorted()
        }
        #expect(given(.none) == [])
        #expect(
            given(.environment) == [
                "AWS_ACCESS_KEY_ID=AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY=secret", "AWS_SESSION_TOKEN=token",
            ])
    }

    @Test func labelsNameTheOwner() {
        let plan = Self.plan(purpose: .once, owner: [Labels.owner: "folder/lease", Labels.host: "/tmp/a.sock"])
        let project = ProjectIdentity(manifest: "/project/functions.json")
        #expect(
            plan.spec.labels == [
                "lamdeck.project": project.label, "lamdeck.manifest": "/project/functions.json",
                "lamdeck.function": "hello", "lamdeck.spec": ContainerPlan.hash(.example, endpoint: nil),
                "lamdeck.timeout": "\(FunctionSettings.example.timeout)", "lamdeck.role": "once",
                "lamdeck.runtime": "python3.13", "lamdeck.served-by": "emulator", "lamdeck.owner": "folder/lease",
                "lamdeck.host": "/tmp/a.sock",
            ])
        #expect(plan.name == "lamdeck-hello-abc123")
    }

    @Test func aLabelNamesTheSecretVariablesAndHasNoValue() {
        let settings = FunctionSettings.example.with {
            $0.environment = ["LOG_LEVEL": "INFO", "API_KEY": "abcdefgh12", "PIN": "4711", "OTHER_KEY": "ijklmnop34"]
            $0.secrets = ["PIN"]
            $0.plain = ["OTHER_KEY"]
        }
        let labels = Self.plan(settings, hostPort: 0, host: [:]).spec.labels
        #expect(labels[Labels.secrets] == "API_KEY,PIN")
        #expect(
            labels[Labels.spec]
                == ContainerPlan.hash(settings.with { ($0.secrets, $0.plain) = ([], []) }, endpoint: nil))
    }

    @Test(arguments: [(Architecture.x86_64, "linux/amd64"), (.arm64, "linux/arm64")])
    func asksForTheArchitectureByTheEnginesName(architecture: Architecture, platform: String) {
        #expect(Self.plan(.example.with { $0.architecture = architecture }).platform == platform)
        #expect(Self.plan().platform == nil)
    }
}
