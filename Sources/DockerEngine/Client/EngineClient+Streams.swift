extension EngineClient {
    /// A container's output in batches of lines, one batch for each chunk from the network. A chunk that completes no
    /// line, as in the middle of a line of many megabytes, gives an empty batch.
    ///
    /// The sequence ends when the container stops or is removed. A slow reader slows the engine down and loses nothing,
    /// with one exception: if the driver `json-file` rotates faster than the reader reads, the engine skips whole
    /// files. Lines that the engine repeats after a rotation are left out. Read it off the main actor: a flood brings
    /// 100,000 batches a second.
    /// - Parameters:
    ///   - follow: continues with what the container prints from now on.
    ///   - since: leaves out what is older than this moment. A line of exactly this moment is included; use
    ///     ``EngineTimestamp/next`` to leave it out.
    ///   - until: ends after the last line that is not newer than this moment.
    ///   - tail: begins with that many of the newest lines; if nil, with all.
    ///   - timestamps: asks for the time of each line.
    ///   - maximumLineBytes: longer lines are cut; ``LogLine/droppedBytes`` counts the rest.
    /// - Throws: kind `notFound`, `api`, `disconnected`, `cancelled`, while iterating.
    public func logs(
        _ id: String, follow: Bool, since: EngineTimestamp? = nil, until: EngineTimestamp? = nil, tail: Int? = nil,
        timestamps: Bool = false, maximumLineBytes: Int = LogLineSplitter.defaultMaximumLineBytes
    ) -> EngineStream<[LogLine]> {
        // A followed log needs the times to continue at the right place after the engine ended it too early.
        let asksTimes = timestamps || follow
        let lines = LogLineSplitter(
            timestamps: asksTimes, keepsTimestamps: timestamps, maximumLineBytes: maximumLineBytes)
        let query = LogQuery(
            id: id, isFollowing: follow, since: since, until: until, tail: tail, hasTimes: asksTimes,
            headLimit: limits.change)
        guard follow else { return connection.stream(query.request) { LogDecoder(lines: lines) } }
        return connection.stream(query.request) { LogDecoder(lines: lines) { query.rest(after: $0) } }
    }

    /// The engine's events.
    ///
    /// Without `until` the sequence always ends with an error of kind `disconnected`: an engine that stops ends its
    /// response regularly, but the sequence treats that as a failure.
    /// - Parameters:
    ///   - filters: such as `["type": ["container"], "label": ["lamdeck.project=…"]]`. Values of one name are
    ///     alternatives; of labels, all must be present.
    ///   - since: begins with the events since then that the engine remembers (the last 256).
    ///   - until: ends the sequence at that moment.
    public func events(
        filters: [String: [String]] = [:], since: EngineTimestamp? = nil, until: EngineTimestamp? = nil
    ) -> EngineStream<EngineEvent> {
        var query: [(name: String, value: String)] = []
        if !filters.isEmpty {
            query.append((name: "filters", value: EngineRequest.filters(filters)))
        }
        if let since {
            query.append((name: "since", value: "\(since)"))
        }
        if let until {
            query.append((name: "until", value: "\(until)"))
        }
        let isEndless = until == nil
        let request = EngineRequest(.get, "/events", query: query, operation: "follow the engine's events")
        return connection.stream(request.headWithin(limits.change)) { [limits] in
            JSONObjectDecoder(maximumBytes: limits.answerBytes, isEndless: isEndless) { (events: [WireEvent]) in
                events.map(\.event)
            }
        }
    }

    /// What a container uses, about once a second. Ends when the container is removed.
    public func statsStream(_ id: String) -> EngineStream<ContainerStats> {
        let query = [(name: "stream", value: "true")]
        let request = EngineRequest.container(.get, id, "/stats", query: query, "follow the stats of container")
        return connection.stream(request) { [limits] in
            JSONObjectDecoder(maximumBytes: limits.answerBytes) { (stats: [WireStats]) in stats.map(\.stats) }
        }
    }
}
