@testable import DockerEngine

/// Reads a stream of a scripted engine: opens it at the first element, as the real engine is asked then.
struct ScriptedReader<Element: Sendable>: StreamReading {
    typealias Source = AsyncStream<Result<Element, EngineError>>

    private let operation: String
    private let open: @Sendable () async throws(EngineError) -> Source
    private var source: Source.Iterator?
    private var isOver = false

    init(_ operation: String, _ open: @escaping @Sendable () async throws(EngineError) -> Source) {
        (self.operation, self.open) = (operation, open)
    }

    mutating func next() async throws(EngineError) -> Element? {
        guard !isOver else { return nil }
        do throws(EngineError) {
            if source == nil { source = try await open().makeAsyncIterator() }
            if let element = try await source?.next()?.get() { return element }
            // Iterating ends without a word if the task is cancelled.
            if Task.isCancelled { throw EngineError(.cancelled, operation: operation) }
            isOver = true
            return nil
        } catch {
            isOver = true
            throw error
        }
    }
}
