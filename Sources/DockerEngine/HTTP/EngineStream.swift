/// A long answer of the engine: logs, events, stats, the progress of a pull.
///
/// The request is sent when the first element is read. At most one chunk is read ahead of the reader, so a slow reader
/// slows the engine down and uses no memory. The request ends when the reading task ends or the iterator is released.
/// Each iteration sends a new request. A broken connection throws ``EngineError`` of kind `disconnected`, a cancelled
/// task `cancelled`.
public struct EngineStream<Element: Sendable>: AsyncSequence, Sendable {
    /// The error that iterating throws.
    public typealias Failure = EngineError

    private let makeReader: @Sendable () -> any StreamReading<Element>

    /// A stream that is read with what the closure makes, once for each iterator.
    public init(_ makeReader: @escaping @Sendable () -> any StreamReading<Element>) {
        self.makeReader = makeReader
    }

    /// Sends the request when the first element is asked for.
    public func makeAsyncIterator() -> Iterator { Iterator(reader: makeReader()) }

    /// Reads the answer. Must not be shared between tasks.
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
