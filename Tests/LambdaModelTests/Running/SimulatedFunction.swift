import LambdaModel
import TestSupport

/// A container of the simulation.
struct SimulatedContainer: LaunchedContainer, Hashable {
    var id: String
    var name: String { id }
    var specHash: String
    var code: Int
    var canInitialise = false
    var callLimit = 1
}

/// A machine with a simulated engine and simulated callers, which carry its actions out at any time, in any order, with
/// accidents. The simulation knows what really exists, and so finds out when the machine is wrong.
struct SimulatedFunction {
    /// What the machine does wrong.
    struct Mistake: Error, CustomStringConvertible {
        var description: String
    }

    /// A launch that has not ended, with the settings and the code that it began with.
    struct Launch {
        var role: ContainerRole
        var specHash: String
        var code: Int
        var isCancelled = false
    }

    /// Whether the machine knows that a save began, and that it went on.
    enum Save { case unreported, begun, wentOn }

    enum Death {
        /// The machine does not know yet.
        case unreported
        /// The machine learned how the container ended while the container was still the function's.
        case reported(InvocationEvidence.ContainerEnd)
        /// lamdeck was removing it already: how it ended says nothing.
        case ignored

        var isUnreported: Bool { if case .unreported = self { true } else { false } }
    }

    typealias Event = FunctionEvent<SimulatedContainer>

    private(set) var machine: FunctionMachine<SimulatedContainer>
    var random: SeededGenerator
    /// The code on disk: containers that were created with another one do not see it.
    var code = 1
    /// What is in the code's files, and what each runtime has loaded of it.
    var content = 1
    var loaded: [String: Int] = [:]
    /// A save that has not ended.
    var saving: Save?
    var launches: [LaunchID: Launch] = [:]
    /// Containers that exist.
    var existing: [String: SimulatedContainer] = [:]
    /// Containers that ended, although lamdeck did not remove them.
    var deaths: [String: Death] = [:]
    /// Containers that another process called.
    var outsideCalls: Set<String> = []
    /// Containers that are being removed.
    var removals: Set<String> = []
    /// Containers whose runtime was started and has not asked for its first event.
    var inits: Set<String> = []
    /// Containers whose init failed.
    var failedInits: Set<String> = []
    /// Whether the function's runtimes can start before the first call.
    let canInitialise: Bool
    /// How many calls one container runs at once.
    let callLimit: Int
    /// Containers that could not be removed, which the user was told.
    var stuck: Set<String> = []
    /// Looks at the code, and trials, that have not ended.
    var codeChecks: Set<RestartCheck> = []
    var trials: Set<RestartCheck> = []
    var periods: Set<MaintenancePeriod> = []
    /// Calls that have a place, and the container that runs each; nil if it has none yet.
    var holders: [CallTicket: String?] = [:]
    /// Calls whose container was replaced while they ran.
    var replaced: [CallTicket: String] = [:]
    /// Containers of calls whose log is being read, one entry a call.
    var unread: [String] = []
    /// The restarts that were announced or that began.
    private(set) var log: [String] = []
    private(set) var highestLaunch = 0
    private var made = 0
    var nextTicket = 1

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        canInitialise = Bool.random(using: &random)
        callLimit = canInitialise && Int.random(in: 0..<3, using: &random) == 0 ? 3 : 1
        let keepsStandby = Int.random(in: 0..<100, using: &random) < 85
        machine = FunctionMachine(
            wanted: WantedContainers(specHash: "1", keepsStandby: keepsStandby))
        machine = FunctionMachine(wanted: randomWanted())
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    mutating func randomWanted() -> WantedContainers {
        WantedContainers(
            specHash: chance(80) ? machine.wanted.specHash : "\(Int.random(in: 1...9, using: &random))",
            workers: chance(50) ? 0 : Int.random(in: 0...3, using: &random),
            spare: chance(75), keepsStandby: machine.wanted.keepsStandby, initialisesEarly: chance(80))
    }

    mutating func newContainer(_ specHash: String, _ code: Int) -> SimulatedContainer {
        made += 1
        let container = SimulatedContainer(
            id: "c\(made)", specHash: specHash, code: code, canInitialise: canInitialise, callLimit: callLimit)
        existing[container.id] = container
        return container
    }

    // MARK: Events

    /// Sends the machine an event, carries out what can be carried out at once, and notes the rest.
    mutating func send(_ event: Event) throws {
        let before = machine.state
        do {
            for action in machine.handle(event) { try note(action) }
            try check()
        } catch let mistake as Mistake {
            throw Mistake(description: "\(before), told \(event): \(mistake)")
        }
    }

    private mutating func note(_ action: FunctionAction) throws {
        func mustBe(_ condition: Bool, _ text: @autoclosure () -> String) throws {
            if !condition { throw Mistake(description: "\(action): \(text())") }
        }
        switch action {
        case .launch(let launch, let role):
            try mustBe(launch > highestLaunch, "the number is not new")
            try mustBe(!launches.values.contains { $0.role == .serving && role == .serving }, "a second launch")
            highestLaunch = launch
            launches[launch] = Launch(role: role, specHash: machine.wanted.specHash, code: code)
        case .cancelLaunch(let launch):
            try mustBe(launches[launch]?.isCancelled == false, "no launch to cancel")
            launches[launch]?.isCancelled = true
        case .remove(let id):
            try mustBe(existing[id] != nil && !stuck.contains(id), "it does not exist")
            try mustBe(removals.insert(id).inserted, "it is being removed")
        case .readCode(let check): try mustBe(codeChecks.insert(check).inserted, "it is being read")
        case .tryLaunch(let check): try mustBe(trials.insert(check).inserted, "it is being tried")
        case .cancelTrial(let check):
            codeChecks.remove(check)
            trials.remove(check)
        case .follow(let id), .promote(let id), .observe(let id):
            try mustBe(existing[id] != nil && !removals.contains(id), "it is going")
        case .initialise(let id):
            try mustBe(existing[id] != nil && !removals.contains(id), "it is going")
            try mustBe(canInitialise && !failedInits.contains(id) && inits.insert(id).inserted, "it was started")
            try mustBe(loaded[id] == nil, "it has loaded its code")
            loaded[id] = content
        case .freePlace(let call):
            try mustBe(holders[call] != nil, "it has no place")
            if let id = holders.removeValue(forKey: call), let id { replaced[call] = id }
            try tellLoad()
        case .scheduleMaintenance(let period): periods = [period]
        case .log(let text): log.append(text)
        case .openPort, .closePortIfIdle, .reportPull, .notify, .reportSave: break
        }
    }

    private mutating func tellLoad() throws {
        // Inside an action: what it asks for is noted when the event is complete.
        for action in machine.handle(.load(running: holders.count, waiting: 0)) { try note(action) }
    }

    // MARK: What must hold

    private func check() throws {
        let (state, table) = (machine.state, machine.containers)
        func mustBe(_ condition: Bool, _ text: @autoclosure () -> String) throws {
            if !condition { throw Mistake(description: "\(state): \(text())") }
        }
        for id in existing.keys where !stuck.contains(id) {
            let isKnown = table[id]?.role.isPresent ?? false
            try mustBe(isKnown != removals.contains(id), "\(id) is \(isKnown ? "kept and removed" : "nobody's")")
        }
        for record in table.all where record.role.isPresent {
            try mustBe(existing[record.id] != nil, "\(record.id) is kept and does not exist")
        }
        let serving = table.with(.serving)
        try mustBe(serving.count == (state.isServing ? 1 : 0), "\(serving.map(\.id)) serve")
        if state.isServing {
            try mustBe(!launches.values.contains { $0.role == .serving }, "a launch goes on")
        } else {
            try mustBe(table.with(.worker, .spare).isEmpty, "workers or a spare of a function that does not serve")
            try mustBe(!machine.restart.waitsForSpare, "a restart waits for a spare")
            try mustBe(!launches.values.contains { $0.role != .serving && !$0.isCancelled }, "a spare is launched")
        }
        if state == .initialising {
            let isStarting = serving.first.map { inits.contains($0.id) } ?? false
            try mustBe(isStarting, "for ever")
        } else if state.isTransient {
            let isGoing = machine.describedContainer.map(removals.contains) ?? false
            try mustBe(isGoing || launches.values.contains { $0.role == .serving }, "for ever")
        } else if !state.isServing {
            try mustBe(!launches.values.contains { $0.role == .serving }, "and yet a launch goes on")
        }
        try mustBe(table.with(.spare).count <= 1, "two spares")
        if let spare = table.spare {
            try mustBe(!spare.wasCalled || deaths[spare.id] != nil || outsideCalls.contains(spare.id), "a called spare")
            try mustBe(spare.container.specHash == machine.wanted.specHash, "a spare with old settings")
        }
        if machine.restart.waitsForSpare {
            let isComing = launches.values.contains { $0.role == .spare && !$0.isCancelled }
            try mustBe(isComing, "a restart waits for a spare that nothing launches")
        }
        for (call, id) in holders {
            guard let id, let record = table[id] else { continue }
            if record.role.takesCalls {
                try mustBe(record.calls.contains(call), "call \(call) is not in its container")
            }
        }
        for record in table.all {
            let running = holders.values.count { $0 == record.id } + replaced.values.count { $0 == record.id }
            let inFlight = running + unread.count { $0 == record.id }
            try mustBe(record.callsInFlight == inFlight, "\(record.id): \(record.callsInFlight), not \(inFlight) calls")
            if record.role == .gone { try mustBe(inFlight > 0, "\(record.id) is gone and known") }
            if case .reported(let end)? = deaths[record.id] {
                try mustBe(record.end == end, "\(record.id) ended \(end), not \(record.end as Any)")
            }
        }
        if let free = machine.containers.free {
            try mustBe(!removals.contains(free.id), "a call would go to \(free.id), which is being removed")
            try mustBe(!failedInits.contains(free.id), "a call would go to \(free.id), whose init failed")
        }
    }
}
