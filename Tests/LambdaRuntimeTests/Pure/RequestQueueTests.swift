import Testing

@testable import LambdaRuntime

@Suite("The order of requests")
struct RequestQueueTests {
    @Test func areCarriedOutOneAfterTheOther() async {
        let (queue, notes) = (RequestQueue(), Notes())
        for number in 0..<200 {
            queue.add {
                // The first takes longest: without a queue it would be the last.
                for _ in number..<200 { await Task.yield() }
                notes.add("\(number)")
            }
        }
        await queue.add {}.value
        #expect(notes.all == (0..<200).map { "\($0)" })
    }

    @Test func giveTheirAnswers() async {
        let queue = RequestQueue()
        let answers = (0..<20).map { number in queue.add { number * 2 } }
        for (number, answer) in answers.enumerated() { #expect(await answer.value == number * 2) }
    }

    @Test func goOnAfterOneThatWasCancelled() async {
        let queue = RequestQueue()
        let cancelled = queue.add { Task.isCancelled }
        cancelled.cancel()
        #expect(await queue.add { 1 }.value == 1)
        _ = await cancelled.value
    }
}
