import DequeModule
import LambdaModel

/// The data that a host has yet to send to one client: messages in order, and parts of responses and log lines when no
/// message waits. Pure:
/// the caller adds frames, and takes the next frame whenever the client reads.
///
/// A client that does not read uses little memory. Log lines stay in the ``LogStore``, and only the newest state of
/// each thing waits. Of a response that arrives in parts, only the newest bytes wait. If more than ``maximumNews``
/// bytes of news wait, the connection is closed: the client connects again and gets the complete current state.
public struct ClientLane: Sendable {
    /// The most bytes of news that wait for a client. Answers to its own requests do not count.
    public static let maximumNews = 4 << 20

    private struct Entry {
        var frame: [UInt8]
        var key: String?
        var isNews: Bool
    }

    private var entries: Deque<Entry?> = []
    /// The number of the first entry.
    private var first = 0
    /// The numbers of the entries that have a key.
    private var numbers: [String: Int] = [:]
    private var newsBytes = 0
    /// How many entries were replaced by newer ones and are nil in `entries`.
    private var replaced = 0
    /// The newest parts of the responses of calls, by the number of the call's message.
    private var parts: [Int: ResponsePart] = [:]
    /// The position in the logs; nil if the client wants none.
    public var cursor: LogCursor?

    /// A client for which nothing waits.
    public init() {}

    /// How many bytes of news wait.
    public var waitingNews: Int { newsBytes }

    /// Whether a message waits.
    public var isEmpty: Bool { entries.count == replaced && parts.isEmpty }

    /// Adds an answer to the client's own request.
    public mutating func add(_ frame: [UInt8]) { entries.append(Entry(frame: frame, key: nil, isNews: false)) }

    /// Adds a part of a response. It is sent together with the parts that wait.
    public mutating func add(_ part: ResponsePart, of call: Int) {
        if parts[call] == nil {
            parts[call] = ResponsePart(
                [], offset: part.offset, firstByteMilliseconds: part.firstByteMilliseconds,
                contentType: part.contentType)
        }
        parts[call]?.append(part)
    }

    /// Drops the parts that wait: the call's whole response is known.
    public mutating func dropParts(of call: Int) { parts[call] = nil }

    /// Adds news.
    ///
    /// - Parameter key: identifies the thing that has this state. It replaces waiting news with the same key. Nil for
    ///   an event.
    /// - Returns: false if too much waits: the caller must close the connection.
    public mutating func add(news frame: [UInt8], key: String?) -> Bool {
        if let key, let number = numbers[key], let old = entries[number - first] {
            newsBytes -= old.frame.count
            entries[number - first] = nil
            replaced += 1
            if replaced > 64, replaced > entries.count / 2 { compact() }
        }
        if let key { numbers[key] = first + entries.count }
        entries.append(Entry(frame: frame, key: key, isNews: true))
        newsBytes += frame.count
        return newsBytes <= Self.maximumNews
    }

    /// Removes the empty entries of replaced news.
    private mutating func compact() {
        entries.removeAll { $0 == nil }
        replaced = 0
        numbers = [:]
        for (place, entry) in entries.enumerated() { if let key = entry?.key { numbers[key] = first + place } }
    }

    /// The next frame to send; nil if there is none.
    public mutating func next(_ logs: LogStore) -> [UInt8]? {
        while let entry = entries.popFirst() {
            first += 1
            guard let entry else {
                replaced -= 1
                continue
            }
            if entry.isNews { newsBytes -= entry.frame.count }
            if let key = entry.key { numbers[key] = nil }
            return entry.frame
        }
        while let (call, part) = parts.popFirst() {
            if let frame = try? LinkFrame.bytes(HostMessage.news(call, .part(part))) { return frame }
        }
        guard cursor != nil, let chunk = logs.next(&cursor!) else { return nil }
        return LinkFrame.bytes(chunk)
    }
}
