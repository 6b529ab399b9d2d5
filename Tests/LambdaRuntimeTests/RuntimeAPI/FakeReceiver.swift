import JSONText
import NIOCore
import NIOPosix
import Synchronization

@testable import RuntimeTestSupport

/// The port at which an extension that a test plays gets its records.
final class FakeReceiver: Sendable {
    /// What it does with batches.
    enum Behaviour: Sendable {
        /// Answers 200.
        case takes
        /// Answers 500 so many times, and then 200.
        case refuses(times: Int)
        /// Reads and does not answer.
        case hangs
        /// Accepts no connection.
        case neverAccepts
        /// Takes a line for a record, and answers nothing.
        case lines
    }

    /// A request, or the lines of a connection.
    struct Delivery: Sendable {
        var head: String
        var records: [TelemetryText]
    }

    private struct State {
        var deliveries: [Delivery] = []
        var refusals = 0
    }

    private let behaviour: Behaviour
    private let state = Mutex(State())
    private let changes = Changes()

    private init(_ behaviour: Behaviour) { self.behaviour = behaviour }

    /// Listens on 127.0.0.1 while `body` runs.
    static func with(
        _ behaviour: Behaviour = .takes, _ body: (FakeReceiver, _ port: Int) async throws -> Void
    ) async throws {
        let receiver = FakeReceiver(behaviour)
        var accepts = true
        if case .neverAccepts = behaviour { accepts = false }
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.autoRead, value: accepts)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ReceiverConnection(receiver))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            try await body(receiver, channel.localAddress?.port ?? 0)
        } catch {
            try? await channel.close()
            throw error
        }
        try? await channel.close()
    }

    /// What has arrived.
    var deliveries: [Delivery] { state.withLock { $0.deliveries } }

    /// The records that were taken, in their order.
    var records: [TelemetryText] { deliveries.flatMap(\.records) }

    /// Waits for records of these types, in any order, and returns all that have arrived.
    func has(_ types: String...) async throws -> [TelemetryText] {
        try await changes.wait(for: "\(types)", seen: "\(self.records)") {
            let records = self.records
            return types.allSatisfy { type in records.contains { $0.type == type } } ? records : nil
        }
    }

    /// Waits for so many requests, taken or not.
    func has(requests count: Int) async throws {
        try await changes.wait(for: "\(count) requests", seen: "\(self.deliveries)") {
            self.deliveries.count + self.state.withLock { $0.refusals } >= count ? () : nil
        }
    }

    /// Takes a request. Returns the status of the answer; nil for none.
    fileprivate func take(_ head: String, _ body: [UInt8]) -> Int? {
        defer { changes.signal() }
        return state.withLock { state in
            if case .refuses(let times) = behaviour, state.refusals < times {
                state.refusals += 1
                return 500
            }
            let elements = (try? JSONDocument(body).root)?.elements
            state.deliveries.append(Delivery(head: head, records: elements?.map { TelemetryText($0.text) } ?? []))
            if case .hangs = behaviour { return nil }
            return 200
        }
    }

    fileprivate func take(line: String) {
        state.withLock { $0.deliveries.append(Delivery(head: "", records: [TelemetryText(line)])) }
        changes.signal()
    }

    fileprivate var takesLines: Bool {
        if case .lines = behaviour { true } else { false }
    }
}

/// A record as received.
struct TelemetryText: Sendable, CustomStringConvertible {
    let description: String

    init(_ text: String) { description = text }

    private var root: JSONNode? { try? JSONDocument(Array(description.utf8)).root }

    var type: String? { root?["type"]?.string }

    /// `record`, if it is a string.
    var line: String? { root?["record"]?.string }

    /// A member of `record`.
    subscript(member: String) -> JSONNode? { root?["record"]?[member] }
}

/// One connection to a ``FakeReceiver``.
private final class ReceiverConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let receiver: FakeReceiver
    private var unread: [UInt8] = []

    init(_ receiver: FakeReceiver) { self.receiver = receiver }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        unread += Array(unwrapInboundIn(data).readableBytesView)
        if receiver.takesLines {
            while let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                receiver.take(line: String(decoding: unread[..<end], as: UTF8.self))
                unread.removeSubrange(...end)
            }
            return
        }
        while let (head, body) = request() {
            guard let status = receiver.take(head, body) else { continue }
            let answer = ByteBuffer(string: "HTTP/1.1 \(status) Status\r\nContent-Length: 0\r\n\r\n")
            context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
        }
    }

    /// A request that has arrived whole; nil if there is none.
    private func request() -> (head: String, body: [UInt8])? {
        let end = Array("\r\n\r\n".utf8)
        guard let range = unread.firstRange(of: end) else { return nil }
        let head = String(decoding: unread[..<range.lowerBound], as: UTF8.self)
        let length = head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
        let count = length.flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? 0
        guard unread.count >= range.upperBound + count else { return nil }
        let body = Array(unread[range.upperBound..<range.upperBound + count])
        unread.removeSubrange(..<(range.upperBound + count))
        return (head, body)
    }
}
