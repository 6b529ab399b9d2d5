import LambdaModel
import Testing

/// Ten thousand random runs of a machine with a simulated engine and callers. At each step ``SimulatedFunction`` checks that
/// - each container is used, is being removed, or could not be removed, and is removed once;
/// - exactly one container serves a function that serves, and nothing goes on for one that rests;
/// - at most one launch is for the serving container, launches have new numbers, and each is cancelled once at most;
/// - no container gets two calls, and none that is being removed gets one;
/// - a save ends with its code loaded, or not yet loaded;
/// - a restart that waits for a spare has one on its way, and no spare has old settings;
/// - how a container ended is what the engine said, unless lamdeck removed it;
/// - late news changes nothing, and a container that it brings is removed.
@Suite struct FunctionMachineWalkTests {
    static let seeds = 1...100
    /// Times five properties, times the seeds.
    static let runsPerSeed = 20

    /// Runs whose random steps `run` ends.
    private func walks(
        _ seed: Int, steps: Int = 60, _ run: (inout SimulatedFunction) throws -> Void
    ) throws {
        for number in 0..<Self.runsPerSeed {
            let seed = UInt64(seed * Self.runsPerSeed + number)
            var function = SimulatedFunction(seed: seed)
            do {
                for _ in 0..<steps { try function.step() }
                try run(&function)
            } catch {
                Issue.record("seed \(seed): \(error)")
                return
            }
        }
    }

    @Test(arguments: seeds)
    func `every container is finally in use or removed`(seed: Int) throws {
        try walks(seed) { function in
            try function.settle(mayFail: true)
            let present = function.machine.containers.all.filter { $0.role.isPresent }.map(\.id)
            try function.require(Set(present) == Set(function.existing.keys).subtracting(function.stuck), "leftovers")
            try function.require(function.machine.containers.all.count == present.count, "records of what is gone")
            try function.require(!function.machine.state.isTransient && !function.machine.restart.isPending, "restless")
            try function.require(!function.machine.restart.waitsForCalls, "a restart waits for calls that have ended")
        }
    }

    @Test(arguments: seeds)
    func `a serving function has the wanted workers and spare`(seed: Int) throws {
        try walks(seed, steps: 40) { function in
            try function.settle(mayFail: false)
            if let id = function.machine.containers.serving?.id, function.machine.restart.failure == nil,
                function.machine.wanted.keepsStandby
            {
                try function.require([nil, function.content].contains(function.loaded[id]), "\(id) has old code")
            }
            try function.send(.restart(.asked))
            try function.settle(mayFail: false)
            let (machine, wanted) = (function.machine, function.machine.wanted)
            try function.require(machine.state.isServing, "\(machine.state)")
            try function.require(machine.containers.workers.count == wanted.workers, "workers")
            try function.require((machine.containers.spare != nil) == wanted.spare, "spare")
            let serving = try #require(machine.containers.serving)
            try function.require(!serving.wasCalled && !machine.isStale, "restarted into an old container")
            try function.require(serving.container.code == function.code, "old code")
        }
    }

    @Test(arguments: seeds)
    func `a start ends in serving or failed`(seed: Int) throws {
        try walks(seed, steps: 40) { function in
            try function.settle(mayFail: true)
            try function.send(.start)
            try function.settle(mayFail: seed.isMultiple(of: 2))
            let state = function.machine.state
            try function.require(state.isServing || state.word == "failed", "\(state)")
            guard !seed.isMultiple(of: 2) else { return }
            try function.require(state.isServing, "nothing failed, and yet it is \(state)")
        }
    }

    @Test(arguments: seeds)
    func `a stop ends in stopped, without a container`(seed: Int) throws {
        try walks(seed) { function in
            try function.send(.stop)
            try function.settle(mayFail: false)
            try function.require(function.machine.state == .stopped, "\(function.machine.state)")
            try function.require(function.machine.containers.all.isEmpty, "containers are left")
            try function.require(Set(function.existing.keys) == function.stuck, "containers exist")
        }
    }

    /// A function whose files are saved while it serves runs the saved code once all is done: in a new container, or in
    /// one that loads the code at its first call.
    @Test(arguments: seeds)
    func `a save is never lost`(seed: Int) throws {
        try walks(seed) { function in
            try function.settle(mayFail: false)
            try function.send(.start)
            try function.settle(mayFail: false)
            try function.save()
            for _ in 0..<10 {
                try function.beginCall()
                try function.answerCall()
                try function.advanceLaunch(mayFail: false)
                try function.advanceLooks(mayFail: false)
            }
            try function.settle(mayFail: false)
            let serving = try #require(function.machine.containers.serving)
            try function.require(serving.container.code == function.code, "old code serves")
        }
    }
}

extension SimulatedFunction {
    func require(_ condition: Bool, _ text: @autoclosure () -> String) throws {
        if !condition { throw Mistake(description: "\(machine.state): \(text())") }
    }
}
