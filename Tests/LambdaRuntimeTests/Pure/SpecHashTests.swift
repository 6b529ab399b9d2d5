import DockerEngine
import OrderedCollections
import TestSupport
import Testing

@testable import LambdaModel
@testable import LambdaRuntime

/// The hash that shows whether a running container is stale.
@Suite("The hash of a container's settings")
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

    /// Changes besides those of a single key.
    static let shaping = [
        Change("a layer more") { $0.layers.append(.folder("/three")) },
        Change("layers in another order") { $0.layers.reverse() },
        Change("a variable's value") { $0.environment["A"] = "3" },
        Change("a variable's name") { $0.environment = ["A": "1", "C": "2"] },
        Change("a variable more") { $0.environment["C"] = "" },
        Change("variables in another order") { $0.environment = ["B": "2", "A": "1"] },
        Change("a value that looks like two variables") { $0.environment = ["A": "1\nB=2"] },
        Change("provided") { $0.runtime = .named("provided.al2023") },
        Change("memory and timeout changed for each other") { ($0.memorySize, $0.timeout) = (3, 128) },
    ]

    static let indifferent = [
        Change("nothing") { _ in },
        Change("where variables come from") { $0.environmentFile = "/.env" },
        Change("the port, which is the front server's") { ($0.port, $0.resolvedPort) = (9001, 9001) },
        Change("another name for the same image") { $0.runtime = .named("python3.12") },
    ]

    private static let host = ["AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret"]

    /// The definition of the container, without the label that contains the hash.
    private static func shape(_ settings: FunctionSettings) -> (ContainerSpec, String?) {
        let mounts = CodeMounts(
            task: settings.code?.path, opt: settings.layers.map(\.path).joined(separator: " over "))
        let plan = ContainerPlanTests.plan(
            settings, mounts: mounts, server: .lamdeck, hostPort: 0, host: Self.host)
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

    /// The example of each key in a manifest, as the reader reads it.
    @Test(arguments: FunctionKeys.names) func changesWithTheKeysThatShapeAContainer(_ name: String) throws {
        let key = try #require(FunctionKeys.all.first { $0.name == name })
        let bare = try #require(ExampleManifest.load().function)
        let settings = try #require(ExampleManifest.load([name: key.example.json]).function)
        let isSameHash = ContainerPlan.hash(settings, endpoint: nil) == ContainerPlan.hash(bare, endpoint: nil)
        let isSameShape = Self.shape(settings) == Self.shape(bare)
        switch key.container {
        case .shapes, .shapesBy, .through: #expect(!isSameHash && !isSameShape)
        case .indifferent: #expect(isSameHash && isSameShape)
        }
    }

    /// A key that a later lamdeck brings must not make all older containers stale.
    @Test func saysNothingOfAKeyAtItsDefault() throws {
        let lines = FunctionSettings.example.containerShape.split(separator: "\n")
        #expect(lines == ["image \"registry/python:3.13\"", "handler \"app.handler\"", "code \"/code\""])
    }

    @Test func changesWithTheEndpoint() {
        let ports = [3001, 3002].map { ServedPorts(endpoint: $0) }
        let hashes = ([nil] + ports).map { ContainerPlan.hash(.example, endpoint: $0) }
        #expect(Set(hashes).count == 3)
    }

    @Test func allDiffer() {
        let hashes = Set(Self.shaping.map { ContainerPlan.hash($0.settings, endpoint: nil) })
        #expect(hashes.count == Self.shaping.count)
    }

    @Test func isTheSameInEveryProcess() {
        #expect(ContainerPlan.hash(.example, endpoint: nil).count == 16)
        #expect(ContainerPlan.hash(.example, endpoint: nil).allSatisfy { $0.isHexDigit })
        // A recorded value: a change of the recipe makes every running container stale, which must be intended.
        #expect(ContainerPlan.hash(.example, endpoint: nil) == "d459ba3758f86197")
    }
}
