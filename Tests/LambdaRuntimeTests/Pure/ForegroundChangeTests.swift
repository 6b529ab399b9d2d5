import LambdaModel
import OrderedCollections
import Testing

@testable import LambdaRuntime

/// What a changed functions.json means for a function that runs in the foreground.
@Suite struct ForegroundChangeTests {
    private static let base = FunctionSettings.example.with {
        $0.environmentFile = "/.env"
        $0.environment = ["A": "1", "B": "2"]
        $0.fileVariableNames = ["A"]
    }

    private static func manifest(_ functions: [FunctionSettings], endpoint: Int? = nil) -> Manifest {
        Manifest(path: "/functions.json", registry: "r", mouse: true, endpoint: endpoint, functions: functions)
    }

    private static func change(
        _ state: RunState, before: Manifest = manifest([base]), endpoint: Int? = nil,
        _ change: (inout FunctionSettings) -> Void
    ) -> ManifestChange {
        let settings = base.with(change)
        return ManifestChange(of: settings, in: state, from: before, to: manifest([settings], endpoint: endpoint))
    }

    private static let failure = RunState.failed(FailureReason(.settings, "no such handler"))

    @Test func `a setting of the container restarts it`() {
        #expect(Self.change(.ready) { $0.memorySize = 256 } == .restart)
        #expect(Self.change(.busy(queued: 0)) { $0.environment["B"] = "3" } == .restart)
        #expect(Self.change(.ready, endpoint: 3001) { _ in } == .restart)
    }

    @Test func `a setting of no container restarts nothing`() {
        #expect(Self.change(.ready) { _ in } == .nothing)
        #expect(Self.change(.ready) { $0.watch = .off } == .nothing)
        #expect(Self.change(.ready) { ($0.port, $0.resolvedPort) = (9009, 9009) } == .nothing)
    }

    @Test func `the host restarts a function for its environment file`() {
        #expect(Self.change(.ready) { $0.environment["A"] = "3" } == .nothing)
        #expect(
            Self.change(.ready) {
                $0.environment["A"] = "3"
                $0.memorySize = 256
            } == .nothing)
        // It does not if it does not watch, or if the file is another one.
        #expect(
            Self.change(.ready) {
                $0.environment["A"] = "3"
                $0.watch = .off
            } == .restart)
        #expect(
            Self.change(.ready) {
                $0.environment["A"] = "3"
                $0.environmentFile = "/other.env"
            } == .restart)
    }

    @Test func `a new function is started, and one that failed is tried again if it changed`() {
        let none = Self.manifest([])
        #expect(Self.change(.stopped, before: none) { _ in } == .start)
        #expect(Self.change(.ready, before: none) { _ in } == .nothing)
        #expect(Self.change(Self.failure) { $0.watch = .off } == .start)
        #expect(Self.change(Self.failure) { _ in } == .nothing)
    }
}
