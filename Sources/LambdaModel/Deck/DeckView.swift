/// How a deck looks, as the next one takes it over.
public struct DeckView: Hashable, Sendable {
    /// The selected function.
    public var function: String?
    /// The selected event of each function.
    public var events: [String: String] = [:]
    /// Which calls are folded in the log of each function.
    public var folds: [String: LogFolds] = [:]

    /// A view of a function.
    public init(function: String? = nil) { self.function = function }

    /// Which calls are folded in a log.
    public struct LogFolds: Hashable, Sendable {
        /// Whether all calls are folded, later ones too.
        public var areAllFolded: Bool
        /// The request ids of the calls that are the opposite.
        public var exceptions: Set<String>

        /// Folds.
        public init(areAllFolded: Bool = false, exceptions: Set<String> = []) {
            (self.areAllFolded, self.exceptions) = (areAllFolded, exceptions)
        }
    }
}
