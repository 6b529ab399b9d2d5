import LambdaModel
import NIOCore
import Support

/// The response of a function to one call, as far as it has been received.
struct ReceivedResponse {
    /// At most as much as a buffered response may have: the history stores no more.
    private(set) var body: [UInt8] = []
    /// How many bytes have arrived, and how the runtime sends them.
    private var received = 0
    private var transfer = RuntimeExchange.Transfer.whole
    /// From the delivery of the event to the first byte; nil if none has arrived.
    private(set) var firstByte: Duration?
    /// The media type that the runtime gives it; nil if it gives none, or if nothing has arrived.
    private(set) var contentType: String?

    /// How many bytes were received after ``body``.
    var droppedBytes: Int { received - body.count }

    /// Adds a part.
    ///
    /// - Parameters:
    ///   - total: how many bytes have arrived, including these.
    ///   - contentType: the media type that the runtime gives the response.
    ///   - delivery: when the runtime got the event; nil if it did not.
    ///   - isStreamWanted: whether the caller takes a stream, which may be longer.
    /// - Returns: the part as its caller gets it; nil if the response is too large.
    mutating func receive(
        _ bytes: ByteBuffer, total: Int, _ transfer: RuntimeExchange.Transfer, contentType: String? = nil,
        deliveredAt delivery: ContinuousClock.Instant?, isStreamWanted: Bool
    ) -> ResponsePart? {
        (self.transfer, self.contentType) = (transfer, contentType)
        let isStream = isStreamWanted && transfer != .whole
        guard total <= (isStream ? RuntimeLimits.streamedBytes : RuntimeLimits.responseBytes) else { return nil }
        received = total
        if firstByte == nil { firstByte = delivery.map { .now - $0 } }
        let part = Array(bytes.readableBytesView)
        body += part.prefix(RuntimeLimits.responseBytes - body.count)
        let first = transfer == .whole ? nil : firstByte.map { $0.seconds * 1000 }
        return ResponsePart(part, offset: total - part.count, firstByteMilliseconds: first, contentType: contentType)
    }

    /// Go's client sends every response in chunks, and never says that it streams: it does if the chunks take time.
    private static let leastChunkTime = Duration.milliseconds(10)

    /// Whether the function streamed its response.
    ///
    /// - Parameter handler: from the delivery of the event to the end of the response; nil if it was not delivered.
    func isStreamed(until handler: Duration?) -> Bool {
        guard let firstByte, let handler else { return false }
        return switch transfer {
        case .streaming: true
        case .chunked: handler - firstByte >= Self.leastChunkTime
        case .whole: false
        }
    }

    /// The response as extensions get it in a record.
    ///
    /// - Parameters:
    ///   - start: when the event was delivered, in seconds since 1970.
    ///   - handler: from the delivery to the end of the response.
    func record(from start: Double, handler: Duration) -> TelemetryRecord.Response {
        let total = handler.seconds * 1000
        guard let firstByte else { return TelemetryRecord.Response(milliseconds: total) }
        let latency = min(total, firstByte.seconds * 1000)
        return TelemetryRecord.Response(
            milliseconds: total, bytes: body.count,
            spans: [
                TelemetryRecord.Span(name: "responseLatency", start: start, milliseconds: latency),
                TelemetryRecord.Span(
                    name: "responseDuration", start: start + latency / 1000, milliseconds: total - latency),
            ])
    }
}
