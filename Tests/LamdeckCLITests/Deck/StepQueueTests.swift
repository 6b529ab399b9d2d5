import Testing

@testable import LamdeckCLI

@MainActor struct StepQueueTests {
    @Test func `a step begins when the one before has ended`() async {
        let queue = StepQueue()
        var done: [Int] = []
        let (gate, opening) = AsyncStream.makeStream(of: Void.self)
        await withCheckedContinuation { end in
            queue.add {
                for await _ in gate {}
                done.append(1)
            }
            queue.add { done.append(2) }
            queue.add {
                done.append(3)
                end.resume()
            }
            opening.finish()
        }
        #expect(done == [1, 2, 3])
        queue.end()
    }
}
