import LambdaModel
import Testing

/// What a machine makes of each event in each place of a function's life.
@Suite struct FunctionMachineTableTests {
    /// The state and the actions after an event in a place. Actions that write to the log are ignored here.
    typealias Row = (place: MachinePlace, event: TestEvent, state: RunState, actions: [FunctionAction])

    private func check(_ row: Row, sourceLocation: SourceLocation = #_sourceLocation) {
        var machine = row.place.machine
        #expect(machine.state == row.place.state, "the way to \(row.place)", sourceLocation: sourceLocation)
        let actions = machine.handle(row.event).filter { if case .log = $0 { false } else { true } }
        #expect(machine.state == row.state, "\(row.place): \(row.event)", sourceLocation: sourceLocation)
        #expect(actions == row.actions, "\(row.place): \(row.event)", sourceLocation: sourceLocation)
    }

    private func checkNothingHappens(
        _ event: TestEvent, at places: [MachinePlace], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for place in places { check((place, event, place.state, []), sourceLocation: sourceLocation) }
    }

    @Test func start() {
        check((.stopped, .start, .starting, [.launch(1, .serving)]))
        check((.failed, .start, .starting, [.launch(2, .serving)]))
        check((.cancelling, .start, .restarting, []))
        check((.removing, .start, .restarting, []))
        checkNothingHappens(
            .start,
            at: [.starting, .pulling, .ready, .busy, .cancellingToStartAgain, .removingToStartAgain, .relaunching])
    }

    @Test func stop() {
        check((.starting, .stop, .stopping, [.cancelLaunch(1)]))
        check((.pulling, .stop, .stopping, [.cancelLaunch(1)]))
        check((.ready, .stop, .stopping, [.remove("a")]))
        check((.busy, .stop, .stopping, [.remove("a")]))
        check((.failed, .stop, .stopped, []))
        check((.cancellingToStartAgain, .stop, .stopping, []))
        check((.removingToStartAgain, .stop, .stopping, []))
        check((.relaunching, .stop, .stopping, [.cancelLaunch(2)]))
        checkNothingHappens(.stop, at: [.stopped, .cancelling, .removing])
    }

    @Test func restart() {
        check((.stopped, .restart(.asked), .starting, [.launch(1, .serving)]))
        check((.failed, .restart(.asked), .starting, [.launch(2, .serving)]))
        check((.ready, .restart(.asked), .ready, [.tryLaunch(1)]))
        check((.busy, .restart(.asked), .busy(queued: 2), [.tryLaunch(1)]))
        check((.cancelling, .restart(.asked), .restarting, []))
        check((.removing, .restart(.asked), .restarting, []))
        checkNothingHappens(
            .restart(.asked),
            at: [.starting, .pulling, .cancellingToStartAgain, .removingToStartAgain, .relaunching])
    }

    @Test func pulling() {
        let progress = PullState(bytes: 1, totalBytes: 2)
        check((.starting, .pulling(1, progress), .pulling(progress), []))
        check((.pulling, .pulling(1, progress), .pulling(progress), []))
        check((.relaunching, .pulling(2, progress), .pulling(progress), []))
        checkNothingHappens(
            .pulling(1, progress),
            at: MachinePlace.allCases.filter { $0 != .starting && $0 != .pulling })
    }

    @Test func pulled() {
        check((.pulling, .pulled(1), .starting, []))
        checkNothingHappens(.pulled(1), at: MachinePlace.allCases.filter { $0 != .pulling })
    }

    @Test func `a launched container serves or is removed`() {
        check((.starting, .launched(1, "a"), .ready, [.follow("a")]))
        check((.pulling, .launched(1, "a"), .ready, [.follow("a")]))
        check((.relaunching, .launched(2, "b"), .ready, [.follow("b")]))
        // It was ready before it was cancelled: as good as another one.
        check((.cancellingToStartAgain, .launched(1, "a"), .ready, [.follow("a")]))
        check((.cancelling, .launched(1, "a"), .stopping, [.remove("a")]))
        check((.relaunching, .launched(1, "b"), .restarting, [.remove("b")]))
        check((.stopped, .launched(7, "b"), .stopped, [.remove("b")]))
        check((.ready, .launched(1, "b"), .ready, [.remove("b")]))
        check((.failed, .launched(1, "b"), .failed(Sample.noImage), [.remove("b")]))
    }

    @Test func `a launch that fails or is cancelled fails, stops or relaunches the function`() {
        check((.starting, .launchFailed(1), .failed(Sample.noImage), []))
        check((.pulling, .launchFailed(1), .failed(Sample.noImage), []))
        check((.relaunching, .launchFailed(2), .failed(Sample.noImage), []))
        check((.cancelling, .launchFailed(1), .stopped, []))
        check((.cancellingToStartAgain, .launchFailed(1), .restarting, [.launch(2, .serving)]))
        check((.cancelling, .launchCancelled(1), .stopped, []))
        check((.cancellingToStartAgain, .launchCancelled(1), .restarting, [.launch(2, .serving)]))
        for event in [TestEvent.launchFailed(9), .launchCancelled(9)] {
            checkNothingHappens(event, at: MachinePlace.allCases)
        }
        checkNothingHappens(.launchFailed(1), at: [.relaunching])
        checkNothingHappens(.launchCancelled(1), at: [.relaunching])
    }

    @Test func `the end of a removal stops, fails or relaunches the function`() {
        check((.removing, .removed("a"), .stopped, []))
        check((.removingToStartAgain, .removed("a"), .restarting, [.launch(2, .serving)]))
        check((.removing, .removalFailed("a"), .failed(Sample.notRemoved), []))
        check((.removingToStartAgain, .removalFailed("a"), .failed(Sample.notRemoved), []))
        for event in [TestEvent.removed("b"), .removalFailed("b")] {
            checkNothingHappens(event, at: MachinePlace.allCases)
        }
    }

    @Test func `a serving container that ends by itself is removed`() {
        for place in [MachinePlace.ready, .busy] {
            check((place, .failed("a"), .failed(Sample.died), [.remove("a")]))
            check((place, .stoppedOutside("a"), .stopped, [.remove("a")]))
        }
        for event in [TestEvent.failed("b"), .stoppedOutside("b")] {
            checkNothingHappens(event, at: MachinePlace.allCases)
        }
        // lamdeck removes it: how it ended is not news.
        for event in [TestEvent.failed("a"), .stoppedOutside("a")] {
            checkNothingHappens(event, at: MachinePlace.allCases.filter { $0 != .ready && $0 != .busy })
        }
    }

    @Test func load() {
        check((.ready, .load(running: 1, waiting: 0), .busy(queued: 0), []))
        check((.ready, .load(running: 1, waiting: 3), .busy(queued: 3), []))
        check((.busy, .load(running: 1, waiting: 1), .busy(queued: 1), []))
        check((.busy, .load(running: 0, waiting: 0), .ready, []))
        checkNothingHappens(
            .load(running: 1, waiting: 1), at: MachinePlace.allCases.filter { $0 != .ready && $0 != .busy })
    }

    /// The other events change no state, and ask for nothing but what the tests of restarts and standby name.
    @Test func `only start and restart leave the stopped state`() {
        for event in TestEvent.examples {
            let mayChange: Bool =
                switch event {
                case .start, .restart: true
                default: false
                }
            guard !mayChange else { continue }
            var machine = MachinePlace.stopped.machine
            let actions = machine.handle(event)
            #expect(machine.state == .stopped, "\(event)")
            #expect(actions == [] || actions == [.remove("a")] || actions == [.closePortIfIdle], "\(event)")
        }
    }

    @Test func `a waiting call runs as soon as the container serves`() {
        var machine = TestMachine(after: [.start, .load(running: 1, waiting: 0)], wanted: MachinePlace.wanted)
        #expect(machine.state == .starting)
        _ = machine.handle(.launched(1, "a"))
        #expect(machine.state == .busy(queued: 0))
    }

    @Test func `a note on another process's stop is kept until the next request`() {
        func machine(_ more: TestEvent...) -> TestMachine {
            TestMachine(after: [.start, .launched(1, "a"), .stoppedOutside("a")] + more, wanted: MachinePlace.wanted)
        }
        #expect(machine().note == Sample.outside)
        for event in [TestEvent.start, .stop, .restart(.asked)] {
            #expect(machine(event).note == nil, "\(event)")
        }
        #expect(machine(.removed("a")).note == Sample.outside)
    }

    @Test func `a stop after a new launch launches no other container`() throws {
        // The launch was ready before it was cancelled.
        let history = MachinePlace.cancellingToStartAgain.history + [.launched(1, "a")]
        var machine = TestMachine(after: history, wanted: MachinePlace.wanted)
        #expect(machine.state == .ready)
        let id = try #require(machine.describedContainer)
        #expect(machine.handle(.stop) == [.remove(id)])
        #expect(machine.handle(.removed(id)) == [])
        #expect(machine.state == .stopped)
    }

    @Test func `the described container is the one that serves or is being removed`() {
        let containers: [MachinePlace: String] = [.ready: "a", .busy: "a", .removing: "a", .removingToStartAgain: "a"]
        for place in MachinePlace.allCases {
            #expect(place.machine.describedContainer == containers[place], "\(place)")
        }
    }

    @Test func `nothing is launched during shutdown`() {
        for place in MachinePlace.allCases {
            var machine = place.machine
            _ = machine.handle(.hostEnds)
            for event in [TestEvent.start, .restart(.asked), .trialEnded(1, nil), .engineCanDoMore] {
                for case .launch in machine.handle(event) { Issue.record("\(place): \(event)") }
            }
        }
    }
}
