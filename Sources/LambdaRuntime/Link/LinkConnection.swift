import Foundation
import HostLink
import LambdaModel
import NIOCore
import Synchronization

/// The host's end of one client's connection. Sends the frames of its ``ClientLane`` whenever the client reads.
final class LinkConnection: Sendable {
    private let channel: any Channel
    private let logs: LogStore
    private let lane = Mutex(ClientLane())
    private let isPumpDue = Mutex(false)
    private let logPace = Mutex(LogPace())
    private let isFinishing = Mutex(false)
    private let listener = Mutex<Int?>(nil)

    init(_ channel: any Channel, _ logs: LogStore) { (self.channel, self.logs) = (channel, logs) }

    /// Sends an answer. One that cannot be sent is replaced by the reason.
    func send(_ message: HostMessage) {
        do {
            send(try LinkFrame.bytes(message))
        } catch {
            guard let reason = message.replaced(because: "\(error)"), let frame = try? LinkFrame.bytes(reason) else {
                return
            }
            send(frame)
        }
    }

    /// Sends a frame.
    func send(_ frame: [UInt8]) {
        lane.withLock { $0.add(frame) }
        wantPump()
    }

    /// Sends news, see ``ClientLane/add(news:key:)``.
    func send(news frame: [UInt8], key: String?) {
        if lane.withLock({ $0.add(news: frame, key: key) }) {
            wantPumpLater()
        } else {
            close()
        }
    }

    /// Sends a part of the response of a call, together with later ones if the client reads slowly, see
    /// ``ClientLane/add(_:of:)``.
    func send(_ part: ResponsePart, of call: Int) {
        lane.withLock { $0.add(part, of: call) }
        want { wantPump() }
    }

    /// Sends no more parts of a response.
    func dropParts(of call: Int) { lane.withLock { $0.dropParts(of: call) } }

    /// Sends log lines; nil for no more lines.
    func followLogs(from start: LogStart?) {
        let cursor: LogCursor? =
            switch start {
            case .after(let cursor): cursor
            case .now: logs.end
            case nil: nil
            }
        lane.withLock { $0.cursor = cursor }
        listener.withLock { listener in
            if let known = listener { logs.removeListener(known) }
            listener = cursor == nil ? nil : logs.addListener { [weak self] in self?.wantLogs() }
        }
        wantPump()
    }

    /// Ends the connection when all messages have been sent.
    func finish() {
        channel.eventLoop.execute {
            self.isFinishing.withLock { $0 = true }
            self.pump()
        }
    }

    /// How many bytes of news wait for the client.
    var waitingNews: Int { lane.withLock { $0.waitingNews } }

    /// Ends the connection without waiting for the client. The close happens on the event loop, because the caller may
    /// hold a lock that closing the connection needs.
    func close() { channel.eventLoop.execute { self.channel.close(promise: nil) } }

    /// Returns when the connection has ended.
    func waitForEnd() async { try? await channel.closeFuture.get() }

    /// The connection has ended.
    func ended() { followLogs(from: nil) }

    /// Lines, and parts of responses, that arrive at short intervals share a frame: a flood would otherwise cost both
    /// ends a wake-up for every few lines.
    private func want(_ pumpNow: () -> Void) {
        switch logPace.withLock({ $0.arrival(at: .now()) }) {
        case .now: pumpNow()
        case .at(let time):
            // Not at once on the thread of the calls: it wakes another thread.
            CallLoop.shared.later { self.channel.eventLoop.scheduleTask(deadline: time) { self.wantPump() } }
        case .alreadyDue: break
        }
    }

    private func wantPump() {
        let wasDue = isPumpDue.withLock { isDue in
            defer { isDue = true }
            return isDue
        }
        if !wasDue { channel.eventLoop.execute { self.pump() } }
    }

    /// The same for what may arrive a moment later.
    private func wantPumpLater() { CallLoop.shared.later { self.wantPump() } }

    private func wantLogs() { want { wantPumpLater() } }

    /// Writes frames while the client reads them.
    func pump() {
        channel.eventLoop.assertInEventLoop()
        isPumpDue.withLock { $0 = false }
        logPace.withLock { $0.sent(at: .now()) }
        var hasWritten = false
        while channel.isActive, channel.isWritable, let frame = lane.withLock({ $0.next(logs) }) {
            channel.write(ByteBuffer(bytes: frame), promise: nil)
            hasWritten = true
        }
        if hasWritten { channel.flush() }
        guard isFinishing.withLock({ $0 }), lane.withLock({ $0.isEmpty }) else { return }
        // Closes the connection after the written frames have been sent.
        channel.writeAndFlush(ByteBuffer()).whenComplete { _ in self.channel.close(promise: nil) }
    }
}

extension Error {
    /// Whether the other end of a connection has closed it, or does not exist any more.
    var meansOtherEndIsGone: Bool {
        if let error = self as? IOError { return [ECONNRESET, EPIPE].contains(error.errnoCode) }
        return self as? ChannelError == .ioOnClosedChannel || self as? ChannelError == .eof
    }
}

/// When log lines that have arrived are sent.
struct LogPace {
    /// When to send.
    enum Moment: Equatable {
        case now
        case at(NIODeadline)
        /// A moment is already chosen, and the lines are sent then.
        case alreadyDue
    }

    /// The shortest time between two frames of lines.
    static let interval = TimeAmount.milliseconds(5)

    private var last: NIODeadline?
    private var isDue = false

    /// Lines have arrived.
    mutating func arrival(at now: NIODeadline) -> Moment {
        guard !isDue else { return .alreadyDue }
        isDue = true
        guard let last, now < last + Self.interval else { return .now }
        return .at(last + Self.interval)
    }

    /// All lines that have arrived are sent.
    mutating func sent(at now: NIODeadline) { (last, isDue) = (now, false) }
}

extension HostMessage {
    /// The answer that says why this one could not be sent; nil for a message that no task of the client waits for.
    fileprivate func replaced(because reason: String) -> HostMessage? {
        switch self {
        case .reply(let id, _): .reply(id, .lost(reason))
        case .outcome(let id, _): .outcome(id, .none(reason))
        case .news, .logs, .update, .current, .farewell: nil
        }
    }
}

/// Splits a connection's bytes into frames, and passes them to a host or a client.
final class LinkFrameHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private var reader = LinkFrameReader()
    private let onFrame: (LinkFrameReader.Content) throws -> Void
    private let onWritable: () -> Void
    private let onEnd: (String?) -> Void
    private var hasEnded = false

    /// - Parameters:
    ///   - onFrame: takes a frame. If it throws, the connection ends.
    ///   - onWritable: called when the other end has read enough that more can be written.
    ///   - onEnd: called once: with the reason if an error ended the connection, with nil if it was closed.
    init(
        onFrame: @escaping (LinkFrameReader.Content) throws -> Void, onWritable: @escaping () -> Void = {},
        onEnd: @escaping (String?) -> Void
    ) {
        (self.onFrame, self.onWritable, self.onEnd) = (onFrame, onWritable, onEnd)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        reader.append(unwrapInboundIn(data).readableBytesView)
        do {
            while !hasEnded, let frame = try reader.next() { try onFrame(frame) }
        } catch {
            end(context, "\(error)")
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { onWritable() }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(context, nil)
        context.fireChannelInactive()
    }

    /// The system reports a process that has died in the middle of its work as an error.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(context, error.meansOtherEndIsGone ? nil : "\(error)")
    }

    private func end(_ context: ChannelHandlerContext, _ reason: String?) {
        guard !hasEnded else { return }
        hasEnded = true
        onEnd(reason)
        context.close(promise: nil)
    }
}
