import Support

/// The parts of a search pattern.
enum PatternNode: Hashable, Sendable {
    /// A place in the text.
    enum Assertion: Hashable, Sendable {
        case start, end, wordBoundary, noWordBoundary
    }

    case character(Unicode.Scalar)
    case oneOf(ScalarSet)
    /// Any character except these.
    case noneOf(ScalarSet)
    case assertion(Assertion)
    case sequence([PatternNode])
    /// Alternatives, in order of preference.
    case choice([PatternNode])
    /// A repetition; `most` is nil without a limit.
    indirect case repetition(PatternNode, least: Int, most: Int?, isLazy: Bool)
}
