import LambdaModel

/// A stored invocation in full.
public struct HistoryEntry: Hashable, Sendable {
    /// Its row.
    public var row: HistoryRow
    /// The request and the response. Secret values are replaced (`Masking`), and parts beyond
    /// `HistoryLimits.partBytes` are cut; lines cut from the log are counted in `droppedLines`.
    public var result: InvocationResult
    /// Bytes cut from the end of the event; 0 if it is complete.
    public var missingEventBytes = 0
    /// Bytes cut from the end of the response; 0 if it is complete.
    public var missingResponseBytes = 0
    /// The number of secret values replaced in the event.
    public var maskedEventValues = 0

    /// Whether the event is the one that was sent, byte for byte: only then can it be sent again.
    public var isEventAsSent: Bool { missingEventBytes == 0 && maskedEventValues == 0 }

    /// Whether the response is whole and has no masked values.
    public var isResponseAsSent: Bool { missingResponseBytes == 0 && !SecretMark.isIn(result.body) }

    /// An invocation.
    public init(
        row: HistoryRow, result: InvocationResult, missingEventBytes: Int = 0, missingResponseBytes: Int = 0,
        maskedEventValues: Int = 0
    ) {
        (self.row, self.result) = (row, result)
        self.missingEventBytes = missingEventBytes
        self.missingResponseBytes = missingResponseBytes
        self.maskedEventValues = maskedEventValues
    }
}

/// Why a stored invocation cannot be read.
public enum HistoryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no invocation with that number, or it was deleted to make room.
    case noSuchInvocation(Int64)
    /// The history cannot be read; the reason.
    case unavailable(String)

    /// One line for the user.
    public var description: String {
        switch self {
        case .noSuchInvocation(let id): "the history has no invocation \(id)"
        case .unavailable(let message): message
        }
    }
}
