import LambdaModel
import Testing

/// Thousands of random steps with an engine that carries actions out in any order and fails now and then. At each step
/// the simulation looks that:
/// - a container is the current one, is being removed, or could not be removed; there is never one that nobody removes;
/// - there is one launch at most, its number is new, and only a launch that goes on is given up, once;
/// - only a container that is there is removed, once;
/// - what serves has a container; what is under way has something that ends it; what rests has nothing going on;
/// - news of a launch that has ended changes nothing, and a container that it brings is removed.
@Suite struct RunStateMachineWalkTests {
    static let seeds = Array(UInt64(1)...24)

    @Test(arguments: seeds)
    func `no step of a random walk breaks what must hold`(seed: UInt64) throws {
        var engine = SimulatedEngine(seed: seed)
        for _ in 0..<3000 { try engine.step() }
        // The walk went somewhere.
        #expect(engine.launchCount > 100)
    }

    @Test(arguments: seeds)
    func `every container made is in the end the current one or removed`(seed: UInt64) throws {
        var engine = SimulatedEngine(seed: seed)
        for _ in 0..<100 {
            for _ in 0..<20 { try engine.step() }
            try engine.settle(mayFail: true)
            try #require(engine.leftovers.isEmpty)
            try #require(!engine.machine.state.isTransient)
        }
    }

    @Test(arguments: seeds)
    func `start ends serving or failed, whatever was before`(seed: UInt64) throws {
        var engine = SimulatedEngine(seed: seed)
        for round in 0..<100 {
            for _ in 0..<20 { try engine.step() }
            try engine.settle(mayFail: true)
            try engine.ask(.start)
            try engine.settle(mayFail: round % 2 == 0)
            let state = engine.machine.state
            try #require(state.isServing || state.word == "failed", "\(state)")
            if round % 2 == 1 { try #require(state.isServing, "nothing failed, and yet it is \(state)") }
        }
    }

    @Test(arguments: seeds)
    func `stop ends stopped, whatever was before`(seed: UInt64) throws {
        var engine = SimulatedEngine(seed: seed)
        for _ in 0..<100 {
            for _ in 0..<20 { try engine.step() }
            try engine.ask(.stop)
            try engine.settle(mayFail: false)
            try #require(engine.machine.state == .stopped)
            try #require(engine.leftovers.isEmpty)
        }
    }

    @Test(arguments: seeds)
    func `restart ends serving where nothing fails, with another container than before`(seed: UInt64) throws {
        var engine = SimulatedEngine(seed: seed)
        for _ in 0..<100 {
            for _ in 0..<20 { try engine.step() }
            try engine.settle(mayFail: false)
            let before = engine.machine.container
            try engine.ask(.restart)
            try engine.settle(mayFail: false)
            try #require(engine.machine.state.isServing)
            try #require(engine.machine.container != before)
        }
    }
}
