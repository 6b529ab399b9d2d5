import LambdaModel

/// What may happen to an environment.
extension SimulatedEnvironment {
    /// Lets one thing happen, with accidents in `accidents` of 100 cases.
    mutating func step(accidents: Int) throws {
        if chance(accidents) { return try haveAccident() }
        switch Int.random(in: 0..<8, using: &random) {
        case 0, 1: try call()
        default: try advance()
        }
    }

    /// Lets a runtime and extensions without faults do one thing.
    mutating func advance() throws {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: try send(.released)
        case 1: try registerExtension()
        case 2, 3: try extensionAsks()
        case 4, 5: if hasStartedRuntime, busyWorkers < machine.concurrency { try runtimeAsks() }
        case 6: try beginResponse()
        default: try endResponse(.whole)
        }
        if isInquired, chance(30) { try send(.stillRuns) }
    }

    /// The workers of the runtime that wait for an event or have one.
    private var busyWorkers: Int {
        working.count + requests { $0 == .next }.count + requests(\.isReceived).count
    }

    // MARK: Callers

    mutating func call() throws {
        let number = newCall()
        guard let identity = calls[number]?.identity else { return }
        try send(.call(number, identity))
    }

    /// A call of any age.
    private mutating func anyCall() -> CallNumber { Int.random(in: 1...max(1, calls.count), using: &random) }

    // MARK: The runtime

    mutating func runtimeAsks() throws { try send(.next(ask(.next))) }

    private mutating func claim(_ number: CallNumber) -> CallIdentity.Claim {
        let identity = calls[number]?.identity
        return CallIdentity.Claim(
            requestID: identity?.requestID ?? "", invocationID: chance(50) ? identity?.invocationID : nil)
    }

    mutating func beginResponse() throws {
        guard let number = working.randomElement(using: &random) else { return }
        working.removeAll { $0 == number }
        let claim = claim(number)
        try send(.responseBegan(ask(.response(nil)), claim, chance(50) ? .streaming : .buffered))
    }

    mutating func endResponse(_ end: ResponseEnd) throws {
        guard let exchange = requests(\.isReceived).randomElement(using: &random) else { return }
        try send(.responseEnded(exchange, end))
    }

    private mutating func reportError() throws {
        guard let number = working.randomElement(using: &random) else { return }
        working.removeAll { $0 == number }
        let claim = claim(number)
        try send(.error(ask(.brief), claim, ExecutionSample.boom))
    }

    /// An answer that no running call waits for, or a wrong one.
    private mutating func answerWrongly() throws {
        let number = anyCall()
        var claim = claim(number)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: claim.requestID = "unknown"
        case 1: claim.invocationID = "late"
        case 2:
            working.removeAll { $0 == number }
            return try send(.responseBegan(ask(.response(nil)), claim, .invalid("buffered")))
        case 3: return try send(.error(ask(.brief), claim, ExecutionSample.boom))
        default: break
        }
        try send(.responseBegan(ask(.response(nil)), claim, .buffered))
    }

    // MARK: Extensions

    /// An external extension that has not registered does, or one inside the runtime's process.
    mutating func registerExtension() throws {
        let names = members.map(\.registration.name)
        let invoke = machine.concurrency == 1 && chance(70) ? ["INVOKE"] : []
        if let file = machine.extensionFiles.first(where: { !names.contains($0) }) {
            let registration = newRegistration(file, invoke + (chance(70) ? ["SHUTDOWN"] : []))
            try send(.register(ask(.brief), registration))
        } else if chance(10) {
            let registration = newRegistration("inner \(names.count)", invoke)
            try send(.register(ask(.brief), registration))
        }
    }

    /// An extension without a request for the next event sends one.
    mutating func extensionAsks() throws {
        let ids = members.map(\.registration.id).filter { id in !held.values.contains(.extensionNext(id)) }
        guard let id = ids.randomElement(using: &random) else { return }
        try send(.extensionNext(ask(.extensionNext(id)), id))
    }

    private mutating func anyExtension() -> ExtensionID {
        members.map(\.registration.id).randomElement(using: &random) ?? "unknown"
    }

    private mutating func registerBadly() throws {
        let names = ["", "a/b", "one", "inner", "inner \(members.count)"]
        let events = [["INVOKE"], ["SHUTDOWN"], ["INVOKE", "SHUTDOWN"], ["START"], []]
        let name = names.randomElement(using: &random) ?? ""
        let registration = newRegistration(name, events.randomElement(using: &random) ?? [])
        try send(.register(ask(.brief), registration))
    }

    // MARK: Accidents

    private mutating func haveAccident() throws {
        switch Int.random(in: 0..<20, using: &random) {
        case 0: try send(.callCancelled(anyCall()))
        case 1: if chance(40) { try send(.callTimedOut(anyCall())) }
        case 2: if chance(20) { try send(.shutdown(ShutdownReason.allCases.randomElement(using: &random) ?? .failure)) }
        case 3: if chance(30) { try send(.initError(ask(.brief), ExecutionSample.boom)) }
        case 4: try send(.restoreNext(ask(.brief)))
        case 5: if chance(30) { try send(.restoreError(ask(.brief), ExecutionSample.boom)) }
        case 6: if chance(20) { try failExtension() }
        case 7, 8:
            guard let exchange = requests().randomElement(using: &random) else { return }
            try closeByClient(exchange)
        case 9: if chance(10) { try send(.exited(exits.randomElement(using: &random) ?? .unknown)) }
        case 10, 11: try runtimeAsks()
        case 12, 13: try answerWrongly()
        case 14: try registerBadly()
        case 15: try extensionAsksAgain()
        case 16: try reportError()
        case 17: try endResponse(chance(50) ? .tooLarge : .failed(ExecutionSample.boom))
        case 18: try endResponseThatIsOver()
        default: try send(.stillRuns)
        }
    }

    private var exits: [RuntimeExit] { [.code(0), .code(3), .signal(11), .outOfMemory, .unknown] }

    private mutating func failExtension() throws {
        if chance(50) {
            let id = anyExtension()
            return try send(.extensionError(ask(.brief), id, ExecutionSample.boom))
        }
        let name = Self.files.randomElement(using: &random) ?? ""
        try send(.extensionEnded(name: name, reason: "exit status 1"))
    }

    /// An extension asks although its request is held, or an unknown one asks.
    private mutating func extensionAsksAgain() throws {
        let id = chance(80) ? anyExtension() : "unknown"
        // A second request of an extension must be refused at once: it is counted like any other.
        let isHeld = held.values.contains(.extensionNext(id))
        try send(.extensionNext(ask(isHeld || id == "unknown" ? .brief : .extensionNext(id)), id))
    }

    /// The end of a response and the end of its connection may be reported for a request that was closed.
    private mutating func endResponseThatIsOver() throws {
        let exchange = Int.random(in: 1...max(1, lastExchange), using: &random)
        guard held[exchange] == nil else { return }
        try send(chance(50) ? .responseEnded(exchange, .whole) : .closed(exchange))
    }
}
