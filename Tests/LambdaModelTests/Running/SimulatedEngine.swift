import LambdaModel

/// An engine with nobody behind it, which carries a machine's actions out whenever, in any order, with accidents. It
/// knows what is really there, and so can say where the machine is wrong.
struct SimulatedEngine {
    /// What the machine does wrong.
    struct Mistake: Error, CustomStringConvertible {
        var description: String
    }

    private(set) var machine = RunStateMachine()
    private var random: SeededGenerator
    /// Launches that have not ended, by number; true for one that was told to give up.
    private var launches: [Int: Bool] = [:]
    /// Containers that exist.
    private var containers: Set<String> = []
    /// Containers that are to be removed.
    private var removals: Set<String> = []
    /// Containers that ended, which the machine does not know yet.
    private var ends: Set<String> = []
    /// Containers that could not be removed, which the person was told.
    private var stuck: Set<String> = []
    private var highestLaunch = 0
    private var containersMade = 0

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    private mutating func newContainer() -> String {
        containersMade += 1
        let id = "c\(containersMade)"
        containers.insert(id)
        return id
    }

    // MARK: What happens

    /// Lets one thing happen: something that is asked for, something that was going on, or an accident.
    mutating func step() throws {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: try say(.start)
        case 1: try say(.stop)
        case 2: try say(.restart)
        case 3: try say(.load(running: chance(50) ? 1 : 0, waiting: chance(30) ? 2 : 0))
        case 4, 5: try advanceLaunch(mayFail: true)
        case 6, 7: try carryOutRemoval(mayFail: true)
        case 8: endContainer()
        case 9: try tellOfEnd()
        case 10: try tellStaleNews()
        default: try findContainer()
        }
        try check()
    }

    /// Lets everything that goes on come to its end, without asking for more.
    mutating func settle(mayFail: Bool) throws {
        while !launches.isEmpty || !removals.isEmpty || !ends.isEmpty {
            try advanceLaunch(mayFail: mayFail)
            try carryOutRemoval(mayFail: mayFail)
            try tellOfEnd()
            try check()
        }
    }

    /// Asks for something.
    mutating func ask(_ input: MachineInput) throws {
        try say(input)
        try check()
    }

    private mutating func advanceLaunch(mayFail: Bool) throws {
        guard let (number, isCancelled) = launches.min(by: { $0.key < $1.key }) else { return }
        switch Int.random(in: 0..<6, using: &random) {
        case 0: try say(.pulling(number, PullState(bytes: number, totalBytes: 100)))
        case 1: try say(.pulled(number))
        case 2 where mayFail:
            launches[number] = nil
            try say(.launchFailed(number))
        case 3 where isCancelled:
            launches[number] = nil
            try say(.launchEnded(number))
        case 4, 5:
            // It may be done before the word to give up reaches it.
            launches[number] = nil
            try say(.launched(number, newContainer()))
        default: break
        }
    }

    private mutating func carryOutRemoval(mayFail: Bool) throws {
        guard let id = removals.sorted().randomElement(using: &random) else { return }
        removals.remove(id)
        if mayFail, chance(10) {
            stuck.insert(id)
            try say(.removalFailed(id))
        } else {
            containers.remove(id)
            ends.remove(id)
            try say(.removed(id))
        }
    }

    private mutating func endContainer() {
        guard chance(30), let id = containers.sorted().randomElement(using: &random) else { return }
        ends.insert(id)
    }

    private mutating func tellOfEnd() throws {
        guard let id = ends.sorted().randomElement(using: &random) else { return }
        ends.remove(id)
        try say(chance(50) ? .died(id) : .stoppedOutside(id))
    }

    /// A container that another process started is found, where there is room for it.
    private mutating func findContainer() throws {
        guard chance(60), machine.state == .stopped || isFailed, containers.subtracting(stuck).isEmpty else { return }
        try say(.adopt(newContainer()))
    }

    private var isFailed: Bool {
        if case .failed = machine.state { true } else { false }
    }

    /// Says what a launch that has ended might still say, and looks that nothing comes of it.
    private mutating func tellStaleNews() throws {
        let ended = (0...highestLaunch).filter { $0 > 0 && launches[$0] == nil && $0 < highestLaunch }
        guard let number = ended.randomElement(using: &random) else { return }
        let before = machine
        let late = newContainer()
        let news: [MachineInput] = [
            .pulling(number, PullState(bytes: 7)), .pulled(number), .launchFailed(number), .launchEnded(number),
        ]
        for input in news { try say(input) }
        try say(.launched(number, late))
        guard machine == before else { throw Mistake(description: "launch \(number) has ended and changed the state") }
        guard removals.contains(late) else { throw Mistake(description: "\(late) came late and stays") }
    }

    // MARK: What must hold

    private mutating func say(_ input: MachineInput) throws {
        let before = machine.state
        for action in machine.take(input) {
            do {
                try carryOut(action)
            } catch let mistake as Mistake {
                throw Mistake(description: "\(before), told \(input): \(mistake)")
            }
        }
    }

    private mutating func carryOut(_ action: RunStateMachine.Action) throws {
        switch action {
        case .launch(let number):
            guard number > highestLaunch else { throw Mistake(description: "launch \(number) is not a new number") }
            guard launches.isEmpty else { throw Mistake(description: "a second launch besides \(launches)") }
            highestLaunch = number
            launches[number] = false
        case .cancelLaunch(let number):
            guard launches[number] == false else { throw Mistake(description: "\(number) is no launch to be given up") }
            launches[number] = true
        case .remove(let id):
            guard containers.contains(id), !stuck.contains(id) else { throw Mistake(description: "\(id) is not there") }
            guard removals.insert(id).inserted else { throw Mistake(description: "\(id) is removed already") }
        }
    }

    private func check() throws {
        let state = machine.state
        let nobodys = containers.subtracting(removals).subtracting(stuck).subtracting([machine.container ?? ""])
        guard nobodys.isEmpty else { throw Mistake(description: "\(state): nobody removes \(nobodys)") }
        if state.isServing {
            guard let id = machine.container, containers.contains(id) else {
                throw Mistake(description: "\(state) without a container")
            }
            guard launches.isEmpty else { throw Mistake(description: "\(state) while a launch goes on") }
            guard !removals.contains(id) else { throw Mistake(description: "\(state) on \(id), which is removed") }
        } else if state.isTransient {
            let isGoing = machine.container.map(removals.contains) ?? false
            guard isGoing || !launches.isEmpty else { throw Mistake(description: "\(state) for ever") }
        } else {
            guard machine.container == nil, launches.isEmpty else {
                throw Mistake(description: "\(state), and yet \(machine.container ?? "a launch") goes on")
            }
        }
    }

    /// Containers that exist besides the machine's own and those that could not be removed.
    var leftovers: Set<String> { containers.subtracting(stuck).subtracting([machine.container ?? ""]) }
    /// Launches so far.
    var launchCount: Int { highestLaunch }
}
