import DockerEngine
import LambdaModel
import OrderedCollections
import Testing

@testable import LambdaRuntime

@Suite("How a function reaches other functions from its container")
struct ContainerEndpointTests {
    private static let docker = ContainerEndpoint(ServedPorts(endpoint: 3001), isPodman: false)

    private static func environment(
        _ settings: FunctionSettings = .example, _ endpoint: ContainerEndpoint? = docker, host: [String: String] = [:]
    ) -> [String] {
        ContainerPlanTests.plan(settings, endpoint: endpoint, host: host).spec.environment
    }

    @Test func getsTheEndpoint() {
        #expect(Self.environment().contains("AWS_ENDPOINT_URL_LAMBDA=http://host.docker.internal:3001"))
        #expect(
            ContainerPlanTests.plan(endpoint: Self.docker).spec.extraHosts == ["host.docker.internal:host-gateway"])
    }

    @Test("The only WebSocket API's Management API is named; of two, the function names the one that it means")
    func getsTheManagementAPI() {
        var first = APISettings(name: "chat", kind: .websocket, resolvedPort: 8001)
        first.stage = "dev"
        let second = APISettings(name: "news", kind: .websocket, resolvedPort: 8002)
        var manifest = Manifest(
            path: "/p/functions.json", registry: "r", mouse: true, endpoint: nil, functions: [.example])
        #expect(manifest.servedPorts == nil)
        manifest.apis = [first, APISettings(name: "shop", kind: .http, resolvedPort: 8000)]
        let ports = manifest.servedPorts
        let name = "AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI"
        let endpoint = ports.map { ContainerEndpoint($0, isPodman: false) }
        #expect(Self.environment(.example, endpoint).contains("\(name)=http://host.docker.internal:8001/dev"))
        #expect(!Self.environment(.example, endpoint).contains { $0.hasPrefix("AWS_ENDPOINT_URL_LAMBDA") })
        #expect(ContainerPlan.hash(.example, endpoint: ports) != ContainerPlan.hash(.example, endpoint: nil))
        manifest.apis.append(second)
        #expect(manifest.servedPorts == nil)
    }

    /// Podman adds the name itself, and before 4.7 it refuses `host-gateway`.
    @Test func podmanHasItsOwnName() {
        let endpoint = ContainerEndpoint(ServedPorts(endpoint: 3001), isPodman: true)
        let environment = Self.environment(.example, endpoint)
        #expect(environment.contains("AWS_ENDPOINT_URL_LAMBDA=http://host.containers.internal:3001"))
        #expect(ContainerEndpoint.extraHosts(isPodman: true) == [])
    }

    @Test func withoutAnEndpointNothingIsAdded() {
        let environment = Self.environment(.example, nil)
        #expect(!environment.contains { $0.hasPrefix("AWS_ENDPOINT_URL") || $0.hasPrefix("AWS_ACCESS_KEY_ID") })
    }

    /// A database or an emulated AWS service on this machine is not one of lamdeck's functions.
    @Test func reachesThisMachineWithoutAnEndpointToo() {
        #expect(ContainerPlanTests.plan().spec.extraHosts == ["host.docker.internal:host-gateway"])
    }

    @Test func lastWordIsTheFunctions() {
        let settings = FunctionSettings.example.with {
            $0.environment = ["AWS_ENDPOINT_URL_LAMBDA": "https://lambda.eu-west-1.amazonaws.com"]
        }
        let environment = Self.environment(settings).filter { $0.hasPrefix("AWS_ENDPOINT_URL_LAMBDA=") }
        #expect(environment == ["AWS_ENDPOINT_URL_LAMBDA=https://lambda.eu-west-1.amazonaws.com"])
    }

    private static func credentials(_ environment: [String]) -> [String] {
        environment.filter { $0.hasPrefix("AWS_ACCESS_KEY_ID=") || $0.hasPrefix("AWS_SECRET_ACCESS_KEY=") }.sorted()
    }

    @Test func hasSomethingToSignWith() {
        let worthless = ["AWS_ACCESS_KEY_ID=local", "AWS_SECRET_ACCESS_KEY=local"]
        #expect(Self.credentials(Self.environment()) == worthless)
        let asked = FunctionSettings.example.with { $0.credentials = .environment }
        #expect(Self.credentials(Self.environment(asked)) == worthless, "none were there to be given")
        let host = ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"]
        #expect(
            Self.credentials(Self.environment(asked, host: host)) == [
                "AWS_ACCESS_KEY_ID=AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY=secret",
            ])
    }

    @Test(arguments: [
        "AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_WEB_IDENTITY_TOKEN_FILE",
    ])
    func leavesCredentialsToTheFunctionThatBringsThem(name: String) {
        let settings = FunctionSettings.example.with { $0.environment = [name: "its own"] }
        let environment = Self.environment(settings)
        #expect(environment.contains("\(name)=its own"))
        #expect(Self.credentials(environment).allSatisfy { !$0.hasSuffix("=local") })
    }

    @Test func oneThatKnowsNoOrAnotherEndpointIsStale() {
        let ports = [3001, 3002].map { ServedPorts(endpoint: $0) }
        let hashes = ([nil] + ports).map { ContainerPlan.hash(.example, endpoint: $0) }
        #expect(Set(hashes).count == 3)
        #expect(ContainerPlanTests.plan(endpoint: Self.docker).spec.labels[Labels.spec] == hashes[1])
    }
}
