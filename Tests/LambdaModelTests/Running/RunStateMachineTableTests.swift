import LambdaModel
import Testing

/// What a run state machine makes of everything that can be said to it, wherever it stands.
@Suite struct RunStateMachineTableTests {
    /// Said there, this is the state then, and this is to be done.
    typealias Row = (place: Place, input: MachineInput, state: RunState, actions: [RunStateMachine.Action])

    private func check(_ row: Row, sourceLocation: SourceLocation = #_sourceLocation) {
        var machine = RunStateMachine(after: row.place.history)
        #expect(machine.state == row.place.state, "the way to \(row.place)", sourceLocation: sourceLocation)
        let actions = machine.take(row.input)
        #expect(machine.state == row.state, "\(row.place): \(row.input)", sourceLocation: sourceLocation)
        #expect(actions == row.actions, "\(row.place): \(row.input)", sourceLocation: sourceLocation)
    }

    private func checkNothingHappens(
        _ input: MachineInput, at places: [Place], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for place in places { check((place, input, place.state, []), sourceLocation: sourceLocation) }
    }

    @Test func start() {
        check((.stopped, .start, .starting, [.launch(1)]))
        check((.failed, .start, .starting, [.launch(2)]))
        check((.cancelling, .start, .restarting, []))
        check((.removing, .start, .restarting, []))
        checkNothingHappens(
            .start,
            at: [
                .starting, .pulling, .ready, .busy, .cancellingToStartAgain, .removingToStartAgain, .relaunching,
            ])
    }

    @Test func stop() {
        check((.starting, .stop, .stopping, [.cancelLaunch(1)]))
        check((.pulling, .stop, .stopping, [.cancelLaunch(1)]))
        check((.ready, .stop, .stopping, [.remove(container: "a")]))
        check((.busy, .stop, .stopping, [.remove(container: "a")]))
        check((.failed, .stop, .stopped, []))
        check((.cancellingToStartAgain, .stop, .stopping, []))
        check((.removingToStartAgain, .stop, .stopping, []))
        check((.relaunching, .stop, .stopping, [.cancelLaunch(2)]))
        checkNothingHappens(.stop, at: [.stopped, .cancelling, .removing])
    }

    @Test func restart() {
        check((.stopped, .restart, .starting, [.launch(1)]))
        check((.failed, .restart, .starting, [.launch(2)]))
        check((.ready, .restart, .restarting, [.remove(container: "a")]))
        check((.busy, .restart, .restarting, [.remove(container: "a")]))
        check((.cancelling, .restart, .restarting, []))
        check((.removing, .restart, .restarting, []))
        checkNothingHappens(
            .restart, at: [.starting, .pulling, .cancellingToStartAgain, .removingToStartAgain, .relaunching])
    }

    @Test func pulling() {
        let progress = PullState(bytes: 1, totalBytes: 2)
        check((.starting, .pulling(1, progress), .pulling(progress), []))
        check((.pulling, .pulling(1, progress), .pulling(progress), []))
        check((.relaunching, .pulling(2, progress), .pulling(progress), []))
        checkNothingHappens(
            .pulling(1, progress),
            at: [
                .stopped, .ready, .busy, .failed, .cancelling, .removing, .cancellingToStartAgain,
                .removingToStartAgain, .relaunching,
            ])
    }

    @Test func pulled() {
        check((.pulling, .pulled(1), .starting, []))
        checkNothingHappens(.pulled(1), at: Place.allCases.filter { $0 != .pulling })
    }

    @Test func `a launch that succeeds serves, or its container is removed`() {
        check((.starting, .launched(1, "a"), .ready, []))
        check((.pulling, .launched(1, "a"), .ready, []))
        check((.relaunching, .launched(2, "b"), .ready, []))
        // It was ready before the word to give up reached it: as good as another one.
        check((.cancellingToStartAgain, .launched(1, "a"), .ready, []))
        check((.cancelling, .launched(1, "a"), .stopping, [.remove(container: "a")]))
        check((.relaunching, .launched(1, "b"), .restarting, [.remove(container: "b")]))
        check((.stopped, .launched(7, "b"), .stopped, [.remove(container: "b")]))
        check((.ready, .launched(1, "b"), .ready, [.remove(container: "b")]))
        check((.failed, .launched(1, "b"), .failed(Sample.noImage), [.remove(container: "b")]))
    }

    @Test func `a launch that fails, or gives up`() {
        check((.starting, .launchFailed(1), .failed(Sample.noImage), []))
        check((.pulling, .launchFailed(1), .failed(Sample.noImage), []))
        check((.relaunching, .launchFailed(2), .failed(Sample.noImage), []))
        check((.cancelling, .launchFailed(1), .stopped, []))
        check((.cancellingToStartAgain, .launchFailed(1), .restarting, [.launch(2)]))
        check((.cancelling, .launchEnded(1), .stopped, []))
        check((.cancellingToStartAgain, .launchEnded(1), .restarting, [.launch(2)]))
        for input in [MachineInput.launchFailed(9), .launchEnded(9)] {
            checkNothingHappens(input, at: Place.allCases)
        }
        checkNothingHappens(.launchFailed(1), at: [.relaunching])
        checkNothingHappens(.launchEnded(1), at: [.relaunching])
    }

    @Test func `a container that an earlier run left`() {
        check((.stopped, .adopt("b"), .ready, []))
        check((.failed, .adopt("b"), .ready, []))
        checkNothingHappens(.adopt("b"), at: Place.allCases.filter { $0 != .stopped && $0 != .failed })
    }

    @Test func `a container that was to be removed`() {
        check((.removing, .removed("a"), .stopped, []))
        check((.removingToStartAgain, .removed("a"), .restarting, [.launch(2)]))
        check((.removing, .removalFailed("a"), .failed(Sample.notRemoved), []))
        check((.removingToStartAgain, .removalFailed("a"), .failed(Sample.notRemoved), []))
        for input in [MachineInput.removed("b"), .removalFailed("b")] {
            checkNothingHappens(input, at: Place.allCases)
        }
    }

    @Test func `a container that ended without being asked to`() {
        check((.ready, .died("a"), .failed(Sample.died), [.remove(container: "a")]))
        check((.busy, .died("a"), .failed(Sample.died), [.remove(container: "a")]))
        check((.ready, .stoppedOutside("a"), .stopped, [.remove(container: "a")]))
        check((.busy, .stoppedOutside("a"), .stopped, [.remove(container: "a")]))
        for input in [MachineInput.died("b"), .stoppedOutside("b")] {
            checkNothingHappens(input, at: Place.allCases)
        }
        // The end was asked for: it is no news.
        for input in [MachineInput.died("a"), .stoppedOutside("a")] {
            checkNothingHappens(input, at: Place.allCases.filter { $0 != .ready && $0 != .busy })
        }
    }

    @Test func load() {
        check((.ready, .load(running: 1, waiting: 0), .busy(queued: 0), []))
        check((.ready, .load(running: 1, waiting: 3), .busy(queued: 3), []))
        check((.busy, .load(running: 1, waiting: 1), .busy(queued: 1), []))
        check((.busy, .load(running: 0, waiting: 0), .ready, []))
        checkNothingHappens(
            .load(running: 1, waiting: 1), at: Place.allCases.filter { $0 != .ready && $0 != .busy })
    }

    @Test func `a call that waits for the container runs as soon as that serves`() {
        var machine = RunStateMachine(after: [.start, .load(running: 1, waiting: 0)])
        #expect(machine.state == .starting)
        _ = machine.take(.launched(1, "a"))
        #expect(machine.state == .busy(queued: 0))
    }

    @Test func `what somebody else did is told until the person asks for something`() {
        let stopped: [MachineInput] = [.start, .launched(1, "a"), .stoppedOutside("a")]
        #expect(RunStateMachine(after: stopped).note == Sample.outside)
        for input in [MachineInput.start, .stop, .restart, .adopt("b")] {
            #expect(RunStateMachine(after: stopped + [input]).note == nil, "\(input)")
        }
        #expect(RunStateMachine(after: stopped + [.removed("a")]).note == Sample.outside)
    }

    @Test(arguments: [
        // The launch was ready before the word to give up reached it.
        Place.cancellingToStartAgain.history + [.launched(1, "a")],
        Place.removingToStartAgain.history + [.removalFailed("a"), .adopt("b")],
    ])
    func `a wish for another container is granted once`(history: [MachineInput]) throws {
        var machine = RunStateMachine(after: history)
        #expect(machine.state == .ready)
        let container = try #require(machine.container)
        #expect(machine.take(.stop) == [.remove(container: container)])
        #expect(machine.take(.removed(container)) == [])
        #expect(machine.state == .stopped)
    }

    @Test func `the container is the one that serves or goes`() {
        let containers: [Place: String] = [
            .ready: "a", .busy: "a", .removing: "a", .removingToStartAgain: "a",
        ]
        for place in Place.allCases {
            #expect(RunStateMachine(after: place.history).container == containers[place], "\(place)")
        }
    }
}
