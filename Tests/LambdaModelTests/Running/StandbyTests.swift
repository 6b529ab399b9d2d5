import LambdaModel
import Testing

/// Restarts, workers and spares.
@Suite("Restarts, and the containers next to the serving one")
struct StandbyTests {
    /// A function that serves with `a`, with these containers beside it. Its maintenance has run.
    private static func serving(workers: Int = 0, spare: Bool = true) -> TestMachine {
        var machine = TestMachine(wanted: WantedContainers(specHash: "1", workers: workers, spare: spare))
        _ = machine.handle(.start)
        _ = machine.handle(.launched(1, "a"))
        for case .launch(let launch, let role) in machine.handle(.mustMaintain(1)) {
            _ = machine.handle(.launched(launch, role == .spare ? "spare" : "worker \(launch)"))
        }
        return machine
    }

    private func launches(_ actions: [FunctionAction]) -> [ContainerRole] {
        actions.compactMap { if case .launch(_, let role) = $0 { role } else { nil } }
    }

    // MARK: Launches

    @Test func `missing containers are launched once, after the first call`() {
        var machine = TestMachine(wanted: WantedContainers(specHash: "1", workers: 2))
        _ = machine.handle(.start)
        #expect(machine.handle(.launched(1, "a")) == [.follow("a"), .scheduleMaintenance(1)])
        #expect(machine.handle(.load(running: 1, waiting: 0)) == [])
        #expect(machine.handle(.mayMaintain(1)) == [], "a call runs")
        #expect(machine.handle(.load(running: 0, waiting: 0)) == [])
        #expect(launches(machine.handle(.callAnswered(1))) == [.worker, .worker, .spare])
        #expect(machine.handle(.engineCanDoMore) == [], "all of them are on their way")
        #expect(machine.handle(.mustMaintain(1)) == [])
        #expect(machine.handle(.launched(3, "b")) == [.follow("b")])
        #expect(machine.handle(.launched(4, "c")) == [])
        #expect(machine.containers.workers.map(\.id) == ["b"] && machine.containers.spare?.id == "c")
        #expect(machine.containers.callLimit == 2)
        #expect(launches(machine.handle(.launchFailed(2))) == [], "it is launched again when something asks for it")
        #expect(launches(machine.handle(.engineCanDoMore)) == [.worker])
    }

    @Test func `surplus containers are removed, a worker after its call`() {
        var machine = Self.serving(workers: 2)
        _ = machine.handle(.callBegan(1, "worker 3"))
        let actions = machine.handle(.settings(WantedContainers(specHash: "1", workers: 1, spare: false)))
        #expect(actions == [.freePlace(1), .remove("spare")])
        #expect(machine.containers["worker 3"]?.role == .retired)
        #expect(machine.handle(.callAnswered(1)) == [])
        #expect(machine.handle(.callComplete("worker 3")) == [.remove("worker 3")])
    }

    @Test func `a stop removes all containers`() {
        var machine = Self.serving(workers: 1)
        _ = machine.handle(.failed("spare"))
        let actions = machine.handle(.stop)
        #expect(Set(actions) == [.remove("a"), .remove("worker 2"), .cancelLaunch(4)])
        #expect(machine.handle(.launched(4, "late")) == [.remove("late")])
        #expect(machine.handle(.removed("a")) == [.closePortIfIdle])
        #expect(machine.state == .stopped)
    }

    @Test func `a spare with old settings is never used`() {
        var machine = Self.serving(workers: 1)
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
        var machine = Self.serving(workers: 1)
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
        #expect(launches(actions) == [.worker, .spare])
        _ = machine.handle(.callAnswered(7))
        #expect(machine.handle(.callComplete("a")) == [.remove("a")])
    }

    @Test func `a restart waits for a spare with the current code`() {
        var machine = Self.serving()
        _ = machine.handle(.callBegan(1, "a"))
        #expect(machine.handle(.filesChanged("app.py changed")) == [.readCode(1)])
        #expect(machine.handle(.codeRead(1, 2)) == [.remove("spare"), .launch(3, .spare)])
        #expect(machine.state == .ready && machine.restart.waitsForSpare && machine.restart.isPending)
        #expect(machine.handle(.launched(3, .named("b", code: 2))) == [.readCode(2)])
        #expect(machine.restart.isPending)
        _ = machine.handle(.codeRead(2, 2))
        #expect(machine.containers.serving?.id == "b" && !machine.restart.isPending)
    }

    @Test func `a container that was not called stays after a save, as it loads the code later`() {
        var machine = Self.serving()
        _ = machine.handle(.filesChanged("app.py changed"))
        #expect(
            machine.handle(.codeRead(1, 1)) == [.log("restarted: app.py changed"), .reportSave("app.py changed")])
        #expect(machine.containers.serving?.id == "a")
        _ = machine.handle(.noted("a", .calledOutside))
        _ = machine.handle(.filesChanged("app.py changed"))
        _ = machine.handle(.codeRead(2, 1))
        #expect(machine.containers.serving?.id == "spare")
    }

    // MARK: Saves

    /// The same with runtimes that can start before the first call.
    private static func initialising(spare: Bool = true) -> TestMachine {
        var machine = TestMachine(wanted: WantedContainers(specHash: "1", spare: spare))
        _ = machine.handle(.start)
        _ = machine.handle(.launched(1, .early("a")))
        _ = machine.handle(.initEnded("a", nil))
        _ = machine.handle(.mustMaintain(1))
        if spare { _ = machine.handle(.launched(2, .early("spare"))) }
        return machine
    }

    @Test func `a spare's runtime starts when a save begins, and serves when it is over`() {
        var machine = Self.initialising()
        #expect(machine.handle(.saveBegan) == [.observe("spare"), .initialise("spare")])
        #expect(machine.state == .ready && machine.containers.serving?.id == "a")
        #expect(machine.handle(.initEnded("spare", nil)) == [])
        #expect(machine.handle(.filesChanged("app.py changed")) == [.readCode(1)])
        #expect(
            machine.handle(.codeRead(1, 1)) == [
                .follow("spare"), .promote("spare"), .scheduleMaintenance(2), .log("restarted: app.py changed"),
                .reportSave("app.py changed"),
            ])
        #expect(machine.containers.serving?.id == "spare" && machine.state == .ready)
    }

    @Test func `a save that is over before the init shows the init`() {
        var machine = Self.initialising()
        _ = machine.handle(.saveBegan)
        _ = machine.handle(.filesChanged("app.py changed"))
        _ = machine.handle(.codeRead(1, 1))
        #expect(machine.state == .initialising)
        _ = machine.handle(.initEnded("spare", nil))
        #expect(machine.state == .ready)
    }

    @Test func `a spare that started in the middle of a save is thrown away`() {
        var machine = Self.initialising()
        _ = machine.handle(.saveBegan)
        #expect(machine.handle(.saveWentOn) == [.remove("spare"), .launch(3, .spare)])
        #expect(machine.handle(.saveWentOn) == [])
        #expect(machine.handle(.launched(3, .early("b"))) == [], "it waits for the end of the save")
        _ = machine.handle(.filesChanged("2 files changed"))
        #expect(
            machine.handle(.codeRead(1, 1)).prefix(3) == [.follow("b"), .promote("b"), .initialise("b")])
        #expect(machine.state == .initialising)
    }

    @Test func `a second save throws the spare of the first one away if it did not serve yet`() {
        var machine = Self.initialising()
        _ = machine.handle(.saveBegan)
        _ = machine.handle(.filesChanged("app.py changed"))
        #expect(machine.handle(.saveBegan) == [.remove("spare"), .launch(3, .spare)])
        #expect(machine.handle(.codeRead(1, 1)) == [], "it waits for the spare")
        #expect(machine.restart.waitsForSpare)
        #expect(machine.handle(.saveBegan) == [], "the spare loads the code after the save")
    }

    @Test func `an init that fails in a spare is told when it serves, and not before`() {
        for exits in [false, true] {
            var machine = Self.initialising()
            _ = machine.handle(.saveBegan)
            #expect(machine.handle(.initEnded("spare", Sample.died)) == [])
            if exits { #expect(machine.handle(.failed("spare")) == [], "its end is no news") }
            #expect(machine.state == .ready && machine.containers.spare != nil)
            _ = machine.handle(.filesChanged("app.py changed"))
            let actions = machine.handle(.codeRead(1, 1))
            #expect(actions.contains(.notify(Sample.died.summary)) && actions.contains(.log(Sample.died.summary)))
            #expect(machine.state == .initFailed(Sample.died))
            #expect(machine.containers.free == nil)
        }
    }

    @Test func `a spare whose runtime exits during its init has failed`() {
        var machine = Self.initialising()
        _ = machine.handle(.saveBegan)
        #expect(machine.handle(.failed("spare")) == [])
        _ = machine.handle(.filesChanged("app.py changed"))
        _ = machine.handle(.codeRead(1, 1))
        #expect(machine.state == .initFailed(Sample.died))
    }

    @Test func `nothing starts early without a spare, a runtime that can, or the wish`() {
        var machine = Self.initialising(spare: false)
        #expect(machine.handle(.saveBegan) == [])
        machine = Self.serving()
        #expect(machine.handle(.saveBegan) == [])
        machine = Self.initialising()
        _ = machine.handle(.settings(WantedContainers(specHash: "1", initialisesEarly: false)))
        #expect(machine.handle(.saveBegan) == [])
        machine = Self.initialising()
        _ = machine.handle(.stop)
        #expect(machine.handle(.saveBegan) == [])
    }

    @Test func `if no spare is wanted any more, a restart replaces the container`() {
        var machine = Self.serving()
        _ = machine.handle(.restart(.asked))
        _ = machine.handle(.codeRead(1, 2))
        _ = machine.handle(.settings(WantedContainers(specHash: "1", spare: false)))
        #expect(machine.state == .ready, "the launch goes on")
        _ = machine.handle(.launchCancelled(3))
        _ = machine.handle(.launched(3, "late"))
        #expect(machine.state == .restarting && !machine.restart.isPending)
    }

    @Test func `a restart whose launch fails keeps the old container`() {
        var machine = Self.serving()
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
        var machine = Self.serving(spare: false)
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
        var machine = Self.serving()
        _ = machine.handle(.restart(.asked))
        _ = machine.handle(.stop)
        #expect(!machine.restart.isPending)
        _ = machine.handle(.codeRead(1, 1))
        #expect(machine.state == .stopping)
        machine = Self.serving(spare: false)
        _ = machine.handle(.restart(.asked))
        #expect(machine.handle(.stop) == [.cancelTrial(1), .remove("a")])
        #expect(machine.handle(.trialEnded(1, nil)) == [])
    }

    @Test func `a change of files starts a function that failed to start`() {
        var machine = Self.serving()
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

    // MARK: Deaths

    @Test func `a container that exits is replaced at once, by the spare or by a worker`() {
        var machine = Self.serving(workers: 1)
        #expect(
            machine.handle(.failed("a")).prefix(3) == [.remove("a"), .follow("spare"), .promote("spare")])
        #expect(machine.state == .ready)
        _ = machine.handle(.failed("spare"))
        #expect(machine.containers.serving?.id == "worker 2" && machine.state == .ready)
        _ = machine.handle(.failed("worker 2"))
        #expect(machine.state == .failed(Sample.died))
    }

    @Test func `a spare with old code does not take over`() {
        var machine = Self.serving()
        let actions = machine.handle(.failed("a", code: 2))
        #expect(actions.prefix(2) == [.remove("spare"), .remove("a")] && machine.state == .failed(Sample.died))
    }

    @Test func `a stop from outside stops an idle function and replaces a busy container`() {
        var machine = Self.serving()
        _ = machine.handle(.stoppedOutside("a"))
        #expect(machine.state == .stopped && machine.note == Sample.outside)
        machine = Self.serving()
        _ = machine.handle(.callBegan(1, "a"))
        _ = machine.handle(.stoppedOutside("a"))
        #expect(machine.containers.serving?.id == "spare" && machine.state == .ready)
    }

    /// It was reported as cancelled: "it was stopped while it ran".
    @Test func `a worker that exits during a call is reported as exited, not as stopped`() {
        var machine = Self.serving(workers: 1)
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
        var machine = Self.serving()
        #expect(machine.handle(.failed("spare")) == [.remove("spare"), .launch(3, .spare)])
        let died = TestEvent.launchFailed(3, Sample.died, isOfContainer: true)
        #expect(machine.handle(died) == [.launch(4, .spare)])
        #expect(machine.handle(died) == [], "it is known")
        let words = FunctionAction.notify("its spare containers exit by themselves; it has none until a restart")
        #expect(machine.handle(.launchFailed(4, Sample.died, isOfContainer: true)) == [words])
        #expect(machine.handle(.engineCanDoMore) == [])
        _ = machine.handle(.restart(.asked))
        #expect(launches(machine.handle(.codeRead(1, 2))) == [.spare])
    }

    @Test func `exits after a call or by a signal from outside do not prevent new workers`() {
        var machine = Self.serving(workers: 1)
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

    @Test func `an unusable container is replaced, and the log says why`() {
        var machine = Self.serving()
        #expect(
            machine.handle(.unusable("a", "its network was cut", code: 1)).last
                == .log("its network was cut\nanother container took over"))
        _ = machine.handle(.unusable("spare", "its network was cut", code: 1))
        #expect(machine.state == .restarting)
    }

    @Test func `the recorded signal is the last one that can end a container`() {
        var machine = Self.serving()
        for number in [1, 9, 15] { _ = machine.handle(.noted("a", .signalled(OutsideSignal(number: number, time: 0)))) }
        #expect(machine.containers["a"]?.signal?.number == 9)
    }

    // MARK: Calls

    @Test func `the free container is the least recently used one without a call`() {
        var machine = Self.serving(workers: 1)
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
