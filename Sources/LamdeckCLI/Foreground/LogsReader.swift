import LambdaRuntime

/// Prints the wanted entries: old ones in the order of their arrival, new ones in the order of their times.
actor LogsReader {
    private let filter: LogFilter
    private let log: LogPrinterQueue
    private let tail: Int
    /// The last entries of each function, until all old ones have arrived; nil after that, and if all are printed.
    private var last: [String: [(number: Int, entry: ProjectLogEntry)]]?
    private var count = 0

    init(_ filter: LogFilter, tail: Int?, _ log: LogPrinterQueue) {
        self.filter = filter
        self.log = log
        self.tail = tail ?? 0
        last = tail == nil ? nil : [:]
    }

    func handle(_ news: ProjectLogs.News) async {
        switch news {
        case .old(let entries): await addOld(entries.filter(filter.wants))
        case .caughtUp:
            guard let kept = last else { return }
            last = nil
            await log.print(kept.values.flatMap { $0.suffix(tail) }.sorted { $0.number < $1.number }.map(\.entry))
        case .new(let entries): await log.add(entries.filter(filter.wants))
        }
    }

    private func addOld(_ entries: [ProjectLogEntry]) async {
        guard last != nil else { return await log.print(entries) }
        for entry in entries {
            count += 1
            last?[entry.function, default: []].append((count, entry))
            // Entries that will not be printed are dropped now and then: a long log takes little memory.
            if let many = last?[entry.function]?.count, many > 2 * tail + 1000 {
                last?[entry.function]?.removeFirst(many - tail)
            }
        }
    }
}
