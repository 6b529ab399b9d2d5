/// How a deck looks, as the next one takes it over.
public struct DeckView: Hashable, Sendable {
    /// The selected function.
    public var function: String?
    /// The selected event of each function.
    public var events: [String: String] = [:]
    /// Which calls are folded in the log of each function.
    public var folds: [String: LogFolds] = [:]
    /// The sections and their filters; nil if that is not known.
    public var arrangement: Arrangement?

    /// A view of a function.
    public init(function: String? = nil) { self.function = function }

    /// How the sections are arranged, and what they hide.
    public struct Arrangement: Hashable, Sendable {
        /// Columns by which the left half is wider than usual.
        public var left = 0
        /// Rows by which sections are taller than usual, by the section's name.
        public var rows: [String: Int] = [:]
        /// The name of the section that gets the keys; nil for the first one.
        public var focus: String?
        /// Whether that section has the whole screen.
        public var isZoomed = false
        /// Whether long lines are wrapped.
        public var wraps = true
        /// Whether log lines show their time.
        public var showsTimes = true
        /// Whether all lines are shown, unformatted.
        public var showsAllLines = false
        /// The palette that the user chose in the deck, as config.json names it; nil for that of config.json.
        public var theme: String?

        /// The usual arrangement.
        public init() {}
    }

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
