/// A line of a logger as the deck shows it, for those who show it elsewhere: level and message, the rest counted.
public struct CondensedLine: Sendable {
    /// How grave it is.
    public enum Weight: Sendable { case error, warning, normal, low }

    /// The level's word, as `ERROR`; nil if the line names none.
    public let level: String?
    /// How grave it is.
    public let weight: Weight
    /// The message's lines: one at least.
    public let message: [String]
    /// Members of its object that are not shown.
    public let more: Int

    /// Reads a line; nil for one that is only its own text. `invocation` is the request id of the call that wrote it.
    public init?(_ text: String, invocation: String?) {
        guard let line = StructuredLine(text, invocation: invocation) else { return nil }
        level = line.level?.rawValue
        weight =
            switch line.level {
            case .error, .critical, .fatal: .error
            case .warning: .warning
            case .info, nil: .normal
            case .debug, .trace: .low
            }
        var lines = line.message.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        if lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
        message = lines
        more = line.object?.more ?? 0
    }
}
