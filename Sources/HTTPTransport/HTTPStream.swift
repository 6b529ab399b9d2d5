import NIOCore
import NIOHTTP1

/// An answer that is read while it arrives. At most one read of the connection is buffered ahead of the reader. The
/// connection closes when the answer ends, or when this value and its iterator are released.
public final class HTTPStream: Sendable {
    typealias Parts = NIOThrowingAsyncSequenceProducer<
        ByteBuffer, any Error, NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark, StreamExchange.Reader
    >
    typealias Source = Parts.Source

    /// The HTTP status; 101 after an upgrade.
    public let status: Int
    /// As received.
    public let headers: HTTPHeaders
    /// What follows the head: the body of the answer, or the data of the other protocol after an upgrade. Can be read
    /// once.
    public let body: Body
    private let channel: any Channel
    private let exchange: NIOLoopBound<StreamExchange>

    init(
        status: Int, headers: HTTPHeaders, parts: Parts, channel: any Channel, exchange: NIOLoopBound<StreamExchange>
    ) {
        (self.status, self.headers, self.channel, self.exchange) = (status, headers, channel, exchange)
        body = Body(parts: parts)
    }

    /// The pieces of an answer, cut anywhere.
    public struct Body: AsyncSequence, Sendable {
        /// What iterating throws.
        public typealias Failure = HTTPFailure

        fileprivate let parts: Parts

        /// Begins to read.
        public func makeAsyncIterator() -> Iterator { Iterator(parts: parts.makeAsyncIterator()) }

        /// Reads the answer. Must not be shared between tasks.
        public struct Iterator: AsyncIteratorProtocol {
            fileprivate let parts: Parts.AsyncIterator

            /// The next piece, or nil at the end of the answer. Throws `cancelled` in a cancelled task.
            public mutating func next() async throws(HTTPFailure) -> ByteBuffer? {
                do {
                    let piece = try await parts.next()
                    // In a cancelled task the sequence ends as if the server had ended the answer.
                    try Task.checkCancellation()
                    return piece
                } catch let failure as HTTPFailure {
                    throw failure
                } catch is CancellationError {
                    throw .cancelled
                } catch {
                    throw .broken(error, inAnswer: true)
                }
            }
        }
    }

    /// The whole body.
    ///
    /// - Parameters:
    ///   - maximum: its most bytes.
    ///   - limit: how long it may take; nil for no limit.
    public func collect(upTo maximum: Int, within limit: Duration? = nil) async throws(HTTPFailure) -> [UInt8] {
        let timer = limit.map { limit in
            channel.eventLoop.scheduleTask(in: TimeAmount(limit)) { [exchange] in exchange.value.stop(.timedOut) }
        }
        defer { timer?.cancel() }
        var bytes: [UInt8] = []
        var pieces = body.makeAsyncIterator()
        while let piece = try await pieces.next() {
            guard bytes.append(piece: piece, limit: maximum) else { throw .tooLarge(limit: maximum) }
        }
        return bytes
    }

    /// Writes to the other side after an upgrade. Returns when the system has taken the bytes, which may be never if
    /// the other side does not read. Cancelling the task closes the connection.
    public func write(_ bytes: some Sequence<UInt8> & Sendable) async throws(HTTPFailure) {
        do {
            try await withTaskCancellationHandler {
                try await channel.writeAndFlush(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: bytes))))
            } onCancel: {
                close()
            }
        } catch {
            throw Task.isCancelled ? .cancelled : HTTPFailure(error, inAnswer: true)
        }
    }

    /// Closes the output after an upgrade. The stream can still be read.
    public func closeOutput() async throws(HTTPFailure) {
        do {
            try await channel.close(mode: .output)
        } catch {
            throw HTTPFailure(error, inAnswer: true)
        }
    }

    /// Closes the connection, if it is still open.
    public func close() { channel.close(promise: nil) }
}
