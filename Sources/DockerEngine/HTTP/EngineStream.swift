import HTTPTransport
import NIOCore

/// Turns the chunks of an answer, cut anywhere, into elements.
protocol StreamDecoding<Element>: Sendable {
    associatedtype Element: Sendable
    /// What a chunk completed.
    mutating func feed(_ chunk: ByteBuffer) throws(EngineError) -> [Element]
    /// What was left when the answer ended as it should.
    mutating func finish() throws(EngineError) -> [Element]
    /// What to ask next when an answer ended as it should, and to read on with; an answer of 404 or 409 is as good as
    /// an empty one.
    mutating func continuation() -> EngineRequest?
    /// What an error of this stream, its own or the engine's, means to the reader.
    func meaning(of error: EngineError) -> EngineError.Kind
}

extension StreamDecoding {
    mutating func continuation() -> EngineRequest? { nil }

    func meaning(of error: EngineError) -> EngineError.Kind { error.kind }
}

/// A long answer of the engine: logs, events, stats, the progress of a pull.
///
/// Nothing is asked before the first element is, and nothing is read ahead of the reader beyond one chunk, so a slow
/// reader slows the engine down and takes no memory. The request ends with the task that reads, or with the iterator.
/// Iterating twice asks twice. A broken connection throws ``EngineError`` of kind `disconnected`, a cancelled task
/// `cancelled`.
public struct EngineStream<Element: Sendable>: AsyncSequence, Sendable {
    /// What iterating throws.
    public typealias Failure = EngineError

    let endpoint: EngineEndpoint
    let request: EngineRequest
    let open: @Sendable (EngineRequest) async throws(EngineError) -> HTTPStream.Body
    let makeDecoder: @Sendable () -> any StreamDecoding<Element>

    /// Sends the request when the first element is asked for.
    public func makeAsyncIterator() -> Iterator {
        Iterator(stream: self, decoder: makeDecoder())
    }

    /// Reads the answer. Not to be shared between tasks.
    public struct Iterator: AsyncIteratorProtocol {
        private enum State {
            case unopened
            case reading(HTTPStream.Body.Iterator)
            case ended
        }

        private let stream: EngineStream
        private var decoder: any StreamDecoding<Element>
        private var state = State.unopened
        private var ready: ArraySlice<Element> = []

        init(stream: EngineStream, decoder: any StreamDecoding<Element>) {
            self.stream = stream
            self.decoder = decoder
        }

        /// The next element, or `nil` when the engine has ended the answer.
        public mutating func next() async throws(EngineError) -> Element? {
            do throws(EngineError) {
                while ready.isEmpty {
                    if case .ended = state {
                        return nil
                    }
                    if let chunk = try await nextChunk() {
                        ready = try decoder.feed(chunk)[...]
                    } else if let next = decoder.continuation() {
                        try await open(next)
                    } else {
                        state = .ended
                        ready = try decoder.finish()[...]
                    }
                }
                return ready.popFirst()
            } catch {
                // Lets go of the body, which ends the request.
                state = .ended
                throw EngineError(
                    decoder.meaning(of: error), operation: stream.request.operation, endpoint: stream.endpoint)
            }
        }

        private mutating func open(_ continuation: EngineRequest) async throws(EngineError) {
            do throws(EngineError) {
                state = .reading(try await stream.open(continuation).makeAsyncIterator())
            } catch {
                switch error.kind {
                case .notFound, .conflict:
                    state = .ended
                    ready = try decoder.finish()[...]
                case .noEngine, .permissionDenied, .unsupportedEndpoint, .invalidSetting, .api, .imageUnavailable,
                    .versionTooOld, .protocolViolation, .disconnected, .timedOut, .cancelled:
                    throw error
                }
            }
        }

        private mutating func nextChunk() async throws(EngineError) -> ByteBuffer? {
            var body: HTTPStream.Body.Iterator
            switch state {
            case .unopened:
                body = try await stream.open(stream.request).makeAsyncIterator()
            case .reading(let iterator):
                body = iterator
            case .ended:
                return nil
            }
            do throws(HTTPFailure) {
                let chunk = try await body.next()
                state = .reading(body)
                return chunk
            } catch {
                let kind = EngineError.Kind.transport(error, endpoint: stream.endpoint)
                throw EngineError(kind, operation: stream.request.operation)
            }
        }
    }
}
