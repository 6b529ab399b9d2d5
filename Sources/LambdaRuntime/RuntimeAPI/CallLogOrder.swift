import LambdaModel

/// Writes out the records of a container in the order of its calls: after a call was answered, those of later calls
/// wait for its `END`.
struct CallLogOrder {
    /// The calls whose `END` has not been written, oldest first.
    private var open: [String] = []
    /// The calls that were answered and whose logs are not complete.
    private var answered: Set<String> = []
    /// What waits until the `END` of an earlier call is written.
    private var held: [LogRecord] = []
    /// Where records go; nil if the container's log is not read yet.
    private var sink: (@Sendable ([LogRecord]) -> Void)?
    /// lamdeck's own records of a container whose log is not read yet.
    private var unread: [LogRecord] = []

    /// Writes to `sink` from now on.
    mutating func begin(_ sink: @escaping @Sendable ([LogRecord]) -> Void) {
        self.sink = sink
        let unread = unread
        self.unread = []
        if !unread.isEmpty { write(unread) }
    }

    /// A call begins with this record.
    mutating func open(_ requestID: String, _ start: LogRecord) {
        write([start])
        open.append(requestID)
    }

    /// A call has no `END`.
    mutating func withdraw(_ requestID: String) { open.removeAll { $0 == requestID } }

    /// A call was answered.
    ///
    /// - Returns: whether it has begun and not ended.
    mutating func answer(_ requestID: String) -> Bool {
        guard open.contains(requestID) else { return false }
        answered.insert(requestID)
        return true
    }

    /// Writes the last records of a call, and then what waited for them.
    ///
    /// - Returns: whether the call was open.
    mutating func close(_ requestID: String, _ records: [LogRecord]) -> Bool {
        guard let index = open.firstIndex(of: requestID) else { return false }
        open.remove(at: index)
        answered.remove(requestID)
        writeNow(records)
        let held = held
        self.held = []
        if !held.isEmpty { write(held) }
        return true
    }

    /// Writes records, except those of later calls while an earlier one is open.
    mutating func write(_ records: [LogRecord]) {
        guard let first = open.first, answered.contains(first) else { return writeNow(records) }
        var now: [LogRecord] = []
        for record in records {
            if record.invocation == first || (record.invocation == nil && held.isEmpty) {
                now.append(record)
            } else {
                held.append(record)
            }
        }
        if !now.isEmpty { writeNow(now) }
    }

    /// Writes a record of lamdeck's own, at the latest when the container's log is read.
    mutating func writeOwn(_ record: LogRecord) {
        if sink == nil { unread.append(record) } else { write([record]) }
    }

    /// Writes records without regard to the order.
    func writeNow(_ records: [LogRecord]) { sink?(records) }
}
