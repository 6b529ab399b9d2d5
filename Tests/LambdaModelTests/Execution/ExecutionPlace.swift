import LambdaModel

/// The calls, errors and extensions that the tests use.
enum ExecutionSample {
    static let first = CallIdentity(requestID: "r1", invocationID: "a1")
    static let second = CallIdentity(requestID: "r2", invocationID: "a2")
    static let fifth = CallIdentity(requestID: "r5", invocationID: "a5")
    static let boom = ReportedError(InvocationError(type: "Boom", message: "it failed"), body: Array("{}".utf8))
    static let watch = ExtensionRegistration(id: "w", name: "watch", events: ["INVOKE", "SHUTDOWN"])
    /// An extension inside the runtime's process.
    static let inner = ExtensionRegistration(id: "i", name: "inner", events: ["INVOKE"])
}

extension CallIdentity.Claim {
    /// The ids of the first call, as a client sends them that knows the invocation id.
    static let first = Self(requestID: "r1", invocationID: "a1")
    /// The same from an older client.
    static let firstWithoutAttempt = Self(requestID: "r1")
    /// An answer to an earlier attempt of the first call.
    static let firstLate = Self(requestID: "r1", invocationID: "a0")
    static let other = Self(requestID: "r9")
}

extension ExecutionEnvironment {
    /// An environment that has handled these events.
    init(after history: [ExecutionEvent], concurrency: Int = 1, extensions: [String] = []) {
        self.init(concurrency: concurrency, extensions: extensions)
        for event in history { _ = handle(event) }
    }

    /// Handles an event; the actions as text.
    mutating func actions(after event: ExecutionEvent) -> String {
        let actions = handle(event)
        return actions.isEmpty ? "-" : actions.map(\.text).joined(separator: ", ")
    }
}

/// Places in the life of an environment with the external extension `watch`, from which the table begins. The requests
/// of the runtime for an event are 10 and 11, those of the extension 20 and 21. The response to call 1 is 30.
enum ExecutionPlace: String, CaseIterable {
    case waiting
    /// Call 1 waits, and nothing has been started.
    case expected
    /// The extension has not registered, so that the runtime has not been started.
    case released
    case registered
    /// Call 1 waits. Neither the runtime nor the extension has asked for an event.
    case starting
    /// The runtime has asked for an event, and the extension has not.
    case asked
    /// The extension has asked for an event, and the runtime has not. Call 1 waits.
    case extensionAsked
    case ready
    /// The runtime and the extension have call 1.
    case running
    /// The runtime has call 1, the extension waits for the next event, and call 2 waits.
    case watched
    /// The runtime sends its response to call 1.
    case responding
    /// Its connection broke.
    case broken
    /// Call 1 has its response; neither the runtime nor the extension has asked again.
    case answered
    /// The runtime has asked again.
    case runtimeBack
    /// The extension has asked again, and call 2 waits.
    case extensionBack
    /// The runtime's request broke while no call ran.
    case lost
    /// Call 1 took too long.
    case timedOut
    /// The runtime could not load the handler.
    case notLoaded
    /// It was shut down while no call ran.
    case shutDown
    /// It was shut down during call 1, and the extension does not know yet.
    case stopping
    /// The runtime exited during call 1.
    case ended
    /// The runtime exited during the init.
    case neverBegan

    var history: [ExecutionEvent] {
        let started: [ExecutionEvent] = [.released, .register(1, ExecutionSample.watch)]
        return switch self {
        case .waiting: []
        case .expected: [.call(1, ExecutionSample.first)]
        case .released: [.released]
        case .registered: started
        case .starting: started + [.call(1, ExecutionSample.first)]
        case .asked: started + [.next(10)]
        case .extensionAsked: started + [.extensionNext(20, "w"), .call(1, ExecutionSample.first)]
        case .ready: Self.asked.history + [.extensionNext(20, "w")]
        case .running: Self.ready.history + [.call(1, ExecutionSample.first)]
        case .watched: Self.running.history + [.extensionNext(21, "w"), .call(2, ExecutionSample.second)]
        case .responding: Self.running.history + [.responseBegan(30, .firstWithoutAttempt, .buffered)]
        case .broken: Self.responding.history + [.closed(30)]
        case .answered: Self.responding.history + [.responseEnded(30, .whole)]
        case .runtimeBack: Self.answered.history + [.next(11)]
        case .extensionBack: Self.answered.history + [.extensionNext(21, "w"), .call(2, ExecutionSample.second)]
        case .lost: Self.ready.history + [.closed(10)]
        case .timedOut: Self.running.history + [.callTimedOut(1)]
        case .notLoaded: started + [.initError(40, ExecutionSample.boom)]
        case .shutDown: Self.ready.history + [.shutdown(.spindown)]
        case .stopping: Self.running.history + [.shutdown(.spindown)]
        case .ended: Self.running.history + [.exited(.code(3))]
        case .neverBegan: started + [.exited(.code(3))]
        }
    }

    var environment: ExecutionEnvironment { ExecutionEnvironment(after: history, extensions: ["watch"]) }

    var state: ExecutionEnvironment.State {
        switch self {
        case .waiting, .expected: .waiting
        case .released, .registered, .starting, .asked, .extensionAsked: .initialising
        case .ready: .ready
        case .running, .watched, .responding, .broken: .running
        case .answered, .runtimeBack, .extensionBack, .lost: .settling
        case .timedOut, .notLoaded, .shutDown, .stopping: .spent
        case .ended, .neverBegan: .ended
        }
    }
}

/// The events of the table. A new request is 90.
enum ExecutionStimulus: String, CaseIterable {
    case released
    case call5 = "call 5"
    case cancel1 = "cancel 1"
    case cancel2 = "cancel 2"
    case timeout1 = "timeout 1"
    case timeout2 = "timeout 2"
    case shutdown, next, respond
    case respondWithoutAttempt = "respond without id"
    case respondLate = "respond late"
    case respondOther = "respond other"
    case respondBadly = "respond badly"
    case whole
    case tooLarge = "too large"
    case failed, error
    case initError = "init error"
    case restoreNext = "restore next"
    case restoreError = "restore error"
    case register
    case registerWatch = "register watch"
    case extensionNext = "extension next"
    case unknownNext = "unknown next"
    case extensionError = "extension error"
    case extensionEnded = "extension ended"
    case closed10 = "closed 10"
    case closed11 = "closed 11"
    case closed20 = "closed 20"
    case closed21 = "closed 21"
    case closed30 = "closed 30"
    case exited
    case stillRuns = "still runs"

    var event: ExecutionEvent {
        switch self {
        case .released: .released
        case .call5: .call(5, ExecutionSample.fifth)
        case .cancel1: .callCancelled(1)
        case .cancel2: .callCancelled(2)
        case .timeout1: .callTimedOut(1)
        case .timeout2: .callTimedOut(2)
        case .shutdown: .shutdown(.spindown)
        case .next: .next(90)
        case .respond: .responseBegan(90, .first, .streaming)
        case .respondWithoutAttempt: .responseBegan(90, .firstWithoutAttempt, .buffered)
        case .respondLate: .responseBegan(90, .firstLate, .buffered)
        case .respondOther: .responseBegan(90, .other, .buffered)
        case .respondBadly: .responseBegan(90, .first, .invalid("whole"))
        case .whole: .responseEnded(30, .whole)
        case .tooLarge: .responseEnded(30, .tooLarge)
        case .failed: .responseEnded(30, .failed(ExecutionSample.boom))
        case .error: .error(90, .first, ExecutionSample.boom)
        case .initError: .initError(90, ExecutionSample.boom)
        case .restoreNext: .restoreNext(90)
        case .restoreError: .restoreError(90, ExecutionSample.boom)
        case .register: .register(90, ExecutionSample.inner)
        case .registerWatch: .register(90, ExecutionSample.watch)
        case .extensionNext: .extensionNext(90, "w")
        case .unknownNext: .extensionNext(90, "?")
        case .extensionError: .extensionError(90, "w", ExecutionSample.boom)
        case .extensionEnded: .extensionEnded(name: "watch", reason: "exit status 1")
        case .closed10: .closed(10)
        case .closed11: .closed(11)
        case .closed20: .closed(20)
        case .closed21: .closed(21)
        case .closed30: .closed(30)
        case .exited: .exited(.code(3))
        case .stillRuns: .stillRuns
        }
    }
}
