import LambdaModel

// What the environment does, in the words of the table.

extension ExecutionAction {
    /// The action in a few words: `90 gets 202`, `finish 1 response`.
    var text: String {
        switch self {
        case .answer(let exchange, let answer): "\(exchange) gets \(answer.text)"
        case .close(let exchange): "close \(exchange)"
        case .receive(let exchange, let number): "receive \(exchange) for \(number)"
        case .startRuntime: "start runtime"
        case .delivered(let number): "delivered \(number)"
        case .finish(let number, let outcome): "finish \(number) \(outcome.text)"
        case .settled(let number): "settled \(number)"
        case .initEnded(nil): "init ended"
        case .initEnded(let failure?): "init failed \(failure.text)"
        case .snapshotTaken: "snapshot taken"
        case .inquire: "inquire"
        case .spent: "spent"
        }
    }
}

extension RuntimeAnswer {
    var text: String {
        switch self {
        case .accepted: "202"
        case .event(let number): "event \(number)"
        case .invoke(let number): "INVOKE \(number)"
        case .shutdown(let reason): "SHUTDOWN \(reason.rawValue)"
        case .registered(let id): "id \(id)"
        case .restored: "restored"
        case .refused(let refusal): "\(refusal.status) \(refusal.type)"
        }
    }
}

extension ExecutionOutcome {
    var text: String {
        switch self {
        case .response: "response"
        case .error(let reported): "error \(reported.error.type)"
        case .responseTooLarge: "too large"
        case .truncated: "truncated"
        case .initFailed(let failure): "init failed \(failure.text)"
        case .exited(let exit): "exited \(exit.shortText)"
        case .extensionFailed(let failure): "extension failed \(failure.type)"
        case .timedOut: "timed out"
        case .initTimedOut(nil): "init timed out"
        case .initTimedOut(let missing?): "init timed out (\(missing))"
        case .cancelled: "cancelled"
        case .stopped: "stopped"
        case .neverDelivered: "never delivered"
        }
    }
}

extension InitFailure {
    var text: String {
        switch self {
        case .reported(let reported): reported.error.type
        case .restore(let reported): "restore \(reported.error.type)"
        case .exited(let exit): "exited \(exit.shortText)"
        case .extensionFailed(let failure): failure.type
        }
    }
}

extension RuntimeExit {
    var shortText: String {
        switch self {
        case .code(let code): "\(code)"
        case .signal(let number): "by signal \(number)"
        case .outOfMemory: "out of memory"
        case .unknown: "unknown"
        }
    }
}

extension ExecutionEvent {
    /// The kind of the event, from 0. A new case of the enumeration must also be in the table.
    var kind: Int {
        switch self {
        case .released: 0
        case .call: 1
        case .callCancelled: 2
        case .callTimedOut: 3
        case .shutdown: 4
        case .next: 5
        case .responseBegan: 6
        case .responseEnded: 7
        case .error: 8
        case .initError: 9
        case .restoreNext: 10
        case .restoreError: 11
        case .register: 12
        case .extensionNext: 13
        case .extensionError: 14
        case .extensionEnded: 15
        case .closed: 16
        case .exited: 17
        case .stillRuns: 18
        }
    }

    static let kinds = 0..<19
}
