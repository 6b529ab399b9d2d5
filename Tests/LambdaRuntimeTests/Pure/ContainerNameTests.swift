import Testing

@testable import DockerEngine
@testable import LambdaRuntime

/// Which containers serve their functions.
@Suite("Serving containers")
struct ContainerNameTests {
    private static let living = OwnerMark()

    private static func container(
        _ name: String, _ function: String = "f", state: String = "running", owner: String? = living.id,
        created: Int64 = 0
    ) -> ContainerSummary {
        var labels = [Labels.purpose: ContainerPurpose.function.rawValue, Labels.function: function]
        labels[Labels.owner] = owner
        return ContainerSummary(
            id: name, names: [name], image: "", imageID: "", created: created, state: state, status: "", ports: [],
            labels: labels)
    }

    private static func serving(_ all: [ContainerSummary]) -> Set<String> {
        Set(ContainerName.serving(among: all).map(\.id))
    }

    /// A spare that took over and could not be renamed was shown as stopped.
    @Test func aSpareServesIfItsFunctionHasNoOther() {
        #expect(Self.serving([Self.container("a"), Self.container("b.spare")]) == ["a"])
        #expect(Self.serving([Self.container("b.spare")]) == ["b.spare"])
        #expect(Self.serving([Self.container("a", state: "exited"), Self.container("b.spare")]) == ["a", "b.spare"])
        #expect(Self.serving([Self.container("a", state: "paused"), Self.container("b.spare")]) == ["a"])
        let two = [Self.container("new.spare", created: 2), Self.container("old.spare", created: 1)]
        #expect(Self.serving(two) == ["old.spare"])
    }

    @Test func aSpareOfADeadLamdeckDoesNotServe() {
        #expect(Self.serving([Self.container("b.spare", owner: nil)]) == [])
        let mark = OwnerMark()
        mark.withdraw()
        #expect(Self.serving([Self.container("b.spare", owner: mark.id)]) == [])
        #expect(Self.serving([Self.container("b.spare", state: "exited")]) == [])
    }

    @Test func functionsAreLookedAtEachForItself() {
        let all = [Self.container("a", "f"), Self.container("b.spare", "g"), Self.container("c.worker", "h")]
        #expect(Self.serving(all) == ["a", "b.spare"])
    }
}
