import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import TestSupport
import Testing

@Suite("Following a function's log")
struct FollowedLogTests {
    @Test func aFloodIsReadToItsEndAndCounted() async throws {
        try await TestProject.run { project in
            let source = """
                import sys
                def handler(event, context):
                    line = "flood " + "x" * 1000 + "\\n"
                    for _ in range(event["lines"] // 100):
                        sys.stdout.write(line * 100)
                    sys.stdout.flush()
                    print("the flood is over", flush=True)
                """
            let deck = try await project.deck([try await project.python("hello", source, timeout: 60)])
            let count = 6000
            await deck.expect("hello", #"{"lines": \#(count)}"#, ends: .ok)
            try await deck.waitForLine("hello", "the flood is over")
            let seen = deck.journal.seen
            let kept = seen.lines("hello").count { $0.hasPrefix("flood ") }
            #expect(kept + seen.dropped["hello", default: 0] == count)
            await deck.expect("hello", #"{"lines": 0}"#, ends: .ok)
            try await deck.waitForLine("hello", "the flood is over", times: 2)
        }
    }

    @Test(.tags(.long)) func lastWordsBeforeARestartArrive() async throws {
        try await TestProject.run { project in
            let source = """
                def handler(event, context):
                    for number in range(500): print("word", event, number)
                    return event
                """
            let deck = try await project.deck([try await project.python("hello", source)])
            for round in 0..<4 {
                await deck.expect("hello", "\(round)", answers: "\(round)")
                await deck.host.restart("hello")
                #expect(await deck.host.settled("hello") == .ready)
            }
            await deck.stop("hello")
            let words = (0..<4).flatMap { round in (0..<500).map { "word \(round) \($0)" } }
            #expect(deck.journal.seen.lines("hello").filter { $0.hasPrefix("word ") } == words)
        }
    }

    @Test func textOfAllKindsArrivesAsItIs() async throws {
        try await TestProject.run { project in
            let source = #"""
                def handler(event, context):
                    print("größer 日本 🎉 e\u0301")
                    print("\x1b[31mred\x1b[0m")
                    print("one\rtwo")
                    print("long " + "y" * 40000 + " end")
                    print("without an end", end="")
                """#
            let deck = try await project.deck([try await project.python("hello", source)])
            await deck.invoke("hello")
            let lines = try await deck.waitForLine("hello", "without an end")
            let long = "long " + String(repeating: "y", count: 40_000) + " end"
            for line in ["größer 日本 🎉 e\u{301}", "\u{1B}[31mred\u{1B}[0m", "one", "two", long, "without an end"] {
                #expect(lines.contains(line), "\(line.prefix(40))")
            }
            try await deck.journal.wait(for: "the markers, whose end stands behind the last words") { seen in
                let markers = seen.logs["hello", default: []].filter { $0.source == .marker }.map { $0.text.prefix(5) }
                return markers == ["START", "END R", "REPOR"] ? true : nil
            }
            let records = deck.journal.seen.logs["hello", default: []]
            #expect(records.allSatisfy { $0.time > 1_700_000_000 }, "by the engine's clock")
        }
    }
}
