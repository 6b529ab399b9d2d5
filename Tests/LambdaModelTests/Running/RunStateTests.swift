import LambdaModel
import Testing

@Suite struct RunStateTests {
    private static let all: [RunState] = [
        .stopped, .pulling(PullState()), .starting, .ready, .busy(queued: 1), .restarting, .stopping,
        .failed(Sample.noImage),
    ]

    @Test func `ready and busy functions serve`() {
        #expect(Self.all.filter(\.isServing) == [.ready, .busy(queued: 1)])
    }

    @Test func `pulling, starting, restarting and stopping are transient`() {
        #expect(Self.all.filter(\.isTransient) == [.pulling(PullState()), .starting, .restarting, .stopping])
    }

    @Test func `every state has a unique word`() {
        #expect(
            Self.all.map(\.word)
                == ["stopped", "pulling", "starting", "ready", "busy", "restarting", "stopping", "failed"])
    }

    private static let pulls: [(PullState, Int?)] = [
        (PullState(), nil), (PullState(bytes: 5), nil), (PullState(bytes: 0, totalBytes: 10), 0),
        (PullState(bytes: 43, totalBytes: 100), 43), (PullState(bytes: 999, totalBytes: 1000), 99),
        (PullState(bytes: 1000, totalBytes: 1000), 100), (PullState(bytes: 2000, totalBytes: 1000), 100),
    ]

    @Test(arguments: pulls)
    func `a pull has a percentage if its size is known`(pull: PullState, percent: Int?) {
        #expect(pull.percent == percent)
    }

    @Test func `a failure reason has the container's last lines below it`() {
        #expect(Sample.died.description == "the container exited with code 1\n  boom")
        #expect(Sample.noImage.description == "no such image")
    }

    @Test func `only the connected status counts as connected`() {
        #expect(EngineStatus.connected("docker 28.2").isConnected)
        #expect(!EngineStatus.connecting.isConnected)
        #expect(!EngineStatus.unavailable("no socket").isConnected)
    }
}
