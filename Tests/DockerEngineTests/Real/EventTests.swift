import Testing

@testable import DockerEngine

extension RealEngine {
    @Suite struct Events {
        @Test func aKilledContainerReportsItsWholeLife() async throws {
            try await withRealEngine { client in
                var spec = script("exec sleep 1000")
                spec.labels["word"] = uniqueWord()
                let filters = ["type": ["container"], "label": ["word=\(spec.labels["word"] ?? "")", "lamdeck.test"]]
                let labelled = spec
                let id = try await client.withContainer(labelled, isStarted: false) { id in
                    var events = client.events(filters: filters, since: EngineTimestamp(nanosecondsSince1970: 0))
                        .makeAsyncIterator()
                    let created = try #require(try await events.next())
                    #expect(created.action == "create" && created.actorID == id && created.type == "container")

                    try await client.startContainer(id)
                    #expect(try await events.next()?.action == "start")
                    try await client.killContainer(id)
                    let kill = try #require(try await events.next())
                    #expect(kill.action == "kill" && kill.attributes["signal"] == "9" && kill.exitCode == nil)
                    let die = try #require(try await events.next())
                    #expect(die.action == "die" && die.exitCode == 137 && die.actorID == id)
                    #expect(die.attributes["image"] == TestImage.current && die.time > created.time)
                    try await client.removeContainer(id, force: false)
                    #expect(try await events.next()?.action == "destroy")
                    return id
                }
                // The events that the engine remembers; with an end.
                let all = try await client.events(
                    filters: filters, since: EngineTimestamp(nanosecondsSince1970: 0),
                    until: EngineTimestamp("4000000000")
                ).firstEvents(5)
                #expect(all.map(\.action) == ["create", "start", "kill", "die", "destroy"])
                #expect(all.allSatisfy { $0.actorID == id })
            }
        }

        @Test func theEndOfEventsThatArePastIsNotABreak() async throws {
            try await withRealEngine { client in
                let events = try await client.events(
                    since: EngineTimestamp(nanosecondsSince1970: 0), until: EngineTimestamp("1")
                ).collected()
                #expect(events.isEmpty)
            }
        }
    }

    @Suite struct Stats {
        @Test func statsReportUsage() async throws {
            try await withRealEngine { client in
                var spec = script("echo ready; exec sleep 1000")
                spec.memoryBytes = 64 << 20
                let limited = spec
                try await client.withContainer(limited) { id in
                    // The engine's start process counts until the container's own process has replaced it.
                    _ = try await client.logs(id, follow: true).first { !$0.isEmpty }
                    let stats = try await client.stats(id)
                    #expect(stats.memoryUsage > 0 && stats.memoryLimit == 64 << 20 && stats.pids == 1)
                    #expect(stats.cpuTotalNanoseconds > 0 && stats.onlineCPUs > 0)
                    #expect(stats.workingSet <= stats.memoryUsage)
                    if try await client.connect().cgroupVersion == 1 {
                        #expect((stats.memoryPeak ?? 0) >= stats.memoryUsage)
                    }
                    try await client.removeContainer(id, force: true)
                    let gone = await failureKind { try await client.stats(id) }
                    #expect(gone == .notFound(message: "No such container: \(id)"))
                }
            }
        }

        @Test func aStoppedContainerUsesNothing() async throws {
            try await withRealEngine { client in
                try await client.withContainer(script("true")) { id in
                    _ = try await client.waitContainer(id)
                    let stats = try await client.stats(id)
                    #expect(stats.memoryUsage == 0 && stats.pids == 0 && stats.memoryPeak == nil)
                }
            }
        }
    }
}

extension AsyncSequence {
    /// The first elements, for a sequence that may not end.
    func firstEvents(_ count: Int) async throws -> [Element] {
        var elements: [Element] = []
        for try await element in self {
            elements.append(element)
            if elements.count == count { break }
        }
        return elements
    }
}
