import LambdaModel

/// What may happen to a function.
extension SimulatedFunction {
    /// Lets one thing happen: a request, progress of something that goes on, or an accident.
    mutating func step() throws {
        switch Int.random(in: 0..<32, using: &random) {
        case 0: try send(.start)
        case 1: if chance(40) { try send(.stop) }
        case 2: try send(.restart(.asked))
        case 3, 26: try goOnSaving()
        case 30: try chance(20) ? send(.deathSuspected) : send(.engineCanDoMore)
        case 4: if chance(50) { try send(.settings(randomWanted())) }
        case 5...8: try advanceLaunch(mayFail: true)
        case 9...11: try advanceRemoval(mayFail: true)
        case 12: killContainer()
        case 13, 14: try reportDeath()
        case 15, 16: try beginCall()
        case 17, 18: try answerCall()
        case 19, 20: try completeCall()
        case 21, 22: try advanceLooks(mayFail: true)
        case 23, 24: try advanceMaintenance()
        case 25: try reportStaleNews()
        case 27: try reportUnusable()
        case 28: try reportOutsideNews()
        case 29: try endInit(mayFail: true)
        default: try send(.engineCanDoMore)
        }
    }

    /// Lets everything that goes on end, without asking for more. Code and settings do not change.
    mutating func settle(mayFail: Bool) throws {
        var rounds = 0
        try endSave()
        while isBusy {
            rounds += 1
            guard rounds < 5_000 else { throw Mistake(description: "\(machine.state): it does not come to rest") }
            try advanceLaunch(mayFail: mayFail)
            try advanceRemoval(mayFail: mayFail)
            try reportDeath()
            try answerCall()
            try completeCall()
            try advanceLooks(mayFail: mayFail)
            try advanceMaintenance()
            try endInit(mayFail: mayFail)
        }
    }

    private var isBusy: Bool {
        !launches.isEmpty || !removals.isEmpty || deaths.values.contains(where: \.isUnreported) || !holders.isEmpty
            || !inits.isEmpty || !replaced.isEmpty || !unread.isEmpty || !codeChecks.isEmpty || !trials.isEmpty
            || !periods.isEmpty
    }

    // MARK: Requests

    /// A save begins, goes on, or ends.
    private mutating func goOnSaving() throws {
        if saving != nil, chance(40) { return try endSave() }
        content += 1
        if chance(50) { code += 1 }
        switch saving {
        case nil where chance(30): saving = .unreported
        case nil:
            saving = .begun
            try send(.saveBegan)
        case .begun:
            saving = .wentOn
            try send(.saveWentOn)
        case .unreported, .wentOn: break
        }
    }

    mutating func endSave() throws {
        guard let ended = saving else { return }
        saving = nil
        if ended != .begun { try send(.saveWentOn) }
        try send(.filesChanged("code \(code) saved"))
    }

    /// A whole save whose beginning is not reported.
    mutating func save() throws {
        content += 1
        code += 1
        saving = .unreported
        try endSave()
    }

    // MARK: Launches, looks and removals

    mutating func advanceLaunch(mayFail: Bool) throws {
        guard let (number, launch) = launches.sorted(by: { $0.key < $1.key }).randomElement(using: &random) else {
            return
        }
        switch Int.random(in: 0..<7, using: &random) {
        case 0: try send(.pulling(number, PullState(bytes: number, totalBytes: 100)))
        case 1: try send(.pulled(number))
        case 2 where mayFail:
            launches[number] = nil
            try send(.launchFailed(number, Sample.noImage, isOfContainer: chance(50)))
        case 3 where launch.isCancelled:
            launches[number] = nil
            try send(.launchCancelled(number))
        case 4, 5:
            // It may be ready before it is cancelled.
            launches[number] = nil
            try send(.launched(number, newContainer(launch.specHash, launch.code)))
        default: break
        }
    }

    mutating func advanceRemoval(mayFail: Bool) throws {
        guard let id = removals.sorted().randomElement(using: &random) else { return }
        removals.remove(id)
        if mayFail, chance(10) {
            stuck.insert(id)
            try send(.removalFailed(id, "the engine is away"))
        } else {
            existing[id] = nil
            deaths[id] = nil
            inits.remove(id)
            failedInits.remove(id)
            outsideCalls.remove(id)
            try send(.removed(id))
        }
    }

    /// The runtime of a container asks for its first event, or fails; a process that failed exits.
    mutating func endInit(mayFail: Bool) throws {
        guard let id = inits.sorted().randomElement(using: &random), deaths[id]?.isUnreported != true else { return }
        inits.remove(id)
        // A container that has ended reports nothing more.
        guard deaths[id] == nil, !removals.contains(id), !stuck.contains(id) else { return }
        guard mayFail, chance(30) else { return try send(.initEnded(id, nil)) }
        failedInits.insert(id)
        if chance(70) { deaths[id] = .unreported }
        try send(.initEnded(id, Sample.died))
    }

    mutating func advanceLooks(mayFail: Bool) throws {
        if let check = codeChecks.sorted().randomElement(using: &random) {
            codeChecks.remove(check)
            try send(.codeRead(check, mayFail && chance(10) ? nil : code))
        }
        if let check = trials.sorted().randomElement(using: &random) {
            trials.remove(check)
            try send(.trialEnded(check, mayFail && chance(30) ? Sample.noImage : nil))
        }
    }

    mutating func advanceMaintenance() throws {
        guard let period = periods.first else { return }
        if chance(50) { return try send(.mayMaintain(period)) }
        periods = []
        try send(.mustMaintain(period))
    }

    // MARK: Accidents

    private mutating func killContainer() {
        let alive = existing.keys.filter { deaths[$0] == nil && !stuck.contains($0) }.sorted()
        guard let id = alive.randomElement(using: &random) else { return }
        deaths[id] = .unreported
    }

    mutating func reportDeath() throws {
        let unreported = deaths.filter(\.value.isUnreported).keys.sorted()
        guard let id = unreported.randomElement(using: &random) else { return }
        let end = InvocationEvidence.ContainerEnd.exited(code: 1, outOfMemory: chance(50))
        let death: ContainerDeath =
            chance(70) || failedInits.contains(id)
            ? .failed(end, Sample.died) : .stoppedOutside(.exited(code: 137, outOfMemory: false), "stopped")
        if chance(50) {
            try send(.noted(id, .exited(death.end)))
            // The machine does not know yet what that means for the function.
            try beginCall()
        }
        // lamdeck removes some of the dead already; how such a container ended says nothing.
        let isNews = machine.containers[id]?.role.isPresent ?? false
        let wasStarting = inits.remove(id) != nil
        if case .failed = death, wasStarting, isNews { failedInits.insert(id) }
        deaths[id] = isNews ? .reported(death.end) : .ignored
        try send(.ended(id, death, code: chance(80) ? code : nil))
    }

    private mutating func reportUnusable() throws {
        guard chance(30), let id = machine.containers.all.map(\.id).randomElement(using: &random) else { return }
        try send(.unusable(id, chance(50) ? "it does not answer" : nil, code: chance(80) ? code : nil))
    }

    private mutating func reportOutsideNews() throws {
        guard let id = machine.containers.all.map(\.id).randomElement(using: &random) else { return }
        switch Int.random(in: 0..<3, using: &random) {
        case 0: try send(.noted(id, .signalled(OutsideSignal(number: chance(50) ? 15 : 1, time: 0))))
        case 1:
            outsideCalls.insert(id)
            if loaded[id] == nil { loaded[id] = content }
            try send(.noted(id, .calledOutside))
        default: try send(.noted(id, .givenUp(chance(50))))
        }
    }

    /// Reports what a launch or check that has ended may still report, and checks that nothing changes.
    private mutating func reportStaleNews() throws {
        let ended = (1..<max(2, highestLaunch)).filter { launches[$0] == nil }
        guard let number = ended.randomElement(using: &random), highestLaunch > 1 else { return }
        let before = (machine.state, machine.containers.all.map(\.id), machine.restart.isPending)
        try send(.pulling(number, PullState(bytes: 7)))
        try send(.pulled(number))
        try send(.launchFailed(number, Sample.noImage, isOfContainer: true))
        try send(.launchCancelled(number))
        try send(.codeRead(-1, code))
        try send(.trialEnded(-1, Sample.noImage))
        try send(.mustMaintain(-1))
        let after = (machine.state, machine.containers.all.map(\.id), machine.restart.isPending)
        guard before == after else { throw Mistake(description: "launch \(number) has ended and changed the state") }
        let late = newContainer(machine.wanted.specHash, code)
        try send(.launched(number, late))
        guard removals.contains(late.id) else { throw Mistake(description: "\(late.id) came late and stays") }
    }

    // MARK: Calls

    /// A call gets a place if there is one, and a container if one is free.
    mutating func beginCall() throws {
        let waiting = holders.filter { $0.value == nil }.keys.sorted().first
        if waiting == nil {
            guard holders.count < machine.containers.callLimit else { return }
            holders[nextTicket] = .some(nil)
            nextTicket += 1
            try send(.load(running: holders.count, waiting: 0))
        }
        guard let call = holders.filter({ $0.value == nil }).keys.sorted().first, let free = machine.containers.free
        else {
            return
        }
        guard holders.values.count(where: { $0 == free.id }) < callLimit else {
            throw Mistake(description: "\(free.id) would get too many calls")
        }
        holders[call] = free.id
        if loaded[free.id] == nil { loaded[free.id] = content }
        try send(.callBegan(call, free.id))
    }

    mutating func answerCall() throws {
        let all = holders.map { ($0.key, $0.value) } + replaced.map { ($0.key, .some($0.value)) }
        guard let (call, id) = all.sorted(by: { $0.0 < $1.0 }).randomElement(using: &random) else { return }
        let isRetry = chance(20) && id != nil && holders[call] != nil
        if isRetry { holders[call] = .some(nil) } else { holders[call] = nil }
        replaced[call] = nil
        if let id { unread.append(id) }
        if isRetry { return try send(.callLeft(call)) }
        for event in [Event.load(running: holders.count, waiting: 0), .callAnswered(call)] { try send(event) }
    }

    mutating func completeCall() throws {
        guard let index = unread.indices.randomElement(using: &random) else { return }
        try send(.callComplete(unread.remove(at: index)))
    }
}
