import DockerEngine
import Foundation
import LambdaModel
import Testing

@testable import LambdaRuntime

/// How credentials get into a container, and nowhere else.
@Suite struct EnvironmentTests {
    private let keys = AWSCredentials(
        accessKeyID: "AKIAEXAMPLEEXAMPLE", secretAccessKey: "a-secret-of-many-characters", region: "eu-north-1")

    @Test func theyTakeThePlaceOfAllThatAreThere() {
        let host = ["AWS_SECRET_ACCESS_KEY": "old", "AWS_SESSION_TOKEN": "old", "PATH": "/bin"]
        #expect(
            keys.environment(over: host) == [
                "AWS_ACCESS_KEY_ID": "AKIAEXAMPLEEXAMPLE", "AWS_SECRET_ACCESS_KEY": "a-secret-of-many-characters",
                "AWS_REGION": "eu-north-1", "PATH": "/bin",
            ])
    }

    @Test(arguments: ["AWS_REGION", "AWS_DEFAULT_REGION"])
    func theRegionOfTheEnvironmentWins(_ name: String) {
        let variables = keys.environment(over: [name: "us-west-2"])
        #expect(variables[name] == "us-west-2")
        #expect(!variables.values.contains("eu-north-1"))
    }

    @Test func theContainerHasThemAndItsLabelsDoNot() {
        var settings = FunctionSettings(
            name: "hello", runtime: nil, image: "image", handler: "app.handler", code: .folder("/code"),
            resolvedPort: 9000)
        func plan(_ credentials: Credentials) -> ContainerPlan {
            settings.credentials = credentials
            return ContainerPlan(
                settings, mounts: CodeMounts(task: "/code", opt: nil),
                project: ProjectIdentity(manifest: "/project/functions.json"), purpose: .function, hostPort: 0,
                endpoint: nil, host: keys.environment(over: [:]), credentialsEnd: 17, suffix: "abc123")
        }
        let spec = plan(.profile("dev")).spec
        #expect(spec.environment.contains("AWS_SECRET_ACCESS_KEY=a-secret-of-many-characters"))
        #expect(spec.labels[Labels.credentialsEnd] == "17")
        #expect(!spec.labels.values.contains { $0.contains("secret") || $0.contains("AKIA") })
        #expect(!plan(.none).spec.environment.contains { $0.contains("a-secret") })
        // The hash depends on the profile's name, not on its current credentials.
        settings.credentials = .profile("dev")
        let hash = ContainerPlan.hash(settings, endpoint: nil)
        #expect(spec.labels[Labels.spec] == hash)
        settings.credentials = .profile("other")
        #expect(ContainerPlan.hash(settings, endpoint: nil) != hash)
    }

    @Test func valuesOfBothMaskingsAreMasked() {
        let both = Masking(["first-secret"]).adding(Masking(["second-secret"]))
        #expect(both.masked("a first-secret and a second-secret") == "a ••• and a •••")
        #expect(Masking(["first-secret"]).adding(nil).masked("first-secret second-secret") == "••• second-secret")
        #expect(Masking.none.adding(Masking(["second-secret"])).masked("second-secret") == "•••")
    }
}
