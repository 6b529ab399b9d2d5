import LambdaRuntime

/// Takes the entries that are wanted: old ones in the order in which they come, new ones into that of their times.
actor LogsReader {
    private let filter: LogFilter
    private let log: LiveLog
    private let tail: Int
    /// The last entries of each function, until all old ones have come; nil if all are printed.
    private var last: [String: [(number: Int, entry: ProjectLogEntry)]]?
    private var count = 0

    init(_ filter: LogFilter, tail: Int?, _ log: LiveLog) {
        self.filter = filter
        self.log = log
        self.tail = tail ?? 0
        last = tail == nil ? nil : [:]
    }

    func take(_ news: ProjectLogs.News) async {
        switch news {
        case .old(let entries): await takeOld(entries.filter(filter.wants))
        case .caughtUp:
            guard let kept = last else { return }
            last = nil
            await log.print(kept.values.flatMap { $0.suffix(tail) }.sorted { $0.number < $1.number }.map(\.entry))
        case .new(let entries): await log.add(entries.filter(filter.wants))
        }
    }

    private func takeOld(_ entries: [ProjectLogEntry]) async {
        guard last != nil else { return await log.print(entries) }
        for entry in entries {
            count += 1
            last?[entry.function, default: []].append((count, entry))
            // Thinned out now and then, so that a long log costs little.
            if let many = last?[entry.function]?.count, many > 2 * tail + 1000 {
                last?[entry.function]?.removeFirst(many - tail)
            }
        }
    }
}
