import LambdaModel

/// The maker of a call, in a word or two.
enum CallSource: Hashable, Sendable {
    /// This deck: the user invoked an event.
    case deck
    /// This deck: a save invoked the pinned event.
    case save
    /// Another client of the host, or an earlier deck.
    case lamdeck
    /// A port: the name of the caller.
    case caller(String)

    /// The word in the table.
    var text: String {
        switch self {
        case .deck: "deck"
        case .save: "↻ save"
        case .lamdeck: "lamdeck"
        case .caller(let name): name
        }
    }

    /// The source of a call that this deck did not make.
    init(_ summary: InvocationSummary) {
        guard let origin = summary.origin else {
            self = summary.event == nil ? .caller("outside") : .lamdeck
            return
        }
        // The call that it authorizes has the rest.
        self = .caller(
            origin.authorizes == nil
                ? origin.shortName : origin.shortName.replacing("authorizes ", with: "for ", maxReplacements: 1))
    }
}

/// A row of the table of calls.
struct CallRow: Hashable, Sendable, Identifiable {
    /// Its number in its table.
    let id: Int
    /// The known facts about the call.
    var summary: InvocationSummary
    /// Who made it.
    var from: CallSource
    /// The call, if this deck made it.
    var invocation: InvocationID?
    /// Its row in the history, if that is known.
    var stored: Int64?
    /// Whether it runs, and another process made it.
    var isRunning = false
    /// Whether it could not be sent.
    var isRefused = false

    /// Whether it failed, or could not be sent.
    var hasFailed: Bool { summary.hasFailed || isRefused }

    /// How the host finds the call; nil if it cannot, because the call has not ended or was never sent.
    var key: CallKey? { isRunning ? nil : stored.map(CallKey.stored) ?? summary.requestID.map(CallKey.request) }
}

/// How the history finds a call.
public enum CallKey: Hashable, Sendable {
    /// By the number of its row.
    case stored(Int64)
    /// By its request id.
    case request(String)
}
