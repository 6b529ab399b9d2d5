/// One of the sections of the screen.
public enum Pane: Int, Hashable, Sendable, CaseIterable {
    case functions = 1
    /// The saved events of the selected function.
    case events
    /// The calls of the selected function, newest first.
    case calls
    /// The selected call: its event, response, log, timing and diff.
    case inspector
    /// The log of the selected function, live.
    case logs

    /// Its name on the screen and in the help.
    public var title: String {
        switch self {
        case .functions: "Functions"
        case .events: "Events"
        case .calls: "Calls"
        case .inspector: "Call"
        case .logs: "Log"
        }
    }

    /// The section after this one, or before it, of those that can get the keys; in a ring.
    func neighbour(_ step: Int, among panes: [Pane]) -> Pane {
        guard let place = panes.firstIndex(of: self) else { return panes.first ?? .functions }
        return panes[(place + step + panes.count) % panes.count]
    }
}
