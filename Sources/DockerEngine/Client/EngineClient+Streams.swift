extension EngineClient {
    /// A container's output in batches of lines, one for each chunk from the network. A chunk that completes no line
    /// gives an empty batch, such as in the middle of a line of many megabytes.
    ///
    /// The sequence ends when the container stops or is removed. A slow reader slows the engine down and loses nothing,
    /// unless the driver `json-file` rotates faster than the reader reads: then the engine skips whole files. Lines
    /// that the engine repeats after a rotation are left out. Read it off the main actor: a flood brings 100,000
    /// batches a second.
    /// - Parameters:
    ///   - follow: goes on with what is printed from now on.
    ///   - since: leaves out what is older than this moment; a line of that very moment comes again, which
    ///     ``EngineTimestamp/next`` avoids.
    ///   - until: ends with what is not newer than this moment.
    ///   - tail: begins with that many of the newest lines; `nil` takes all.
    ///   - timestamps: asks for each line's time.
    ///   - maximumLineBytes: longer lines are cut and count what they lost.
    /// - Throws: kind `notFound`, `api`, `disconnected`, `cancelled`, while iterating.
    public func logs(
        _ id: String, follow: Bool, since: EngineTimestamp? = nil, until: EngineTimestamp? = nil, tail: Int? = nil,
        timestamps: Bool = false, maximumLineBytes: Int = LogLineSplitter.defaultMaximumLineBytes
    ) -> EngineStream<[LogLine]> {
        // Followed logs need the times to find their place again when the engine ended them too early.
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
                    // Nothing was there, so all is new, unless it was to be left out.
                    return tail == 0 ? nil : logRequest(id, follow: false, since: since, tail: nil, timestamps: true)
                }
                // The two outputs are written by two hands: a record may stand behind one that has a later time.
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

    /// What happens in the engine.
    ///
    /// Without `until` the sequence never ends well: an engine that stops ends its answer in good order, and that
    /// throws kind `disconnected` too.
    /// - Parameters:
    ///   - filters: such as `["type": ["container"], "label": ["lamdeck.project=…"]]`; values of one name are
    ///     alternatives, but for labels, which must all be there.
    ///   - since: begins with what happened then, as far as the engine remembers (the last 256 events).
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
        return stream(request.headWithin(limits.change)) { [limits] in
            JSONObjectDecoder(maximumBytes: limits.answerBytes, isEndless: isEndless) { (events: [WireEvent]) in
                events.map(\.event)
            }
        }
    }
}
