import DequeModule

/// The records that wait for one subscriber, and when they are sent. Pure: the clock is passed in.
///
/// One batch is under way at a time. Later records wait, within the subscription's limits; the rest is dropped
/// and counted. A batch that the subscriber does not take is sent again with growing pauses, and then dropped, too
/// (AWS Lambda's developer guide, "Lambda Telemetry API", Specifying a destination protocol).
public struct TelemetryBuffer: Sendable {
    /// The clock's time.
    public typealias Instant = ContinuousClock.Instant

    /// Records that are sent together, each a JSON object.
    public typealias Batch = [[UInt8]]

    /// Records that were dropped.
    private struct Loss: Sendable {
        var records = 0
        var bytes = 0

        mutating func add(_ records: Int, _ bytes: Int) {
            self.records += records
            self.bytes += bytes
        }
    }

    /// A batch until the subscriber has taken it.
    private struct Outgoing: Sendable {
        let batch: Batch
        /// What is lost if the subscriber never takes it, with what it reports as lost.
        let loss: Loss
        /// How many times it has failed.
        var failures = 0
    }

    private enum Sending: Sendable {
        case idle
        case underWay(Outgoing)
        case paused(Outgoing, until: Instant)
    }

    private let schema: TelemetrySchema
    private let streams: [TelemetryStream]
    private let limits: TelemetryBuffering
    private var waiting: Deque<[UInt8]> = []
    private var waitingBytes = 0
    /// When the oldest record that waits was added.
    private var oldest: Instant?
    private var loss = Loss()
    private var sending = Sending.idle
    /// Whether records wait for no others: the environment ends.
    private var isHurried = false

    /// The pauses after failures of one batch.
    static let pauses: [Duration] = [100, 200, 400, 800, 1_600, 3_200].map { .milliseconds($0) }

    /// An empty buffer.
    public init(_ subscription: TelemetrySubscription) {
        (schema, streams, limits) = (subscription.schema, subscription.streams, subscription.buffering)
    }

    // MARK: Queries

    /// When the next batch has to be taken; nil if nothing waits, or while a batch is under way.
    public var due: Instant? {
        switch sending {
        case .underWay: nil
        case .paused(_, let until): until
        case .idle: oldest?.advanced(by: mustGo ? .zero : .milliseconds(limits.milliseconds))
        }
    }

    /// Whether nothing waits and nothing is under way.
    public var isEmpty: Bool {
        if case .idle = sending { waiting.isEmpty } else { false }
    }

    /// Whether the subscriber did not take its last batch.
    public var isFailing: Bool {
        switch sending {
        case .paused: true
        case .underWay(let outgoing): outgoing.failures > 0
        case .idle: false
        }
    }

    private var isFull: Bool { waiting.count >= limits.items || waitingBytes >= limits.bytes }

    private var mustGo: Bool { isHurried || isFull || loss.records > 0 }

    // MARK: Events

    /// Adds a record, if the subscriber gets this kind. The last one may exceed the limit of bytes, as on Lambda.
    public mutating func add(_ record: TelemetryRecord, at now: Instant) {
        guard streams.contains(record.stream), let json = record.json(schema) else { return }
        guard !isFull else { return loss.add(1, json.count) }
        waiting.append(json)
        waitingBytes += json.count
        if oldest == nil { oldest = now }
    }

    /// From now on, records wait for no others.
    public mutating func hurry() { isHurried = true }

    /// Takes the batch that has to be sent now; nil if none is due.
    ///
    /// - Parameter time: seconds since 1970.
    public mutating func take(at now: Instant, time: Double) -> Batch? {
        guard let due, due <= now else { return nil }
        switch sending {
        case .underWay: return nil
        case .paused(let outgoing, _):
            sending = .underWay(outgoing)
            return outgoing.batch
        case .idle:
            var (batch, lost) = (Array(waiting), loss)
            if loss.records > 0 {
                let record = TelemetryRecord(time: time, .dropped(records: loss.records, bytes: loss.bytes))
                if let json = record.json(schema) { batch.append(json) }
            }
            lost.add(waiting.count, waitingBytes)
            (waiting, waitingBytes, oldest, loss) = ([], 0, nil, Loss())
            sending = .underWay(Outgoing(batch: batch, loss: lost))
            return batch
        }
    }

    /// The subscriber has taken the batch, or not.
    public mutating func sent(_ isTaken: Bool, at now: Instant) {
        guard case .underWay(var outgoing) = sending else { return }
        if isTaken {
            sending = .idle
        } else if outgoing.failures < Self.pauses.count {
            let until = now.advanced(by: Self.pauses[outgoing.failures])
            outgoing.failures += 1
            sending = .paused(outgoing, until: until)
        } else {
            sending = .idle
            // Reported with the next records.
            loss.add(outgoing.loss.records, outgoing.loss.bytes)
        }
    }
}
