/// A line of a logger in the deck's form, for other printers: level and message; the other members are only counted.
public struct CondensedLine: Sendable {
    /// The severity.
    public enum Weight: Sendable { case error, warning, normal, low }

    /// The level's word, such as `ERROR`; nil if the line has none.
    public let level: String?
    /// The severity.
    public let weight: Weight
    /// The lines of the message; at least one.
    public let message: [String]
    /// Members of its object that are not shown.
    public let more: Int

    /// Nil for a line without a level or an object. `invocation` is the request id of the call that wrote it.
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
