import Foundation
import Testing

@testable import DockerEngine

extension RealEngine {
    @Suite struct Logs {
        @Test func bothOutputsArriveWithTimes() async throws {
            try await withRealEngine { client in
                try await client.withContainer(script("echo out; echo err >&2; echo; printf 'caf\\303\\251'")) { id in
                    _ = try await client.waitContainer(id)
                    let lines = try await client.logs(id, follow: true, timestamps: true).collected().flatMap { $0 }
                    let out = lines.filter { $0.output == .stdout }
                    #expect(text(out) == ["out", "", "café"])
                    #expect(text(lines.filter { $0.output == .stderr }) == ["err"])
                    #expect(out.map(\.isEndedByNewline) == [true, true, false])
                    let times = out.map { EngineTimestamp($0.timestamp ?? "") }
                    #expect(!times.contains(nil))
                    #expect(zip(times, times.dropFirst()).allSatisfy { ($0.0?.seconds ?? 0) <= ($0.1?.seconds ?? 0) })
                }
            }
        }

        @Test func aFollowedLogGoesOnAndEndsWithTheContainer() async throws {
            try await withRealEngine { client in
                // The shell answers a signal with a line, so the test does not have to wait for time to pass.
                let answering = script("trap 'echo again' USR1; echo ready; while :; do sleep 0.02; done")
                try await client.withContainer(answering) { id in
                    // A chunk that completes no line is an empty batch.
                    var logs = client.logs(id, follow: true).filter { !$0.isEmpty }.makeAsyncIterator()
                    #expect(text(try await logs.next() ?? []) == ["ready"])
                    try await client.killContainer(id, signal: "SIGUSR1")
                    #expect(text(try await logs.next() ?? []) == ["again"])
                    try await client.killContainer(id)
                    #expect(try await logs.next() == nil)
                }
            }
        }

        @Test func aLogEndsWhenItsContainerIsRemoved() async throws {
            try await withRealEngine { client in
                try await client.withContainer(script("echo ready; exec sleep 1000")) { id in
                    // A chunk that completes no line is an empty batch.
                    var logs = client.logs(id, follow: true).filter { !$0.isEmpty }.makeAsyncIterator()
                    #expect(text(try await logs.next() ?? []) == ["ready"])
                    try await client.removeContainer(id, force: true)
                    #expect(try await logs.next() == nil)
                    let kind = await failureKind { try await client.logs(id, follow: true).collected() }
                    #expect(kind == .notFound(message: "No such container: \(id)"))
                }
            }
        }

        @Test func sinceAndTailBeginLater() async throws {
            try await withRealEngine { client in
                try await client.withContainer(script("for i in 1 2 3 4; do echo $i; sleep 0.01; done")) { id in
                    _ = try await client.waitContainer(id)
                    let all = try await client.logs(id, follow: false, timestamps: true).collected().flatMap { $0 }
                    try #require(text(all) == ["1", "2", "3", "4"])
                    #expect(
                        text(try await client.logs(id, follow: false, tail: 2).collected().joined()) == ["3", "4"])
                    #expect(text(try await client.logs(id, follow: false, tail: 0).collected().joined()) == [])
                    let second = try #require(EngineTimestamp(all[1].timestamp ?? ""))
                    let since = try await client.logs(id, follow: false, since: second).collected().joined()
                    #expect(text(since) == ["2", "3", "4"])
                    let after = try await client.logs(id, follow: true, since: second.next).collected().joined()
                    #expect(text(after) == ["3", "4"])
                }
            }
        }

        @Test(arguments: [false, true])
        func aLineOf100KilobytesIsOneLine(timestamps: Bool) async throws {
            try await withRealEngine { client in
                let printing = script("head -c 102400 /dev/zero | tr '\\0' x; echo; echo next")
                try await client.withContainer(printing) { id in
                    let lines = try await client.logs(id, follow: true, timestamps: timestamps).collected()
                        .flatMap { $0 }
                    #expect(lines.map(\.bytes.count) == [102_400, 4])
                    #expect(lines.first?.bytes.allSatisfy { $0 == UInt8(ascii: "x") } == true)
                    #expect(lines.allSatisfy { $0.isEndedByNewline && ($0.timestamp != nil) == timestamps })

                    let cut = try await client.logs(
                        id, follow: true, timestamps: timestamps, maximumLineBytes: 20_000
                    ).collected().flatMap { $0 }
                    #expect(cut.map(\.bytes.count) == [20_000, 4] && cut.map(\.droppedBytes) == [82_400, 0])
                }
            }
        }

        @Test func aLineThatTheLastRunLeftUnfinishedStaysApart() async throws {
            try await withRealEngine { client in
                try await client.withContainer(script("printf 'no newline'")) { id in
                    _ = try await client.waitContainer(id)
                    try await client.startContainer(id)
                    _ = try await client.waitContainer(id)
                    let lines = try await client.logs(id, follow: false, timestamps: true).collected().flatMap { $0 }
                    #expect(text(lines) == ["no newline", "no newline"])
                    #expect(lines.allSatisfy { !$0.isEndedByNewline })
                }
            }
        }

        @Test func aFloodIsFollowedWithoutLoss() async throws {
            try await withRealEngine { client in
                var spec = script("exec seq 1 100000")
                spec.logDriver = .jsonFile(bytes: 200 << 20, files: 2)
                try await client.withContainer(spec, isStarted: false) { id in
                    try await client.startContainer(id)
                    var count = 0
                    for try await batch in client.logs(id, follow: true, timestamps: true) {
                        for line in batch {
                            count += 1
                            if line.bytes != Array("\(count)".utf8) {
                                Issue.record("line \(count) is \(text([line]))")
                                return
                            }
                        }
                    }
                    #expect(count == 100_000)
                }
            }
        }

        @Test func fiftyFollowedLogsLeaveRoomForOtherCalls() async throws {
            try await withRealEngine { client in
                try await client.withContainer(script("echo ready; exec sleep 1000")) { id in
                    let ends = try await withThrowingTaskGroup(of: Int.self) { group in
                        let (opened, report) = AsyncStream.makeStream(of: Void.self)
                        for _ in 0..<50 {
                            group.addTask {
                                var lines = 0
                                for try await batch in client.logs(id, follow: true) {
                                    lines += batch.count
                                    report.yield()
                                }
                                return lines
                            }
                        }
                        var count = 0
                        for await _ in opened {
                            count += 1
                            if count == 50 { break }
                        }
                        // All fifty are open now.
                        for _ in 0..<20 {
                            #expect(try await client.inspectContainer(id).state.isRunning)
                        }
                        #expect(try await client.stats(id).pids > 0)
                        try await client.killContainer(id)
                        return try await group.reduce(into: [Int]()) { $0.append($1) }
                    }
                    #expect(ends == Array(repeating: 1, count: 50))
                }
            }
        }
    }
}
