import LambdaModel
import TestSupport
import Testing

@testable import Dashboard

/// The calls of a log and their numbers.
@Suite struct LogCallsTests {
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `numbers of request ids are like a dictionary`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var (numbers, wanted) = (LogCallNumbers(), [String: UInt32]())
        // Few different hashes, so that ids collide.
        let ids = (0..<80).map { number -> String in
            let digit = String(number % 16, radix: 16)
            return number % 5 == 0 ? "call \(number)" : "0000000\(digit)-0000-4000-8000-0000000000\(10 + number)"
        }
        for _ in 0..<600 {
            guard let id = ids.randomElement(using: &random) else { continue }
            if let number = wanted[id] {
                if Bool.random(using: &random) {
                    numbers.remove(number)
                    wanted[id] = nil
                }
            } else {
                let number = numbers.insert(id)
                #expect(!wanted.values.contains(number))
                wanted[id] = number
            }
            for id in ids { #expect(numbers.number(of: id) == wanted[id]) }
            for (id, number) in wanted { #expect(numbers.id(number) == id) }
        }
    }

    @Test func `packed facts are the same facts`() {
        var names = LogNames()
        for verdict in Verdict.allCases.map(Optional.some) + [nil] {
            for event in [nil, "空のカート.json", "e"] {
                var summary = InvocationSummary(
                    function: "f", requestID: "a", event: event, verdict: verdict,
                    errorType: event.map { $0 + "Error" },
                    functionStatus: event == nil ? nil : FunctionStatus(404), startedAt: 0,
                    milliseconds: event == nil ? nil : 3.5, initMilliseconds: event == "e" ? 120.25 : nil,
                    isCold: event == "e")
                let facts = CallFacts(summary)
                #expect(PackedFacts(facts, &names).facts(names) == facts)
                summary.origin = CallOrigin(address: "127.0.0.1:1", userAgent: "curl/8.1", port: 1)
                let outside = CallFacts(summary)
                #expect(PackedFacts(outside, &names).facts(names) == outside)
                #expect(outside.name == (event == nil ? "curl" : facts.name))
            }
        }
        #expect(names[0] == nil)
    }
}
