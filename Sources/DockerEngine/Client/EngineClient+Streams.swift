extension EngineClient {
    /// A container's output in batches of lines, one batch for each chunk from the network. A chunk that completes no
    /// line, as in the middle of a line of many megabytes, gives an empty batch.
    ///
    /// The sequence ends when the container stops or is removed. A slow reader slows the engine down and loses nothing,
    /// with one exception: if the driver `json-file` rotates faster than the reader reads, the engine skips whole
    /// files. Lines that the engine repeats after a rotation are left out. Read it off the main actor: a flood brings
    /// 100,000 batches a second.
    /// - Parameters:
    /// - follow: continues with what the container prints from now on. - since: leaves out what is older than this
    ///   moment. A line of exactly this moment is included; use ``EngineTimestamp/next`` to leave it out. - until: ends
    ///   after the last line that is not newer than this moment. - tail: begins with that many of the newest lines; if
    ///   nil, with all. - timestamps: asks for the time of each line. - maximumLineBytes: longer lines are cut;
    ///   ``LogLine/droppedBytes`` counts the rest.
    /// - Throws: kind `notFound`, `api`, `disconnected`, `cancelled`, while iterating.
    public func logs(
        _ id: String, follow: Bool, since: EngineTimestamp? = nil, until: EngineTimestamp? = nil, tail: Int? = nil,
        timestamps: Bool = false, maximumLineBytes: Int = LogLineSplitter.defaultMaximumLineBytes
    ) -> EngineStream<[LogLine]> {
        // A followed log needs the times to continue at the right place after the engine ended it too early.
        let asksTimes = timestamps || follow
        let lines = LogLineSplitter(
            timestamps: asksTimes, keepsTimestamps: timestamps, maximumLineBytes: maximumLineBytes)
        let whole = logRequest(id, follow: follow, since: since, until: until, tail: tail, timestamps: asksTimes)
        guard follow else {
            return stream(whole) { LogDecoder(lines: lines) }
        }
        return stream(whole) {
            LogDecoder(lines: lines) { [self] lastRecord in
                guard let lastRecord else {
                    // There were no records yet, so all are new, unless `tail` excludes them.
                    return tail == 0 ? nil : logRequest(id, follow: false, since: since, tail: nil, timestamps: true)
                }
                // The engine writes the two outputs independently: a record may follow one that has a later time.
                let second = lastRecord.earlier(bySeconds: 1)
                let start = since.map { max($0, second) } ?? second
                return logRequest(id, follow: false, since: start, tail: nil, timestamps: true)
            }
        }
    }

    private func logRequest(
        _ id: String, follow: Bool, since: EngineTimestamp?, until: EngineTimestamp? = nil, tail: Int?, timestamps: Bool
    ) -> EngineRequest {
        var query = [
            (name: "stdout", value: "true"), (name: "stderr", value: "true"),
            (name: "follow", value: "\(follow)"), (name: "timestamps", value: "\(timestamps)"),
            (name: "tail", value: tail.map { "\($0)" } ?? "all"),
        ]
        if let since {
            query.append((name: "since", value: "\(since)"))
        }
        if let until {
            query.append((name: "until", value: "\(until)"))
        }
        return request(.get, id, "/logs", query: query, "read the log of container").headWithin(limits.change)
    }

    /// The engine's events.
    ///
    /// Without `until` the sequence always ends with an error of kind `disconnected`: an engine that stops ends its
    /// response regularly, but the sequence treats that as a failure.
    /// - Parameters:
    /// - filters: such as `["type": ["container"], "label": ["lamdeck.project=…"]]`. Values of one name are
    ///   alternatives; of labels, all must be present. - since: begins with the events since then that the engine
    ///   remembers (the last 256). - until: ends the sequence at that moment.
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
        return stream(request.headWithin(limits.change)) { [limits] in
            JSONObjectDecoder(maximumBytes: limits.answerBytes, isEndless: isEndless) { (events: [WireEvent]) in
                events.map(\.event)
            }
        }
    }
}
