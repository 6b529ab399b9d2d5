import DockerEngine
import Foundation
import HostLink
import LambdaModel
import Testing

@testable import LambdaRuntime

/// The evidence of a call: its log of any size and kind, its usage, and calls by other processes.
@Suite("Evidence about a call")
struct CallEvidenceTests {
    private static func project(
        _ server: ServingKind = .lamdeck, timeout: Int = 60,
        _ body: @escaping @Sendable (TestProject, TestHost) async throws -> Void
    ) async throws {
        try await TestProject.run(server) { project in
            let settings = try await project.python("hello", Misbehaving.python, timeout: timeout) {
                $0.memorySize = 256
            }
            try await body(project, project.deck([settings]))
        }
    }

    @Test(arguments: ServingKind.allCases) func ofAFlood(server: ServingKind) async throws {
        try await Self.project(server) { _, deck in
            let result = await deck.invoke("hello", #"{"do": "many", "n": 100000}"#)
            #expect(result.verdict == .ok)
            #expect(result.log.count == InvocationLog.maximumLines)
            let loading = result.log.first?.text == "loading" ? 1 : 0
            #expect(result.isCold == (loading == 1))
            #expect(result.log.dropFirst(loading).prefix(3).map(\.text) == ["0", "1", "2"], "behind what loading said")
            #expect(result.log.count + result.droppedLines == 100_000 + loading)
            #expect(result.handlerMilliseconds != nil, "the log was read to its end")
            let next = await deck.invoke("hello", #"{"do": "stderr"}"#)
            #expect(next.log.map(\.text) == ["to stderr"])
        }
    }

    @Test func ofALineOfTwentyMegabytes() async throws {
        try await Self.project { _, deck in
            let result = await deck.invoke("hello", #"{"do": "long", "n": 20000000}"#)
            #expect(result.verdict == .ok)
            let line = try #require(result.log.last?.text)
            #expect(line.hasPrefix("yyyy") && line.utf8.count < 270_000)
            #expect(line.hasSuffix(" more bytes"))
            #expect(await deck.invoke("hello", #"{"do": "quiet"}"#).log.isEmpty)
        }
    }

    @Test func ofBytesThatAreNotText() async throws {
        try await Self.project { _, deck in
            let result = await deck.invoke("hello", #"{"do": "bytes"}"#)
            #expect(result.verdict == .ok)
            #expect(
                result.log.last?.text == "\u{FFFD}\0\u{1B}[2J\u{1B}]0;title\u{7}end", "as it came; the screen cleans it"
            )
        }
    }

    @Test func ofMemoryAndProcessorTime() async throws {
        try await Self.project { _, deck in
            let small = await deck.invoke("hello", #"{"do": "quiet"}"#)
            let worked = await deck.invoke("hello", #"{"do": "work", "s": 0.5}"#)
            let held = await deck.invoke("hello", #"{"do": "hold", "mb": 100}"#)
            #expect(try #require(small.peakMemory) < 80 << 20)
            #expect(try #require(held.peakMemory) >= 100 << 20)
            #expect(held.memoryLimit == 256 << 20)
            let after = await deck.invoke("hello", #"{"do": "quiet"}"#)
            #expect(try #require(after.peakMemory) < 100 << 20, "what a call before it used is not its own")
            let seconds = try #require(worked.cpuSeconds)
            #expect(seconds >= 0.5 && seconds < 5, "\(seconds)")
            #expect(try #require(held.cpuSeconds) < seconds + 5)
        }
    }

    @Test(arguments: ServingKind.allCases) func ofCallsInHaste(server: ServingKind) async throws {
        try await Self.project(server) { _, deck in
            let results = await withTaskGroup(of: InvocationResult.self) { group in
                for number in 0..<40 {
                    group.addTask { await deck.invoke("hello", #"{"do": "many", "n": \#(number % 7)}"#) }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(results.compactMap(\.requestID)).count == 40, "none is taken for another")
            for result in results {
                let event = String(decoding: result.request.payload, as: UTF8.self)
                let lines = result.log.map(\.text).filter { $0 != "loading" }
                #expect(event.hasSuffix(#""n": \#(lines.count)}"#), "\(event): \(lines)")
            }
        }
    }

    /// The log's times are then earlier than the call, and only the order shows that the lines belong to it.
    @Test func ifTheClockIsSetBackDuringTheCall() async throws {
        try await Self.project(.emulator) { _, deck in
            let result = await deck.invoke("hello", #"{"do": "stderr"}"#)
            let serving = await deck.host.serving("hello")
            let container = try #require(serving)
            let callLog = await container.log.callLog(1, sentAt: Date().timeIntervalSince1970 + 3_600)
            #expect(callLog?.requestID == result.requestID)
            #expect(callLog?.records.last?.text == "to stderr")
            let next = await deck.invoke("hello", #"{"do": "partial"}"#)
            #expect(next.log.map(\.text) == ["no newline"])
        }
    }

    @Test func ofOneThatWasGivenUp() async throws {
        try await Self.project { project, deck in
            _ = await deck.invoke("hello", #"{"do": "quiet"}"#)
            let before = try await project.container().id
            let call = await deck.beginCall("hello", #"{"do": "sleep", "s": 50}"#)
            try await deck.waitForLine("hello", "sleeping")
            call.cancel()
            let result = await call.value
            #expect(result.verdict == .cancelled)
            #expect(result.log.map(\.text) == ["sleeping"], "what it said until then")
            #expect(result.seconds < 45)
            let next = await deck.invoke("hello", #"{"do": "quiet"}"#)
            #expect(next.verdict == .ok)
            #expect(try await project.container().id != before)
        }
    }

    @Test func ofAKillThatFollowsOneForItsMemory() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Misbehaving.python) { $0.memorySize = 128 }
            let deck = try await project.deck([settings])
            await deck.expect("hello", #"{"do": "memory"}"#, ends: .outOfMemory)
            let killed = await deck.invoke("hello", #"{"do": "kill"}"#)
            #expect(killed.verdict == .crashed, "its peak is another container's")
        }
    }

    @Test func ofARuntimeThatEndsBetweenTwoCalls() async throws {
        try await TestProject.run { project in
            let source = """
                exports.handler = async (event) => {
                  if (event.leave) setTimeout(() => Promise.reject(new Error("floating")), 1000);
                  return "answered";
                };
                """
            let deck = try await project.deck([try await project.node("hello", source)])
            await deck.expect("hello", #"{"leave": true}"#, ends: .ok)
            try await deck.journal.wait(for: "the end of the runtime to be told") { seen in
                seen.logs["hello", default: []].contains {
                    $0.source == .lamdeck && $0.text.contains("the runtime process exited between invocations")
                        && $0.text.contains("floating")
                } ? true : nil
            }
            let next = await deck.invoke("hello", "{}")
            #expect(next.verdict == .ok, "it has nothing to do with the call before")
        }
    }

    @Test func ofCallsThatOthersMake() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Misbehaving.python)
            let deck = try await project.deck([settings])
            let ours = await deck.invoke("hello", #"{"do": "quiet"}"#)
            try await project.post(#"{"do": "stderr"}"#, to: settings.resolvedPort)
            try await project.post(#"{"do": "raise"}"#, to: settings.resolvedPort)
            let summaries = try await deck.journal.wait(for: "two calls of others") { seen in
                // Each is reported when it is complete, which may take longer for the first than for the second.
                seen.outside.count >= 2 ? seen.outside.sorted { $0.startedAt < $1.startedAt } : nil
            }
            #expect(summaries.map(\.verdict) == [.ok, .functionError])
            #expect(summaries.allSatisfy { $0.event == nil && $0.function == "hello" && $0.milliseconds != nil })
            #expect(!summaries.contains { $0.requestID == ours.requestID })
            let lines = deck.journal.seen.logs["hello", default: []]
            #expect(lines.contains { $0.text == "to stderr" && $0.invocation == summaries[0].requestID })
            let again = await deck.invoke("hello", #"{"do": "returns"}"#)
            #expect(again.log.map(\.text) == ["a", "b", "c"], "ours are still told apart from theirs")
        }
    }
}
