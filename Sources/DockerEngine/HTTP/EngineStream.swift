/// A long answer of the engine: logs, events, stats, the progress of a pull.
///
/// Nothing is asked before the first element is, and nothing is read ahead of the reader beyond one chunk, so a slow
/// reader slows the engine down and takes no memory. The request ends with the task that reads, or with the iterator.
/// Iterating twice asks twice. A broken connection throws ``EngineError`` of kind `disconnected`, a cancelled task
/// `cancelled`.
public struct EngineStream<Element: Sendable>: AsyncSequence, Sendable {
    /// What iterating throws.
    public typealias Failure = EngineError

    private let makeReader: @Sendable () -> any StreamReading<Element>

    /// A stream that is read with what the closure makes, once for each iterator.
    public init(_ makeReader: @escaping @Sendable () -> any StreamReading<Element>) {
        self.makeReader = makeReader
    }

    /// Sends the request when the first element is asked for.
    public func makeAsyncIterator() -> Iterator { Iterator(reader: makeReader()) }

    /// Reads the answer. Not to be shared between tasks.
    public struct Iterator: AsyncIteratorProtocol {
        private var reader: any StreamReading<Element>

        init(reader: any StreamReading<Element>) { self.reader = reader }

        /// The next element, or `nil` when the engine has ended the answer.
        public mutating func next() async throws(EngineError) -> Element? { try await reader.next() }
    }
}

/// Reads one answer of an engine from its beginning to its end.
public protocol StreamReading<Element> {
    /// What the answer consists of.
    associatedtype Element: Sendable
    /// The next element, or `nil` when the engine has ended the answer; after that, and after an error, `nil` again.
    mutating func next() async throws(EngineError) -> Element?
}
