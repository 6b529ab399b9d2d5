import DockerEngine
import LambdaModel
import OrderedCollections
import Testing

@testable import LambdaRuntime

/// The hash that shows whether a running container is stale.
@Suite("The hash of what shapes a container")
struct SpecHashTests {
    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let settings: FunctionSettings

        init(_ name: String, _ change: (inout FunctionSettings) -> Void) {
            testDescription = name
            settings = SpecHashTests.base.with(change)
        }
    }

    static let base = FunctionSettings.example.with {
        $0.environment = ["A": "1", "B": "2"]
        $0.layers = [.folder("/one"), .folder("/two")]
    }

    static let shaping = [
        Change("image") { $0.image = "registry/python:3.12" },
        Change("handler") { $0.handler = "app.other" },
        Change("code") { $0.code = .folder("/elsewhere") },
        Change("a layer more") { $0.layers.append(.folder("/three")) },
        Change("layers in another order") { $0.layers.reverse() },
        Change("a variable's value") { $0.environment["A"] = "3" },
        Change("a variable's name") { $0.environment = ["A": "1", "C": "2"] },
        Change("a variable more") { $0.environment["C"] = "" },
        Change("a value that looks like two variables") { $0.environment = ["A": "1\nB=2"] },
        Change("credentials") { $0.credentials = .environment },
        Change("memory") { $0.memorySize = 129 },
        Change("timeout") { $0.timeout = 4 },
        Change("/tmp") { $0.ephemeralStorage = 513 },
        Change("architecture") { $0.architecture = .arm64 },
        Change("provided") { $0.runtime = .named("provided.al2023") },
        Change("memory and timeout changed for each other") { ($0.memorySize, $0.timeout) = (3, 128) },
    ]

    static let indifferent = [
        Change("nothing") { _ in },
        Change("events") { $0.eventsFolder = "/events" },
        Change("where variables come from") { $0.environmentFile = "/.env" },
        Change("watch") { $0.watch = .off },
        Change("the spare") { $0.spare = false },
        Change("the port, which is the front door's") { ($0.port, $0.resolvedPort) = (9001, 9001) },
        Change("another name for the same image") { $0.runtime = .named("python3.12") },
    ]

    private static let host = ["AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret"]

    /// The definition of the container, without the label that contains the hash.
    private static func shape(_ settings: FunctionSettings) -> (ContainerSpec, String?) {
        let mounts = CodeMounts(
            task: settings.code.path, opt: settings.layers.map(\.path).joined(separator: " over "))
        let plan = ContainerPlanTests.plan(
            settings, mounts: mounts, hostPort: 0, host: Self.host)
        var spec = plan.spec
        spec.labels = [:]
        return (spec, plan.platform)
    }

    @Test(arguments: shaping) func changesWithTheContainer(_ change: Change) {
        #expect(ContainerPlan.hash(change.settings, endpoint: nil) != ContainerPlan.hash(Self.base, endpoint: nil))
        #expect(Self.shape(change.settings) != Self.shape(Self.base), "the container is another one indeed")
    }

    @Test(arguments: indifferent) func staysWithTheContainer(_ change: Change) {
        #expect(ContainerPlan.hash(change.settings, endpoint: nil) == ContainerPlan.hash(Self.base, endpoint: nil))
        #expect(Self.shape(change.settings) == Self.shape(Self.base), "the container is the same indeed")
    }

    @Test func allDiffer() {
        let hashes = Set(Self.shaping.map { ContainerPlan.hash($0.settings, endpoint: nil) })
        #expect(hashes.count == Self.shaping.count)
    }

    @Test func isTheSameInEveryProcess() {
        #expect(ContainerPlan.hash(.example, endpoint: nil).count == 16)
        #expect(ContainerPlan.hash(.example, endpoint: nil).allSatisfy { $0.isHexDigit })
        // A recorded value: a change of the recipe makes every running container stale, which must be intended.
        #expect(ContainerPlan.hash(.example, endpoint: nil) == "c0d15eed1eb7ae3a")
    }
}
