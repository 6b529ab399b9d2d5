import OrderedCollections

/// Gives the lines of a container's log to the calls of its execution environment. A runtime does not mark where the
/// output of a call begins, so the engine's time stamps decide, and the request id, if the runtime writes one into the
/// line. Pure.
public struct CallLines: Sendable {
    private var logs: OrderedDictionary<String, InvocationLog> = [:]
    private var lastNumber = 0
    /// The calls that overlap: their lines belong to a call only if they have its id.
    private let areConcurrent: Bool
    /// Whether a line was seen without a request id.
    public private(set) var hasPlainLines = false

    /// The most calls whose logs are kept.
    private static let kept = 64

    /// No calls.
    ///
    /// - Parameter areConcurrent: whether the environment runs several calls at once.
    public init(areConcurrent: Bool = false) { self.areConcurrent = areConcurrent }

    /// A call was delivered.
    ///
    /// - Parameter time: by the engine's clock: seconds since 1970.
    public mutating func begin(_ requestID: String, at time: Double) {
        lastNumber += 1
        logs[requestID] = nil
        logs[requestID] = InvocationLog(requestID: requestID, number: lastNumber, startedAt: time)
        if logs.count > Self.kept { logs.removeFirst() }
    }

    /// Records a fact about a call.
    public mutating func note(_ requestID: String, _ change: (inout InvocationLog) -> Void) {
        if var log = logs[requestID] {
            change(&log)
            logs[requestID] = log
        }
    }

    /// The log of a call; nil if it was not delivered or is forgotten.
    public func log(_ requestID: String) -> InvocationLog? { logs[requestID] }

    /// Adds a line, and sets the call that it belongs to.
    public mutating func add(_ record: inout LogRecord) {
        guard record.source == .output || record.source == .errorOutput else { return }
        record.invocation = owner(of: record)
        if let owner = record.invocation { logs[owner]?.add(record) }
    }

    private mutating func owner(of record: LogRecord) -> String? {
        for id in logs.keys.reversed().prefix(8) where Self.names(id, in: record.text) { return id }
        if !logs.isEmpty { hasPlainLines = true }
        guard !areConcurrent else { return nil }
        return logs.values.last { $0.startedAt <= record.time }?.requestID
    }

    /// Whether a runtime has written a request id into a line: between tabs (Python's logging, Node.js's console), or as
    /// the value of a member of a JSON object.
    static func names(_ id: String, in line: String) -> Bool {
        var text = line
        return text.withUTF8 { bytes in
            let head = bytes.prefix(4096)
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
