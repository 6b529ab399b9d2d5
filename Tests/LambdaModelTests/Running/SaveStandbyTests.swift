import LambdaModel
import Testing

/// Spares whose runtimes start before they serve.
@Suite("Saves, and spares that start early")
struct SaveStandbyTests {
    @Test func `a spare's runtime starts when a save begins, and serves when it is over`() {
        var machine = TestMachine.initialising()
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
        var machine = TestMachine.initialising()
        _ = machine.handle(.saveBegan)
        _ = machine.handle(.filesChanged("app.py changed"))
        _ = machine.handle(.codeRead(1, 1))
        #expect(machine.state == .initialising)
        _ = machine.handle(.initEnded("spare", nil))
        #expect(machine.state == .ready)
    }

    @Test func `a spare that started in the middle of a save is thrown away`() {
        var machine = TestMachine.initialising()
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
        var machine = TestMachine.initialising()
        _ = machine.handle(.saveBegan)
        _ = machine.handle(.filesChanged("app.py changed"))
        #expect(machine.handle(.saveBegan) == [.remove("spare"), .launch(3, .spare)])
        #expect(machine.handle(.codeRead(1, 1)) == [], "it waits for the spare")
        #expect(machine.restart.waitsForSpare)
        #expect(machine.handle(.saveBegan) == [], "the spare loads the code after the save")
    }

    @Test func `an init that fails in a spare is told when it serves, and not before`() {
        for exits in [false, true] {
            var machine = TestMachine.initialising()
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
        var machine = TestMachine.initialising()
        _ = machine.handle(.saveBegan)
        #expect(machine.handle(.failed("spare")) == [])
        _ = machine.handle(.filesChanged("app.py changed"))
        _ = machine.handle(.codeRead(1, 1))
        #expect(machine.state == .initFailed(Sample.died))
    }

    @Test func `a spare's runtime starts when the serving one seems to have ended, and takes over if it has`() {
        var machine = TestMachine.initialising()
        _ = machine.handle(.callBegan(1, "a"))
        #expect(machine.handle(.deathSuspected) == [.observe("spare"), .initialise("spare")])
        #expect(machine.handle(.deathSuspected) == [], "once")
        #expect(machine.handle(.initEnded("spare", nil)) == [])
        #expect(machine.handle(.failed("a")).prefix(3) == [.remove("a"), .follow("spare"), .promote("spare")])
        #expect(machine.containers.serving?.id == "spare" && machine.state == .ready)
    }

    @Test func `a spare that started for a death that was none waits for the next save or death`() {
        var machine = TestMachine.initialising()
        _ = machine.handle(.deathSuspected)
        _ = machine.handle(.initEnded("spare", nil))
        #expect(machine.state == .ready && machine.containers.serving?.id == "a")
        #expect(machine.handle(.saveBegan).prefix(2) == [.remove("spare"), .launch(3, .spare)], "it has older code")
        machine = .initialising()
        _ = machine.handle(.deathSuspected)
        _ = machine.handle(.restart(.asked))
        #expect(machine.handle(.codeRead(1, 1)).prefix(2) == [.follow("spare"), .promote("spare")])
    }

    @Test func `nothing starts early without a spare, a runtime that can, or the wish`() {
        var machine = TestMachine.initialising(spare: false)
        #expect(machine.handle(.saveBegan) == [])
        machine = .serving()
        #expect(machine.handle(.saveBegan) == [])
        machine = .initialising()
        _ = machine.handle(.settings(WantedContainers(specHash: "1", initialisesEarly: false)))
        #expect(machine.handle(.saveBegan) == [])
        machine = .initialising()
        _ = machine.handle(.stop)
        #expect(machine.handle(.saveBegan) == [])
    }
}
