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

    init() {
        var configuration = HTTPClient.Configuration()
        configuration.timeout.connect = .seconds(5)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 4
        configuration.connectionPool.idleTimeout = .seconds(300)
        configuration.redirectConfiguration = .disallow
        // A port that refuses is that of a container that is gone: news at once, and not after the time limit.
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    deinit {
        // async-http-client stops a debug build when a client goes without this; after shutdown() it does nothing.
        client.shutdown { _ in }
    }

    func shutdown() async {
        try? await client.shutdown()
    }

    /// Whether the emulator listens: `GET /` answers 404, which invokes nothing (LAMBDA facts, point 1).
    func isListening(port: Int) async -> Bool { await look(port: port) != nil }

    /// What lamdeck's own door says at a port, see `DoorSign`; nil where somebody else listens, or nobody.
    func doorSign(port: Int) async -> String? { await look(port: port)?.headers.first(name: DoorSign.header) }

    private func look(port: Int) async -> HTTPClientResponse? {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/")
        request.headers.replaceOrAdd(name: "connection", value: "close")
        guard let response = try? await client.execute(request, timeout: .seconds(2)) else { return nil }
        _ = try? await response.body.collect(upTo: 1 << 16)
        return response
    }

    /// Posts an event. `timeout` is the function's in seconds; the emulator ends a call that takes longer, so
    /// silence much beyond it means that nothing will come.
    func invoke(port: Int, _ event: InvocationRequest, timeout: Int) async -> InvocationReply {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/2015-03-31/functions/function/invocations")
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        if let context = event.clientContext { request.headers.add(name: "X-Amz-Client-Context", value: context) }
        if let trace = event.traceID { request.headers.add(name: "X-Amzn-Trace-Id", value: trace) }
        request.body = .bytes(ByteBuffer(bytes: event.payload))
        let limit = timeout + 60
        let call = request
        do {
            return try await withThrowingTaskGroup(of: InvocationReply?.self) { [client] group in
                group.addTask {
                    let response = try await client.execute(call, deadline: .now() + .seconds(Int64(limit)))
                    let body = try await response.body.collect(upTo: Self.maximumBody)
                    return .answered(status: Int(response.status.code), body: Array(buffer: body))
                }
                group.addTask {
                    try await Task.sleep(for: .seconds(limit))
                    return nil
                }
                defer { group.cancelAll() }
                let first = try await group.next() ?? nil
                return first ?? .unreachable("no answer for \(limit) s")
            }
        } catch {
            return Task.isCancelled ? .cancelled : .unreachable(Self.words(error))
        }
    }

    private static func words(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError where error == .remoteConnectionClosed:
            "the container closed the connection"
        case let error as HTTPClientError where error == .deadlineExceeded || error == .connectTimeout:
            "the container did not answer in time"
        case let error as IOError:
            "the connection to the container broke: \(String(cString: strerror(error.errnoCode)))"
        default:
            "the connection to the container broke: \(error)"
        }
    }
}
