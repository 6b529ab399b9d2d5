import HTTPTransport
import LambdaModel
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Sends batches of records to a port of one container.
protocol TelemetrySender: Sendable {
    /// Sends a batch. Returns whether the receiver has taken it.
    func send(_ batch: TelemetryBuffer.Batch) async -> Bool

    /// Ends what is under way, and sends nothing more: the address may belong to another container soon.
    func close()
}

extension TelemetryDestination {
    /// The name that extensions have for their own environment.
    static let host = "sandbox.localdomain"

    /// How long connecting may take: the container is on this machine.
    fileprivate static let connectLimit = Duration.seconds(2)
    /// How long a receiver may take for a batch.
    fileprivate static let limit = Duration.seconds(10)

    /// What sends to this destination in the container with that address.
    func sender(to address: String) -> any TelemetrySender {
        switch self {
        case .http(let port, let target, let method):
            HTTPTelemetrySender(to: address, port, target, method == .put ? .PUT : .POST)
        case .tcp(let port): TCPTelemetrySender(to: address, port)
        }
    }
}

/// Sends each batch as a JSON array in the body of a request.
private final class HTTPTelemetrySender: TelemetrySender {
    /// The client of all containers, made for the first batch.
    private static let client = HTTPClient(
        on: CallLoop.shared.group.next(),
        settings: HTTPClientSettings(
            connectLimit: TelemetryDestination.connectLimit, connectionsPerServer: 1, idleLimit: .seconds(30),
            probesConnections: true))
    /// The most bytes of an answer, which is not read.
    private static let mostAnswer = 1 << 20

    private final class Gate: Sendable {
        let isOpen = Atomic(true)
    }

    private let gate: Gate
    private let server: HTTPServer
    private let target: String
    private let method: HTTPMethod

    init(to address: String, _ port: Int, _ target: String, _ method: HTTPMethod) {
        (self.target, self.method) = (target, method)
        let gate = Gate()
        self.gate = gate
        server = HTTPServer(
            .tcp(host: address, port: port), host: "\(TelemetryDestination.host):\(port)", identity: RequestID.make()
        ) {
            gate.isOpen.load(ordering: .relaxed)
        }
    }

    func send(_ batch: TelemetryBuffer.Batch) async -> Bool {
        var body = [UInt8(ascii: "[")]
        body.reserveCapacity(batch.reduce(2) { $0 + $1.count + 1 })
        for (index, record) in batch.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body += record
        }
        body.append(UInt8(ascii: "]"))
        let request = HTTPRequest(method, target, headers: ["Content-Type": "application/json"], body: body)
        let answer = try? await Self.client.send(
            request, to: server, within: TelemetryDestination.limit, maximum: Self.mostAnswer)
        return answer.map { 200..<300 ~= $0.status } ?? false
    }

    func close() {
        gate.isOpen.store(false, ordering: .relaxed)
        Self.client.serverEnded(server)
    }
}

/// Writes each record as a line to a connection, which stays open.
private final class TCPTelemetrySender: TelemetrySender {
    private struct State {
        var channel: (any Channel)?
        var isClosed = false
    }

    private let address: String
    private let port: Int
    private let state = Mutex(State())

    init(to address: String, _ port: Int) { (self.address, self.port) = (address, port) }

    func send(_ batch: TelemetryBuffer.Batch) async -> Bool {
        guard let channel = await open() else { return false }
        var lines = channel.allocator.buffer(capacity: batch.reduce(0) { $0 + $1.count + 1 })
        for record in batch {
            lines.writeBytes(record)
            lines.writeInteger(UInt8(ascii: "\n"))
        }
        // A receiver that does not read would never let the write end.
        let timer = channel.eventLoop.scheduleTask(in: TimeAmount(TelemetryDestination.limit)) {
            channel.close(promise: nil)
        }
        defer { timer.cancel() }
        do {
            try await channel.writeAndFlush(lines)
            return true
        } catch {
            channel.close(promise: nil)
            return false
        }
    }

    /// The connection; nil if there can be none.
    private func open() async -> (any Channel)? {
        let (known, isClosed) = state.withLock { ($0.channel, $0.isClosed) }
        if let known, known.isActive { return known }
        guard !isClosed, let target = try? SocketAddress(ipAddress: address, port: port) else { return nil }
        let channel = try? await ClientBootstrap(group: CallLoop.shared.group)
            .connectTimeout(TimeAmount(TelemetryDestination.connectLimit))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connect(to: target).get()
        guard let channel else { return nil }
        let isStillOpen = state.withLock { state in
            if !state.isClosed { state.channel = channel }
            return !state.isClosed
        }
        if !isStillOpen { channel.close(promise: nil) }
        return isStillOpen ? channel : nil
    }

    func close() {
        let channel = state.withLock { state in
            state.isClosed = true
            return state.channel.take()
        }
        channel?.close(promise: nil)
    }
}
