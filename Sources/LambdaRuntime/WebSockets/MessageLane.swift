import LambdaModel
import NIOCore

/// The calls of one connection of a WebSocket API, in the order of what the client did. So many messages are answered at a
/// time; the others wait.
///
/// One read of the connection can bring thousands of messages, and more is read only when none of them waits. Without the
/// lane all of them were calls at once, and most were refused with "Too Many Requests".
struct MessageLane {
    /// What is called.
    enum Item: Equatable {
        /// A message, and when it arrived.
        case message([UInt8], at: Double)
        /// `$disconnect`, and its event. It follows the messages, but does not wait for their answers.
        case disconnect(APIRoute, [UInt8])
    }

    /// As many messages of one client are answered at a time.
    static let mostRunning = 32

    private var running = 0
    private var waiting = CircularBuffer<Item>()

    /// Whether no further message may begin.
    var isFull: Bool { running >= Self.mostRunning || !waiting.isEmpty }

    /// Adds the last item.
    mutating func add(_ item: Item) { waiting.append(item) }

    /// Takes the first item; nil if it has to wait, or if there is none.
    mutating func next() -> Item? {
        switch waiting.first {
        case nil: return nil
        case .message:
            guard running < Self.mostRunning else { return nil }
            running += 1
        case .disconnect: break
        }
        return waiting.popFirst()
    }

    /// A message that has begun is answered.
    mutating func ended() { running -= 1 }

    /// Drops the messages that wait.
    mutating func dropMessages() {
        waiting.removeAll { if case .message = $0 { true } else { false } }
    }
}
