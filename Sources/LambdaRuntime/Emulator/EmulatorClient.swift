import AsyncHTTPClient
import Foundation
import LambdaModel
import NIOCore
import NIOHTTP1

/// Speaks to the Runtime Interface Emulator of a container.
final class EmulatorClient: Sendable {
    /// The most bytes of an answer that are taken: well above what the emulator lets through (6,291,556).
    private static let maximumBody = 32 << 20

    private let client: HTTPClient
    private let connections = EmulatorConnections()

    init() {
        var configuration = HTTPClient.Configuration()
        configuration.timeout.connect = .seconds(5)
        configuration.redirectConfiguration = .disallow
        // A port that refuses is that of a container that is gone: news at once, and not after the time limit.
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroup: CallLoop.shared.group, configuration: configuration)
    }

    deinit {
        // async-http-client stops a debug build when a client goes without this; after shutdown() it does nothing.
        client.shutdown { _ in }
    }

    func shutdown() async {
        connections.shutDown()
        try? await client.shutdown()
    }

    /// Whether the emulator listens: `GET /` answers 404, which invokes nothing (LAMBDA facts, point 1).
    func isListening(at address: EmulatorAddress) async -> Bool {
        await look(at: address) != nil && address.isStillItsOwn
    }

    /// What lamdeck's own door says at a port, see `DoorSign`; nil if another process listens, or nobody.
    func doorSign(port: Int) async -> String? {
        await look(at: .published(port))?.headers.first(name: DoorSign.header)
    }

    private func look(at address: EmulatorAddress) async -> HTTPClientResponse? {
        var request = HTTPClientRequest(url: "http://\(address.host):\(address.port)/")
        request.headers.replaceOrAdd(name: "connection", value: "close")
        guard let response = try? await client.execute(request, timeout: .seconds(2)) else { return nil }
        _ = try? await response.body.collect(upTo: 1 << 16)
        return response
    }

    /// Posts an event. `timeout` is the function's in seconds; the emulator ends a call that takes longer, so
    /// silence much beyond it means that nothing will come.
    func invoke(at address: EmulatorAddress, _ event: InvocationRequest, timeout: Int) async -> InvocationReply {
        await send(event, to: address, timeout: timeout).reply
    }

    /// Ends the calls of a container that is gone.
    func containerEnded(at address: EmulatorAddress) { connections.containerEnded(at: address) }

    /// Posts an event as `invoke` does, and answers too whether it may have reached the emulator: one that did not can be
    /// sent to another container.
    func send(
        _ event: InvocationRequest, to address: EmulatorAddress, timeout: Int
    ) async -> (reply: InvocationReply, mayHaveArrived: Bool) {
        var head = HTTPRequestHead(version: .http1_1, method: .POST, uri: Self.path)
        head.headers = [
            "host": "\(address.host):\(address.port)", "content-type": "application/json",
            "content-length": "\(event.payload.count)",
        ]
        if let context = event.clientContext { head.headers.add(name: "X-Amz-Client-Context", value: context) }
        if let trace = event.traceID { head.headers.add(name: "X-Amzn-Trace-Id", value: trace) }
        let limit = timeout + 60
        do {
            let answer = try await connections.send(
                head, event.payload, to: address, within: .seconds(Int64(limit)), maximum: Self.maximumBody)
            return (.answered(status: answer.status, body: answer.body), true)
        } catch {
            if Task.isCancelled { return (.cancelled, true) }
            if case EmulatorFailure.silence = error { return (.unreachable("no answer for \(limit) s"), true) }
            if let error = error as? EmulatorNotReached { return (.unreachable(Self.words(error.reason)), false) }
            return (.unreachable(Self.words(error)), true)
        }
    }

    private static let path = "/2015-03-31/functions/function/invocations"

    private static func words(_ error: any Error) -> String {
        switch error {
        case EmulatorFailure.closed, ChannelError.ioOnClosedChannel, ChannelError.alreadyClosed,
            HTTPParserError.invalidEOFState:
            "the container closed the connection"
        case EmulatorFailure.tooLarge:
            "the container's answer is larger than \(maximumBody >> 20) MB"
        case is ChannelError, EmulatorFailure.silence:
            "the container did not answer in time"
        case let error as IOError:
            "the connection to the container broke: \(String(cString: strerror(error.errnoCode)))"
        default:
            "the connection to the container broke: \(error)"
        }
    }
}
