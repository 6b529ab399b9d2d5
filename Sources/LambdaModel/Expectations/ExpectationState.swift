import Support

/// Whether an event's expectation holds.
public enum ExpectationState: Sendable, Hashable {
    /// The event has no expectation.
    case none
    /// The last call was as expected.
    case holds
    /// The last call was not: how many values differ, and the first as one line (``Mismatch/line``).
    case differs(count: Int, first: String)
    /// The event has not been called since the expectation was written, or the files were changed.
    case unchecked
    /// The expectation has mistakes; the first as one line.
    case invalid(String)

    /// Compares a call with an expectation.
    ///
    /// - Parameter file: the file's name, for messages.
    public init(of result: InvocationResult, _ expectation: [UInt8], file: String) {
        do throws(ExpectationError) {
            let mismatches = try Expectation(expectation, file: file).mismatches(in: result)
            guard let first = mismatches.first else {
                self = .holds
                return
            }
            self = .differs(count: mismatches.count, first: PlainText.line(first.line))
        } catch {
            self = .invalid(error.problems[0].description)
        }
    }
}

/// The state of an expectation after a call. It is about a certain content of the file: a later one is unchecked.
public struct ExpectationReport: Sendable, Hashable {
    /// Whether the expectation holds.
    public var state: ExpectationState
    /// The stamp of the file that was compared.
    public var stamp: FileStamp

    /// A report.
    public init(_ state: ExpectationState, stamp: FileStamp) { (self.state, self.stamp) = (state, stamp) }
}

extension SavedEvent {
    /// The state of its expectation.
    ///
    /// - Parameter report: the last report about the event; nil if there is none.
    public func expectationState(_ report: ExpectationReport?) -> ExpectationState {
        guard let expectation else { return .none }
        return report?.stamp == expectation.stamp ? report?.state ?? .unchecked : .unchecked
    }
}
