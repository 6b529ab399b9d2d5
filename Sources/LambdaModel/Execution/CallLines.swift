import OrderedCollections

/// Gives the lines of a container's log to the calls of its execution environment. A runtime does not mark the end of a
/// call's output, so lamdeck writes a mark into both outputs when the call is answered. An output is read in its order:
/// what precedes the mark belongs to the call. A request id in a line counts more. Pure.
public struct CallLines: Sendable {
    private struct Open: Hashable, Sendable {
        let requestID: String
        let begin: Double
        /// Whether the lines before it are its own: it waited for the init.
        let hasInit: Bool
        /// The outputs whose marks have not been read.
        var unmarked: Set<LogRecord.Source> = [.output, .errorOutput]
    }

    private var logs: OrderedDictionary<String, InvocationLog> = [:]
    /// The calls whose marks have not been read in both outputs, in their order.
    private var open: [Open] = []
    private var lastNumber = 0
    /// The lines before the first call, as many as are kept.
    private var initLines: [LogRecord] = []
    private static let keptInitLines = 1_000
    /// Whether calls overlap: then a line belongs to a call only if it has the call's id.
    private let areConcurrent: Bool
    /// The number of the last call that has a line without its request id; 0 if none has.
    public private(set) var lastPlain = 0
    /// How many calls have both marks.
    public private(set) var marked = 0

    /// The most calls whose logs are kept.
    private static let kept = 64
    /// A line whose time stamp is before a call was written before the call, unless the clock was changed.
    private static let longestAhead = 1.0

    /// No calls.
    ///
    /// - Parameter areConcurrent: whether the environment runs several calls at once.
    public init(areConcurrent: Bool = false) { self.areConcurrent = areConcurrent }

    /// A call was delivered, or waits for the init.
    ///
    /// - Parameters:
    ///   - time: by the engine's clock: seconds since 1970.
    ///   - hasInit: whether it waited for the init, whose lines are its own then.
    public mutating func begin(_ requestID: String, at time: Double, hasInit: Bool = false) {
        lastNumber += 1
        logs[requestID] = nil
        logs[requestID] = InvocationLog(requestID: requestID, number: lastNumber, startedAt: time)
        if hasInit { for line in initLines { logs[requestID]?.add(line) } }
        initLines = []
        open.append(Open(requestID: requestID, begin: time, hasInit: hasInit))
        if logs.count > Self.kept { logs.removeFirst() }
        if open.count > Self.kept { open.removeFirst() }
    }

    /// The mark of a call was read in an output.
    public mutating func mark(_ requestID: String, in output: LogRecord.Source) {
        guard let index = open.firstIndex(where: { $0.requestID == requestID }) else { return }
        open[index].unmarked.remove(output)
        guard open[index].unmarked.isEmpty else { return }
        open.remove(at: index)
        marked += 1
    }

    /// Whether the marks of a call have been read in both outputs.
    public func isMarked(_ requestID: String) -> Bool { !open.contains { $0.requestID == requestID } }

    /// No more lines of a call are expected, although its marks were not read.
    public mutating func close(_ requestID: String) { open.removeAll { $0.requestID == requestID } }

    /// A call that waited for the init was not delivered. Its lines are those of the init again.
    public mutating func withdraw(_ requestID: String) {
        close(requestID)
        guard let log = logs.removeValue(forKey: requestID) else { return }
        initLines = log.records
        if log.number == lastNumber { lastNumber -= 1 }
    }

    /// The log of a call; nil if it was not delivered or is forgotten.
    public func log(_ requestID: String) -> InvocationLog? { logs[requestID] }

    /// Adds a line, and sets the call that it belongs to.
    public mutating func add(_ record: inout LogRecord) {
        guard record.source == .output || record.source == .errorOutput else { return }
        record.invocation = owner(of: record)
        if lastNumber == 0, initLines.count < Self.keptInitLines { initLines.append(record) }
        if let owner = record.invocation { logs[owner]?.add(record) }
    }

    /// Adds a remark about lines that are missing.
    public mutating func addLoss(_ remark: inout LogRecord) {
        for call in open { logs[call.requestID]?.addLoss(remark) }
        remark.invocation = open.first?.requestID
    }

    private mutating func owner(of record: LogRecord) -> String? {
        if Self.hasFrame(record.text) {
            for id in logs.keys.reversed().prefix(8) where Self.names(id, in: record.text) { return id }
        }
        guard !areConcurrent, let call = open.first(where: { $0.unmarked.contains(record.source) }) else { return nil }
        if !call.hasInit, record.time < call.begin, call.begin - record.time < Self.longestAhead { return nil }
        lastPlain = max(lastPlain, logs[call.requestID]?.number ?? 0)
        return call.requestID
    }

    /// Whether a line has what is around a request id. Most lines of a flood do not, and are searched once.
    private static func hasFrame(_ line: String) -> Bool {
        line.utf8.prefix(searched).contains { $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\"") }
    }

    /// How many bytes of a line are searched for a request id.
    private static let searched = 4096

    /// Whether a runtime has written a request id into a line: between tabs (Python's logging, Node.js's console), or as
    /// the value of a member of a JSON object.
    static func names(_ id: String, in line: String) -> Bool {
        var text = line
        return text.withUTF8 { bytes in
            let head = bytes.prefix(searched)
            guard head.count > id.utf8.count else { return false }
            return id.utf8.withContiguousStorageIfAvailable { id in Self.find(id, in: head) } ?? false
        }
    }

    private static func find(_ id: UnsafeBufferPointer<UInt8>, in head: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        let (tab, quote) = (UInt8(ascii: "\t"), UInt8(ascii: "\""))
        var index = head.startIndex
        while index + id.count < head.endIndex {
            let before = head[index]
            index += 1
            guard before == tab || before == quote, head[index] == id[0], head[index...].starts(with: id) else {
                continue
            }
            let after = index + id.count
            if before == tab, after < head.endIndex, head[after] == tab { return true }
            if before == quote, after < head.endIndex, head[after] == quote { return true }
        }
        return false
    }
}
