import Foundation
import HTTPTransport
import LambdaModel
import NIOCore
import NIOHTTP1
import NIOPosix

/// Talks to the Runtime Interface Emulator of a container.
final class EmulatorClient: EmulatorAccess {
    /// The largest answer in bytes: well above the emulator's limit (6,291,556).
    private static let maximumBody = 32 << 20

    /// A call takes two milliseconds, so every addition counts. These connections are on the thread of the callers'
    /// connections (``CallLoop``), so nothing is passed between threads.
    private let client = HTTPClient(
        on: CallLoop.shared.group.next(),
        settings: HTTPClientSettings(
            connectLimit: .seconds(5), connectionsPerServer: 1_000, idleLimit: .seconds(600), probesConnections: true))

    func shutdown() async { await client.shutDown() }

    /// Whether the emulator listens: `GET /` answers 404, which invokes nothing (LAMBDA facts, point 1).
    func isListening(at address: EmulatorAddress) async -> Bool {
        await probe(address, "/") != nil && address.isStillItsOwn
    }

    /// What lamdeck's server on a port says about itself, see ``ServerIdentity``; nil if another program listens, or
    /// none.
    func serverIdentity(port: Int) async -> String? {
        // Any other path is the function's URL there, and would invoke it.
        await probe(.published(port), "/2015-03-31/functions/")?.headers.first(name: ServerHeader.identity.rawValue)
    }

    private func probe(_ address: EmulatorAddress, _ path: String) async -> HTTPResponse? {
        let request = HTTPRequest(.GET, path, headers: ["Connection": "close"])
        return try? await client.send(request, to: address.server, within: .seconds(2), maximum: 1 << 16)
    }

    /// Posts an event. `timeout` is the function's in seconds. The emulator ends a call that takes longer, so no answer
    /// will arrive much later.
    func invoke(at address: EmulatorAddress, _ event: InvocationRequest, timeout: Int) async -> InvocationReply {
        await send(event, to: address, timeout: timeout).reply
    }

    /// Ends the calls of a container that is gone.
    func containerEnded(at address: EmulatorAddress) { client.serverEnded(address.server) }

    /// Posts an event like `invoke`, and also returns whether it may have reached the emulator: if not, it can be sent
    /// to another container.
    func send(
        _ event: InvocationRequest, to address: EmulatorAddress, timeout: Int
    ) async -> (reply: InvocationReply, mayHaveArrived: Bool) {
        var headers: HTTPHeaders = ["Content-Type": "application/json"]
        if let context = event.clientContext { headers.add(name: "X-Amz-Client-Context", value: context) }
        if let trace = event.traceID { headers.add(name: "X-Amzn-Trace-Id", value: trace) }
        let limit = timeout + 60
        do throws(HTTPFailure) {
            let answer = try await client.send(
                HTTPRequest(.POST, Self.path, headers: headers, body: event.payload), to: address.server,
                within: .seconds(limit), maximum: Self.maximumBody)
            return (.answered(status: answer.status, body: answer.body), true)
        } catch {
            switch error {
            case .cancelled: return (.cancelled, true)
            case .timedOut: return (.unreachable("no answer for \(limit) s"), true)
            case .unreachable(let reason): return (.unreachable(Self.message(reason)), false)
            case .closed, .commandFailed, .commandMissing: return (.unreachable(Self.closed), true)
            case .broken(let reason, _): return (.unreachable(Self.message(reason)), true)
            case .tooLarge(let limit):
                return (.unreachable("the container's answer is larger than \(limit >> 20) MB"), true)
            }
        }
    }

    private static let path = "/2015-03-31/functions/function/invocations"
    private static let closed = "the container closed the connection"

    private static func message(_ error: any Error) -> String {
        switch error {
        case ChannelError.eof: closed
        case is ChannelError: "the container did not answer in time"
        case let error as IOError:
            "the connection to the container broke: \(String(cString: strerror(error.errnoCode)))"
        default: "the connection to the container broke: \(error)"
        }
    }
}
