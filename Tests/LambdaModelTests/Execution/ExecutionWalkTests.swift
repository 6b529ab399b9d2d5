import LambdaModel
import Testing

/// Random walks of an environment with a simulated runtime, extensions, callers and connections. At each step
/// ``SimulatedEnvironment`` checks that
/// - each call is finished once, is delivered at most once, and has not ended when it is delivered;
/// - no more calls run at once than the runtime takes, and no call waits while the environment is ready;
/// - each request is answered or closed once, and not after its client closed it; only requests for an event and
///   responses of running calls are held;
/// - `INVOKE` goes to each extension that asked for it, once per delivered call;
/// - the init ends once, the environment is spent once, and every call has ended then;
/// - after the end, only new calls are finished and new requests closed.
@Suite struct ExecutionWalkTests {
    static let seeds = 1...40
    static let concurrencies = [1, 3]
    /// Times three properties, times the seeds, times the concurrencies.
    static let runsPerSeed = 10

    /// Runs whose random steps `run` ends.
    private func walks(
        _ seed: Int, _ concurrency: Int, accidents: [Int], _ run: (inout SimulatedEnvironment) throws -> Void
    ) throws {
        for number in 0..<Self.runsPerSeed {
            let seed = UInt64(seed * Self.runsPerSeed + number)
            var environment = SimulatedEnvironment(seed: seed, concurrency: concurrency)
            do {
                let accidents = accidents[number % accidents.count]
                for _ in 0..<300 { try environment.step(accidents: accidents) }
                try run(&environment)
            } catch {
                Issue.record("seed \(seed), concurrency \(concurrency): \(error)")
                return
            }
        }
    }

    @Test(arguments: seeds, concurrencies)
    func `the end of the runtime finishes every call and closes every request`(seed: Int, concurrency: Int) throws {
        try walks(seed, concurrency, accidents: [1, 5, 20, 50]) { environment in
            try environment.call()
            try environment.send(.exited(.code(1)))
            try environment.require(environment.machine.state == .ended, "it has not ended")
            try environment.require(environment.unfinished.isEmpty && environment.held.isEmpty, "leftovers")
            try environment.require(environment.calls.values.allSatisfy { $0.outcome != nil }, "a call has no outcome")
            // Everything is closed at once from now on.
            for _ in 0..<50 { try environment.step(accidents: 50) }
        }
    }

    @Test(arguments: seeds, concurrencies)
    func `every extension that asks for SHUTDOWN gets it when it asks for an event`(
        seed: Int, concurrency: Int
    ) throws {
        try walks(seed, concurrency, accidents: [1, 5, 20]) { environment in
            try environment.send(.shutdown(.spindown))
            guard environment.machine.state == .spent else { return }
            for _ in 0..<100 { try environment.extensionAsks() }
            for member in environment.members {
                let isAsked = member.registration.events.contains("SHUTDOWN")
                try environment.require(member.knowsShutdown == isAsked, "\(member.registration)")
            }
        }
    }

    @Test(arguments: seeds, concurrencies)
    func `without accidents every call gets its response`(seed: Int, concurrency: Int) throws {
        try walks(seed, concurrency, accidents: [0]) { environment in
            var rounds = 0
            while environment.machine.state != .ready {
                rounds += 1
                try environment.require(rounds < 20_000, "it does not become ready")
                try environment.advance()
            }
            try environment.require(environment.calls.values.allSatisfy { $0.outcome == .response }, "another outcome")
            try environment.require(environment.calls.values.allSatisfy(\.isSettled), "a call is not settled")
        }
    }
}
