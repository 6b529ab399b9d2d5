import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Connections to emulators, kept open between calls. A container takes one call at a time, so that there is rarely more
/// than one for each.
///
/// A call of two milliseconds is measured by what is added to it, and these lie on the thread of the door's own
/// connections (``CallLoop``): nothing has to be handed from one thread to another.
final class EmulatorConnections: Sendable {
    private struct State {
        var idle: [EmulatorAddress: [any Channel]] = [:]
        /// Calls that run, by the connection that they use.
        var running: [EmulatorAddress: [ObjectIdentifier: Running]] = [:]
        var isShut = false
    }

    private typealias Running = (channel: any Channel, answer: EventLoopPromise<InvocationAnswer>)

    private let state = Mutex(State())

    /// Posts an event and takes the whole answer. Throws if there is none; a cancelled task gets `CancellationError`.
    ///
    /// - Parameters:
    ///   - limit: how long it may take in all.
    ///   - maximum: bytes of the answer at most.
    func send(
        _ head: HTTPRequestHead, _ body: [UInt8], to address: EmulatorAddress, within limit: TimeAmount, maximum: Int
    ) async throws -> InvocationAnswer {
        let channel: any Channel
        do {
            channel = try await take(address)
        } catch {
            throw EmulatorNotReached(reason: error)
        }
        let promise = channel.eventLoop.makePromise(of: InvocationAnswer.self)
        begin(channel, promise, address)
        defer { end(channel, address) }
        let timer = channel.eventLoop.scheduleTask(in: limit) {
            promise.fail(EmulatorFailure.silence)
            channel.close(promise: nil)
        }
        let exchange = EmulatorExchange.Call(head: head, body: body, maximum: maximum, answer: promise)
        channel.writeAndFlush(exchange).whenFailure { promise.fail($0) }
        do {
            let answer = try await withTaskCancellationHandler {
                try await promise.futureResult.get()
            } onCancel: {
                promise.fail(CancellationError())
                channel.close(promise: nil)
            }
            timer.cancel()
            if answer.keepsConnection { giveBack(channel, address) } else { channel.close(promise: nil) }
            return answer
        } catch {
            timer.cancel()
            channel.close(promise: nil)
            throw error
        }
    }

    /// Ends the calls of a container that is gone. No reset comes if its network went first: a call would wait for its whole
    /// limit. An answer that has arrived is taken before.
    func containerEnded(at address: EmulatorAddress) {
        let running = state.withLock { $0.running[address].map { Array($0.values) } ?? [] }
        for (channel, answer) in running {
            channel.eventLoop.scheduleTask(in: Self.grace) {
                answer.fail(EmulatorFailure.closed)
                channel.close(promise: nil)
            }
        }
    }

    /// How long a connection of a container that is gone is read from.
    private static let grace = TimeAmount.milliseconds(250)

    private func begin(_ channel: any Channel, _ answer: EventLoopPromise<InvocationAnswer>, _ address: EmulatorAddress)
    {
        state.withLock { $0.running[address, default: [:]][ObjectIdentifier(channel)] = (channel, answer) }
    }

    private func end(_ channel: any Channel, _ address: EmulatorAddress) {
        state.withLock { state in
            state.running[address]?[ObjectIdentifier(channel)] = nil
            if state.running[address]?.isEmpty == true { state.running[address] = nil }
        }
    }

    /// Closes those that are idle, and keeps none from now on.
    func shutDown() {
        let idle = state.withLock { state in
            defer { state = State(isShut: true) }
            return state.idle.values.flatMap { $0 }
        }
        for channel in idle { channel.close(promise: nil) }
    }

    private func take(_ address: EmulatorAddress) async throws -> any Channel {
        while let channel = state.withLock({ $0.idle[address]?.popLast() }) {
            guard channel.isActive else { continue }
            if address.isStillItsOwn { return channel }
            channel.close(promise: nil)
        }
        // The address of a container that is gone refuses nothing: it takes the kernel seconds to find nobody there.
        guard address.isStillItsOwn else { throw EmulatorFailure.closed }
        let channel = try await Self.noticesCutNetwork(ClientBootstrap(group: CallLoop.shared.group))
            .connectTimeout(.seconds(5))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers(leftOverBytesStrategy: .dropBytes)
                    try channel.pipeline.syncOperations.addHandler(EmulatorExchange())
                }
            }
            .connect(to: SocketAddress(ipAddress: address.host, port: address.port)).get()
        guard address.isStillItsOwn else {
            channel.close(promise: nil)
            throw EmulatorFailure.closed
        }
        channel.closeFuture.whenComplete { _ in self.forget(channel, address) }
        return channel
    }

    /// A container that is taken off its network resets nothing, and a call would wait for its whole limit. The kernel
    /// answers these probes for any container that has one, even a paused one.
    private static func noticesCutNetwork(_ bootstrap: ClientBootstrap) -> ClientBootstrap {
        #if os(Linux)
            func option(_ name: CInt) -> ChannelOptions.Types.SocketOption {
                .tcpOption(NIOBSDSocket.Option(rawValue: name))
            }
            return
                bootstrap
                .channelOption(.socketOption(.so_keepalive), value: 1)
                .channelOption(option(TCP_KEEPIDLE), value: 2)
                .channelOption(option(TCP_KEEPINTVL), value: 1)
                .channelOption(option(TCP_KEEPCNT), value: 3)
        #else
            // Containers are never reached at their own addresses there.
            return bootstrap
        #endif
    }

    private func giveBack(_ channel: any Channel, _ address: EmulatorAddress) {
        let isKept = state.withLock { state in
            guard !state.isShut, channel.isActive else { return false }
            state.idle[address, default: []].append(channel)
            return true
        }
        if !isKept { channel.close(promise: nil) }
    }

    private func forget(_ channel: any Channel, _ address: EmulatorAddress) {
        state.withLock { state in
            state.idle[address]?.removeAll { $0 === channel }
            if state.idle[address]?.isEmpty == true { state.idle[address] = nil }
        }
    }
}

/// An emulator's answer, as received.
struct InvocationAnswer: Sendable {
    /// The HTTP status.
    var status: Int
    var body: [UInt8]
    /// Whether the connection can take another call.
    var keepsConnection: Bool
}

/// No connection could be made, or only to another container: nothing of the call was sent.
struct EmulatorNotReached: Error {
    /// What the system says of it.
    let reason: any Error
}

/// Why an emulator gave no answer, beside what the system says of its connection.
enum EmulatorFailure: Error {
    /// The connection ended before the answer was whole.
    case closed
    /// Nothing came for as long as one could have.
    case silence
    /// It is larger than anything that the emulator lets through.
    case tooLarge
}
