import HTTPTransport
import NIOCore

/// Decodes the chunks of an answer, which may be cut anywhere, into elements.
protocol StreamDecoding<Element>: Sendable {
    associatedtype Element: Sendable
    /// The elements that the chunk completed.
    mutating func feed(_ chunk: ByteBuffer) throws(EngineError) -> [Element]
    /// The remaining elements when the answer has ended regularly.
    mutating func finish() throws(EngineError) -> [Element]
    /// The request to continue with after an answer has ended regularly; nil if there is none. A status of 404 or 409
    /// then counts as an empty answer.
    mutating func continuation() -> EngineRequest?
    /// The kind to report for an error of this stream, whether the decoder's or the engine's.
    func meaning(of error: EngineError) -> EngineError.Kind
}

extension StreamDecoding {
    mutating func continuation() -> EngineRequest? { nil }

    func meaning(of error: EngineError) -> EngineError.Kind { error.kind }
}

/// A long answer of the engine: logs, events, stats, the progress of a pull.
///
/// The request is sent when the first element is read. At most one chunk is read ahead of the reader, so a slow reader
/// slows the engine down and uses no memory. The request ends when the reading task ends or the iterator is released.
/// Each iteration sends a new request. A broken connection throws ``EngineError`` of kind `disconnected`, a cancelled
/// task `cancelled`.
public struct EngineStream<Element: Sendable>: AsyncSequence, Sendable {
    /// The error that iterating throws.
    public typealias Failure = EngineError

    let endpoint: EngineEndpoint
    let request: EngineRequest
    let open: @Sendable (EngineRequest) async throws(EngineError) -> HTTPStream.Body
    let makeDecoder: @Sendable () -> any StreamDecoding<Element>

    /// The iterator sends the request when its first element is read.
    public func makeAsyncIterator() -> Iterator {
        Iterator(stream: self, decoder: makeDecoder())
    }

    /// Reads the answer. Must not be shared between tasks.
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

        /// The next element; nil when the engine has ended the answer.
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
                // Releases the body, which ends the request.
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
