import Foundation
import HostLink
import LambdaModel
import NIOCore
import NIOPosix
import Synchronization

/// Why there is no connection to a host.
public enum LinkFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// No host answers at the address.
    case noHost
    /// The host has closed the connection before it said anything: it is ending, or has died.
    case ending
    /// The host has another link version.
    case otherVersion(HostHello)
    /// Any other failure; one line for the user.
    case failed(String)

    /// One line for the user.
    public var description: String {
        switch self {
        case .noHost: "no host runs"
        case .ending: "the host of this project is ending"
        case .otherVersion(let hello):
            "the host of this project (process \(hello.process)) is another version of lamdeck: \(hello.version.program)"
        case .failed(let reason): reason
        }
    }
}

/// News that a client gets without a request.
public enum LinkNews: Sendable {
    /// Something changed.
    case update(HostUpdate)
    /// The complete current state has been reported, after a subscription; with the last deck's view.
    case current(DeckView?)
    /// The connection has ended; one line for the user.
    case lost(String)
}

/// A client's end of a link: over a unix socket, or over the input and output of a child process.
public final class LinkClient: HostConnection {
    private struct State {
        var next = 1
        var replies: [Int: Promise<HostReply>] = [:]
        var calls: [Int: (outcome: Promise<CallOutcome>, onNews: @Sendable (InvocationNews) -> Void)] = [:]
        var readings: [Int: AsyncStream<LogNews>.Continuation] = [:]
        var lost: String?
        var hasFarewell = false
        var cursor = LogCursor()
    }

    /// The host's greeting.
    public var hello: HostHello { greeting.withLock { $0! } }
    /// Receives the log lines.
    private let inbox: LogInbox
    private let channel: any Channel
    private let onNews: @Sendable (LinkNews) -> Void
    private let greeting = Mutex<HostHello?>(nil)
    private let greeted = Promise<Result<HostHello, LinkFailure>>()
    private let state = Mutex(State())
    /// Keeps messages in the order of their numbers.
    private let writing = Mutex(())

    private init(_ channel: any Channel, _ inbox: LogInbox, _ onNews: @escaping @Sendable (LinkNews) -> Void) {
        (self.channel, self.inbox, self.onNews) = (channel, inbox, onNews)
    }

    // MARK: Connecting

    /// Connects to the host at an address.
    ///
    /// - Parameters:
    ///   - program: the version and build of this program.
    ///   - endsHost: whether the host must end. The connection can then be used for nothing else.
    ///   - inbox: receives the log lines, if the client subscribes to them.
    ///   - onNews: called with news, from one thread, in order.
    public static func connect(
        to address: HostAddress, program: String, endsHost: Bool = false, inbox: LogInbox = LogInbox(),
        onNews: @escaping @Sendable (LinkNews) -> Void = { _ in }
    ) async throws(LinkFailure) -> LinkClient {
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.seconds(5))
                .connect(unixDomainSocketPath: address.path).get()
        } catch let error as IOError where [ENOENT, ECONNREFUSED].contains(error.errnoCode) {
            throw .noHost
        } catch {
            throw .failed("the host at \(address) cannot be reached: \(error)")
        }
        return try await greet(channel, program, endsHost: endsHost, inbox, onNews)
    }

    /// Connects over the output and the input of a process that forwards them to a host, such as `ssh`. The descriptors
    /// are closed with the connection.
    public static func connect(
        reading output: Int32, writing input: Int32, program: String, inbox: LogInbox = LogInbox(),
        onNews: @escaping @Sendable (LinkNews) -> Void = { _ in }
    ) async throws(LinkFailure) -> LinkClient {
        let channel: any Channel
        do {
            channel = try await NIOPipeBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .takingOwnershipOfDescriptors(input: output, output: input).get()
        } catch {
            throw .failed("\(error)")
        }
        return try await greet(channel, program, endsHost: false, inbox, onNews)
    }

    private static func greet(
        _ channel: any Channel, _ program: String, endsHost: Bool, _ inbox: LogInbox,
        _ onNews: @escaping @Sendable (LinkNews) -> Void
    ) async throws(LinkFailure) -> LinkClient {
        let client = LinkClient(channel, inbox, onNews)
        do {
            try await channel.eventLoop.submit {
                try channel.pipeline.syncOperations.addHandler(
                    LinkFrameHandler(onFrame: { try client.handle($0) }, onEnd: { client.ended($0) }))
            }.get()
            let hello = ClientHello(LinkVersion(program: program), endsHost: endsHost)
            try await channel.writeAndFlush(ByteBuffer(bytes: LinkFrame.bytes(hello))).get()
        } catch {
            client.close()
            throw error.meansOtherEndIsGone ? .ending : .failed("\(error)")
        }
        let timer = Task {
            try await Task.sleep(for: .seconds(10))
            client.greeted.keep(.failure(.failed("the host does not answer")))
        }
        defer { timer.cancel() }
        let hello: HostHello
        do throws(LinkFailure) {
            hello = try await client.greeted.value.get()
        } catch {
            client.close()
            throw error
        }
        guard endsHost || hello.version.link == LinkVersion.currentLink else {
            client.close()
            throw .otherVersion(hello)
        }
        return client
    }

    /// Whether the host has reported that it ends: on request, or because it is idle.
    public var hadFarewell: Bool { state.withLock { $0.hasFarewell } }

    /// Closes the connection. The host keeps running.
    public func close() { channel.close(promise: nil) }

    /// Sends ``ClientMessage/leave`` and closes the connection.
    public func leave() async {
        write(.leave)
        try? await channel.eventLoop.submit {}.get()
        try? await channel.close().get()
    }

    /// Returns when the connection has ended.
    public func waitForEnd() async { try? await channel.closeFuture.get() }

    // MARK: Messages from the host

    private func handle(_ frame: LinkFrameReader.Content) throws {
        if case .lines(let chunk) = frame {
            state.withLock { $0.cursor.positions[chunk.function] = chunk.end }
            return inbox.append(chunk.records, of: chunk.function, dropped: chunk.dropped)
        }
        guard greeting.withLock({ $0 }) != nil else {
            let hello = try frame.decoded(HostHello.self)
            greeting.withLock { $0 = hello }
            return greeted.keep(.success(hello))
        }
        switch try frame.decoded(HostMessage.self) {
        case .reply(let id, let reply):
            let (promise, reading) = state.withLock {
                ($0.replies.removeValue(forKey: id), $0.readings.removeValue(forKey: id))
            }
            promise?.keep(reply)
            reading?.finish()
        case .news(let id, let news): state.withLock { $0.calls[id]?.onNews }?(news)
        case .outcome(let id, let outcome):
            state.withLock { $0.calls.removeValue(forKey: id) }?.outcome.keep(outcome)
        case .logs(let id, let news): state.withLock { $0.readings[id] }?.yield(news)
        case .update(let update): onNews(.update(update))
        case .current(let view): onNews(.current(view))
        case .farewell: state.withLock { $0.hasFarewell = true }
        }
    }

    private func ended(_ reason: String?) {
        let text =
            reason.map { "the connection to the host is lost: \($0)" }
            ?? (hadFarewell ? "the host has ended" : "the host of this project has died")
        let before = state.withLock { state in
            defer { (state.replies, state.calls, state.readings, state.lost) = ([:], [:], [:], text) }
            return state
        }
        greeted.keep(.failure(reason == nil ? .ending : .failed(text)))
        for promise in before.replies.values { promise.keep(.lost(text)) }
        for call in before.calls.values {
            call.outcome.keep(.none("\(text); the call's result is not known here"))
        }
        for reading in before.readings.values { reading.finish() }
        onNews(.lost(text))
    }

    // MARK: Messages to the host

    private func write(_ message: ClientMessage) {
        guard let frame = try? LinkFrame.bytes(message) else { return }
        channel.writeAndFlush(ByteBuffer(bytes: frame), promise: nil)
    }

    /// Gives a message a number, registers what receives the answer, and sends the message.
    private func send(_ note: (inout State, Int) -> Void, _ message: (Int) -> ClientMessage) -> (id: Int, lost: String?)
    {
        writing.withLock { _ in
            let (id, lost) = state.withLock { state in
                defer { state.next += 1 }
                if state.lost == nil { note(&state, state.next) }
                return (state.next, state.lost)
            }
            if lost == nil { write(message(id)) }
            return (id, lost)
        }
    }

    /// Subscribes to updates and log lines.
    ///
    /// - Parameter logs: which lines are wanted; nil for none.
    public func subscribe(_ client: Subscription.Client, logs: LogStart? = nil) {
        if case .after(let cursor)? = logs { state.withLock { $0.cursor = cursor } }
        write(.subscribe(Subscription(client, logs: logs)))
    }

    /// How far the logs have been received, so that a new connection to the same host can continue from there.
    public var cursor: LogCursor { state.withLock { $0.cursor } }

    /// Sends a request, see ``HostConnection/send(_:)``.
    @discardableResult
    public func send(_ request: HostRequest) -> Task<HostReply, Never> {
        let promise = Promise<HostReply>()
        let (id, lost) = send({ $0.replies[$1] = promise }, { .request($0, request) })
        if let lost { promise.keep(.lost(lost)) }
        return Task {
            guard request.isQuestion else { return await promise.value }
            return await withTaskCancellationHandler {
                await promise.value
            } onCancel: {
                self.write(.cancel(id))
            }
        }
    }

    /// Invokes a function, see ``HostConnection/call(_:wantsStream:onNews:)``.
    public func call(
        _ input: CallInput, wantsStream: Bool = false, onNews: @escaping @Sendable (InvocationNews) -> Void
    ) -> Task<CallOutcome, Never> {
        let promise = Promise<CallOutcome>()
        let (id, lost) = send({ $0.calls[$1] = (promise, onNews) }, { .call($0, input, wantsStream: wantsStream) })
        if let lost { promise.keep(.none(lost)) }
        return Task {
            await withTaskCancellationHandler {
                await promise.value
            } onCancel: {
                self.write(.cancel(id))
            }
        }
    }

    /// Reads logs, see ``HostConnection/readLogs(_:_:)``.
    public func readLogs(
        _ selection: LogSelection, _ deliver: @escaping @Sendable (LogNews) async -> Void
    ) async throws(FailureReason) {
        let (deliveries, delivering) = AsyncStream.makeStream(of: LogNews.self)
        let promise = Promise<HostReply>()
        let (id, lost) = send(
            { state, id in (state.readings[id], state.replies[id]) = (delivering, promise) }, { .logs($0, selection) })
        if let lost { throw FailureReason(.container, lost) }
        await withTaskCancellationHandler {
            for await news in deliveries {
                await deliver(news)
                write(.logsHandled(id))
            }
        } onCancel: {
            self.write(.cancel(id))
        }
        if Task.isCancelled { return }
        switch await promise.value {
        case .failure(let reason?): throw reason
        case .lost(let text): throw FailureReason(.container, text)
        default: return
        }
    }
}
