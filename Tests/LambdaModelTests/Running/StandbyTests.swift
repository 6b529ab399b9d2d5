import LambdaModel
import Testing

/// Restarts, workers and spares.
@Suite("Restarts, and the containers next to the serving one")
struct StandbyTests {
    // MARK: Launches

    @Test func `missing containers are launched once, after the first call`() {
        var machine = TestMachine(wanted: WantedContainers(specHash: "1", workers: 2))
        _ = machine.handle(.start)
        #expect(machine.handle(.launched(1, "a")) == [.follow("a"), .scheduleMaintenance(1)])
        #expect(machine.handle(.load(running: 1, waiting: 0)) == [])
        #expect(machine.handle(.mayMaintain(1)) == [], "a call runs")
        #expect(machine.handle(.load(running: 0, waiting: 0)) == [])
        #expect(launchedRoles(machine.handle(.callAnswered(1))) == [.worker, .worker, .spare])
        #expect(machine.handle(.engineCanDoMore) == [], "all of them are on their way")
        #expect(machine.handle(.mustMaintain(1)) == [])
        #expect(machine.handle(.launched(3, "b")) == [.follow("b")])
        #expect(machine.handle(.launched(4, "c")) == [])
        #expect(machine.containers.workers.map(\.id) == ["b"] && machine.containers.spare?.id == "c")
        #expect(machine.containers.callLimit == 2)
        #expect(
            launchedRoles(machine.handle(.launchFailed(2))) == [], "it is launched again when something asks for it")
        #expect(launchedRoles(machine.handle(.engineCanDoMore)) == [.worker])
    }

    @Test func `surplus containers are removed, a worker after its call`() {
        var machine = TestMachine.serving(workers: 2)
        _ = machine.handle(.callBegan(1, "worker 3"))
        let actions = machine.handle(.settings(WantedContainers(specHash: "1", workers: 1, spare: false)))
        #expect(actions == [.freePlace(1), .remove("spare")])
        #expect(machine.containers["worker 3"]?.role == .retired)
        #expect(machine.handle(.callAnswered(1)) == [])
        #expect(machine.handle(.callComplete("worker 3")) == [.remove("worker 3")])
    }

    @Test func `a stop removes all containers`() {
        var machine = TestMachine.serving(workers: 1)
        _ = machine.handle(.failed("spare"))
        let actions = machine.handle(.stop)
        #expect(Set(actions) == [.remove("a"), .remove("worker 2"), .cancelLaunch(4)])
        #expect(machine.handle(.launched(4, "late")) == [.remove("late")])
        #expect(machine.handle(.removed("a")) == [.closePortIfIdle])
        #expect(machine.state == .stopped)
    }

    @Test func `a spare with old settings is never used`() {
        var machine = TestMachine.serving(workers: 1)
        let next = WantedContainers(specHash: "2", workers: 1)
        #expect(machine.handle(.settings(next)) == [.remove("spare"), .launch(4, .spare)])
        #expect(machine.isStale)
        #expect(machine.containers.workers.map(\.id) == ["worker 2"], "workers go on until the restart")
        #expect(machine.handle(.launched(4, .named("old"))) == [.remove("old"), .launch(5, .spare)])
        #expect(machine.handle(.launched(5, .named("new", spec: "2"))) == [])
        _ = machine.handle(.restart(.asked))
        _ = machine.handle(.codeRead(1, 1))
        #expect(machine.containers.serving?.id == "new" && !machine.isStale)
    }

    // MARK: Restarts

    @Test func `a restart switches to the spare and replaces the workers`() {
        var machine = TestMachine.serving(workers: 1)
        _ = machine.handle(.callBegan(7, "a"))
        #expect(machine.handle(.restart(.asked)) == [.readCode(1)])
        #expect(machine.restart.isPending)
        #expect(
            machine.handle(.codeRead(1, 1)) == [
                .freePlace(7), .follow("spare"), .promote("spare"), .scheduleMaintenance(2),
                .log("restarted"),
            ])
        #expect(!machine.restart.isPending && machine.state == .ready)
        #expect(machine.containers.with(.retired).map(\.id) == ["a", "worker 2"])
        #expect(machine.containers["a"]?.end == nil, "it finishes its call")
        let actions = machine.handle(.mustMaintain(2))
        #expect(actions.first == .remove("worker 2"), "the one without a call")
        #expect(launchedRoles(actions) == [.worker, .spare])
        _ = machine.handle(.callAnswered(7))
        #expect(machine.handle(.callComplete("a")) == [.remove("a")])
    }

    @Test func `a restart waits for a spare with the current code`() {
        var machine = TestMachine.serving()
        _ = machine.handle(.callBegan(1, "a"))
        #expect(machine.handle(.filesChanged("app.py changed")) == [.readCode(1)])
        #expect(machine.handle(.codeRead(1, 2)) == [.remove("spare"), .launch(3, .spare)])
        #expect(machine.state == .ready && machine.restart.waitsForSpare && machine.restart.isPending)
        #expect(machine.handle(.launched(3, .named("b", code: 2))) == [.readCode(2)])
        #expect(machine.restart.isPending)
        _ = machine.handle(.codeRead(2, 2))
        #expect(machine.containers.serving?.id == "b" && !machine.restart.isPending)
    }

    /// The user restarted the function to get new credentials, and got those of the spare.
    @Test func `a spare whose credentials have expired does not serve`() {
        var machine = TestMachine.serving()
        _ = machine.handle(.noted("spare", .outdated))
        _ = machine.handle(.restart(.asked))
        #expect(machine.handle(.codeRead(1, 1)) == [.remove("spare"), .launch(3, .spare)])
        _ = machine.handle(.launched(3, "b"))
        _ = machine.handle(.codeRead(2, 1))
        #expect(machine.containers.serving?.id == "b")
        machine = .serving()
        _ = machine.handle(.noted("spare", .outdated))
        #expect(machine.handle(.failed("a")).prefix(2) == [.remove("spare"), .remove("a")])
    }

    @Test func `a container that was not called stays after a save, as it loads the code later`() {
        var machine = TestMachine.serving()
        _ = machine.handle(.filesChanged("app.py changed"))
        #expect(
            machine.handle(.codeRead(1, 1)) == [.log("restarted: app.py changed"), .reportSave("app.py changed")])
        #expect(machine.containers.serving?.id == "a")
        _ = machine.handle(.noted("a", .calledOutside))
        _ = machine.handle(.filesChanged("app.py changed"))
        _ = machine.handle(.codeRead(2, 1))
        #expect(machine.containers.serving?.id == "spare")
    }

    @Test func `if no spare is wanted any more, a restart replaces the container`() {
        var machine = TestMachine.serving()
        _ = machine.handle(.restart(.asked))
        _ = machine.handle(.codeRead(1, 2))
        _ = machine.handle(.settings(WantedContainers(specHash: "1", spare: false)))
        #expect(machine.state == .ready, "the launch goes on")
        _ = machine.handle(.launchCancelled(3))
        _ = machine.handle(.launched(3, "late"))
        #expect(machine.state == .restarting && !machine.restart.isPending)
    }

    @Test func `a restart whose launch fails keeps the old container`() {
        var machine = TestMachine.serving()
        _ = machine.handle(.restart(.asked))
        _ = machine.handle(.codeRead(1, 2))
        let text = "it was not restarted, and its container still runs: no such image"
        #expect(machine.handle(.launchFailed(3)) == [.log(text), .notify(text)])
        #expect(machine.state == .ready && machine.restart.failure?.summary == text && !machine.restart.isPending)
        #expect(machine.restart.failure?.kind == .image)
        _ = machine.handle(.restart(.asked))
        #expect(machine.restart.failure == nil)
    }

    @Test func `without a spare, a save waits until no call runs`() {
        var machine = TestMachine.serving(spare: false)
        _ = machine.handle(.callBegan(1, "a"))
        #expect(machine.handle(.filesChanged("app.py changed")) == [])
        #expect(machine.restart.waitsForCalls)
        #expect(machine.handle(.callAnswered(1)) == [.tryLaunch(1)])
        _ = machine.handle(.callBegan(2, "a"))
        #expect(machine.handle(.trialEnded(1, nil)) == [], "a call began during the trial")
        #expect(machine.handle(.callAnswered(2)) == [.tryLaunch(2)])
        #expect(machine.handle(.trialEnded(2, nil)).contains(.remove("a")))
        #expect(machine.state == .restarting)
    }

    @Test func `a stop cancels an earlier restart`() {
        var machine = TestMachine.serving()
        _ = machine.handle(.restart(.asked))
        _ = machine.handle(.stop)
        #expect(!machine.restart.isPending)
        _ = machine.handle(.codeRead(1, 1))
        #expect(machine.state == .stopping)
        machine = .serving(spare: false)
        _ = machine.handle(.restart(.asked))
        #expect(machine.handle(.stop) == [.cancelTrial(1), .remove("a")])
        #expect(machine.handle(.trialEnded(1, nil)) == [])
    }

    @Test func `a change of files starts a function that failed to start`() {
        var machine = TestMachine.serving()
        _ = machine.handle(.stop)
        _ = machine.handle(.removed("a"))
        #expect(machine.handle(.filesChanged("app.py changed")) == [])
        _ = machine.handle(.start)
        _ = machine.handle(.launchFailed(3, FailureReason(.settings, "no file"), isOfContainer: false))
        #expect(
            machine.handle(.filesChanged("app.py changed")) == [
                .log("app.py changed: started again"), .launch(4, .serving),
            ])
    }

    // MARK: Calls

    @Test func `the free container is the least recently used one without a call`() {
        var machine = TestMachine.serving(workers: 1)
        #expect(machine.containers.free?.id == "a")
        _ = machine.handle(.callBegan(1, "a"))
        #expect(machine.containers.free?.id == "worker 2")
        _ = machine.handle(.callBegan(2, "worker 2"))
        #expect(machine.containers.free == nil)
        for call in 1...2 { _ = machine.handle(.callAnswered(call)) }
        #expect(machine.containers.free?.id == "a")
        _ = machine.handle(.noted("a", .exited(.exited(code: 1, outOfMemory: false))))
        #expect(machine.containers.free?.id == "worker 2", "the other one has ended")
    }
}
