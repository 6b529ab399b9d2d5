import Gateway
import NIOCore
import NIOWebSocket

/// Sends the frames of a connection, and ends its channel when all are sent. Belongs to one channel handler.
final class FrameOutput {
    /// What is done when all frames are sent.
    enum Ending {
        case none
        /// The output ends.
        case output
        /// The channel closes.
        case all
    }

    /// The context of the handler; nil if it is not in its channel.
    var context: ChannelHandlerContext?
    /// How many bytes of frames the system has not taken.
    private(set) var unsent = 0
    private var ending = Ending.none
    private let loop: any EventLoop
    /// How long the channel stays open for a client that does not read.
    private let limit: TimeAmount

    /// - Parameter limit: seconds for which the channel stays open at the end for a client that does not read.
    init(loop: any EventLoop, limit: Double) {
        self.loop = loop
        self.limit = .nanoseconds(Int64(limit * 1e9))
    }

    func send(_ frame: SocketFrame) {
        guard let context, let opcode = WebSocketOpcode(encodedWebSocketOpcode: frame.opcode.rawValue) else { return }
        let count = frame.payload.count + 1
        unsent += count
        let written = loop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in
            self.unsent -= count
            self.endIfSent()
        }
        let data = ByteBuffer(bytes: frame.payload)
        let bytes = NIOAny(WebSocketFrame(fin: frame.isFinal, opcode: opcode, data: data))
        context.writeAndFlush(bytes, promise: written)
    }

    func end(_ ending: Ending) {
        self.ending = ending
        endIfSent()
        guard ending == .all, unsent > 0 else { return }
        loop.assumeIsolated().scheduleTask(in: limit) { self.context?.close(promise: nil) }
    }

    private func endIfSent() {
        guard unsent == 0, let context else { return }
        let due = ending
        ending = .none
        switch due {
        case .none: break
        case .output: context.close(mode: .output, promise: nil)
        case .all: context.close(promise: nil)
        }
    }
}
