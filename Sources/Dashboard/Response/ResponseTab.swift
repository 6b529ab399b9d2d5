/// The views of a response, in the order in which `Tab` shows them.
public enum ResponseTab: Int, Hashable, Sendable, CaseIterable {
    /// The event that was sent.
    case event
    /// The response; an error comes first.
    case body
    /// The log of the call.
    case log
    /// How long each part took, and what the call used.
    case timing
    /// The differences from the previous response.
    case diff

    /// Its name on the pane.
    public var title: String {
        switch self {
        case .event: "event"
        case .body: "response"
        case .log: "log"
        case .timing: "timing"
        case .diff: "diff"
        }
    }

    /// The next view, in a ring.
    var next: ResponseTab { Self(rawValue: (rawValue + 1) % Self.allCases.count) ?? .body }
}
