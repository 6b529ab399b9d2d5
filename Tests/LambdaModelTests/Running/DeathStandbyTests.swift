import LambdaModel
import Testing

/// Containers that end by themselves or by another process.
@Suite("Containers that end")
struct DeathStandbyTests {
    @Test func `a container that exits is replaced at once, by the spare or by a worker`() {
        var machine = TestMachine.serving(workers: 1)
        #expect(
            machine.handle(.failed("a")).prefix(3) == [.remove("a"), .follow("spare"), .promote("spare")])
        #expect(machine.state == .ready)
        _ = machine.handle(.failed("spare"))
        #expect(machine.containers.serving?.id == "worker 2" && machine.state == .ready)
        _ = machine.handle(.failed("worker 2"))
        #expect(machine.state == .failed(Sample.died))
    }

    @Test func `a spare with old code does not take over`() {
        var machine = TestMachine.serving()
        let actions = machine.handle(.failed("a", code: 2))
        #expect(actions.prefix(2) == [.remove("spare"), .remove("a")] && machine.state == .failed(Sample.died))
    }

    @Test func `a stop from outside stops an idle function and replaces a busy container`() {
        var machine = TestMachine.serving()
        _ = machine.handle(.stoppedOutside("a"))
        #expect(machine.state == .stopped && machine.note == Sample.outside)
        machine = .serving()
        _ = machine.handle(.callBegan(1, "a"))
        _ = machine.handle(.stoppedOutside("a"))
        #expect(machine.containers.serving?.id == "spare" && machine.state == .ready)
    }

    /// It was reported as cancelled: "it was stopped while it ran".
    @Test func `a worker that exits during a call is reported as exited, not as stopped`() {
        var machine = TestMachine.serving(workers: 1)
        _ = machine.handle(.callBegan(1, "worker 2"))
        let death = ContainerDeath.failed(.exited(code: 137, outOfMemory: true), Sample.died)
        let actions = machine.handle(.ended("worker 2", death, code: 1))
        #expect(
            actions == [
                .log("\(Sample.died.summary)\nanother container still serves"), .remove("worker 2"),
                .launch(4, .worker),
            ])
        #expect(machine.containers["worker 2"]?.end == .exited(code: 137, outOfMemory: true))
        _ = machine.handle(.removed("worker 2"))
        #expect(machine.containers["worker 2"]?.end == .exited(code: 137, outOfMemory: true), "its log is read")
        _ = machine.handle(.callAnswered(1))
        _ = machine.handle(.callComplete("worker 2"))
        #expect(machine.containers["worker 2"] == nil)
    }

    @Test func `spares that exit repeatedly are not launched until a restart`() {
        var machine = TestMachine.serving()
        #expect(machine.handle(.failed("spare")) == [.remove("spare"), .launch(3, .spare)])
        let died = TestEvent.launchFailed(3, Sample.died, isOfContainer: true)
        #expect(machine.handle(died) == [.launch(4, .spare)])
        #expect(machine.handle(died) == [], "it is known")
        let words = FunctionAction.notify("its spare containers exit by themselves; it has none until a restart")
        #expect(machine.handle(.launchFailed(4, Sample.died, isOfContainer: true)) == [words])
        #expect(machine.handle(.engineCanDoMore) == [])
        _ = machine.handle(.restart(.asked))
        #expect(launchedRoles(machine.handle(.codeRead(1, 2))) == [.spare])
    }

    @Test func `exits after a call or by a signal from outside do not prevent new workers`() {
        var machine = TestMachine.serving(workers: 1)
        var (launch, id) = (4, "worker 2")
        for round in 0..<5 {
            if round.isMultiple(of: 2) {
                _ = machine.handle(.callBegan(round, id))
                _ = machine.handle(.callAnswered(round))
            } else {
                _ = machine.handle(.noted(id, .signalled(OutsideSignal(number: 9, time: 0))))
            }
            #expect(machine.handle(.failed(id)).contains(.launch(launch, .worker)), "round \(round)")
            id = "w\(round)"
            _ = machine.handle(.launched(launch, id))
            launch += 1
        }
    }

    /// Each loss of the engine closes the input of a spare. After three, no more were launched.
    @Test func `spares that end with the engine do not prevent new ones`() {
        var machine = TestMachine.initialising()
        var (launch, id) = (3, "spare")
        for round in 0..<5 {
            _ = machine.handle(.noted(id, .lostWithEngine))
            #expect(machine.handle(.failed(id)) == [.remove(id), .launch(launch, .spare)], "round \(round)")
            id = "spare \(round)"
            _ = machine.handle(.launched(launch, .early(id)))
            launch += 1
        }
    }

    /// It showed "init failed" until the next call or save.
    @Test func `a container that ends with the engine during its init is started again`() {
        for isReported in [false, true] {
            var machine = TestMachine(wanted: WantedContainers(specHash: "1", spare: false))
            _ = machine.handle(.start)
            _ = machine.handle(.launched(1, .early("a")))
            if isReported { _ = machine.handle(.initEnded("a", Sample.died)) }
            _ = machine.handle(.noted("a", .lostWithEngine))
            #expect(machine.handle(.failed("a")) == [.log(Sample.died.summary), .remove("a")])
            #expect(machine.state == .restarting)
            #expect(machine.handle(.removed("a")) == [.launch(2, .serving)])
        }
    }

    @Test func `an init that failed before the engine was lost is not done again`() {
        var machine = TestMachine(wanted: WantedContainers(specHash: "1", spare: false))
        _ = machine.handle(.start)
        _ = machine.handle(.launched(1, .early("a")))
        _ = machine.handle(.failed("a"))
        _ = machine.handle(.noted("a", .lostWithEngine))
        #expect(machine.handle(.failed("a")) == [])
        #expect(machine.state == .initFailed(Sample.died))
    }

    @Test func `an unusable container is replaced, and the log says why`() {
        var machine = TestMachine.serving()
        #expect(
            machine.handle(.unusable("a", "its network was cut", code: 1)).last
                == .log("its network was cut\nanother container took over"))
        _ = machine.handle(.unusable("spare", "its network was cut", code: 1))
        #expect(machine.state == .restarting)
    }

    @Test func `the recorded signal is the last one that can end a container`() {
        var machine = TestMachine.serving()
        for number in [1, 9, 15] { _ = machine.handle(.noted("a", .signalled(OutsideSignal(number: number, time: 0)))) }
        #expect(machine.containers["a"]?.signal?.number == 9)
    }
}
