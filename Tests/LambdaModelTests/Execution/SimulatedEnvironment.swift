import LambdaModel
import TestSupport

/// A machine with a simulated runtime, extensions, callers and connections, which send anything at any time. The
/// simulation knows which requests are held and which calls have ended, and so finds out when the machine is wrong.
struct SimulatedEnvironment {
    /// What the machine does wrong.
    struct Mistake: Error, CustomStringConvertible {
        var description: String
    }

    /// A request without an answer.
    enum Request: Hashable {
        case next
        /// A response; its call if the machine receives the body.
        case response(CallNumber?)
        case extensionNext(ExtensionID)
        /// A request that gets its answer at once.
        case brief

        /// Whether the machine receives the body of this response.
        var isReceived: Bool { if case .response(_?) = self { true } else { false } }
    }

    struct Call {
        let identity: CallIdentity
        var wasDelivered = false
        var outcome: ExecutionOutcome?
        var isSettled = false
        /// The extensions that got `INVOKE` for it.
        var invoked: [ExtensionID] = []
    }

    struct Member {
        let registration: ExtensionRegistration
        var knowsShutdown = false
    }

    static let files = ["one", "two"]

    private(set) var machine: ExecutionEnvironment
    var random: SeededGenerator
    private(set) var calls: [CallNumber: Call] = [:]
    /// The calls that have not ended.
    private(set) var unfinished: [CallNumber] = []
    private(set) var held: [ExchangeID: Request] = [:]
    private(set) var members: [Member] = []
    /// The calls that the runtime has and has not answered.
    var working: [CallNumber] = []
    private(set) var isInquired = false
    private(set) var hasStartedRuntime = false
    private(set) var lastExchange = 0
    private var lastRegistration = 0
    private var deliveredNow: [CallNumber] = []
    private var endedInits: [InitFailure?] = []
    private var timesSpent = 0

    init(seed: UInt64, concurrency: Int) {
        random = SeededGenerator(seed: seed)
        let files = Array(Self.files.prefix(Int.random(in: 0...Self.files.count, using: &random)))
        machine = ExecutionEnvironment(concurrency: concurrency, extensions: files)
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    func require(_ condition: Bool, _ text: @autoclosure () -> String) throws {
        if !condition { throw Mistake(description: "\(machine.state): \(text())") }
    }

    // MARK: Requests and events

    /// A new request.
    mutating func ask(_ request: Request) -> ExchangeID {
        lastExchange += 1
        held[lastExchange] = request
        return lastExchange
    }

    /// A number for a new call.
    mutating func newCall() -> CallNumber {
        let number = calls.count + 1
        calls[number] = Call(identity: CallIdentity(requestID: "r\(number)", invocationID: "a\(number)"))
        unfinished.append(number)
        return number
    }

    mutating func newRegistration(_ name: String, _ events: [String]) -> ExtensionRegistration {
        lastRegistration += 1
        return ExtensionRegistration(id: "x\(lastRegistration)", name: name, events: events)
    }

    /// The held requests of a kind, oldest first.
    func requests(_ isIncluded: (Request) -> Bool = { _ in true }) -> [ExchangeID] {
        held.filter { isIncluded($0.value) }.keys.sorted()
    }

    /// The client of a held request closes its connection.
    mutating func closeByClient(_ exchange: ExchangeID) throws {
        held[exchange] = nil
        try send(.closed(exchange))
    }

    /// Sends the machine an event and checks what it does.
    mutating func send(_ event: ExecutionEvent) throws {
        let before = machine.state
        do {
            switch event {
            case .stillRuns, .exited: isInquired = false
            default: break
            }
            for action in machine.handle(event) {
                if before == .ended { try checkAfterEnd(action, event) }
                try note(action, of: event)
            }
            try check()
        } catch let mistake as Mistake {
            throw Mistake(description: "\(before), \(event): \(mistake)")
        }
    }

    /// After the end, new calls are finished and new requests are closed.
    private func checkAfterEnd(_ action: ExecutionAction, _ event: ExecutionEvent) throws {
        switch (action, event) {
        case (.close, _), (.finish, .call): break
        default: throw Mistake(description: "\(action.text) after the end")
        }
    }

    // MARK: Actions

    private mutating func end(_ exchange: ExchangeID) throws -> Request {
        guard let request = held.removeValue(forKey: exchange) else {
            throw Mistake(description: "\(exchange) is answered, closed or unknown")
        }
        return request
    }

    private mutating func note(_ action: ExecutionAction, of event: ExecutionEvent) throws {
        func mustBe(_ condition: Bool, _ text: @autoclosure () -> String) throws {
            if !condition { throw Mistake(description: "\(action.text): \(text())") }
        }
        switch action {
        case .answer(let exchange, let answer):
            let request = try end(exchange)
            try note(answer, to: request, event)
        case .close(let exchange): _ = try end(exchange)
        case .receive(let exchange, let number):
            try mustBe(held[exchange] == .response(nil), "no new response")
            try mustBe(calls[number].map { $0.wasDelivered && $0.outcome == nil } ?? false, "the call does not run")
            held[exchange] = .response(number)
        case .startRuntime:
            try mustBe(!hasStartedRuntime, "twice")
            let names = members.map(\.registration.name)
            try mustBe(machine.extensionFiles.allSatisfy(names.contains), "an extension is not registered")
            hasStartedRuntime = true
        case .delivered(let number):
            try mustBe(working.contains(number), "without the event")
            calls[number]?.wasDelivered = true
            deliveredNow.append(number)
        case .finish(let number, let outcome):
            try mustBe(calls[number] != nil && calls[number]?.outcome == nil, "it has ended or is unknown")
            calls[number]?.outcome = outcome
            unfinished.removeAll { $0 == number }
        case .settled(let number):
            let call = calls[number]
            try mustBe(call.map { $0.wasDelivered && $0.outcome != nil && !$0.isSettled } ?? false, "it is not over")
            calls[number]?.isSettled = true
        case .initEnded(let failure):
            try mustBe(endedInits.isEmpty, "twice")
            endedInits.append(failure)
        case .snapshotTaken: try mustBe(machine.state == .initialising, "after the init")
        case .inquire:
            try mustBe(!isInquired, "twice")
            isInquired = true
        case .spent: timesSpent += 1
        }
    }

    private mutating func note(_ answer: RuntimeAnswer, to request: Request, _ event: ExecutionEvent) throws {
        func mustBe(_ condition: Bool, _ text: @autoclosure () -> String) throws {
            if !condition { throw Mistake(description: "\(answer.text): \(text())") }
        }
        switch answer {
        case .event(let number):
            try mustBe(request == .next, "to \(request)")
            try mustBe(calls[number] != nil && calls[number]?.outcome == nil, "the call has ended or is unknown")
            try mustBe(calls[number]?.wasDelivered == false && !working.contains(number), "delivered twice")
            working.append(number)
        case .invoke(let number):
            guard case .extensionNext(let id) = request else { throw Mistake(description: "INVOKE to \(request)") }
            calls[number]?.invoked.append(id)
        case .shutdown:
            guard case .extensionNext(let id) = request,
                let index = members.firstIndex(where: { $0.registration.id == id })
            else { throw Mistake(description: "SHUTDOWN to \(request)") }
            try mustBe(members[index].registration.events.contains("SHUTDOWN"), "it did not ask for it")
            try mustBe(!members[index].knowsShutdown && machine.state == .spent, "twice or too early")
            members[index].knowsShutdown = true
        case .registered(let id):
            guard case .register(_, let registration) = event, registration.id == id else {
                throw Mistake(description: "\(id) did not ask to be registered")
            }
            members.append(Member(registration: registration))
        // The answer to an abandoned call is taken and thrown away.
        case .accepted:
            try mustBe(request == .brief || request.isReceived || machine.concurrency > 1, "to \(request)")
        case .restored: try mustBe(request == .brief, "to \(request)")
        case .refused: break
        }
    }

    // MARK: What must hold

    private mutating func check() throws {
        let state = machine.state
        for number in deliveredNow {
            let asked = members.map(\.registration).filter { $0.events.contains("INVOKE") }.map(\.id)
            let invoked = calls[number]?.invoked ?? []
            try require(invoked.sorted() == asked.sorted(), "INVOKE \(number) went to \(invoked), not to \(asked)")
        }
        deliveredNow = []
        let running = unfinished.filter { calls[$0]?.wasDelivered ?? false }
        try require(running.count <= machine.concurrency, "\(running) run at once")
        switch state {
        case .waiting, .initialising: try require(running.isEmpty && endedInits.isEmpty, "it has served")
        case .ready: try require(unfinished.isEmpty, "\(unfinished) wait, and nothing runs")
        case .running: try require(!running.isEmpty, "nothing runs")
        case .settling: try require(running.isEmpty, "\(running) run")
        case .spent, .ended: try require(unfinished.isEmpty, "\(unfinished) have not ended")
        }
        if [.ready, .running, .settling].contains(state) {
            try require(endedInits == [nil], "serves without an init")
        }
        try require(timesSpent == ([.spent, .ended].contains(state) ? 1 : 0), "spent \(timesSpent) times")
        try checkHeld(running)
    }

    private func checkHeld(_ running: [CallNumber]) throws {
        try require(machine.state != .ended || held.isEmpty, "\(held) are held after the end")
        var kinds: [Request: Int] = [:]
        for request in held.values { kinds[request, default: 0] += 1 }
        for (request, count) in kinds {
            switch request {
            case .next: try require(count <= machine.concurrency, "\(count) requests for an event are held")
            case .extensionNext: try require(count == 1, "\(count) requests of one extension are held")
            case .response(let number?):
                try require(count == 1 && running.contains(number), "a response to \(number) is held")
            case .response(nil), .brief: try require(false, "a request has no answer")
            }
        }
    }
}
