import Foundation
import Testing

/// A function that logs more than anybody can read: six times the most that waits for a frame, three times what is
/// kept.
@Suite(.limited)
struct FloodTests {
    @Test("60,000 lines: every line is counted, keys work, memory stays bounded")
    func flood() async throws {
        let talker = SampleFunction.python(
            "talker",
            """
            line = "the quick brown fox jumps over the lazy dog, and then it jumps back again"
            for start in range(0, 60000, 1000):
                sys.stdout.write("".join(f"{i} {line}\\n" for i in range(start, start + 1000)))
                sys.stdout.flush()
            return "that was all"
            """
        ).with { $0.settings = ["\"timeout\": 300", "\"memorySize\": 256"] }
        try await Project.run(talker, .node("hello")) { project in
            let deck = try await project.deck()
            try await deck.press("S", waitFor: "the function") { $0.mark("talker") == "●" }
            let before = try Self.memory(of: await deck.process())
            try await deck.press("i", waitFor: "the flood") { $0.log.contains("lazy dog") }
            // Other keys still work, and nothing of the flood is lost because of them.
            try await deck.press("j", waitFor: "the other function") {
                $0.status.contains("hello") && $0.log.title == "LOG hello"
            }
            try await deck.press("k", "?", waitFor: "Esc closes")
            try await deck.press("?", waitFor: "no help") { !$0.contains("Esc closes") }
            try await deck.resize(80, 24)
            try await deck.wait("the smaller screen") { $0.lines.count == 24 && $0.shows(.log) }
            try await deck.resize(120, 36)

            try await deck.wait("the end of the flood", limit: .seconds(120)) {
                $0.log.right == "following" && $0.log.title.contains(#/^LOG talker · [\d,]+ of 60,001 lines$/#)
                    && $0.isOK && $0.call.contains("\"that was all\"") && $0.log.contains("59999 the quick")
            }
            let after = try Self.memory(of: await deck.process())
            #expect(after - before < 150 << 20, "\(before >> 20) MB became \(after >> 20) MB")

            try await deck.press("5", "g", waitFor: "the oldest line that is kept") {
                $0.log.right == "paused" && $0.log.title.contains(#/^LOG talker · line 1 of \d\d,\d\d\d$/#)
                    && !$0.log.contains("59999 the quick")
            }
            try await deck.press("G", waitFor: "the newest") { $0.log.contains("59999 the quick") }
        }
    }

    /// The peak memory of a process in bytes.
    private static func memory(of process: Int32) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        let kilobytes = try #require(line.split(separator: " ").dropFirst().first.flatMap { Int($0) })
        return kilobytes << 10
    }
}
