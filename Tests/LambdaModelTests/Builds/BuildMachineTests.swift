import TestSupport
import Testing

@testable import LambdaModel

@Suite("A build's states")
struct BuildMachineTests {
    private typealias Machine = BuildMachine

    /// A place to which a machine is brought: what happened before, a second apart.
    private enum Place: String, CaseIterable {
        case new, running, cancelled, cancelledForGood, good, failed, dirty

        var events: [Machine.Event] {
            let start = Machine.Event.needed(isForced: false, isStale: true)
            let save = Machine.Event.sourcesChanged("a.ts changed", paths: ["/p/a.ts"], isInUse: true)
            return switch self {
            case .new: []
            case .running: [start]
            case .cancelled: [start, save]
            case .cancelledForGood: [start, .abandoned]
            case .good: [start, .ended(1, .good)]
            case .failed: [start, .ended(1, .bad("failed with exit code 2", lastLines: ["oops"]))]
            case .dirty:
                [start, .ended(1, .good), .sourcesChanged("a.ts changed", paths: ["/p/a.ts"], isInUse: false)]
            }
        }

        var machine: Machine {
            var machine = Machine(mode: .once)
            for (index, event) in events.enumerated() { _ = machine.handle(event, at: Double(index)) }
            return machine
        }
    }

    private static let failure = BuildFailure(
        time: 5, seconds: 5, reason: "failed with exit code 1", lastLines: ["no"])
    private static let cancelled = BuildFailure(time: 5, seconds: 0, reason: "was cancelled")

    /// What an event at second 5 asks for, at each place.
    private static func expected(_ place: Place, _ event: Machine.Event) -> [Machine.Action] {
        func begin(_ run: Int) -> [Machine.Action] { [.report(.building(since: 5)), .start(run)] }
        switch (event, place) {
        case (.needed(let isForced, let isStale), .new), (.needed(let isForced, let isStale), .good):
            return isForced || isStale ? begin(place == .new ? 1 : 2) : [.settle(nil)]
        // The sources have changed, or the last command failed: it runs again.
        case (.needed, .failed), (.needed, .dirty): return begin(2)
        case (.needed, _): return []
        case (.sourcesChanged(_, _, let isInUse), .new): return isInUse ? begin(1) : []
        case (.sourcesChanged(_, _, let isInUse), .good), (.sourcesChanged(_, _, let isInUse), .failed),
            (.sourcesChanged(_, _, let isInUse), .dirty):
            return isInUse ? begin(2) : []
        case (.sourcesChanged, .running): return [.cancel(1)]
        case (.sourcesChanged, _): return []
        case (.abandoned, .running): return [.cancel(1)]
        case (.abandoned, _), (.codeAppeared, _): return []
        case (.ended(_, .good), .running):
            return [
                .report(.succeeded(at: 5, seconds: 5)), .settle(nil), .restart("built in 5.00 s"),
            ]
        case (.ended, .running): return [.report(.failed(failure)), .settle(failure)]
        case (.ended, .cancelled): return begin(2)
        case (.ended, .cancelledForGood): return [.report(nil), .settle(cancelled)]
        case (.ended, _): return []
        }
    }

    @Test("each event at each place", arguments: Place.allCases)
    private func table(place: Place) {
        let bad = Machine.Outcome.bad("failed with exit code 1", lastLines: ["no"])
        let events: [Machine.Event] = [
            .needed(isForced: false, isStale: false), .needed(isForced: false, isStale: true),
            .needed(isForced: true, isStale: false),
            .sourcesChanged("b.ts changed", paths: ["/p/b.ts"], isInUse: true),
            .sourcesChanged("b.ts changed", paths: ["/p/b.ts"], isInUse: false), .codeAppeared, .abandoned,
            .ended(1, .good), .ended(1, bad),
        ]
        for event in events {
            var machine = place.machine
            #expect(machine.handle(event, at: 5) == Self.expected(place, event), "\(place): \(event)")
        }
    }

    @Test func aSaveDuringABuildEndsItAndBuildsOnceMore() {
        var machine = Place.running.machine
        let first = Machine.Event.sourcesChanged("a.ts changed", paths: ["/p/a.ts"], isInUse: true)
        #expect(machine.handle(first, at: 1) == [.cancel(1)])
        let second = Machine.Event.sourcesChanged("b.ts changed", paths: ["/p/b.ts"], isInUse: true)
        #expect(machine.handle(second, at: 2) == [])
        // The end of the cancelled run is not a result.
        #expect(machine.handle(.ended(1, .good), at: 3) == [.report(.building(since: 3)), .start(2)])
        #expect(
            machine.handle(.ended(2, .good), at: 4) == [
                .report(.succeeded(at: 4, seconds: 1)), .settle(nil), .restart("b.ts changed, built in 1.00 s"),
            ])
        #expect(machine.handle(.needed(isForced: false, isStale: false), at: 5) == [.settle(nil)])
    }

    @Test func aStartDuringTheEndOfAnAbandonedBuildBuilds() {
        var machine = Place.cancelledForGood.machine
        #expect(machine.handle(.needed(isForced: false, isStale: false), at: 2) == [])
        #expect(machine.handle(.ended(1, .good), at: 3) == [.report(.building(since: 3)), .start(2)])
    }

    @Test func afterACancelledBuildTheStateIsThatOfBefore() {
        var machine = Place.failed.machine
        _ = machine.handle(.needed(isForced: true, isStale: false), at: 5)
        _ = machine.handle(.abandoned, at: 6)
        let actions = machine.handle(.ended(2, .good), at: 7)
        let failure = BuildFailure(time: 1, seconds: 1, reason: "failed with exit code 2", lastLines: ["oops"])
        #expect(actions.first == .report(.failed(failure)))
    }

    @Test func aFileThatTheCommandWritesEachTimeIsIgnored() {
        var machine = Machine(mode: .once)
        _ = machine.handle(.needed(isForced: false, isStale: true), at: 0)
        let change = Machine.Event.sourcesChanged("2 files changed", paths: ["/p/gen.ts", "/p/own.ts"], isInUse: true)
        let generated = Machine.Event.sourcesChanged("gen.ts changed", paths: ["/p/gen.ts"], isInUse: true)
        var ignored: [Machine.Action] = []
        for run in 1...Machine.mostOwnChanges {
            // The user saves another file during the first two runs.
            _ = machine.handle(run < 3 ? change : generated, at: Double(run))
            let actions = machine.handle(.ended(run, .good), at: Double(run))
            ignored += actions.filter { if case .ignore = $0 { true } else { false } }
        }
        #expect(ignored == [.ignore("/p/gen.ts")])
    }

    @Test func aCommandThatWatchesByItselfFailsIfItEnds() {
        var machine = Machine(mode: .watch)
        #expect(
            machine.handle(.needed(isForced: false, isStale: false), at: 1) == [
                .report(.watching(since: 1)), .start(1),
            ])
        #expect(machine.handle(.codeAppeared, at: 2) == [.settle(nil)])
        let failure = BuildFailure(time: 4, seconds: 3, reason: "ended by itself")
        #expect(machine.handle(.ended(1, .good), at: 4) == [.report(.failed(failure)), .settle(failure)])
    }

    /// Whatever happens in whatever order: at most one run at a time, each run that began is ended once, and after all runs
    /// have ended, no start waits.
    @Test(arguments: 0..<200) func randomWalks(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var machine = Machine(mode: Bool.random(using: &random) ? .once : .watch)
        var (running, waiters): (Int?, Int) = (nil, 0)
        func apply(_ actions: [Machine.Action]) {
            for action in actions {
                switch action {
                case .start(let run):
                    #expect(running == nil, "seed \(seed)")
                    running = run
                case .cancel(let run): #expect(running == run, "seed \(seed)")
                case .settle: waiters = 0
                case .report, .restart, .ignore: break
                }
            }
        }
        for step in 0..<100 {
            let now = Double(step)
            switch Int.random(in: 0..<6, using: &random) {
            case 0:
                waiters += 1
                apply(
                    machine.handle(
                        .needed(isForced: .random(using: &random), isStale: .random(using: &random)), at: now))
            case 1, 2:
                let path = "/p/\(Int.random(in: 0..<3, using: &random))"
                apply(
                    machine.handle(
                        .sourcesChanged("it changed", paths: [path], isInUse: .random(using: &random)), at: now))
            case 3: if waiters == 0 { apply(machine.handle(.abandoned, at: now)) }
            default:
                guard let run = running.take() else { continue }
                apply(
                    machine.handle(
                        .ended(run, Bool.random(using: &random) ? .good : .bad("failed", lastLines: [])), at: now))
            }
            #expect(machine.isRunning == (running != nil), "seed \(seed)")
        }
        for step in 100..<110 {
            guard let run = running.take() else { break }
            apply(machine.handle(.ended(run, .good), at: Double(step)))
        }
        #expect(running == nil && waiters == 0, "seed \(seed)")
    }
}
