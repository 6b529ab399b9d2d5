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

/// Reads an answer over HTTP: sends the request when the first element is requested, and decodes chunk by chunk.
struct HTTPStreamReader<Element: Sendable>: StreamReading {
    private enum State {
        case unopened
        case reading(HTTPStream.Body.Iterator)
        case ended
    }

    let endpoint: EngineEndpoint
    let request: EngineRequest
    let open: @Sendable (EngineRequest) async throws(EngineError) -> HTTPStream.Body
    var decoder: any StreamDecoding<Element>
    private var state = State.unopened
    private var ready: ArraySlice<Element> = []

    init(
        endpoint: EngineEndpoint, request: EngineRequest, decoder: any StreamDecoding<Element>,
        open: @escaping @Sendable (EngineRequest) async throws(EngineError) -> HTTPStream.Body
    ) {
        (self.endpoint, self.request, self.decoder, self.open) = (endpoint, request, decoder, open)
    }

    mutating func next() async throws(EngineError) -> Element? {
        do throws(EngineError) {
            while ready.isEmpty {
                if case .ended = state {
                    return nil
                }
                if let chunk = try await nextChunk() {
                    ready = try decoder.feed(chunk)[...]
                } else if let next = decoder.continuation() {
                    try await proceed(with: next)
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
                decoder.meaning(of: error), operation: request.operation, endpoint: endpoint)
        }
    }

    private mutating func proceed(with continuation: EngineRequest) async throws(EngineError) {
        do throws(EngineError) {
            state = .reading(try await open(continuation).makeAsyncIterator())
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
            body = try await open(request).makeAsyncIterator()
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
            let kind = EngineError.Kind.transport(error, endpoint: endpoint)
            throw EngineError(kind, operation: request.operation)
        }
    }
}
