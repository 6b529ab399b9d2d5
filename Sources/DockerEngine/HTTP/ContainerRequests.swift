import Support

extension EngineRequest {
    /// A call about one container.
    ///
    /// - Parameter operation: what the call does, in words that the container's id follows.
    static func container(
        _ method: Method, _ id: String, _ path: String, query: [(name: String, value: String)] = [],
        _ operation: String
    ) -> EngineRequest {
        EngineRequest(
            method, "/containers/\(PercentCoding.encoded(id))\(path)", query: query,
            operation: "\(operation) \(shortened(id))")
    }

    /// An id as the `docker` command shows it: 12 of its 64 digits. A name stays whole.
    private static func shortened(_ id: String) -> String {
        id.count == 64 && id.allSatisfy(\.isHexDigit) ? String(id.prefix(12)) : id
    }
}

/// Which part of a container's log to read.
struct LogQuery: Sendable {
    let id: String
    var isFollowing: Bool
    var since: EngineTimestamp?
    var until: EngineTimestamp?
    /// How many of the newest lines to begin with; nil for all.
    var tail: Int?
    var hasTimes: Bool
    /// The time limit for the head of the answer.
    let headLimit: Duration

    var request: EngineRequest {
        var query = [
            (name: "stdout", value: "true"), (name: "stderr", value: "true"),
            (name: "follow", value: "\(isFollowing)"), (name: "timestamps", value: "\(hasTimes)"),
            (name: "tail", value: tail.map { "\($0)" } ?? "all"),
        ]
        if let since { query.append((name: "since", value: "\(since)")) }
        if let until { query.append((name: "until", value: "\(until)")) }
        return EngineRequest.container(.get, id, "/logs", query: query, "read the log of container")
            .headWithin(headLimit)
    }

    /// The request for what a followed log may have left out at its end; nil if nothing can be missing.
    ///
    /// - Parameter lastRecord: the time of the last record; nil if there were none.
    func rest(after lastRecord: EngineTimestamp?) -> EngineRequest? {
        // If there were no records, all are new, unless `tail` excludes them.
        if lastRecord == nil, tail == 0 { return nil }
        var rest = self
        (rest.isFollowing, rest.hasTimes, rest.until, rest.tail) = (false, true, nil, nil)
        if let lastRecord {
            // The engine writes the two outputs independently: a record may follow one that has a later time.
            let second = lastRecord.earlier(bySeconds: 1)
            rest.since = since.map { max($0, second) } ?? second
        }
        return rest.request
    }
}
