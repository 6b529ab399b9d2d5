import LambdaModel

/// The debugging of one function, from the request for it to its end.
final class DebugSession: Sendable {
    /// What the containers get.
    let plan: DebugPlan
    /// What was asked for.
    let settings: DebugSettings
    /// Where clients connect; nil if they attach in another way.
    let relay: DebugRelay?
    /// How clients attach.
    let attachment: DebugAttachment

    init(_ plan: DebugPlan, _ settings: DebugSettings, _ relay: DebugRelay?, _ attachment: DebugAttachment) {
        (self.plan, self.settings, self.relay, self.attachment) = (plan, settings, relay, attachment)
    }

    /// What clients of lamdeck show.
    var status: DebugStatus {
        var status = DebugStatus(port: relay?.port)
        status.isAttached = (relay?.attached ?? 0) > 0
        return status
    }

    /// Whether the debugger is one for a function with these settings.
    func fits(_ settings: FunctionSettings) -> Bool { (try? Debugger(for: settings)) == plan.debugger }

    /// Ends the connections of debuggers, and frees the port.
    ///
    /// - Parameter next: what follows; it may have the same relay.
    func end(before next: DebugSession?) {
        guard let relay else { return }
        relay.detachAll()
        if relay !== next?.relay { Task { await relay.close() } }
    }
}

/// Why a function cannot be debugged now.
enum DebugObstacle: Error, Hashable {
    /// It cannot be.
    case refused(FailureReason)
    /// The debugger is not on this machine; what fetching it would do, as a question.
    case mustFetch(String)
}
