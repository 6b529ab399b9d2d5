import LambdaModel

/// A kept invocation in full.
public struct HistoryEntry: Hashable, Sendable {
    /// Its row.
    public var row: HistoryRow
    /// What went in and what came back. Secret values are replaced (see ``Masking``), and parts beyond
    /// ``HistoryLimits/partBytes`` are cut; of the log, the lines cut are counted in `droppedLines`.
    public var result: InvocationResult
    /// Bytes of the event behind those that are kept; 0 where it is whole.
    public var missingEventBytes = 0
    /// Bytes of the response behind those that are kept; 0 where it is whole.
    public var missingResponseBytes = 0
    /// Secret values that were replaced in the event.
    public var maskedEventValues = 0

    /// Whether the event is the one that was sent, byte for byte: only then can it be sent again as it stands.
    public var isEventAsSent: Bool { missingEventBytes == 0 && maskedEventValues == 0 }
}

/// Why a kept invocation cannot be had.
public enum HistoryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is none of that number: it never was, or it was pruned.
    case noSuchInvocation(Int64)
    /// The history cannot be read, and why.
    case unavailable(String)

    /// One line for a person.
    public var description: String {
        switch self {
        case .noSuchInvocation(let id): "the history has no invocation \(id)"
        case .unavailable(let words): words
        }
    }
}
